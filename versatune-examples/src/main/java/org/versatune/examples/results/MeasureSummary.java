// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import org.jspecify.annotations.Nullable;

/**
 * Summarises a measure of a strategy over the seeds, or its difference between two strategies.
 *
 * @param study see {@link Group}
 * @param setting what else was fixed, as a name
 * @param budget data budget in training steps
 * @param target the domain to grow; null or empty where there is none
 * @param strategy the strategy
 * @param start the mix that it starts from
 * @param n number of seeds
 * @param measure a column of {@code runs.csv}
 * @param mean mean over the seeds
 * @param low lower end of its 95 % interval
 * @param high upper end of its 95 % interval
 * @param baseline the strategy that it is paired with; null for none
 * @param difference mean of the paired differences to the baseline; null for none
 * @param differenceLow lower end of its 95 % interval; null for none
 * @param differenceHigh upper end of its 95 % interval; null for none
 */
public record MeasureSummary(
    String study,
    String setting,
    long budget,
    @Nullable String target,
    String strategy,
    String start,
    int n,
    String measure,
    @Nullable Double mean,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable String baseline,
    @Nullable Double difference,
    @Nullable Double differenceLow,
    @Nullable Double differenceHigh) {

  /** {@return the group of the runs that it sums up} */
  public Group group() {
    return new Group(study, setting, target == null ? "" : target, budget);
  }

  /** {@return the strategy and its start} */
  public Choice choice() {
    return new Choice(strategy, start);
  }

  boolean is(String ofMeasure, Group ofGroup, Choice ofChoice) {
    // The cheapest first: there are thousands of them.
    return measure.equals(ofMeasure)
        && strategy.equals(ofChoice.strategy())
        && start.equals(ofChoice.start())
        && group().equals(ofGroup);
  }
}
