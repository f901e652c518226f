/**
 * Simulates a run of any rule, to try a schedule before paying for it: against loss curves by
 * domain, which are fitted to run records or given, with error bars by bootstrap.
 */
@NullMarked
package org.versatune.simulation;

import org.jspecify.annotations.NullMarked;
