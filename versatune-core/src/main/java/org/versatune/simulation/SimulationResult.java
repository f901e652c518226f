// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.versatune.DomainDistribution;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.record.DomainSeries;
import org.versatune.tracking.Gains;

/**
 * Holds what a rule is predicted to do and to achieve.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class SimulationResult {
  private final Setup setup;
  private final ImmutableMap<String, Double> finalLosses;
  private final DomainDistribution weights;
  private final ImmutableMap<String, Double> examples;
  private final DomainSeries lossSeries;
  private final DomainSeries weightSeries;
  private final double[][] ends;
  private final ImmutableList<String> caveats;

  SimulationResult(
      Setup setup,
      SimulatedRun run,
      DomainSeries lossSeries,
      DomainSeries weightSeries,
      double[][] ends,
      ImmutableList<String> caveats) {
    this.setup = setup;
    this.finalLosses = run.lossByDomain();
    this.weights = run.weights();
    this.examples = run.drawnByDomain();
    this.lossSeries = lossSeries;
    this.weightSeries = weightSeries;
    this.ends = ends;
    this.caveats = caveats;
  }

  /**
   * Returns the losses at the end.
   *
   * @return prediction by domain, nats/token, with the interval of a measured loss
   */
  public ImmutableMap<String, Estimate> finalLosses() {
    return Maps.toMap(setup.domains(), this::estimate);
  }

  private Estimate estimate(String domain) {
    int position = weights.indexOf(domain);
    return Estimate.of(
        finalLoss(domain), Arrays.stream(ends).mapToDouble(end -> end[position]).toArray());
  }

  private double finalLoss(String domain) {
    Double loss = finalLosses.get(domain);
    checkArgument(loss != null, "unknown domain '%s'; the domains are %s", domain, setup.domains());
    return loss;
  }

  /**
   * Returns the gains at the end.
   *
   * @return empty where the set-up has no reference losses
   */
  public Optional<Gains> gains() {
    return setup.has(Signal.REFERENCE_LOSS) ? Optional.of(gains(finalLosses)) : Optional.empty();
  }

  /**
   * Returns the mean gain at the end, over the domains that have one.
   *
   * @return empty where the set-up has no reference losses, or no domain has a gain
   */
  public Optional<Estimate> meanGain() {
    return gainEstimate(gains -> gains.mean().orElse(Double.NaN));
  }

  /**
   * Returns the gain of the worst domain at the end.
   *
   * @return empty where the set-up has no reference losses, or no domain has a gain
   */
  public Optional<Estimate> minGain() {
    return gainEstimate(gains -> gains.min().orElse(Double.NaN));
  }

  private Optional<Estimate> gainEstimate(ToDoubleFunction<Gains> measure) {
    return gains()
        .filter(gains -> !gains.byDomain().isEmpty())
        .map(
            gains ->
                Estimate.of(
                    measure.applyAsDouble(gains),
                    Arrays.stream(ends)
                        .mapToDouble(end -> measure.applyAsDouble(gains(byDomain(end))))
                        .toArray()));
  }

  private Gains gains(ImmutableMap<String, Double> losses) {
    return Gains.of(
        setup.byDomain(Signal.BASE_LOSS), setup.byDomain(Signal.REFERENCE_LOSS), losses);
  }

  private ImmutableMap<String, Double> byDomain(double[] values) {
    return weights.byDomain(values);
  }

  /**
   * Returns the weights after the last update.
   *
   * @return over the domains of the curves
   */
  public DomainDistribution weights() {
    return weights;
  }

  /**
   * Returns the examples that each domain got.
   *
   * @return count by domain, as a real number
   */
  public ImmutableMap<String, Double> examples() {
    return examples;
  }

  /**
   * Returns the losses over the run.
   *
   * @return the base model's at step 0, then up to 1000 evenly chosen updates with the last among
   *     them, nats/token
   */
  public DomainSeries lossSeries() {
    return lossSeries;
  }

  /**
   * Returns the weights over the run.
   *
   * @return P(0) at step 0, then the same updates as {@link #lossSeries()}
   */
  public DomainSeries weightSeries() {
    return weightSeries;
  }

  /**
   * Returns what a simulation cannot show.
   *
   * @return plain sentences, to be shown beside the result
   */
  public String caveat() {
    StringBuilder text = new StringBuilder();
    caveats.forEach(caveat -> text.append(caveat).append(". "));
    return text.append(
            "Loss curves stand in for the model. They hold for the base model, learning rate and data"
                + " behind them, count an example seen again like a new one, and say nothing of"
                + " anything but these losses.")
        .toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Simulated run:");
    finalLosses()
        .forEach(
            (domain, loss) -> text.append("\n  ").append(domain).append(": loss ").append(loss));
    meanGain().ifPresent(gain -> text.append("\n  mean gain ").append(gain));
    minGain().ifPresent(gain -> text.append("\n  worst gain ").append(gain));
    return text.append("\n  ").append(caveat()).toString();
  }
}
