// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import org.versatune.scheduling.Schedulers;

/** Checks whether a plan and a text fit each other. */
public final class PlanCheck {
  private PlanCheck() {}

  /** Whether the base model is the embedded one, and the text is not what it was trained on. */
  static boolean isBaseMixUnknown(StudyPlan plan, String source) {
    return plan.base().embedded() && !source.equals(Study.BUNDLED);
  }

  /**
   * Checks a plan against the text, before anything is trained.
   *
   * @param plan the plan
   * @param domains the domains of the text
   * @param source where it comes from
   * @throws IllegalArgumentException if a strategy, a target or a mix of the plan does not fit the
   *     domains; the message names it
   */
  public static void check(StudyPlan plan, ImmutableList<String> domains, String source) {
    StudyPlan.Detections detection = plan.detection();
    if (detection != null) {
      detection
          .mixes()
          .forEach(
              (name, shares) -> {
                try {
                  Mixes.of(domains, "", shares);
                } catch (IllegalArgumentException e) {
                  throw new IllegalArgumentException(
                      "mix '" + name + "' of the detection: " + e.getMessage(), e);
                }
              });
    }
    for (Planned planned : Planned.of(plan)) {
      check(planned, domains, isBaseMixUnknown(plan, source));
    }
  }

  private static void check(
      Planned planned, ImmutableList<String> domains, boolean isBaseMixUnknown) {
    StudyPlan.StrategyPlan strategy = planned.strategy();
    String target = planned.key().group().target();
    checkArgument(
        target.isEmpty() || domains.contains(target),
        "the expansion names target '%s', which is no domain of the text; there are %s",
        target,
        domains);
    try {
      checkArgument(
          !planned.key().choice().start().equals(Study.BASE) || !isBaseMixUnknown,
          "it starts from the base model's mix, which is not known of a model of other text");
      if (strategy.mix() != null) {
        Mixes.of(domains, target, strategy.mix());
      }
      if (strategy.end() != null) {
        Mixes.of(domains, target, strategy.end());
      } else {
        RuleInputs.check(strategy.description(), domains);
      }
      var unused = strategy.around(Schedulers.constant(), domains, target);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "strategy '" + strategy.name() + "': " + e.getMessage(), e);
    }
  }
}
