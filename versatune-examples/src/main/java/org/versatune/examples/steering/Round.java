// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
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

  Feedback report() {
    return Feedback.at(step).losses(losses);
  }

  private static Path file(Path folder, int number) {
    return folder.resolve(String.format(Locale.ROOT, "round-%05d.json", number));
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
