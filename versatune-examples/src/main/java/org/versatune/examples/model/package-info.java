/** Holds the small language models of the examples, and prepares the text that they read. */
@NullMarked
package org.versatune.examples.model;

import org.jspecify.annotations.NullMarked;
