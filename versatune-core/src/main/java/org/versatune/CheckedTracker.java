// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;
import org.versatune.tracking.ForgettingTrackers;

/**
 * Asks a forgetting tracker of the user's own, during one report, so that a mistake in it is named:
 * the tracker, its class, the step, the domain and what to do. Whatever is thrown, nothing has
 * moved.
 *
 * @param own the user's tracker
 * @param step the step of the report; −1 for before the first
 */
record CheckedTracker(ForgettingTracker own, long step) implements ForgettingTracker {

  /** A tracker to ask during the report for a step: a built-in one as it is. */
  static ForgettingTracker checked(ForgettingTracker tracker, long step) {
    return ForgettingTrackers.isBuiltIn(tracker) ? tracker : new CheckedTracker(tracker, step);
  }

  /** Checks what can be checked of a tracker before any report, and returns it. */
  static ForgettingTracker given(ForgettingTracker tracker) {
    if (!ForgettingTrackers.isBuiltIn(notNull(tracker, "own"))) {
      CheckedTracker own = new CheckedTracker(tracker, -1);
      var unused = ImmutableList.of(own.describe(), own.kind());
      own.requireBaseline(tracker);
    }
    return tracker;
  }

  @Override
  public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
    ImmutableMap<String, Double> answer = answer("forgetting", () -> own.forgetting(losses));
    ImmutableMap.Builder<String, Double> degrees = ImmutableMap.builder();
    for (String domain : losses.keySet()) {
      Double degree = answer.get(domain);
      if (degree == null) {
        throw failure(
            "returned no forgetting degree for domain '"
                + Listed.one(domain)
                + "' (it has "
                + Listed.of(answer.keySet())
                + "); 0 is right where nothing is known to compare with",
            null);
      }
      if (!(degree >= 0) || Double.isInfinite(degree)) {
        throw failure(
            "returned forgetting degree "
                + degree
                + " for domain '"
                + Listed.one(domain)
                + "'; it must be finite and at least 0",
            null);
      }
      degrees.put(domain, degree);
    }
    return degrees.buildOrThrow();
  }

  /** Returns the user's own tracker after an evaluation, not wrapped. */
  @Override
  public ForgettingTracker observe(Map<String, Double> losses) {
    ForgettingTracker next = answer("observe", () -> own.observe(losses));
    requireBaseline(next);
    answer("state", next::state);
    return next;
  }

  private void requireBaseline(ForgettingTracker tracker) {
    answer("baseline", tracker::baseline)
        .forEach(
            (domain, loss) -> {
              if (!Double.isFinite(loss)) {
                throw failure(
                    "has baseline "
                        + loss
                        + " for domain '"
                        + Listed.one(domain)
                        + "'; it must be finite, or the domain absent",
                    null);
              }
            });
  }

  @Override
  public ImmutableMap<String, Double> baseline() {
    return answer("baseline", own::baseline);
  }

  @Override
  public Baseline kind() {
    return answer("kind", own::kind);
  }

  @Override
  public RuleDescription describe() {
    return answer("describe", own::describe);
  }

  @Override
  public SavedState state() {
    return answer("state", own::state);
  }

  @Override
  public ForgettingTracker restore(Map<String, Double> saved) {
    return restore(saved, SavedState.empty());
  }

  @Override
  public ForgettingTracker restore(Map<String, Double> saved, SavedState state) {
    ForgettingTracker restored = own.restore(saved, state);
    if (restored == null) {
      throw failure("returned null from restore", null);
    }
    requireBaseline(restored);
    return restored;
  }

  @CanIgnoreReturnValue
  private <T> T answer(String call, Supplier<@Nullable T> method) {
    T answer;
    try {
      answer = method.get();
    } catch (InvalidFeedbackException e) {
      throw e;
    } catch (RuntimeException e) {
      throw failure(
          "failed in "
              + call
              + ": "
              + Listed.clipped(String.valueOf(e.getMessage() == null ? e : e.getMessage())),
          e);
    }
    if (answer == null) {
      throw failure("returned null from " + call, null);
    }
    return answer;
  }

  private IllegalStateException failure(String what, @Nullable RuntimeException cause) {
    String name = own.getClass().getSimpleName();
    return new IllegalStateException(
        "forgetting tracker '"
            + (name.isEmpty() ? "custom" : name)
            + "' ("
            + own.getClass().getName()
            + ") "
            + what
            + (step < 0 ? "" : " (report for step " + step + ")")
            + ". Nothing was changed: mend the tracker"
            + (step < 0 ? "" : " and report again"),
        cause);
  }
}
