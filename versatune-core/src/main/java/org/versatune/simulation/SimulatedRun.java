// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.tracking.MeasuredRule;

/**
 * One run of a rule against one set of curves: training, report, update, over and over.
 *
 * <p>Examples are not drawn one by one: each domain gets its share of a stretch exactly, as a
 * fraction if need be. The exact sampler stays within about one example of that.
 *
 * <p>The rule is handed the signals that it declares and no others, since filling maps for it is
 * most of the cost of an update.
 */
final class SimulatedRun {
  /** Signals that follow from curves; gradients do not. */
  static final ImmutableSet<Signal> SUPPLIED =
      ImmutableSet.of(
          Signal.VALIDATION_LOSS, Signal.BATCH_LOSS, Signal.TOKEN_EXCESS, Signal.DRAW_COUNTS);

  private final Setup setup;
  private final Setup asked;
  private final ImmutableList<String> domains;
  private final EffectiveExamples effective;
  private final ImmutableSet<Signal> signals;
  private final double[] references;
  private final double[] examples;
  private final double[] drawn;
  private final double[] losses;
  private MeasuredRule rule;
  private DomainDistribution weights;

  SimulatedRun(LossCurves curves, Setup setup, WeightScheduler scheduler) {
    this.setup = setup;
    this.domains = setup.domains();
    this.effective = new EffectiveExamples(curves);
    this.signals =
        ImmutableSet.<Signal>builder()
            .addAll(scheduler.signals())
            .addAll(scheduler.usableSignals())
            .build();
    this.asked = onlyAsked(setup, signals);
    this.references =
        setup.has(Signal.REFERENCE_LOSS)
            ? setup.values(Signal.REFERENCE_LOSS)
            : new double[domains.size()];
    checkSignals(scheduler);
    this.examples = new double[domains.size()];
    this.drawn = new double[domains.size()];
    this.losses = new double[domains.size()];
    effective.losses(losses);
    MeasuredRule measured = MeasuredRule.of(scheduler, Baseline.PREVIOUS);
    WeightUpdate start = measured.start(setup);
    this.rule = measured.after(start);
    this.weights = start.weights();
  }

  private static Setup onlyAsked(Setup setup, ImmutableSet<Signal> signals) {
    Setup asked = Setup.of(setup.initial());
    for (Signal signal : setup.signals()) {
      if (signals.contains(signal)) {
        asked = asked.with(signal, setup.byDomain(signal));
      }
    }
    return asked;
  }

  private void checkSignals(WeightScheduler scheduler) {
    for (Signal signal : scheduler.signals()) {
      boolean known =
          setup.has(signal)
              || (SUPPLIED.contains(signal)
                  && (signal != Signal.TOKEN_EXCESS || setup.has(Signal.REFERENCE_LOSS)));
      checkArgument(
          known,
          "rule '%s' reads %s, which %s",
          scheduler.describe().name(),
          signal,
          signal == Signal.GRADIENT_PRODUCTS
              ? "loss curves cannot tell; simulate another rule"
              : "the set-up of the simulation lacks: add "
                  + (signal == Signal.TOKEN_EXCESS ? Signal.REFERENCE_LOSS : signal)
                  + " to it");
    }
  }

  /** Trains on {@code count} examples at the weights in force. */
  void train(double count) {
    for (int j = 0; j < examples.length; j++) {
      examples[j] = weights.weight(j) * count;
      drawn[j] += examples[j];
    }
    effective.train(examples);
    effective.losses(losses);
  }

  /** Trains on given examples of each domain, whatever the weights. */
  void train(double[] counts) {
    for (int j = 0; j < counts.length; j++) {
      examples[j] = counts[j];
      drawn[j] += counts[j];
    }
    effective.train(examples);
    effective.losses(losses);
  }

  /** Reports to the rule and takes the weights that it chooses. */
  void update(long step) {
    Feedback feedback = Feedback.at(step).losses(byDomain(losses));
    if (signals.contains(Signal.DRAW_COUNTS)) {
      feedback = feedback.with(Signal.DRAW_COUNTS, byDomain(drawn));
    }
    if (signals.contains(Signal.BATCH_LOSS)) {
      feedback = feedback.with(Signal.BATCH_LOSS, batchLosses());
    }
    if (signals.contains(Signal.TOKEN_EXCESS)) {
      feedback = feedback.with(Signal.TOKEN_EXCESS, excess());
    }
    Feedback full = asked.addTo(feedback);
    WeightUpdate update = rule.update(weights, full);
    rule = rule.after(update, full);
    weights = update.weights();
  }

  private ImmutableMap<String, Double> byDomain(double[] values) {
    return weights.byDomain(values);
  }

  private Map<String, Double> batchLosses() {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builderWithExpectedSize(losses.length);
    for (int j = 0; j < losses.length; j++) {
      if (examples[j] > 0) {
        map.put(domains.get(j), losses[j]);
      }
    }
    return map.buildOrThrow();
  }

  private Map<String, Double> excess() {
    double[] excess = new double[losses.length];
    for (int j = 0; j < excess.length; j++) {
      excess[j] = Math.max(losses[j] - references[j], 0);
    }
    return byDomain(excess);
  }

  DomainDistribution weights() {
    return weights;
  }

  double[] losses() {
    return losses.clone();
  }

  ImmutableMap<String, Double> lossByDomain() {
    return byDomain(losses);
  }

  ImmutableMap<String, Double> drawnByDomain() {
    return byDomain(drawn);
  }
}
