/**
 * Holds seven programs to copy. Each is one file with made-up data and a {@code main}, and needs
 * nothing else of this module. The packages below hold the command line, the corpora, a small
 * language model, the study and its reports.
 */
@NullMarked
package org.versatune.examples;

import org.jspecify.annotations.NullMarked;
