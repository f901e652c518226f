/**
 * The study of the paper's two effects over many seeds: which runs it consists of, running them so
 * that a run that was stopped goes on where it was, and what follows from them with what certainty.
 */
@NullMarked
package org.versatune.examples.evidence;

import org.jspecify.annotations.NullMarked;
