// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.record.RunRecord;

/**
 * Compares predicted with measured losses at the end of a real run that the curves have not seen.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Validation {
  private final ImmutableMap<String, Estimate> predicted;
  private final ImmutableMap<String, Double> measured;
  private final ImmutableMap<String, Double> unchanged;

  private Validation(
      ImmutableMap<String, Estimate> predicted,
      ImmutableMap<String, Double> measured,
      ImmutableMap<String, Double> unchanged) {
    this.predicted = predicted;
    this.measured = measured;
    this.unchanged = unchanged;
  }

  /**
   * Predicts the end of a run from the examples that it drew: a test of the curves alone.
   *
   * @param fitted curves, fitted without this run
   * @param heldOut the run
   * @return the comparison
   * @throws IllegalArgumentException if the domains differ, or the run holds too little to compare
   */
  public static Validation alongDraws(FittedCurves fitted, RunRecord heldOut) {
    notNull(fitted, "fitted");
    notNull(heldOut, "heldOut");
    return of(fitted, heldOut, null);
  }

  /**
   * Predicts the end of a run from its rule, which reads predicted losses: a test of curves and
   * rule together, as a simulation uses them. Reports come at the recorded steps, after the
   * recorded number of examples.
   *
   * @param fitted curves, fitted without this run
   * @param heldOut the run
   * @param scheduler the rule of the run, with its decorators
   * @return the comparison
   * @throws IllegalArgumentException if the domains differ, the run holds too little to compare, or
   *     the rule cannot be simulated
   */
  public static Validation underRule(
      FittedCurves fitted, RunRecord heldOut, WeightScheduler scheduler) {
    notNull(fitted, "fitted");
    notNull(heldOut, "heldOut");
    notNull(scheduler, "scheduler");
    return of(fitted, heldOut, scheduler);
  }

  private static Validation of(
      FittedCurves fitted, RunRecord heldOut, @Nullable WeightScheduler scheduler) {
    Observations observations = Observations.every(heldOut);
    ImmutableList<String> domains = observations.domains();
    checkArgument(
        domains.equals(fitted.curves().domains()),
        "the curves are over %s, the run over %s",
        fitted.curves().domains(),
        domains);
    double[] end = end(fitted.curves(), heldOut, observations, scheduler);
    double[][] ends =
        fitted.noisyReplicates().parallelStream()
            .map(
                replicate -> {
                  double[] noisy = end(replicate.curves(), heldOut, observations, scheduler);
                  for (int j = 0; j < noisy.length; j++) {
                    noisy[j] *= Math.exp(replicate.noise().get(j));
                  }
                  return noisy;
                })
            .toArray(double[][]::new);
    ImmutableMap.Builder<String, Estimate> predicted = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> measured = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> unchanged = ImmutableMap.builder();
    int last = observations.rows().size() - 1;
    for (int j = 0; j < domains.size(); j++) {
      int position = j;
      double logLoss = observations.rows().get(last).logLosses()[j];
      checkArgument(
          !Double.isNaN(logLoss),
          "the last evaluation of the run lacks domain '%s'; there is nothing to compare with",
          domains.get(j));
      predicted.put(
          domains.get(j),
          Estimate.of(
              end[j], Arrays.stream(ends).mapToDouble(values -> values[position]).toArray()));
      measured.put(domains.get(j), Math.exp(logLoss));
      unchanged.put(domains.get(j), fitted.curves().baseLosses().getOrDefault(domains.get(j), 0.0));
    }
    return new Validation(
        predicted.buildOrThrow(), measured.buildOrThrow(), unchanged.buildOrThrow());
  }

  private static double[] end(
      LossCurves curves,
      RunRecord heldOut,
      Observations observations,
      @Nullable WeightScheduler scheduler) {
    Setup setup = heldOut.header().setup();
    Setup known =
        setup.has(Signal.BASE_LOSS) ? setup : setup.with(Signal.BASE_LOSS, curves.baseLosses());
    SimulatedRun run =
        new SimulatedRun(
            curves,
            known,
            scheduler == null ? (current, feedback) -> WeightUpdate.of(current) : scheduler);
    for (Observations.Row row : observations.rows()) {
      if (scheduler == null) {
        run.train(row.examples());
      } else {
        run.train(Arrays.stream(row.examples()).sum());
        if (row.step() >= 0) {
          run.update(row.step());
        }
      }
    }
    return run.losses();
  }

  /**
   * Returns the predicted losses at the end.
   *
   * @return by domain, nats/token, with intervals
   */
  public ImmutableMap<String, Estimate> predicted() {
    return predicted;
  }

  /**
   * Returns the measured losses at the end.
   *
   * @return by domain, nats/token
   */
  public ImmutableMap<String, Double> measured() {
    return measured;
  }

  /**
   * Returns how far off the predictions are.
   *
   * @return mean over domains of |predicted − measured| / measured: 0.01 is 1 %
   */
  public double meanError() {
    return meanError(domain -> at(predicted, domain).value());
  }

  /**
   * Returns the error of predicting no change, that is the base model's losses. A prediction must
   * beat it.
   *
   * @return mean over domains of |base − measured| / measured
   */
  public double meanErrorOfNoChange() {
    return meanError(domain -> at(unchanged, domain));
  }

  /**
   * Returns the share of the measured losses that are inside their intervals.
   *
   * @return share of the domains, in [0, 1]; good intervals give about 0.95
   */
  public double coverage() {
    return measured.entrySet().stream()
        .mapToDouble(entry -> at(predicted, entry.getKey()).holds(entry.getValue()) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private double meanError(ToDoubleFunction<String> prediction) {
    return measured.entrySet().stream()
        .mapToDouble(
            entry ->
                Math.abs(prediction.applyAsDouble(entry.getKey()) - entry.getValue())
                    / entry.getValue())
        .average()
        .orElseThrow();
  }

  private static <T> T at(ImmutableMap<String, T> byDomain, String domain) {
    return requireNonNull(byDomain.get(domain));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    measured.forEach(
        (domain, loss) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%s: predicted %s, measured %.4f (%+.1f %%)\n",
                    domain,
                    at(predicted, domain),
                    loss,
                    100 * (at(predicted, domain).value() / loss - 1))));
    return text.append(
            String.format(
                Locale.ROOT,
                "mean error %.1f %%, of no change %.1f %%, coverage %.0f %%",
                100 * meanError(),
                100 * meanErrorOfNoChange(),
                100 * coverage()))
        .toString();
  }
}
