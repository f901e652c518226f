// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.internal.Listed;

/**
 * What every rule and decorator of this library shares: arguments that are not null, the options
 * and the description that follows from them, {@code equals}, {@code hashCode} and {@code
 * toString}.
 *
 * <p>Two rules are equal if they are of the same class with the same options and state. Parts of
 * the user's own count by their own {@code equals}.
 */
abstract class BuiltInRule implements WeightScheduler {
  final Options options;

  BuiltInRule(Options options) {
    this.options = options;
  }

  /** As {@link WeightScheduler#update}. */
  abstract WeightUpdate weigh(DomainDistribution current, Feedback feedback);

  /**
   * As {@link #weigh}, for a rule whose last weights were changed before anything was drawn by
   * them. By default the weights that were drawn by make no difference.
   *
   * @param own the rule's own last weights
   * @param drawnBy the weights in force, which the report is a result of
   */
  WeightUpdate weigh(DomainDistribution own, DomainDistribution drawnBy, Feedback feedback) {
    return weigh(own, feedback);
  }

  /** Whether the rule's last weights are a trial of its own, to be drawn by as they are. */
  boolean isTrying() {
    return false;
  }

  /** As {@link WeightScheduler#start}; by default the initial distribution stays. */
  WeightUpdate begin(Setup setup) {
    return WeightUpdate.of(setup.initial());
  }

  /** As {@link WeightScheduler#restore}; by default there is no state. */
  WeightScheduler resumed(Setup setup, SavedState saved) {
    return WeightScheduler.super.restore(setup, saved);
  }

  /** All that the rule holds beside its options; null for nothing. */
  @Nullable Object held() {
    return null;
  }

  @Override
  public final WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    return weigh(current, feedback);
  }

  @Override
  public final WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    return begin(setup);
  }

  @Override
  public final WeightScheduler restore(Setup setup, SavedState state) {
    notNull(setup, "setup");
    notNull(state, "state");
    try {
      return resumed(setup, state);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      // A decorator passes on what the rule inside it has said.
      throw message.startsWith("rule '")
          ? e
          : new IllegalArgumentException("rule '" + describe().name() + "': " + message, e);
    }
  }

  @Override
  public RuleDescription describe() {
    return options.describe();
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof BuiltInRule that
        && getClass() == that.getClass()
        && options.equals(that.options)
        && Objects.equals(held(), that.held());
  }

  @Override
  public final int hashCode() {
    return Objects.hash(options, held());
  }

  @Override
  public final String toString() {
    SavedState state = state();
    return describe() + (state.isEmpty() ? "" : " with the state " + listed(state));
  }

  private static String listed(SavedState state) {
    String doubles = Listed.of(state.allDoubles());
    return state.allLongs().isEmpty() ? doubles : doubles + Listed.of(state.allLongs());
  }
}
