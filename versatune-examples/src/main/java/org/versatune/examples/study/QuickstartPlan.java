// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.versatune.RuleDescription;
import org.versatune.scheduling.Schedulers;

/**
 * Makes the plan of the quickstart: one model, one seed, one budget, the rules that newcomers
 * should see, and the expansion of one domain.
 *
 * <p>The standard budget is made for five minutes on two cores. Evaluations are few and small,
 * because the validation text of six domains costs as much as several training steps; the losses
 * that are compared in the end come from a larger part of the test text, measured once.
 *
 * @param model what is fine-tuned
 * @param seed seed of everything random
 * @param budget how much to train: {@code quick}, {@code standard} or a whole number of fine-tuning
 *     steps, at least 1
 * @param added a further rule to compare in the fostering
 */
public record QuickstartPlan(
    Model model, long seed, String budget, Optional<RuleDescription> added) {
  private static final String DEFAULT_TARGET = "medicine";
  private static final ImmutableList<String> RULES =
      ImmutableList.of("fostering", "open-gap", "constant", "uniform", "inverse");
  private static final int BATCH = 32;
  private static final int LENGTH = 64;

  /** Below this a model writes bytes at random, and detection has nothing to judge. */
  private static final int LEAST_BASE_STEPS = 40;

  /** What is fine-tuned, and where it comes from. */
  public enum Model {
    /** The transformer that comes with the examples. */
    EMBEDDED,
    /** A transformer that is trained on the text first. */
    TRAINED,
    /** A model that sees eight bytes, trained on the text first. */
    WINDOW
  }

  /** How much is trained and measured. */
  private record Budget(
      int baseSteps,
      int steps,
      int evaluations,
      int validationSequences,
      int testSequences,
      int detectionSamples) {
    static Budget parse(String text, boolean window) {
      Integer steps = Ints.tryParse(text);
      if (text.equals("quick")) {
        return new Budget(300, 40, 4, 24, 64, 60);
      }
      if (text.equals("standard")) {
        return window
            ? new Budget(1000, 200, 10, 48, 256, 200)
            : new Budget(1500, 400, 8, 24, 192, 200);
      }
      checkArgument(
          steps != null && steps >= 1,
          "budget '%s' is none: give quick, standard, or a number of fine-tuning steps of at least"
              + " 1",
          text);
      // Everything in the proportions of the standard budget, but for what is measured, which stays
      // the same from there on.
      return new Budget(
          Math.max(LEAST_BASE_STEPS, Math.multiplyExact(5, steps)),
          steps,
          10,
          window ? 48 : 24,
          window ? 256 : 192,
          Math.max(10, Math.min(200, steps)));
    }
  }

  /**
   * Checks budget and rule before any text is read.
   *
   * @throws IllegalArgumentException if the budget is none, there is no such rule, or an option of
   *     it is wrong; the message says what there is
   */
  public QuickstartPlan {
    Budget.parse(budget, true);
    added.ifPresent(RuleInputs::check);
  }

  /** The domain to expand. */
  private static String target(ImmutableList<String> domains, Optional<String> asked) {
    checkArgument(
        domains.size() >= 2,
        "there is text of one domain only (%s); a mix needs two at least",
        domains.get(0));
    String byDefault =
        domains.contains(DEFAULT_TARGET) ? DEFAULT_TARGET : domains.get(domains.size() - 1);
    String target = asked.orElse(byDefault);
    checkArgument(
        domains.contains(target),
        "--target '%s' is no domain of the text; there are %s",
        target,
        domains);
    return target;
  }

  /**
   * Makes the plan.
   *
   * @param domains the domains of the text
   * @param asked the domain to expand; empty for medicine, or the last domain where there is no
   *     medicine
   * @return the plan
   * @throws IllegalArgumentException if there are fewer than two domains, or not the one asked for
   */
  public StudyPlan of(ImmutableList<String> domains, Optional<String> asked) {
    String target = target(domains, asked);
    boolean window = model == Model.WINDOW;
    Budget size = Budget.parse(budget, window);
    List<StrategyPlan> fostering = new ArrayList<>();
    for (String rule : RULES) {
      fostering.add(StrategyPlan.of(rule, RuleDescription.of(rule)));
    }
    added.ifPresent(rule -> fostering.add(added(rule, target)));
    return new StudyPlan(
        window ? StudyPlan.WINDOW : StudyPlan.TRANSFORMER,
        ImmutableList.of(seed),
        new StudyPlan.BaseModels(
            model == Model.EMBEDDED ? 0 : size.baseSteps(),
            BATCH,
            LENGTH,
            window ? 2e-2 : 3e-3,
            size.detectionSamples(),
            window ? LENGTH : 2 * LENGTH),
        new StudyPlan.FineTunings(
            window ? BATCH : BATCH / 2,
            LENGTH,
            window ? 3e-3 : 5e-4,
            size.evaluations(),
            size.validationSequences(),
            size.testSequences()),
        Math.max(4, size.steps()),
        new StudyPlan.Fostering(
            ImmutableList.of(size.steps()),
            ImmutableList.of("detected"),
            "uniform",
            ImmutableList.copyOf(fostering)),
        new StudyPlan.Expansions(
            ImmutableList.of(target),
            size.steps(),
            target + " only",
            target + " half, rest uniform",
            1,
            ImmutableList.of(
                StrategyPlan.of("expansion", RuleDescription.of("expansion")),
                StrategyPlan.of(target + " only", ImmutableMap.of("target", 1.0)),
                StrategyPlan.of(target + " half, rest uniform", ImmutableMap.of("target", 0.5))),
            null),
        null,
        null,
        null);
  }

  private static StrategyPlan added(RuleDescription asked, String target) {
    RuleDescription rule =
        asked.name().equals("expansion") && !asked.options().containsKey("target")
            ? RuleDescription.of(
                "expansion",
                ImmutableMap.<String, Object>builder()
                    .putAll(asked.options())
                    .put("target", target)
                    .buildOrThrow())
            : asked;
    if (!RULES.contains(rule.name())) {
      return StrategyPlan.of(rule.name(), rule);
    }
    String described = Schedulers.named(rule).describe().toString();
    return StrategyPlan.of(RULES.contains(described) ? described + " again" : described, rule);
  }
}
