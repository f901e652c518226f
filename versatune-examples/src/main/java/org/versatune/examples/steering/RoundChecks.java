// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Doubles;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.steering.TrainerSettings.Setting;

/**
 * Looks through the settings of a trainer for what breaks the rounds: rows of a segment that it
 * leaves out, batches of another size, evaluations at other steps, and a training that begins anew
 * in each round. The example files of the trainers have several of these settings.
 */
final class RoundChecks {
  /** What keeps prepared rows by a name that is the same in each round. */
  private static final String KEPT_ROWS = "tokenized_path";

  /** A word that is filled in with something else in each round. */
  private static final Pattern OF_ROUND =
      Pattern.compile("\\{(?:segment|name|manifest|log|round|step)\\}");

  private RoundChecks() {}

  static void check(
      RunPlan plan, TrainerRules rules, TrainerSettings settings, SettingsProblems problems) {
    checkRows(plan, rules, settings, problems);
    checkBatch(plan, rules, settings, problems);
    checkEvaluation(plan, settings, problems);
    checkResuming(plan, rules, settings, problems);
  }

  /** Every row of a segment has to be trained on, once and in its place. */
  private static void checkRows(
      RunPlan plan, TrainerRules rules, TrainerSettings settings, SettingsProblems problems) {
    long rows = plan.steps() * plan.batch();
    Setting split = settings.get(rules.splits());
    Double share = split == null ? null : Doubles.tryParse(split.value());
    problems.require(
        share == null || share <= 0,
        "rows of each segment would go into a validation set, and the rest would be shuffled: '%s'"
            + " is %s; leave it out, and name a validation set for each domain",
        rules.splits(),
        split);
    Long most = settings.number("max_samples");
    problems.require(
        most == null || most >= rows,
        "only the first %s rows of a segment would be read, again and again: 'max_samples' is %s,"
            + " and a round has %s rows; leave it out",
        most,
        settings.shown("max_samples"),
        rows);
    Setting kept = settings.get(KEPT_ROWS);
    problems.require(
        kept == null || isOfRound(kept),
        "each round would read the rows of the first, which are kept: '%s' is %s; leave it out",
        KEPT_ROWS,
        kept);
    Setting data = settings.get("datasets");
    problems.require(
        !"axolotl".equals(plan.trainer())
            || data == null
            || !data.value().contains("current.jsonl")
            || isOfRound(settings.get("dataset_prepared_path")),
        "axolotl keeps the rows that it has prepared by the name of their file, so each round would"
            + " read those of the first: 'datasets' names current.jsonl%s; name the segment of the"
            + " round",
        data == null ? "" : data.place());
    problems.warnIf(
        settings.is("streaming", "true"),
        "'streaming' is %s: most trainers draw rows from a buffer in random order then",
        settings.shown("streaming"));
    problems.warnIf(
        settings.is("dataset_exact_deduplication", "true"),
        "'dataset_exact_deduplication' is %s: rows that come again in a segment would be left out",
        settings.shown("dataset_exact_deduplication"));
    problems.warnIf(
        "llama-factory".equals(plan.trainer())
            && settings.is("stage", "pt")
            && settings.get("packing") == null,
        "'packing' is not set, and is on by default where 'stage' is pt: set it to false");
  }

  private static boolean isOfRound(@Nullable Setting place) {
    return place != null && OF_ROUND.matcher(place.value()).find();
  }

