// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes losses as each trainer does, one evaluation after the other. */
public final class TrainerLogs {
  private TrainerLogs() {}

  /**
   * An evaluation as text, so that what no trainer should write can be written, too.
   *
   * @param step the step
   * @param losses the loss by domain
   */
  public record Evaluation(String step, Map<String, String> losses) {
    /** An evaluation with numbers. */
    public static Evaluation of(long step, Map<String, Double> losses) {
      return new Evaluation(
          Long.toString(step),
          losses.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      loss -> Double.toString(loss.getValue()),
                      (a, b) -> a,
                      java.util.LinkedHashMap::new)));
    }
  }

  /** Whether the trainer writes its file anew at each evaluation. */
  public static boolean isRewritten(String form) {
    return form.equals("huggingface") || form.equals("llama-factory") || form.equals("olmo-core");
  }

  /** The file of a form with one file, the folder of one with several. */
  public static Path path(String form, Path folder) {
    return switch (form) {
      case "huggingface", "llama-factory" -> folder.resolve("trainer_state.json");
      case "ms-swift", "ms-swift-train" -> folder.resolve("logging.jsonl");
      case "megatron-lm" -> folder.resolve("train.log");
      case "plain" -> folder.resolve("losses.jsonl");
      default -> folder;
    };
  }

  /**
   * Writes all evaluations so far; a form that appends lines gets those of the last one.
   *
   * @return what {@link #path} gives
   */
  public static Path write(String form, Path folder, List<Evaluation> all) throws IOException {
    Files.createDirectories(folder);
    Evaluation last = all.get(all.size() - 1);
    Path path = path(form, folder);
    switch (form) {
      case "huggingface", "llama-factory" -> Files.writeString(path, state(all));
      case "olmo-core" ->
          Files.writeString(
              folder.resolve("metrics_step" + last.step() + ".json"),
              object("eval/lm/%s/CE loss", last, "\"train/CE loss\": 1.5"));
      case "nemo-automodel" -> {
        for (Map.Entry<String, String> loss : last.losses().entrySet()) {
          append(
              folder.resolve("validation_" + loss.getKey() + ".jsonl"),
              "{\"step\": "
                  + last.step()
                  + ", \"epoch\": 0, \"val_loss\": "
                  + loss.getValue()
                  + "}");
        }
      }
      case "megatron-lm" -> {
        append(path, " iteration " + last.step() + "/ 1000 | lm loss: 2.0E+00 |");
        for (Map.Entry<String, String> loss : last.losses().entrySet()) {
          append(
              path,
              String.format(
                  Locale.ROOT,
                  " validation-%s loss at iteration %s | lm loss value: %s | lm loss PPL: 7.0E+00"
                      + " |",
                  loss.getKey(),
                  last.step(),
                  loss.getValue()));
        }
      }
      case "ms-swift", "ms-swift-train" ->
          append(
              path,
              object(
                  form.equals("ms-swift") ? "eval_loss_%s" : "loss_%s",
                  last,
                  "\"global_step/max_steps\": \"" + last.step() + "/1000\""));
      default ->
          append(
              path,
              "{\"step\": " + last.step() + ", \"losses\": " + object("%s", last, null) + "}");
    }
    return path;
  }

  private static String object(
      String key, Evaluation evaluation, @org.jspecify.annotations.Nullable String more) {
    String losses =
        evaluation.losses().entrySet().stream()
            .map(
                loss ->
                    "\""
                        + String.format(Locale.ROOT, key, loss.getKey())
                        + "\": "
                        + loss.getValue())
            .collect(Collectors.joining(", "));
    return "{" + losses + (more == null ? "" : (losses.isEmpty() ? "" : ", ") + more) + "}";
  }

  private static String state(List<Evaluation> all) {
    StringBuilder text = new StringBuilder("{\n  \"best_metric\": null,\n  \"log_history\": [");
    String separator = "";
    for (Evaluation evaluation : all) {
      for (Map.Entry<String, String> loss : evaluation.losses().entrySet()) {
        text.append(separator)
            .append("\n    {\n      \"eval_")
            .append(loss.getKey())
            .append("_loss\": ")
            .append(loss.getValue())
            .append(",\n      \"step\": ")
            .append(evaluation.step())
            .append("\n    }");
        separator = ",";
      }
    }
    return text.append("\n  ],\n  \"max_steps\": 1000\n}\n").toString();
  }

  private static void append(Path file, String line) throws IOException {
    Files.write(
        file, (line + "\n").getBytes(UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
