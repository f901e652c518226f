// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.MeasureSummary;
import org.versatune.examples.results.StudyResults;

/** Measures of strategies with their intervals, as far as there are any. */
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

  /** How many seeds a strategy was run on. */
  static long seeds(StudyResults results, Group group, Choice choice) {
    long runs = results.runs(group, choice).size();
    return runs > 0
        ? runs
        : results.summary().stream()
            .filter(entry -> entry.group().equals(group) && entry.choice().equals(choice))
            .mapToInt(MeasureSummary::n)
            .max()
            .orElse(0);
  }

  static Estimate scaled(Estimate estimate, double factor) {
    return new Estimate(
        factor * estimate.value(), factor * estimate.low(), factor * estimate.high());
  }
}
