/**
 * Sets domain weights: the rules behind the factories of {@code Schedulers}, and the decorators
 * that wrap any rule. Read {@code Fostering} first, then {@code BuiltInRule} and {@code Option}.
 */
@NullMarked
package org.versatune.scheduling;

import org.jspecify.annotations.NullMarked;
