// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.ForgettingTracker;
import org.versatune.InvalidFeedbackException;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.internal.Listed;

/**
 * Calls a rule without a run, and keeps the forgetting tracker that a run would keep for it: the
 * rule reads it in {@link Feedback#forgettingTracker()}. Replays and simulations do so, and tests
 * of a rule of your own can.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class MeasuredRule {
  private final WeightScheduler rule;
  private final @Nullable ForgettingTracker tracker;

  private MeasuredRule(WeightScheduler rule, @Nullable ForgettingTracker tracker) {
    this.rule = rule;
    this.tracker = tracker;
  }

  /**
   * Prepares a rule before its start.
   *
   * @param rule any rule, with whatever decorators are around it
   * @param kind what forgetting is measured against where the rule leaves the choice; {@link
   *     Baseline#PREVIOUS} in a run unless it is set
   * @return the rule, bound to the tracker that it asks for, or to one of this kind
   */
  public static MeasuredRule of(WeightScheduler rule, Baseline kind) {
    notNull(rule, "rule");
    notNull(kind, "kind");
    ForgettingTracker tracker =
        rule.forgettingTracker()
            .orElseGet(() -> ForgettingTrackers.against(kind, ImmutableMap.of()));
    return new MeasuredRule(rule.measuring(tracker), tracker);
  }

  /**
   * Prepares a rule that gets no tracker, for a rule that measures with a tracker that is not
   * available.
   *
   * @param rule any rule
   * @return the rule as it is
   */
  public static MeasuredRule withoutTracker(WeightScheduler rule) {
    return new MeasuredRule(notNull(rule, "rule"), null);
  }

  /**
   * Returns the rule with its state.
   *
   * @return bound to its tracker
   */
  public WeightScheduler rule() {
    return rule;
  }

  /**
   * Returns the tracker before the next report.
   *
   * @return empty where the rule gets none
   */
  public Optional<ForgettingTracker> tracker() {
    return Optional.ofNullable(tracker);
  }

  /**
   * Starts the rule.
   *
   * @param setup what is known before training
   * @return the weights before the first report; {@link #after} goes on
   * @throws IllegalArgumentException if the set-up lacks something, or does not fit the options
   * @throws IllegalStateException if a rule of your own fails; the message names it
   */
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    try {
      return rule.start(setup);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalStateException(failed("could not start", e), e);
    }
  }

  /**
   * Reports to the rule.
   *
   * @param current the weights in force
   * @param full the report, with what is known before training
   * @return the new weights; {@link #after} goes on
   * @throws IllegalArgumentException if the rule cannot use the report; the message names the rule,
   *     unless it is an {@link InvalidFeedbackException}, which names domain, value and step
   * @throws IllegalStateException if a rule of your own fails, answers null or is about other
   *     domains; the message names it
   */
  public WeightUpdate update(DomainDistribution current, Feedback full) {
    notNull(current, "current");
    ForgettingTracker before = before(notNull(full, "full"));
    WeightUpdate update = asked(current, before == null ? full : full.measuredBy(before));
    if (update == null) {
      throw wrong(full, "null; WeightUpdate.of(current) leaves the weights as they are");
    }
    if (!update.weights().domains().equals(current.domains())) {
      throw wrong(
          full,
          "weights over "
              + Listed.of(update.weights().domains())
              + "; the domains are "
              + Listed.of(current.domains())
              + ", in this order");
    }
    return update;
  }

  private WeightUpdate asked(DomainDistribution current, Feedback full) {
    try {
      return rule.update(current, full);
    } catch (InvalidFeedbackException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(failed("failed on the report for " + at(full), e), e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(failed("failed on the report for " + at(full), e), e);
    }
  }

  private IllegalStateException wrong(Feedback full, String answer) {
    return new IllegalStateException(named() + " returned at " + at(full) + " " + answer);
  }

  private static String at(Feedback full) {
    return "step " + full.step();
  }

  private String named() {
    return "rule '" + rule.describe().name() + "' (" + rule.getClass().getName() + ")";
  }

  private String failed(String what, RuntimeException cause) {
    return named() + " " + what + ": " + said(cause);
  }

  private static String said(RuntimeException cause) {
    String message = cause.getMessage();
    return Listed.clipped(message == null ? cause.toString() : message);
  }

  /**
   * Returns the rule after its start.
   *
   * @param start what {@link #start} gave
   * @return the rule for the first report
   */
  public MeasuredRule after(WeightUpdate start) {
    return new MeasuredRule(notNull(start, "start").nextAfter(rule), tracker);
  }

  /**
   * Returns the rule and the tracker after a report.
   *
   * @param update what {@link #update} gave
   * @param full the report
   * @return the rule for the next report
   * @throws IllegalStateException if a tracker of your own fails or answers null; the message names
   *     it
   */
  public MeasuredRule after(WeightUpdate update, Feedback full) {
    notNull(update, "update");
    ForgettingTracker before = before(notNull(full, "full"));
    return new MeasuredRule(
        update.nextAfter(rule),
        before != null && full.has(Signal.VALIDATION_LOSS)
            ? observed(before, full.losses(), full)
            : before);
  }

  private static ForgettingTracker observed(
      ForgettingTracker before, ImmutableMap<String, Double> losses, Feedback full) {
    ForgettingTracker next;
    try {
      next = before.observe(losses);
    } catch (InvalidFeedbackException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          named(before) + " failed in observe at " + at(full) + ": " + said(e), e);
    }
    if (next == null) {
      throw new IllegalStateException(named(before) + " returned null from observe at " + at(full));
    }
    return next;
  }

  private static String named(ForgettingTracker tracker) {
    return "forgetting tracker '"
        + tracker.describe().name()
        + "' ("
        + tracker.getClass().getName()
        + ")";
  }

  /** The tracker, with the base losses of a report where it has nothing to compare with yet. */
  private @Nullable ForgettingTracker before(Feedback full) {
    if (tracker == null || !tracker.baseline().isEmpty() || !full.has(Signal.BASE_LOSS)) {
      return tracker;
    }
    ImmutableMap<String, Double> base = full.values(Signal.BASE_LOSS);
    return ForgettingTrackers.isBuiltIn(tracker)
        ? ForgettingTrackers.against(tracker.kind(), base)
        : observed(tracker, base, full);
  }
}
