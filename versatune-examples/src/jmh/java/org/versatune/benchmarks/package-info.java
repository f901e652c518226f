/** Benchmarks, run by hand: what a draw, a change of weights and the like cost. */
@NullMarked
package org.versatune.benchmarks;

import org.jspecify.annotations.NullMarked;
