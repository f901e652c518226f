// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;

/**
 * Warns, once a signal, where a report contradicts what the run knows of the same signal, where it
 * holds what only the builder of a run takes, and where its gradient products are not those of one
 * gradient for each domain.
 *
 * <p>All of these can be right (reference losses may be forecast anew for each report, and products
 * may be estimated on several batches), so nothing is refused. Not safe for use by several threads:
 * {@link VersaTune} guards it.
 */
final class SignalDoubts {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  /** By how much two measurements of one number may differ, as a share of it (our choice). */
  private static final double TOLERANCE = 1e-3;

  private final boolean isBuiltIn;
  private final Set<Signal> said = EnumSet.noneOf(Signal.class);

  /**
   * Starts without a doubt.
   *
   * @param isBuiltIn whether the rule of the run is one of this library: others, such as a lambda,
   *     may read signals that they do not name
   */
  SignalDoubts(boolean isBuiltIn) {
    this.isBuiltIn = isBuiltIn;
  }

  /**
   * Looks at a report that was taken in.
   *
   * @param given the report without what the run knows
   * @param setup what the run knew before it
   * @param rule the rule and its decorators, that took it in
   * @param drawn examples drawn by domain, by the count of the run
   */
  void reported(
      Feedback given, Setup setup, WeightScheduler rule, Supplier<Map<String, Long>> drawn) {
    for (Signal signal : Signal.values()) {
      if (!given.has(signal) || said.contains(signal)) {
        continue;
      }
      Optional<String> doubt = Optional.empty();
      if (signal == Signal.GRADIENT_PRODUCTS) {
        doubt = products(given, setup.domains());
      } else if (signal == Signal.DRAW_COUNTS) {
        doubt = counts(given, rule, drawn);
      } else if (signal.isKnownBeforeTraining()) {
        doubt = setup.has(signal) ? other(signal, given, setup) : alone(signal, rule);
      }
      doubt.ifPresent(
          what -> {
            said.add(signal);
            LOG.log(System.Logger.Level.WARNING, "the report for step " + given.step() + what);
          });
    }
  }

  /** What is wrong with a set-up signal that the run was given with other numbers. */
  private static Optional<String> other(Signal signal, Feedback given, Setup setup) {
    return difference(given.values(signal), setup.byDomain(signal))
        .map(
            difference ->
                " has other "
                    + signal
                    + " than the run knows ("
                    + difference
                    + "): the reported numbers count for this report alone, and the run's for every"
                    + " report without any. Leave them out of the reports, or build the run with"
                    + " the right ones; if they are measured anew for each report, all is well");
  }

  /** What is wrong with a set-up signal that neither the run knows nor its rule reads. */
  private Optional<String> alone(Signal signal, WeightScheduler rule) {
    return !isBuiltIn
            || signal == Signal.BASE_LOSS
            || rule.signals().contains(signal)
            || rule.usableSignals().contains(signal)
        ? Optional.empty()
        : Optional.of(
            " has "
                + signal
                + ", which belongs to what is known before training: rule '"
                + rule.describe().name()
                + "' does not read it, and the run does not keep it for later reports. To use it, "
                + signal.howToSupply());
  }

  /** What is wrong with draw counts that are not those of the run, which a rule reads instead. */
  private static Optional<String> counts(
      Feedback given, WeightScheduler rule, Supplier<Map<String, Long>> drawn) {
    if (!rule.signals().contains(Signal.DRAW_COUNTS)) {
      return Optional.empty();
    }
    ImmutableMap.Builder<String, Double> counted = ImmutableMap.builder();
    drawn.get().forEach((domain, count) -> counted.put(domain, (double) count));
    return difference(given.values(Signal.DRAW_COUNTS), counted.buildOrThrow())
        .map(
            difference ->
                " has other DRAW_COUNTS than the run has counted ("
                    + difference
                    + "): the rule reads those of the run, and not the reported ones. Draw what is"
                    + " trained from this run (plan, nextDomain, or an iterator built on it), and"
                    + " leave the counts out of the reports");
  }

  /** The first number that another source gives otherwise. */
  private static Optional<String> difference(
      ImmutableMap<String, Double> reported, ImmutableMap<String, Double> known) {
    for (Map.Entry<String, Double> number : reported.entrySet()) {
      double here = number.getValue();
      double there = known.getOrDefault(number.getKey(), Double.NaN);
      if (!(Math.abs(here - there) <= TOLERANCE * Math.abs(there))) {
        return Optional.of(
            "of domain '" + Listed.one(number.getKey()) + "' " + here + ", not " + there);
      }
    }
    return Optional.empty();
  }

  /** What is wrong with products that are not those of one vector for each domain. */
  private static Optional<String> products(Feedback given, ImmutableList<String> domains) {
    for (int i = 0; i < domains.size(); i++) {
      for (int j = 0; j <= i; j++) {
        Optional<String> wrong = product(given, domains.get(i), domains.get(j));
        if (wrong.isPresent()) {
          return wrong.map(
              what ->
                  " has gradient products that cannot be those of one gradient for each domain: "
                      + what
                      + ". Report g_i·g_j at (i, j) and (j, i) and the square of the norm at (i,"
                      + " i), all of the same gradients; products that are estimated on several"
                      + " batches may differ so, and steer more noisily");
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> product(Feedback given, String one, String other) {
    var table = given.gradientProducts();
    double self = of(table.get(one, one));
    double own = of(table.get(other, other));
    double there = of(table.get(one, other));
    double back = of(table.get(other, one));
    if (one.equals(other)) {
      return self < 0
          ? Optional.of("that of " + named(one) + " with itself is " + self)
          : Optional.empty();
    }
    double norms = Math.sqrt(self) * Math.sqrt(own);
    if (Math.abs(there - back)
        > TOLERANCE * Math.max(norms, Math.max(Math.abs(there), Math.abs(back)))) {
      return Optional.of(
          "of "
              + named(one)
              + " and "
              + named(other)
              + " they are "
              + there
              + " and "
              + back
              + ", which are one number");
    }
    return Math.abs(there) > norms * (1 + TOLERANCE)
        ? Optional.of(
            "that of "
                + named(one)
                + " and "
                + named(other)
                + " is "
                + there
                + ", more than the product of their norms, "
                + norms)
        : Optional.empty();
  }

  /** A product; one that is missing is no number, and so contradicts none. */
  private static double of(@Nullable Double product) {
    return product == null ? Double.NaN : product;
  }

  private static String named(String domain) {
    return "'" + Listed.one(domain) + "'";
  }
}
