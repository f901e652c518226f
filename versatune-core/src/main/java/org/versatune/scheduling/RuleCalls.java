// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.internal.Listed;

/** Calls of a rule, which may be a user's own and answer anything, null included. */
final class RuleCalls {
  private RuleCalls() {}

  /**
   * The update of a rule.
   *
   * @param rule any rule
   * @param current the weights in force
   * @param feedback the report
   * @return its answer, over the domains of the weights in force
   * @throws IllegalStateException if it answers null or is about other domains
   */
  static WeightUpdate update(WeightScheduler rule, DomainDistribution current, Feedback feedback) {
    WeightUpdate update =
        given(
            rule.update(current, feedback),
            rule,
            "update(current, feedback) at step " + feedback.step(),
            "WeightUpdate.of(current) leaves the weights as they are");
    requireSame(rule, "update", update.weights(), current);
    return update;
  }

  /**
   * The update of a rule whose last weights were changed before anything was drawn by them.
   *
   * @param rule any rule
   * @param own its own last weights
   * @param drawnBy the weights in force
   * @param feedback the report
   * @return its answer, over the same domains
   * @throws IllegalStateException if it answers null or is about other domains
   */
  static WeightUpdate update(
      WeightScheduler rule, DomainDistribution own, DomainDistribution drawnBy, Feedback feedback) {
    return rule instanceof BuiltInRule builtIn
        ? builtIn.weigh(own, drawnBy, feedback)
        : update(rule, own, feedback);
  }

  /**
   * The start of a rule.
   *
   * @param rule any rule
   * @param setup what is known before training
   * @return its answer, over the domains of the set-up
   * @throws IllegalStateException if it answers null or is about other domains
   */
  static WeightUpdate start(WeightScheduler rule, Setup setup) {
    WeightUpdate start =
        given(
            rule.start(setup),
            rule,
            "start(setup)",
            "WeightUpdate.of(setup.initial()) starts from the initial distribution");
    requireSame(rule, "start", start.weights(), setup.initial());
    return start;
  }

  /**
   * A rule that goes on from a saved state.
   *
   * @param rule any rule
   * @param setup what was known before training
   * @param state the saved state
   * @return its answer
   * @throws IllegalStateException if it answers null
   */
  static WeightScheduler restore(WeightScheduler rule, Setup setup, SavedState state) {
    return given(
        rule.restore(setup, state), rule, "restore(setup, state)", "return the rule itself");
  }

  private static <T> T given(@Nullable T answer, WeightScheduler rule, String call, String remedy) {
    if (answer == null) {
      throw new IllegalStateException(name(rule) + " returned null from " + call + "; " + remedy);
    }
    return answer;
  }

  private static void requireSame(
      WeightScheduler rule, String call, DomainDistribution answer, DomainDistribution like) {
    if (!answer.domains().equals(like.domains())) {
      throw new IllegalStateException(
          name(rule)
              + " returned weights over "
              + Listed.of(answer.domains())
              + " from "
              + call
              + "; the domains are "
              + Listed.of(like.domains())
              + ", in this order");
    }
  }

  private static String name(WeightScheduler rule) {
    return "rule '" + rule.describe().name() + "' (" + rule.getClass().getName() + ")";
  }
}
