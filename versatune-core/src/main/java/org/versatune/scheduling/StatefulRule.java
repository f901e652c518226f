// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.WeightUpdate;

/**
 * A rule with state. The state is an immutable value with {@code equals}; it is null before the
 * start, and a rule that was never started begins with the first weights in force that it sees.
 *
 * @param <S> type of the state
 */
abstract class StatefulRule<S> extends BuiltInRule {
  final @Nullable S state;

  StatefulRule(Options options, @Nullable S state) {
    super(options);
    this.state = state;
  }

  /** This rule with another state. */
  abstract StatefulRule<S> at(S next);

  /** The state before the first report. */
  abstract S first(DomainDistribution initial);

  /** The state as numbers. */
  abstract SavedState saved(S now);

  /** The state that {@link #saved} gave, where that was not empty. */
  abstract S restored(DomainDistribution initial, SavedState saved);

  /** The weights after a report, and {@link #at} the state after it as the next scheduler. */
  abstract WeightUpdate weigh(DomainDistribution current, Feedback feedback, S before);

  @Override
  final WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    return weigh(current, feedback, state == null ? first(current) : state);
  }

  @Override
  WeightUpdate begin(Setup setup) {
    return WeightUpdate.builder(setup.initial()).next(at(first(setup.initial()))).build();
  }

  @Override
  final StatefulRule<S> resumed(Setup setup, SavedState saved) {
    DomainDistribution initial = setup.initial();
    return at(saved.isEmpty() ? first(initial) : restored(initial, saved));
  }

  @Override
  public final SavedState state() {
    return state == null ? SavedState.empty() : saved(state);
  }

  @Override
  final @Nullable Object held() {
    return state;
  }
}
