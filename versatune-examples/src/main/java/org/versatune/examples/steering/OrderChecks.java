// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.MoreObjects.firstNonNull;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import org.versatune.examples.steering.TrainerSettings.Setting;

/**
 * Looks through the settings of a trainer for what breaks the order of rows: shuffling, packing,
 * skipped data, and a learning-rate horizon that ends with a round. {@link RoundChecks} looks for
 * what breaks the rounds.
 */
final class OrderChecks {
  /** Set, a trainer that goes on from a checkpoint reads its file from the beginning. */
  private static final String SKIPPING = "ignore_data_skip";

  /** Schedules that do not look at the last step, beside those whose name begins with constant. */
  private static final ImmutableSet<String> ENDLESS =
      ImmutableSet.of("inverse_sqrt", "reduce_lr_on_plateau");

  private OrderChecks() {}

  static ImmutableList<String> trainers() {
    return TrainerRules.TABLE.keySet().asList();
  }

  /**
   * Checks the settings of a plan's trainer.
   *
   * @param plan what is run; nothing is checked where it names no trainer
   * @param folder where the command runs
   * @return what may be wrong, one sentence each
   * @throws IllegalArgumentException if the order of rows would be lost, or the rounds be broken;
   *     the message says which settings to change
   */
  static ImmutableList<String> check(RunPlan plan, Path folder) {
    String trainer = plan.trainer();
    if (trainer == null) {
      return ImmutableList.of(
          "'trainer' is not given, so its settings are not checked: see to it that it reads rows in"
              + " their order, does not pack them, and keeps max_steps over all rounds");
    }
    if (plan.blendFormat() != null) {
      return ImmutableList.of(
          trainer
              + " draws rows by itself, by the weights in {blend}; it does not read the segment, and"
              + " epoch caps do not reach it: let it train "
              + plan.steps()
              + " steps in each round, go on from its last checkpoint, and keep its learning-rate"
              + " schedule over all "
              + plan.steps() * plan.rounds()
              + " steps");
    }
    TrainerRules rules = requireNonNull(TrainerRules.TABLE.get(trainer));
    ImmutableList<String> command = plan.requireCommand();
    TrainerSettings settings = TrainerSettings.of(command, folder);
    String written = "{name}." + rules.configuration();
    if (command.stream().anyMatch(argument -> argument.contains(written))) {
      settings.add(rules.required(), " in " + written);
    }
    SettingsProblems problems = new SettingsProblems();
    rules
        .required()
        .forEach(
            (key, value) ->
                problems.require(
                    settings.is(key, value),
                    "%s would shuffle the rows: '%s' is %s; set it to %s, or leave 'trainer' out"
                        + " where a program of yours sets it",
                    trainer,
                    key,
                    settings.shown(key),
                    value));
    problems.require(
        !settings.is(SKIPPING, "true"),
        "%s would read rows of a segment twice after an interruption: '%s' is %s; set it to false",
        trainer,
        SKIPPING,
        settings.shown(SKIPPING));
    for (String key : rules.packing()) {
      problems.warnIf(
          settings.is(key, "true"),
          "'%s' is %s: rows change places within its window, and a step no longer has %s rows;"
              + " losses come to the steps that 'steps' says only without it",
          key,
          settings.shown(key),
          plan.batch());
    }
    RoundChecks.check(plan, rules, settings, problems);
    checkHorizon(plan, rules, settings, problems);
    return problems.warnings();
  }

  /**
   * A trainer reads its file again until it has made {@code max_steps}, and its learning rate
   * follows the same number. So a round either ends by {@code max_steps: {step}}, under a schedule
   * that does not look at the end, or the trainer stops at that step by itself.
   */
  private static void checkHorizon(
      RunPlan plan, TrainerRules rules, TrainerSettings settings, SettingsProblems problems) {
    long all = plan.steps() * plan.rounds();
    Setting schedule =
        firstNonNull(
            settings.get(rules.schedule()), new Setting(rules.defaultSchedule(), ", by default"));
    if (settings.is("max_steps", "{step}")) {
      problems.require(
          schedule.value().startsWith("constant")
              || ENDLESS.contains(schedule.value())
              || plan.rounds() == 1,
          "the learning-rate schedule would end with each round: 'max_steps' is {step}, and"
              + " '%s' is %s; set it to constant_with_warmup, or keep 'max_steps' at"
              + " %s and let the trainer stop at {step} by itself",
          rules.schedule(),
          schedule,
          all);
      return;
    }
    Long horizon =
        settings.is("max_steps", "{maxsteps}") ? Long.valueOf(all) : settings.number("max_steps");
    if (horizon == null || horizon <= 0) {
      problems.warnIf(
          true,
          "'max_steps' is not set: the learning-rate schedule would end with each round; set it to"
              + " {step} with '%s: constant_with_warmup', or to %s (steps × rounds) in every round"
              + " and let the trainer stop at {step} by itself",
          rules.schedule(),
          all);
      return;
    }
    problems.require(
        horizon >= all || plan.rounds() == 1,
        "the learning-rate schedule would end before the last round: 'max_steps' is %s, and %s"
            + " rounds of %s steps are %s; set it to %s in every round, or to {step} with"
            + " '%s: constant_with_warmup'",
        settings.shown("max_steps"),
        plan.rounds(),
        plan.steps(),
        all,
        all,
        rules.schedule());
    problems.warnIf(
        horizon >= all && plan.rounds() > 1,
        "'max_steps' is %s, and the first round ends at step %s: the trainer has to stop at {step}"
            + " by itself, by a callback for example; it reads the rows of the round again"
            + " otherwise",
        settings.shown("max_steps"),
        plan.steps());
  }
}
