package org.versatune.examples.study;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.results.ExpansionStudy;
import org.versatune.examples.results.ForgettingSummary;
import org.versatune.examples.results.GainSummary;
import org.versatune.examples.results.StrategyRun;
import org.versatune.tracking.Gains;

/** Gains and forgetting of a model as the records of the results hold them. */
final class Summaries {
  private Summaries() {}

  static GainSummary gain(Gains gains) {
    return new GainSummary(
        gains.byDomain(),
        gains.undefined().asList(),
        orNull(gains.mean()),
        orNull(gains.min()),
        gains.byDomain().entrySet().stream()
            .min(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(null));
  }

  static double mean(ImmutableMap<String, Double> byDomain) {
    return byDomain.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** Of every domain. */
  static ForgettingSummary forgetting(Gains gains) {
    return forgetting(gains.forgetting());
  }

  /** A run as one of the expansion: what it did for the target, and to the others. */
  static ExpansionStudy.ExpansionRun expansion(StrategyRun run, String target) {
    return new ExpansionStudy.ExpansionRun(
        run,
        run.gain().byDomain().get(target),
        forgetting(
            ImmutableMap.copyOf(
                Maps.filterKeys(run.forgetting().byDomain(), domain -> !domain.equals(target)))));
  }

  private static ForgettingSummary forgetting(ImmutableMap<String, Double> byDomain) {
    // The least of the reversed order is the first of several equal ones; max would give the last.
    Map.Entry<String, Double> most =
        byDomain.entrySet().stream()
            .min(Map.Entry.<String, Double>comparingByValue().reversed())
            .orElseThrow();
    return new ForgettingSummary(
        byDomain,
        byDomain.values().stream().mapToDouble(Double::doubleValue).average().orElse(0),
        most.getValue(),
        most.getKey());
  }
}
