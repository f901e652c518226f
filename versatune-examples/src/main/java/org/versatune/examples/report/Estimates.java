// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.MeasureSummary;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.StudyResults;

/**
 * Numbers with their intervals, as far as there are any, and how they are written: the number, and
 * its interval on a line of its own.
 */
final class Estimates {
  private Estimates() {}

  /**
   * A measure of a strategy: mean and interval as the study summed them up, else the mean of its
   * runs without an interval.
   */
  static Estimate of(StudyResults results, Group group, Choice choice, String measure) {
    return results
        .mean(group, choice, measure)
        .map(entry -> new Estimate(orNaN(entry.mean()), orNaN(entry.low()), orNaN(entry.high())))
        .orElseGet(
            () -> {
              OptionalDouble mean =
                  results.runs(group, choice).stream()
                      .mapToDouble(run -> run.measure(measure))
                      .filter(Double::isFinite)
                      .average();
              return Estimate.of(mean.orElse(Double.NaN));
            });
  }

  /** The difference from the baseline. */
  static Estimate difference(MeasureSummary entry) {
    return new Estimate(
        orNaN(entry.difference()), orNaN(entry.differenceLow()), orNaN(entry.differenceHigh()));
  }

  private static double orNaN(@Nullable Double number) {
    return number == null ? Double.NaN : number;
  }

  static double at(Map<String, Double> numbers, String domain) {
    return numbers.getOrDefault(domain, Double.NaN);
  }

  static Estimate scaled(Estimate estimate, double factor) {
    return new Estimate(
        factor * estimate.value(), factor * estimate.low(), factor * estimate.high());
  }

  static String gain(Estimate estimate) {
    return text(estimate, Numbers::gain, "");
  }

  /** A gain in a table with many. */
  static String shortGain(Estimate estimate) {
    return text(estimate, value -> Numbers.signed(value, 2), "");
  }

  /** A loss or a share. */
  static String plain(Estimate estimate) {
    return text(estimate, Numbers::loss, "");
  }

  static String percent(Estimate estimate) {
    return text(estimate, value -> Numbers.decimals(100 * value, 1), "\u00A0%");
  }

  /** Per cent of a difference, with its sign. */
  static String change(Estimate estimate) {
    return text(estimate, value -> Numbers.signed(100 * value, 1), "\u00A0%");
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
