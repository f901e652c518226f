/**
 * Trying a schedule before paying for it: loss curves by domain, fitted to run records or given,
 * and a simulated run of any rule against them, with error bars by bootstrap.
 */
@NullMarked
package org.versatune.simulation;

import org.jspecify.annotations.NullMarked;
