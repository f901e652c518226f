// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import org.jspecify.annotations.Nullable;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.WeightScheduler;

/**
 * A decorator with a state of its own, beside that of the rule inside. The state is an immutable
 * value with {@code equals}; it is null before there is anything to keep.
 *
 * @param <S> type of the state
 */
abstract class StatefulDecorator<S> extends Decorator {
  final @Nullable S state;

  StatefulDecorator(Options options, WeightScheduler rule, @Nullable S state) {
    super(options, rule);
    this.state = state;
  }

  /** The same decorator around a rule, with a state. */
  abstract StatefulDecorator<S> with(WeightScheduler other, @Nullable S next);

  /** Adds the state as numbers. */
  abstract void save(S now, SavedState.Builder saved);

  /** The state that {@link #save} added; where it added none, that before the first report. */
  abstract @Nullable S restored(Setup setup, SavedState saved);

  @Override
  final StatefulDecorator<S> around(WeightScheduler other) {
    return with(other, state);
  }

  @Override
  final @Nullable S own() {
    return state;
  }

  @Override
  public final SavedState state() {
    SavedState.Builder saved = SavedState.builder().nested(RULE.name(), rule().state());
    if (state != null) {
      save(state, saved);
    }
    return saved.build();
  }

  @Override
  final WeightScheduler resumed(Setup setup, SavedState saved) {
    return with(
        RuleCalls.restore(rule(), setup, saved.nested(RULE.name())), restored(setup, saved));
  }
}
