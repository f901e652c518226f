// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import java.util.function.DoubleFunction;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.results.Numbers;

/** How numbers with intervals are written: the number, and its interval on a line of its own. */
final class Intervals {
  private Intervals() {}

  static String gain(Estimate estimate) {
    return text(estimate, Numbers::gain);
  }

  /** A gain in a table with many. */
  static String shortGain(Estimate estimate) {
    return text(estimate, value -> Numbers.signed(value, 2));
  }

  static String loss(Estimate estimate) {
    return text(estimate, Numbers::loss);
  }

  static String share(Estimate estimate) {
    return text(estimate, Numbers::share);
  }

  static String percent(Estimate estimate) {
    return text(estimate, value -> Numbers.decimals(100 * value, 1), "\u00A0%");
  }

  /** Per cent of a difference, with its sign. */
  static String change(Estimate estimate) {
    return text(estimate, value -> Numbers.signed(100 * value, 1), "\u00A0%");
  }

  private static String text(Estimate estimate, DoubleFunction<String> number) {
    return text(estimate, number, "");
  }

  private static String text(Estimate estimate, DoubleFunction<String> number, String unit) {
    if (!Double.isFinite(estimate.value())) {
      return "\u2013";
    }
    String value = number.apply(estimate.value()) + unit;
    return Double.isFinite(estimate.low()) && Double.isFinite(estimate.high())
        ? value + "\n[" + number.apply(estimate.low()) + ", " + number.apply(estimate.high()) + "]"
        : value;
  }
}
