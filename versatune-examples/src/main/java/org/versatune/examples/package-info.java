/**
 * Seven programs to copy, of one file each: with made-up data, a {@code main} and nothing around
 * them. The packages below hold the command line, the corpora, a small language model, the study
 * and its reports.
 */
@NullMarked
package org.versatune.examples;

import org.jspecify.annotations.NullMarked;
