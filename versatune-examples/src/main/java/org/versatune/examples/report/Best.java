// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Which of several numbers is the best, as far as their written digits tell: two that read the same
 * are equally good. Where all read the same there is no best.
 */
final class Best {
  private Best() {}

  /** Marks the highest for a sign of 1, the lowest for −1, none for 0. */
  static ImmutableList<Boolean> of(List<Double> values, DoubleFunction<String> format, int sign) {
    double best =
        values.stream()
            .filter(Double::isFinite)
            .mapToDouble(v -> sign * v)
            .max()
            .orElse(Double.NaN);
    String text = format.apply(sign * best);
    boolean distinct =
        sign != 0
            && values.stream().filter(Double::isFinite).map(format::apply).distinct().count() > 1;
    return values.stream()
        .map(v -> distinct && Double.isFinite(v) && format.apply(v).equals(text))
        .collect(ImmutableList.toImmutableList());
  }
}
