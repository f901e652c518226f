// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.examples.results.Numbers.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.Feedback;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.Json;
import org.versatune.internal.JsonObject;

/**
 * What came out of a round: the losses that the trainer wrote. Its file is written once the trainer
 * has ended and before the run takes the losses in, so a run that is killed in between goes on with
 * the same losses.
 *
 * @param number from 1
 * @param step training steps at its end
 * @param losses by domain, nats/token
 * @param base the losses at step 0, where the trainer wrote some in the first round
 * @param seconds how long the trainer took; 0 where it was not started from here
 */
record Round(
    int number,
    long step,
    ImmutableMap<String, Double> losses,
    @Nullable ImmutableMap<String, Double> base,
    double seconds) {

  /**
   * What the reports of a round come to.
   *
   * @param log where they were read, for messages
   * @throws IllegalArgumentException if they lack the end of the round, or the base model's losses
   *     in the first round of a run that cannot do without them
   */
  static Round of(
      RunPlan plan, int number, ImmutableList<Feedback> reports, double seconds, String log) {
    long step = number * plan.steps();
    ImmutableMap<String, Double> end = null;
    ImmutableMap<String, Double> base = null;
    for (Feedback report : reports) {
      if (report.step() == step) {
        end = report.losses();
      } else {
        base = report.losses();
      }
    }
    checkArgument(
        end != null,
        "losses in %s: there are none at step %s, the end of round %s: let the trainer evaluate at"
            + " every %s steps, and count steps over all rounds. If they only came late, run"
            + " update: it takes them in without training the round again",
        log,
        step,
        number,
        plan.steps());
    checkArgument(
        number > 1 || base != null || plan.protect() == null || plan.baseLosses() != null,
        "losses in %s: there are none at step 0, and 'protect' compares with the losses of the base"
            + " model: let the trainer evaluate before its first step and run update again, or give"
            + " 'baseLosses' and begin anew",
        log);
    return new Round(number, step, end, base, seconds);
  }

  Feedback report() {
    return Feedback.at(step).losses(losses);
  }

  private static Path file(Path folder, int number) {
    return folder.resolve(format("round-%05d.json", number));
  }

  void write(Path folder) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("round", number);
    fields.put("step", step);
    fields.put("losses", losses);
    if (base != null) {
      fields.put("baseLosses", base);
    }
    fields.put("seconds", seconds);
    String json = Json.writePretty(fields) + "\n";
    AtomicFiles.write(file(folder, number), "round", aside -> Files.writeString(aside, json));
  }

  /** Deletes a round that the run does not take in. */
  static void delete(Path folder, int number) {
    try {
      Files.deleteIfExists(file(folder, number));
    } catch (IOException e) {
      throw AtomicFiles.failure("delete", "round", file(folder, number), e);
    }
  }

  /** Reads a round; empty where it has not ended. */
  static Optional<Round> read(Path folder, int number) {
    Path file = file(folder, number);
    if (number == 0 || !Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonObject json = JsonObject.read(Files.readString(file));
      return Optional.of(
          new Round(
              number,
              json.integer("step"),
              json.numbers("losses"),
              json.has("baseLosses") ? json.numbers("baseLosses") : null,
              json.number("seconds")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + " is damaged: " + e.getMessage() + "; delete it, and the round is read again", e);
    }
  }
}
