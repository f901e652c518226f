// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.regex.Pattern.DOTALL;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.JsonObject;
import org.versatune.internal.PythonJson;
import org.versatune.trainers.losses.LossForm.Found;
import org.versatune.trainers.losses.LossForm.Piece;
import org.versatune.trainers.losses.LossForm.Writing;

/**
 * The table of forms. Keys and lines are as in the sources of transformers 5 (f2cd577),
 * LLaMA-Factory (ff6d4d1), ms-swift (3602360), NeMo Automodel (36044ad), Megatron-LM (d98e8a6) and
 * OLMo-core (fa6c501).
 */
final class LossForms {
  private static final Pattern VALIDATION_FILE = Pattern.compile("validation_(.+)\\.jsonl", DOTALL);

  private static final Pattern METRICS_FILE = Pattern.compile("metrics_step(\\d+)\\.json");

  /** {@code eval_loss} is that of a set without a name. */
  private static final Pattern EVALUATED = Pattern.compile("eval_(.+)_loss", DOTALL);

  private static final Pattern METRIC = Pattern.compile("eval/lm/(.+)/CE loss");

  private static final Pattern PRINTED =
      Pattern.compile("(?:^|\\s)validation-(\\S+) loss at iteration (.*)$", DOTALL);

  private static final Pattern PRINTED_VALUES =
      Pattern.compile(
          "^(\\d+)( on (?:validation|test) set)?\\s*\\|.*?\\blm loss value: *([^\\s|]+)");

  private static final ImmutableMap<String, LossForm> TABLE =
      Maps.uniqueIndex(
          ImmutableList.of(
              trainerState(
                  "huggingface",
                  "give the trainer eval_dataset as a dict of name and set; read trainer_state.json"
                      + " of its output folder or of a checkpoint"),
              trainerState(
                  "llama-factory",
                  "set eval_dataset to the names of the domains and eval_on_each_dataset: true;"
                      + " read trainer_state.json (trainer_log.jsonl has eval_loss alone)"),
              swift(
                  "ms-swift",
                  "eval_loss_(.+)",
                  "give --enable_channel_loss true, a channel in each row, and a validation set;"
                      + " read logging.jsonl of the output folder"),
              swift(
                  "ms-swift-train",
                  "loss_(.+)",
                  "give --enable_channel_loss true and a channel in each row; read logging.jsonl of"
                      + " the output folder"),
              new LossForm(
                  "nemo-automodel",
                  VALIDATION_FILE,
                  Writing.LINES,
                  "name a validation set for each domain; read the checkpoint folder, which holds"
                      + " validation_NAME.jsonl for each",
                  LossForms::nemo),
              new LossForm(
                  "megatron-lm",
                  Pattern.compile(".*\\.(?:log|out)", DOTALL),
                  Writing.LINES,
                  "give --multiple-validation-sets --full-validation --validation-set-names with the"
                      + " names of the domains, and send what the trainer prints to a file",
                  LossForms::megatron),
              new LossForm(
                  "olmo-core",
                  METRICS_FILE,
                  Writing.FILES,
                  "add a metric saver with save_interval equal to the interval of the language-model"
                      + " evaluator, whose labels are the domains; read the save folder, which holds"
                      + " metrics_step{N}.json",
                  LossForms::olmo),
              new LossForm(
                  "plain",
                  Pattern.compile("losses\\.jsonl"),
                  Writing.LINES,
                  "write one line {\"step\": 100, \"losses\": {\"law\": 2.1, …}} for each evaluation",
                  LossForms::plain)),
          LossForm::name);

  private LossForms() {}

  static ImmutableList<String> names() {
    return TABLE.keySet().asList();
  }

  static LossForm named(String name) {
    LossForm form = TABLE.get(name);
    checkArgument(
        form != null, "there is no form of losses '%s'; there are %s", name, TABLE.keySet());
    return form;
  }

  /**
   * {@code trainer_state.json} of the Hugging Face Trainer, of TRL and of LLaMA-Factory: an object
   * with {@code log_history}, in which each evaluation set has an entry of its own at the same
   * step, with the key {@code eval_NAME_loss}.
   */
  private static LossForm trainerState(String name, String howTo) {
    return new LossForm(
        name,
        Pattern.compile(Pattern.quote(LossForm.STATE)),
        Writing.STATE_FILE,
        howTo,
        (piece, losses) -> {
          checkArgument(
              !piece.file().endsWith("trainer_log.jsonl"),
              "this file has no losses by domain: %s",
              howTo);
          for (PythonJson.Element element : PythonJson.elements(piece.text(), "log_history")) {
            Map<String, Object> entry =
                JsonObject.of("the entry in line " + element.line(), element.value()).fields();
            Object step = entry.get("step");
            named(
                EVALUATED,
                entry,
                (domain, loss) ->
                    losses.accept(new Found(piece.file(), element.line(), step, domain, loss)));
          }
        });
  }