  /**
   * A trainer that goes on from a checkpoint skips as many batches as it has made: it begins at the
   * first row of a segment only where the segments before were as many of its batches.
   */
  private static void checkBatch(
      RunPlan plan, TrainerRules rules, TrainerSettings settings, SettingsProblems problems) {
    String rowsKey = rules.perDevice().get(0);
    String stepsKey = rules.perDevice().get(1);
    Long rows = settings.number(rowsKey);
    Long accumulated = settings.number(stepsKey);
    if (rows == null || rows < 1) {
      return;
    }
    if (accumulated == null && settings.get(stepsKey) != null) {
      return; // "auto", for example.
    }
    long own = rows * (accumulated == null ? 1 : Math.max(1, accumulated));
    String product = "'" + rowsKey + "' × '" + stepsKey + "' is " + own;
    problems.require(
        plan.batch() % own == 0,
        "'batch' is %s, and %s: no number of devices makes steps of %s rows, and the trainer would"
            + " skip or repeat rows at each round; let 'batch' be %s × devices",
        plan.batch(),
        product,
        plan.batch(),
        own);
    long devices = plan.batch() / own;
    boolean isLeftToTrainer = accumulated == null && "ms-swift".equals(plan.trainer());
    problems.warnIf(
        isLeftToTrainer && plan.batch() % own == 0,
        "'%s' is not set, and ms-swift then makes steps of 16 rows or more: set it so that a step"
            + " has %s rows",
        stepsKey,
        plan.batch());
    problems.warnIf(
        !isLeftToTrainer && devices > 1 && plan.batch() % own == 0,
        "'batch' is %s, and %s: that takes %s devices; with another number of them the trainer would"
            + " skip or repeat rows at each round",
        plan.batch(),
        product,
        devices);
  }

  private static void checkEvaluation(
      RunPlan plan, TrainerSettings settings, SettingsProblems problems) {
    boolean isOff = settings.is("eval_strategy", "no"); // Something else may measure losses.
    Long every = isOff ? null : settings.number("eval_steps");
    problems.require(
        every == null || every < 1 || plan.steps() % every == 0,
        "a round would end without losses: 'eval_steps' is %s, and a round has %s steps; set it to"
            + " %s",
        settings.shown("eval_steps"),
        plan.steps(),
        plan.steps());
    if (plan.requireLosses().form().equals("llama-factory")) {
      ImmutableMap.of("eval_on_each_dataset", "true", "eval_strategy", "steps")
          .forEach(
              (key, value) ->
                  problems.warnIf(
                      settings.get(key) == null || settings.is(key, "false"),
                      "'%s' is %s: the log may have no losses by domain; set it to %s",
                      key,
                      settings.shown(key),
                      value));
    }
  }

  private static void checkResuming(
      RunPlan plan, TrainerRules rules, TrainerSettings settings, SettingsProblems problems) {
    if (plan.rounds() == 1) {
      return;
    }
    String resuming = "resume_from_checkpoint";
    boolean isResumed = settings.get(resuming) != null && !settings.is(resuming, "false");
    problems.require(
        isResumed || !settings.is("overwrite_output_dir", "true"),
        "each round would begin anew with the base model: 'overwrite_output_dir' is %s; leave it out,"
            + " so that the trainer goes on from its last checkpoint",
        settings.shown("overwrite_output_dir"));
    problems.warnIf(
        !rules.resuming().isEmpty()
            && rules.resuming().stream()
                .noneMatch(key -> settings.get(key) != null && !settings.is(key, "false")),
        "no setting of '%s' is given: see to it that each round goes on from the last checkpoint",
        Joiner.on("', '").join(rules.resuming()));
    problems.warnIf(
        settings.is("save_strategy", "no"),
        "'save_strategy' is %s: there would be no checkpoint to go on from; set it to steps",
        settings.shown("save_strategy"));
    Long saved = settings.number("save_steps");
    problems.warnIf(
        saved != null && saved > 0 && plan.steps() % saved != 0,
        "'save_steps' is %s, and a round has %s steps: unless the trainer also saves at its end, the"
            + " next round goes on from an older checkpoint; set it to %s",
        settings.shown("save_steps"),
        plan.steps(),
        plan.steps());
    problems.warnIf(
        settings.is("save_only_model", "true"),
        "'save_only_model' is %s: the optimizer would begin anew in each round",
        settings.shown("save_only_model"));
  }
}
