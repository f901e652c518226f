// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static org.versatune.examples.results.Numbers.format;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.versatune.WeightUpdate;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;

/**
 * Says for a protected domain whether its last loss is within its limit.
 *
 * @param limit the highest loss that is allowed, nats/token
 * @param excess by how much the loss is past it, nats/token, below 0 what is left; empty where no
 *     loss is known
 * @param pressure what the weight is multiplied by; 1 for no pressure
 */
public record ProtectedLoss(double limit, Optional<Double> excess, double pressure) {
  private static final String LIMIT = "limit";

  /**
   * Reads an update.
   *
   * @param update of any rule
   * @return by protected domain; empty where nothing is protected
   */
  public static ImmutableMap<String, ProtectedLoss> of(WeightUpdate update) {
    if (!update.factorNames().contains(LIMIT)) {
      return ImmutableMap.of();
    }
    ImmutableMap<String, Double> excess = update.factor("excess");
    ImmutableMap<String, Double> pressure = update.factor("pressure");
    return update.factor(LIMIT).entrySet().stream()
        .collect(
            toImmutableMap(
                Map.Entry::getKey,
                limit ->
                    new ProtectedLoss(
                        limit.getValue(),
                        Optional.ofNullable(excess.get(limit.getKey())),
                        pressure.getOrDefault(limit.getKey(), 1.0))));
  }

  /**
   * Reads the last update of a run.
   *
   * @param update where the run is open and has one; without it the last of the record counts
   * @param record the run's record, which need not be there
   */
  static ImmutableMap<String, ProtectedLoss> last(Optional<WeightUpdate> update, Path record) {
    if (update.isEmpty() && Files.exists(record)) {
      RecordedUpdate last = Iterables.getLast(RunRecord.read(record).updates(), null);
      return last == null ? ImmutableMap.of() : of(last.update());
    }
    return update.map(ProtectedLoss::of).orElse(ImmutableMap.of());
  }

  /** Returns whether the last loss is within the limit; false if no loss is known. */
  public boolean isKept() {
    return excess.isPresent() && excess.get() <= 0;
  }

  /**
   * Says in a word what became of it.
   *
   * @return {@code kept}, {@code broken}, or {@code no loss}
   */
  public String word() {
    return excess.isEmpty() ? "no loss" : isKept() ? "kept" : "broken";
  }

  /**
   * Says it of all domains.
   *
   * @param protectedLosses by domain
   * @return a sentence; empty where nothing is protected
   */
  static String sentence(Map<String, ProtectedLoss> protectedLosses) {
    if (protectedLosses.isEmpty()) {
      return "";
    }
    String past =
        protectedLosses.entrySet().stream()
            .filter(one -> !one.getValue().isKept())
            .map(one -> one.getKey() + " " + one.getValue().inShort())
            .collect(Collectors.joining(", "));
    return past.isEmpty() ? "all limits are kept" : "past their limits: " + past;
  }

  private String inShort() {
    return excess.map(past -> format("by %.3f of %.3f", past, limit)).orElse("(no loss is known)");
  }
}
