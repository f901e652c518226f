// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunEvent;
import org.versatune.record.RunHeader;
import org.versatune.record.RunRecord;

/**
 * Runs whose truth is known: losses follow curves that are followed example by example, written
 * again here so that the library's closed form is not tested against itself.
 */
final class SyntheticRuns {
  static final ImmutableList<String> DOMAINS =
      ImmutableList.of("law", "medicine", "finance", "science", "code", "general");

  private SyntheticRuns() {}

  /** Six domains of which code and general are well known to the base model. */
  static LossCurves truth() {
    return LossCurves.of(
            ImmutableMap.of(
                "law", new LossCurve(0.1, 2.6, 0.30, 4_000, 2e-6),
                "medicine", new LossCurve(0.3, 2.4, 0.28, 5_000, 3e-6),
                "finance", new LossCurve(0.2, 2.8, 0.33, 4_000, 2e-6),
                "science", new LossCurve(0.4, 2.2, 0.27, 6_000, 2e-6),
                "code", new LossCurve(-0.4, 3.0, 0.35, 25_000, 2e-5),
                "general", new LossCurve(0.6, 2.5, 0.30, 25_000, 1e-5)))
        .withInfluence(
            ImmutableTable.<String, String, Double>builder()
                .put("medicine", "science", 0.3)
                .put("science", "medicine", 0.25)
                .put("law", "general", 0.1)
                .buildOrThrow());
  }

  /**
   * A run with a mix that depends on the step, a report every {@code every} steps of 32 examples.
   */
  static RunRecord run(
      LossCurves truth,
      LongFunction<double[]> mix,
      long steps,
      long every,
      double noise,
      long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ImmutableList<String> domains = truth.domains();
    int k = domains.size();
    double[] effective = new double[k];
    double[] drawn = new double[k];
    for (int j = 0; j < k; j++) {
      effective[j] = curve(truth, j).seen();
    }
    DomainDistribution weights = DomainDistribution.relative(domains, mix.apply(0));
    Setup setup =
        Setup.of(weights).with(Signal.BASE_LOSS, measured(truth, effective, noise, random));
    List<RecordedUpdate> updates = new ArrayList<>();
    for (long step = 1; step <= steps; step++) {
      for (int example = 0; example < 32; example++) {
        follow(truth, weights, effective);
      }
      for (int j = 0; j < k; j++) {
        drawn[j] += 32 * weights.weight(j);
      }
      DomainDistribution next = DomainDistribution.relative(domains, mix.apply(step));
      if (step % every == 0) {
        ImmutableMap.Builder<String, Long> draws = ImmutableMap.builder();
        for (int j = 0; j < k; j++) {
          draws.put(domains.get(j), Math.round(drawn[j]));
        }
        updates.add(
            new RecordedUpdate(
                setup.addTo(Feedback.at(step).losses(measured(truth, effective, noise, random))),
                step,
                draws.buildOrThrow(),
                ImmutableMap.of(),
                ImmutableMap.of(),
                weights,
                WeightUpdate.of(next)));
      }
      weights = next;
    }
    return RunRecord.of(
        RunHeader.of(
            setup,
            setup.initial(),
            RuleDescription.of("synthetic"),
            RuleDescription.of("fractions"),
            seed,
            Map.of()),
        updates,
        ImmutableList.<RunEvent>of());
  }

  private static void follow(LossCurves truth, DomainDistribution weights, double[] effective) {
    for (int j = 0; j < effective.length; j++) {
      double gained = 0;
      for (int i = 0; i < effective.length; i++) {
        gained +=
            weights.weight(i) * truth.influence(truth.domains().get(i), truth.domains().get(j));
      }
      effective[j] +=
          gained - curve(truth, j).overwriting() * effective[j] * (1 - weights.weight(j));
    }
  }

  private static ImmutableMap<String, Double> measured(
      LossCurves truth, double[] effective, double noise, SplittableRandom random) {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    for (int j = 0; j < effective.length; j++) {
      losses.put(
          truth.domains().get(j),
          curve(truth, j).loss(effective[j]) * Math.exp(noise * gaussian(random)));
    }
    return losses.buildOrThrow();
  }

  /** Twelve uniform numbers less six: close enough to normal, and the same on every Java. */
  private static double gaussian(SplittableRandom random) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }

  private static LossCurve curve(LossCurves truth, int j) {
    return truth.curves().values().asList().get(j);
  }
}
