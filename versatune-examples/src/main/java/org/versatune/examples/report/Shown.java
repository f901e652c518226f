// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Ordering;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The domains that have a picture or a line of their own. A page with pictures of fifty is one that
 * nobody reads, and nobody tells fifty lines apart; tables hold all of them.
 */
final class Shown {
  /** Most domains that are drawn one by one (our choice). */
  private static final int MOST = 12;

  private Shown() {}

  /** Up to twelve domains in their order: those for which the number is highest. */
  static ImmutableList<String> of(List<String> domains, ToDoubleFunction<String> number) {
    ImmutableSet<String> chosen =
        ImmutableSet.copyOf(
            Ordering.natural()
                .onResultOf((String domain) -> finite(number.applyAsDouble(domain)))
                .greatestOf(domains, MOST));
    return domains.stream().filter(chosen::contains).collect(ImmutableList.toImmutableList());
  }

  /** From the lowest to the highest of the finite ones. */
  static double spread(DoubleStream numbers) {
    DoubleSummaryStatistics all = numbers.filter(Double::isFinite).summaryStatistics();
    return all.getCount() == 0 ? 0 : all.getMax() - all.getMin();
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : Double.NEGATIVE_INFINITY;
  }
}
