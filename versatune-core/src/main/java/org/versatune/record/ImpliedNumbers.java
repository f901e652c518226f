// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import com.google.common.collect.ImmutableMap;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.Baseline;
import org.versatune.Feedback;
import org.versatune.ForgettingTracker;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.tracking.ForgettingTrackers;
import org.versatune.tracking.LearnablePotential;

/**
 * The numbers of an update that a record need not hold, because they follow, bit for bit, from the
 * losses of its line and the lines before it. The writer leaves out what it finds here, and the
 * reader puts it back.
 *
 * <p>Immutable.
 */
final class ImpliedNumbers {
  private final Setup setup;
  private final ForgettingTracker tracker;
  private final Map<Signal, ImmutableMap<String, Double>> known;
  private final @Nullable WeightUpdate last;

  private ImpliedNumbers(
      Setup setup,
      ForgettingTracker tracker,
      Map<Signal, ImmutableMap<String, Double>> known,
      @Nullable WeightUpdate last) {
    this.setup = setup;
    this.tracker = tracker;
    this.known = known;
    this.last = last;
  }

  /** What follows for the first update. */
  static ImpliedNumbers after(RunHeader header) {
    Setup setup = header.setup();
    ImmutableMap<String, Double> base =
        setup.has(Signal.BASE_LOSS) ? setup.byDomain(Signal.BASE_LOSS) : ImmutableMap.of();
    Object kind = header.options().get("forgettingAgainst");
    Baseline against = Baseline.PREVIOUS;
    for (Baseline one : Baseline.values()) {
      against = one.name().equals(kind) ? one : against;
    }
    return new ImpliedNumbers(
        setup, ForgettingTrackers.against(against, base), new EnumMap<>(Signal.class), null);
  }

  /** The learnable potential; empty where it does not follow. */
  ImmutableMap<String, Double> potential(Feedback feedback) {
    return setup.has(Signal.REFERENCE_LOSS) && hasLosses(feedback)
        ? LearnablePotential.of(feedback.losses(), setup.byDomain(Signal.REFERENCE_LOSS))
        : ImmutableMap.of();
  }

  /** The forgetting degree; empty where it does not follow. */
  ImmutableMap<String, Double> forgetting(Feedback feedback) {
    return hasLosses(feedback) ? tracker.forgetting(feedback.losses()) : ImmutableMap.of();
  }

  /** Whether the header holds the same numbers of a signal as a report. */
  static boolean isInSetup(Setup setup, Signal signal, Feedback feedback) {
    return signal.isKnownBeforeTraining()
        && setup.has(signal)
        && setup.byDomain(signal).equals(feedback.values(signal));
  }

  /** A signal that the update before had and the header has not. */
  @Nullable ImmutableMap<String, Double> known(Signal signal) {
    return known.get(signal);
  }

  /** What follows for the next update. */
  ImpliedNumbers next(RecordedUpdate update) {
    Feedback feedback = update.feedback();
    ForgettingTracker after = tracker;
    if (hasLosses(feedback)) {
      ImmutableMap<String, Double> losses = feedback.losses();
      if (feedback.step() > 0) {
        after = tracker.observe(losses);
      } else if (losses.values().stream().allMatch(loss -> loss > 0)) {
        after =
            ForgettingTrackers.against(
                tracker.kind(),
                setup.has(Signal.BASE_LOSS) ? setup.byDomain(Signal.BASE_LOSS) : losses);
      }
    }
    Map<Signal, ImmutableMap<String, Double>> kept = known;
    for (Signal signal : Signal.values()) {
      if (signal.isKnownBeforeTraining()
          && feedback.has(signal)
          && !same(feedback.values(signal), kept.get(signal))
          && !isInSetup(setup, signal, feedback)) {
        kept = kept == known ? new EnumMap<>(known) : kept;
        kept.put(signal, feedback.values(signal));
      }
    }
    return new ImpliedNumbers(setup, after, kept, update.update());
  }

  /** Whether there are losses of the domains of the run, such as can be reckoned with. */
  private boolean hasLosses(Feedback feedback) {
    if (!feedback.has(Signal.VALIDATION_LOSS)) {
      return false;
    }
    for (Map.Entry<String, Double> loss : feedback.losses().entrySet()) {
      double value = loss.getValue();
      if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
        return false;
      }
    }
    return !setup.has(Signal.REFERENCE_LOSS)
        || setup.byDomain(Signal.REFERENCE_LOSS).keySet().containsAll(feedback.losses().keySet());
  }

  /**
   * What a factor is the same as where the line says true: the potential, the forgetting or the
   * standard errors of its update if it has that name, otherwise the factor of the update before.
   * Null for none.
   */
  @Nullable ImmutableMap<String, Double> factor(String name, RecordedUpdate update) {
    if (name.equals("standard error") && update.feedback().has(Signal.LOSS_ERROR)) {
      return update.feedback().values(Signal.LOSS_ERROR);
    }
    return switch (name) {
      case "potential" -> update.potential();
      case "forgetting" -> update.forgetting();
      default -> last != null && last.factorNames().contains(name) ? last.factor(name) : null;
    };
  }

  /** Whether two maps hold the same numbers, bit for bit, in the same order. */
  static boolean same(
      ImmutableMap<String, Double> one, @Nullable ImmutableMap<String, Double> other) {
    return other != null
        && one.size() == other.size()
        && one.entrySet().asList().equals(other.entrySet().asList());
  }
}
