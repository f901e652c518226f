// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.MoreObjects.firstNonNull;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Doubles;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.steering.TrainerSettings.Setting;

/**
 * Looks through the settings of a trainer for what breaks the order of rows: shuffling, packing,
 * skipped data, and a learning-rate horizon that ends with a round; and for what breaks the rounds:
 * rows of a segment that it leaves out, batches of another size, evaluations at other steps, and a
 * training that begins anew in each round. The example files of the trainers have several of these
 * settings, and all that is wrong is said at once.
 */
final class OrderChecks {
  /** Set, a trainer that goes on from a checkpoint reads its file from the beginning. */
  private static final String SKIPPING = "ignore_data_skip";

  /** What keeps prepared rows by a name that is the same in each round. */
  private static final String KEPT_ROWS = "tokenized_path";

  /** Schedules that do not look at the last step, beside those whose name begins with constant. */
  private static final ImmutableSet<String> ENDLESS =
      ImmutableSet.of("inverse_sqrt", "reduce_lr_on_plateau");

  /** A word that is filled in with something else in each round. */
  private static final Pattern OF_ROUND =
      Pattern.compile("\\{(?:segment|name|manifest|log|round|step)\\}");

  private final RunPlan plan;
  private final TrainerRules rules;
  private final TrainerSettings settings;
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private OrderChecks(RunPlan plan, TrainerRules rules, TrainerSettings settings) {
    this.plan = plan;
    this.rules = rules;
    this.settings = settings;
  }

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
    String written = "{name}." + trainer + rules.ending();
    if (command.stream().anyMatch(argument -> argument.contains(written))) {
      settings.add(rules.required(), " in " + written);
    }
    OrderChecks checks = new OrderChecks(plan, rules, settings);
    checks.checkOrder(trainer);
    checks.checkRows(trainer);
    checks.checkBatch(trainer);
    checks.checkEvaluation();
    if (plan.rounds() > 1) {
      checks.checkResuming();
    }
    checks.checkHorizon();
    return checks.result();
  }

  private ImmutableList<String> result() {
    if (errors.size() == 1) {
      throw new IllegalArgumentException(errors.get(0));
    }
    if (!errors.isEmpty()) {
      StringBuilder all = new StringBuilder("the trainer's settings need changes:");
      for (int i = 0; i < errors.size(); i++) {
        all.append(" (").append(i + 1).append(") ").append(errors.get(i)).append('.');
      }
      throw new IllegalArgumentException(all.toString());
    }
    return ImmutableList.copyOf(warnings);
  }

  /** Notes an error where something does not hold. */
  @FormatMethod
  private void require(boolean holds, @FormatString String message, @Nullable Object... values) {
    if (!holds) {
      errors.add(message.formatted(values));
    }
  }

  /** Notes a warning where something holds. */
  @FormatMethod
  private void warnIf(boolean holds, @FormatString String message, @Nullable Object... values) {
    if (holds) {
      warnings.add(message.formatted(values));
    }
  }

  /** Warns of a setting where it has a value. */
  private void warnOf(String key, String value, String message) {
    warnIf(settings.is(key, value), "%s: %s", said(key), message);
  }

  private String said(String key) {
    return "'" + key + "' is " + settings.shown(key);
  }

  /** Whether a setting is given and not switched off. */
  private boolean isOn(String key) {
    return settings.get(key) != null && !settings.is(key, "false");
  }

  private void checkOrder(String trainer) {
    rules
        .required()
        .forEach(
            (key, value) ->
                require(
                    settings.is(key, value),
                    "%s would shuffle the rows: %s; set it to %s, or leave 'trainer' out where a"
                        + " program of yours sets it",
                    trainer,
                    said(key),
                    value));
    require(
        !settings.is(SKIPPING, "true"),
        "%s would read rows of a segment twice after an interruption: %s; set it to false",
        trainer,
        said(SKIPPING));
    for (String key : rules.packing()) {
      warnOf(
          key,
          "true",
          "rows change places within its window, and a step no longer has "
              + plan.batch()
              + " rows; losses come to the steps that 'steps' says only without it");
    }
  }

  /** Every row of a segment has to be trained on, once and in its place. */
  private void checkRows(String trainer) {
    long rows = plan.steps() * plan.batch();
    Setting split = settings.get(rules.splits());
    Double share = split == null ? null : Doubles.tryParse(split.value());
    require(
        share == null || share <= 0,
        "rows of each segment would go into a validation set, and the rest would be shuffled: %s;"
            + " leave it out, and name a validation set for each domain",
        said(rules.splits()));
    Long most = settings.number("max_samples");
    require(
        most == null || most >= rows,
        "only the first %s rows of a segment would be read, again and again: %s, and a round has %s"
            + " rows; leave it out",
        most,
        said("max_samples"),
        rows);
    require(
        settings.get(KEPT_ROWS) == null || isOfRound(KEPT_ROWS),
        "each round would read the rows of the first, which are kept: %s; leave it out",
        said(KEPT_ROWS));
    Setting data = settings.get("datasets");
    require(
        !trainer.equals("axolotl")
            || data == null
            || !data.value().contains("current.jsonl")
            || isOfRound("dataset_prepared_path"),
        "axolotl keeps the rows that it has prepared by the name of their file, so each round would"
            + " read those of the first: 'datasets' names current.jsonl%s; name the segment of the"
            + " round",
        data == null ? "" : data.place());
    warnOf("streaming", "true", "most trainers draw rows from a buffer in random order then");
    warnOf(
        "dataset_exact_deduplication",
        "true",
        "rows that come again in a segment would be left out");
    warnIf(
        trainer.equals("llama-factory")
            && settings.is("stage", "pt")
            && settings.get("packing") == null,
        "'packing' is not set, and is on by default where 'stage' is pt: set it to false");
  }

  private boolean isOfRound(String key) {
    Setting place = settings.get(key);
    return place != null && OF_ROUND.matcher(place.value()).find();
  }

  /**
   * A trainer that goes on from a checkpoint skips as many batches as it has made: it begins at the
   * first row of a segment only where the segments before were as many of its batches.
   */
  private void checkBatch(String trainer) {
    String stepsKey = "gradient_accumulation_steps";
    Long rows = settings.number(rules.rowsOfDevice());
    Long accumulated = settings.number(stepsKey);
    if (rows == null || rows < 1) {
      return;
    }
    if (accumulated == null && settings.get(stepsKey) != null) {
      return; // "auto", for example.
    }
    long own = rows * (accumulated == null ? 1 : Math.max(1, accumulated));
    String product = "'" + rules.rowsOfDevice() + "' × '" + stepsKey + "' is " + own;
    boolean fits = plan.batch() % own == 0;
    require(
        fits,
        "'batch' is %s, and %s: no number of devices makes steps of %s rows, and the trainer would"
            + " skip or repeat rows at each round; let 'batch' be %s × devices",
        plan.batch(),
        product,
        plan.batch(),
        own);
    long devices = plan.batch() / own;
    boolean isLeftToTrainer = accumulated == null && trainer.equals("ms-swift");
    warnIf(
        isLeftToTrainer && fits,
        "'%s' is not set, and ms-swift then makes steps of 16 rows or more: set it so that a step"
            + " has %s rows",
        stepsKey,
        plan.batch());
    warnIf(
        !isLeftToTrainer && devices > 1 && fits,
        "'batch' is %s, and %s: that takes %s devices; with another number of them the trainer would"
            + " skip or repeat rows at each round",
        plan.batch(),
        product,
        devices);
  }

  private void checkEvaluation() {
    boolean isOff = settings.is("eval_strategy", "no"); // Something else may measure losses.
    Long every = isOff ? null : settings.number("eval_steps");
    require(
        every == null || every < 1 || plan.steps() % every == 0,
        "a round would end without losses: %s, and a round has %s steps; set it to %s",
        said("eval_steps"),
        plan.steps(),
        plan.steps());
    if (plan.requireLosses().form().equals("llama-factory")) {
      ImmutableMap.of("eval_on_each_dataset", "true", "eval_strategy", "steps")
          .forEach(
              (key, value) ->
                  warnIf(
                      !isOn(key),
                      "%s: the log may have no losses by domain; set it to %s",
                      said(key),
                      value));
    }
  }

  private void checkResuming() {
    require(
        isOn("resume_from_checkpoint") || !settings.is("overwrite_output_dir", "true"),
        "each round would begin anew with the base model: %s; leave it out, so that the trainer goes"
            + " on from its last checkpoint",
        said("overwrite_output_dir"));
    warnIf(
        !rules.resuming().isEmpty() && rules.resuming().stream().noneMatch(this::isOn),
        "no setting of '%s' is given: see to it that each round goes on from the last checkpoint",
        Joiner.on("', '").join(rules.resuming()));
    warnOf("save_strategy", "no", "there would be no checkpoint to go on from; set it to steps");
    Long saved = settings.number("save_steps");
    warnIf(
        saved != null && saved > 0 && plan.steps() % saved != 0,
        "%s, and a round has %s steps: unless the trainer also saves at its end, the next round goes"
            + " on from an older checkpoint; set it to %s",
        said("save_steps"),
        plan.steps(),
        plan.steps());
    warnOf("save_only_model", "true", "the optimizer would begin anew in each round");
  }

  /**
   * A trainer reads its file again until it has made {@code max_steps}, and its learning rate
   * follows the same number. So a round either ends by {@code max_steps: {step}}, under a schedule
   * that does not look at the end, or the trainer stops at that step by itself.
   */
  private void checkHorizon() {
    long all = plan.steps() * plan.rounds();
    Setting schedule =
        firstNonNull(
            settings.get(rules.schedule()), new Setting(rules.defaultSchedule(), ", by default"));
    if (settings.is("max_steps", "{step}")) {
      require(
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
      warnIf(
          true,
          "'max_steps' is not set: the learning-rate schedule would end with each round; set it to"
              + " {step} with '%s: constant_with_warmup', or to %s (steps × rounds) in every round"
              + " and let the trainer stop at {step} by itself",
          rules.schedule(),
          all);
      return;
    }
    require(
        horizon >= all || plan.rounds() > 1,
        "the trainer would end before the round: %s, and the round has %s steps; set it to %s",
        said("max_steps"),
        all,
        all);
    require(
        horizon >= all || plan.rounds() == 1,
        "the learning-rate schedule would end before the last round: %s, and %s rounds of %s steps"
            + " are %s; set it to %s in every round, or to {step} with '%s: constant_with_warmup'",
        said("max_steps"),
        plan.rounds(),
        plan.steps(),
        all,
        all,
        rules.schedule());
    warnIf(
        horizon >= all && plan.rounds() > 1,
        "%s, and the first round ends at step %s: the trainer has to stop at {step} by itself, by a"
            + " callback for example; it reads the rows of the round again otherwise",
        said("max_steps"),
        plan.steps());
  }
}
