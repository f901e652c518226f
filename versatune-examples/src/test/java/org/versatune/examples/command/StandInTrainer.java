// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.versatune.internal.JsonObject;
import org.versatune.simulation.LossCurve;
import org.versatune.trainers.losses.TrainerLogs;
import org.versatune.trainers.losses.TrainerLogs.Evaluation;

/**
 * Stands in for a trainer: reads the file that it is told to, in its order, and "learns". The loss
 * of a domain follows a curve over the rows that it has seen of it; the losses are written in the
 * form of a real trainer, and what has been learnt goes into a checkpoint.
 *
 * <p>Arguments: form, segment, output folder, step at the end, steps, what happens in this call:
 * {@code no}, {@code fail} in the middle of round 3, or {@code wait} there for ever, each the first
 * time only.
 */
public final class StandInTrainer {
  static final ImmutableMap<String, LossCurve> CURVES =
      ImmutableMap.of(
          "law", new LossCurve(1.2, 1.5, 0.4, 10, 0),
          "code", new LossCurve(1.1, 2.5, 0.5, 10, 0));

  private StandInTrainer() {}

  /** Trains on one segment. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    String form = arguments[0];
    Path out = Files.createDirectories(Path.of(arguments[2]));
    long end = Long.parseLong(arguments[3]);
    long steps = Long.parseLong(arguments[4]);
    Path checkpoint = out.resolve("checkpoint.properties");
    Properties state = new Properties();
    if (Files.exists(checkpoint)) {
      state.load(Files.newBufferedReader(checkpoint));
    }
    List<String> rows = Files.readAllLines(Path.of(arguments[1]));
    int batch = (int) (rows.size() / steps);
    List<Evaluation> log = new ArrayList<>();
    for (long at = 0; state.containsKey("losses." + at + ".law"); at += steps / 2) {
      log.add(evaluation(at, state));
    }
    if (log.isEmpty()) {
      evaluate(0, ImmutableMap.of("law", 0L, "code", 0L), state, log, form, out);
    }
    Map<String, Long> seen = new LinkedHashMap<>();
    CURVES
        .keySet()
        .forEach(
            domain -> seen.put(domain, Long.parseLong(state.getProperty("seen." + domain, "0"))));
    for (int row = 0; row < rows.size(); row++) {
      seen.merge(JsonObject.read(rows.get(row)).text("source"), 1L, Long::sum);
      if (row + 1 == batch * (steps / 2)) {
        evaluate(end - steps / 2, seen, state, log, form, out);
        Path marker = out.resolve("stopped");
        if (end == 3 * steps && !arguments[5].equals("no") && !Files.exists(marker)) {
          Files.writeString(marker, Long.toString(ProcessHandle.current().pid()));
          if (arguments[5].equals("fail")) {
            System.exit(7);
          }
          Thread.sleep(Long.MAX_VALUE);
        }
      }
    }
    evaluate(end, seen, state, log, form, out);
    seen.forEach((domain, count) -> state.setProperty("seen." + domain, count.toString()));
    state.store(Files.newBufferedWriter(checkpoint), null);
  }

  private static void evaluate(
      long step,
      Map<String, Long> seen,
      Properties state,
      List<Evaluation> log,
      String form,
      Path out)
      throws IOException {
    losses(seen)
        .forEach(
            (domain, loss) ->
                state.setProperty("losses." + step + "." + domain, Double.toString(loss)));
    log.add(evaluation(step, state));
    var unused = TrainerLogs.write(form, out, log);
  }

  private static Evaluation evaluation(long step, Properties state) {
    Map<String, Double> losses = new LinkedHashMap<>();
    for (String domain : CURVES.keySet()) {
      losses.put(domain, Double.valueOf(state.getProperty("losses." + step + "." + domain)));
    }
    return Evaluation.of(step, losses);
  }

  /** The losses after so many rows, with six digits: more are not in every trainer's log. */
  static ImmutableMap<String, Double> losses(Map<String, Long> seen) {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    CURVES.forEach(
        (domain, curve) ->
            losses.put(
                domain,
                Double.valueOf(
                    String.format(
                        Locale.ROOT, "%.6f", curve.loss(10.0 + seen.getOrDefault(domain, 0L))))));
    return losses.buildOrThrow();
  }
}