  /**
   * {@code logging.jsonl} of ms-swift: one object a line, with the keys {@code loss_CHANNEL} (of
   * training) and {@code eval_loss_CHANNEL}, and the step as the text {@code "100/1000"} under
   * {@code global_step/max_steps}, or {@code iteration} in its Megatron variant.
   */
  private static LossForm swift(String name, String key, String howTo) {
    Pattern channel = Pattern.compile(key, DOTALL);
    return new LossForm(
        name,
        Pattern.compile("logging\\.jsonl"),
        Writing.LINES,
        howTo,
        (piece, losses) -> {
          ImmutableMap<String, Object> line = PythonJson.object(piece.text()).fields();
          Object step = line.getOrDefault("global_step/max_steps", line.get("iteration"));
          Object first =
              step instanceof String text && text.indexOf('/') > 0
                  ? number(text.substring(0, text.indexOf('/')), text)
                  : step;
          named(channel, line, (of, loss) -> losses.accept(piece.found(first, of, loss)));
        });
  }

  /**
   * The files {@code validation_NAME.jsonl} of NeMo Automodel, one for each validation set: one
   * object a line, with {@code step} and {@code val_loss}. The trainer keeps up to 100 lines back
   * until it ends.
   */
  private static void nemo(Piece piece, Consumer<Found> losses) {
    Matcher file = VALIDATION_FILE.matcher(piece.fileName());
    checkArgument(
        file.matches(),
        "the file is not called validation_NAME.jsonl: %s",
        named("nemo-automodel").howTo());
    ImmutableMap<String, Object> line = PythonJson.object(piece.text()).fields();
    Object loss = line.get("val_loss");
    checkArgument(loss != null, "'val_loss' is missing");
    losses.accept(piece.found(line.get("step"), file.group(1), loss));
  }

  /**
   * What Megatron-LM prints: lines such as {@code validation-NAME loss at iteration 100 | lm loss
   * value: 2.100000E+00 | …} among many others. What it prints of a test set at the end is passed
   * over.
   */
  private static void megatron(Piece piece, Consumer<Found> losses) {
    Matcher line = PRINTED.matcher(piece.text());
    if (!line.find()) {
      return;
    }
    Matcher values = PRINTED_VALUES.matcher(line.group(2));
    checkArgument(
        values.find(), "the line about validation set '%s' has no lm loss value", line.group(1));
    if (String.valueOf(values.group(2)).contains("test")) {
      return;
    }
    String loss = values.group(3);
    Double number = switch (loss) { // Python prints NAN and INF in this place.
          case "NAN", "nan" -> Double.NaN;
          case "INF", "inf" -> Double.POSITIVE_INFINITY;
          case "-INF", "-inf" -> Double.NEGATIVE_INFINITY;
          default -> Doubles.tryParse(loss);
        };
    losses.accept(
        piece.found(
            number(values.group(1), values.group(1)),
            line.group(1),
            number == null ? loss : number));
  }

  /**
   * The files {@code metrics_step{N}.json} that OLMo-core's metric saver writes, one for each step:
   * an object of metrics, among them {@code eval/lm/NAME/CE loss} of the language-model evaluator.
   *
   * <p>The saver writes the latest value that it has. Where metrics are saved more often than
   * evaluated, a file repeats the losses of an earlier step: give both the same interval.
   */
  private static void olmo(Piece piece, Consumer<Found> losses) {
    Matcher file = METRICS_FILE.matcher(piece.fileName());
    checkArgument(
        file.matches(), "the file is not called metrics_step{N}.json, so its step is not known");
    named(
        METRIC,
        PythonJson.object(piece.text()).fields(),
        (name, loss) ->
            losses.accept(piece.found(number(file.group(1), file.group(1)), name, loss)));
  }

  /**
   * Lines of {@code {"step": 100, "losses": {"law": 2.1, "code": 0.9}}}: for a loop of your own.
   */
  private static void plain(Piece piece, Consumer<Found> losses) {
    JsonObject line = PythonJson.object(piece.text());
    Object step = line.value("step");
    line.object("losses")
        .fields()
        .forEach((name, loss) -> losses.accept(piece.found(step, name, loss)));
  }

  /** Gives the fields whose key has the name of a domain in it. */
  private static void named(
      Pattern key, Map<String, Object> fields, BiConsumer<String, Object> losses) {
    fields.forEach(
        (field, loss) -> {
          Matcher named = key.matcher(field);
          if (named.matches()) {
            losses.accept(named.group(1), loss);
          }
        });
  }

  /** A number of steps; where it is none, the text that is shown instead. */
  private static Object number(String digits, String text) {
    @Nullable Long number = Longs.tryParse(digits);
    return number == null ? text : number;
  }
}
