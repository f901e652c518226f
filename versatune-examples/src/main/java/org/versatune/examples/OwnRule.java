// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.simulation.LossCurve;
import org.versatune.simulation.LossCurves;
import org.versatune.simulation.Simulation;

/**
 * Shows a rule of your own with an option, state and reasons: it is tried on loss curves before any
 * training, then used in a run, saved with it and resumed. The rule gives weight to the domains
 * whose losses fall fastest. A rule without state needs no class: docs/schedulers.md shows a
 * lambda.
 */
public final class OwnRule {
  private static final ImmutableMap<String, LossCurve> CURVES =
      ImmutableMap.of(
          "law", new LossCurve(0.5, 1.5, 0.35, 300, 0), // log loss in the end, log scale, speed, …
          "medicine", new LossCurve(0.6, 1.2, 0.30, 300, 0),
          "code", new LossCurve(0.3, 0.2, 0.05, 3000, 0)); // hardly learns any more

  /**
   * The rule. It is an immutable value: an update returns the rule with its new state. So a report
   * that fails changes nothing, and one rule can serve many runs.
   *
   * @param smoothing how much of the earlier losses stays in their average, at least 0, below 1
   * @param averages the state: the average loss of each domain; empty before the first report
   */
  record FastestFall(double smoothing, ImmutableDoubleArray averages) implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      // Refuses NaN, infinite and missing losses, and names the domain, the value and the step.
      double[] losses = feedback.positive(Signal.VALIDATION_LOSS, current.domains());
      double[] averaged = averages.isEmpty() ? losses.clone() : averages.toArray();
      double[] falls = new double[losses.length];
      for (int j = 0; j < losses.length; j++) {
        falls[j] = Math.max(averaged[j] - losses[j], 0);
        averaged[j] = smoothing * averaged[j] + (1 - smoothing) * losses[j];
      }
      // A tenth of the mean for every domain, so that one that stood still can come back.
      double least = 0.1 * Arrays.stream(falls).average().orElse(0);
      double[] weights = Arrays.stream(falls).map(fall -> fall + least).toArray();
      return WeightUpdate.builder(least > 0 ? current.withRelativeWeights(weights) : current)
          .factor("fall", falls) // the reason, for explain(domain) and the run record
          .next(new FastestFall(smoothing, ImmutableDoubleArray.copyOf(averaged)))
          .build();
    }

    /** Returns name and options, for the run record. */
    @Override
    public RuleDescription describe() {
      return RuleDescription.of("fastest-fall", Map.of("smoothing", smoothing));
    }

    /** Returns what a snapshot keeps of the rule, which {@link #restore} gets back. */
    @Override
    public SavedState state() {
      return SavedState.builder().doubles("averages", averages.toArray()).build();
    }

    @Override
    public WeightScheduler restore(Setup setup, SavedState state) {
      return new FastestFall(smoothing, ImmutableDoubleArray.copyOf(state.doubles("averages")));
    }
  }

  private OwnRule() {}

  /**
   * Simulates the rule, trains with it, saves in the middle and resumes.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    WeightScheduler rule = new FastestFall(0.5, ImmutableDoubleArray.of());
    // A thousand steps in a moment: what would the rule do if losses followed these curves?
    System.out.println(Simulation.of(LossCurves.of(CURVES)).scheduler(rule).steps(1000).run());

    VersaTune run = train(start(rule), 1, 10);
    // A rule of your own is not built by its name: give it again, as new, and it gets its state.
    VersaTune resumed = VersaTune.resuming(run.snapshot()).scheduler(rule).build();
    System.out.println(train(resumed, 11, 20).lastUpdate().orElseThrow());
  }

  static VersaTune start(WeightScheduler rule) {
    return VersaTune.builder().domains(CURVES.keySet().asList()).scheduler(rule).seed(42).build();
  }

  /** Stands in for training: the losses follow the curves. */
  static VersaTune train(VersaTune run, long from, long to) {
    for (long step = from; step <= to; step++) {
      run.plan(32);
      Map<String, Long> draws = run.draws();
      ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
      CURVES.forEach(
          (domain, curve) ->
              losses.put(domain, curve.loss(curve.seen() + draws.getOrDefault(domain, 0L))));
      run.report(Feedback.at(step).losses(losses.buildOrThrow()));
    }
    return run;
  }
}
