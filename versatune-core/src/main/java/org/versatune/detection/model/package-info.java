/**
 * Judges that ask a model which domain a text belongs to, through LangChain4j.
 *
 * <p>LangChain4j is an optional dependency: this package alone uses it, and everything else works
 * without it. Add {@code dev.langchain4j:langchain4j-core} 1.19 or newer and the module of your
 * provider.
 */
@NullMarked
package org.versatune.detection.model;

import org.jspecify.annotations.NullMarked;
