// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.primitives.ImmutableDoubleArray;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;

/** A rule whose result is the mean of the weights that it gave. */
abstract class AveragingRule extends StatefulRule<AveragingRule.State> {
  static final Option<Boolean> COUNT_INITIAL = Option.flag("countInitial").or(false);

  AveragingRule(Options options, @Nullable State state) {
    super(options, state);
  }

  /**
   * The state of such a rule.
   *
   * @param initial the initial weights
   * @param last a number a domain that the rule keeps from report to report, 0 at first
   * @param mean the mean of the weights so far
   */
  record State(DomainDistribution initial, ImmutableDoubleArray last, RunningMean mean) {

    /** The state after an update. */
    State after(double[] numbers, double[] weights) {
      return new State(initial, ImmutableDoubleArray.copyOf(numbers), mean.with(weights));
    }
  }

  @Override
  final State first(DomainDistribution initial) {
    RunningMean mean = RunningMean.empty(initial.size());
    return new State(
        initial,
        ImmutableDoubleArray.copyOf(new double[initial.size()]),
        options.get(COUNT_INITIAL) ? mean.with(initial.toArray()) : mean);
  }

  /**
   * This rule with the mean that it had before an update, and everything else as after it. A
   * decorator calls it where it holds the weights: the rule saw the report, but nobody trained by
   * what it said.
   */
  final AveragingRule withMeanOf(AveragingRule before) {
    if (state == null) {
      return this;
    }
    State then = before.state == null ? first(state.initial) : before.state;
    return (AveragingRule) at(new State(state.initial, state.last, then.mean));
  }

  /**
   * Returns the result so far: the mean of the weights that this rule has given, before any
   * decorator changed them. Updates made while a warm-up or an interval held the weights do not
   * count.
   *
   * @return weights over the domains of the run
   * @throws IllegalStateException if there has been no update yet
   */
  public final DomainDistribution average() {
    checkState(
        state != null && state.mean.count() > 0, "there is no average before the first update");
    return state.initial.withWeights(state.mean.mean());
  }
}
