package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;

/** Gains of a study as numbers that may be undefined (NaN), and why they are. */
final class Gains {
  private Gains() {}

  static double of(StrategyRun run, String domain) {
    return get(run.gain().byDomain(), domain);
  }

  static double mean(StrategyRun run) {
    return orNaN(run.gain().mean());
  }

  static double worst(StrategyRun run) {
    return orNaN(run.gain().worst());
  }

  static double orNaN(@Nullable Double number) {
    return number == null ? Double.NaN : number;
  }

  static double get(Map<String, Double> numbers, String domain) {
    return orNaN(numbers.get(domain));
  }

  /** Why there is no gain to speak of in a domain; empty where there is one. */
  static Optional<String> whyUndefined(StudyResults results, String domain) {
    double base = get(results.base().testLosses(), domain);
    double reference = get(results.reference().testLosses(), domain);
    if (!Double.isFinite(base) || !Double.isFinite(reference)) {
      return Optional.of(
          "Gain on "
              + domain
              + " is undefined: the loss of "
              + (Double.isFinite(base) ? "its specialist" : "the base model")
              + " on it is not a number.");
    }
    if (base > reference) {
      return Optional.empty();
    }
    return Optional.of(
        "Gain on "
            + domain
            + " is undefined: its specialist ("
            + Numbers.loss(reference)
            + " nats/token) is no better than the base model ("
            + Numbers.loss(base)
            + "), so there is no way to measure along. The domain is left out of mean and worst.");
  }

  /** The reasons of all domains whose gain is undefined. */
  static ImmutableList<String> reasons(StudyResults results) {
    return results.domains().stream()
        .flatMap(domain -> whyUndefined(results, domain).stream())
        .collect(ImmutableList.toImmutableList());
  }
}
