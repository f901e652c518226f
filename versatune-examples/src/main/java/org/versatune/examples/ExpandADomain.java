// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.scheduling.Schedulers;
import org.versatune.tracking.Gains;

/**
 * Runs phase 2b of VersaTune: teaches a model one domain and shows what the others forget by it.
 * Trains the same model three times: on the target alone, on half of it, and by expansion.
 *
 * <p>The model is a logistic regression that all domains share. Their questions contradict each
 * other in part, so what it learns of one it unlearns of another.
 */
public final class ExpandADomain {
  private static final String TARGET = "medicine";

  /** The answer to example x of a domain is yes where these numbers times x are above 0. */
  private static final ImmutableMap<String, double[]> QUESTIONS =
      ImmutableMap.of(
          "law", new double[] {1, 1, 0.2, 0, 0.5, 0},
          "medicine", new double[] {0.5, 0.5, 1, 0.2, 0, 1},
          "code", new double[] {1, 0.5, 0, 1, 0.5, 0.2});

  /** What a model of each domain alone reaches, nats per example; measured beforehand. */
  private static final ImmutableMap<String, Double> REFERENCE =
      ImmutableMap.of("law", 0.13, "medicine", 0.14, "code", 0.13);

  private ExpandADomain() {}

  /**
   * Trains three times and prints what was won and what it cost.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    train("target alone", Schedulers.constant(), 0, 1, 0);
    train("half target", Schedulers.constant(), 0.25, 0.5, 0.25);
    train("expansion", expansion(), 0.45, 0.1, 0.45);
  }

  static WeightScheduler expansion() {
    return Schedulers.expansion(TARGET)
        .step(0.05) // Each evaluation adds this to the target's weight …
        .threshold(0.2) // … while the others forget less than 0.2 of what it has left to learn.
        // Against the base model. The paper compares with the evaluation before.
        .against(Baseline.BASE);
  }

  /** Trains from the base model, and returns what each domain gained and forgot. */
  static Gains train(String name, WeightScheduler rule, double... initial) {
    double[] model = new double[6];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 4000; i++) { // the base model: law and code, and little of the target
      learn(model, i % 20 == 0 ? TARGET : i % 2 == 0 ? "law" : "code", random);
    }
    ImmutableMap<String, Double> base = losses(model);
    VersaTune run =
        VersaTune.builder()
            .domains(QUESTIONS.keySet().asList())
            .initial(DomainDistribution.of(QUESTIONS.keySet().asList(), initial))
            .scheduler(rule)
            .baseLosses(base)
            .referenceLosses(REFERENCE)
            .updateEvery(10)
            .seed(42)
            .build();
    for (long step = 1; step <= 200; step++) {
      run.plan(32).domains().forEach(domain -> learn(model, domain, random));
      if (step % run.updateEvery() == 0) {
        run.report(Feedback.at(step).losses(losses(model)));
      }
    }
    Gains gains = Gains.of(base, REFERENCE, losses(model));
    System.out.printf(
        "%-12s  target's gain %.2f, the others forget %5.1f %%, target's weight at the end %.2f%n",
        name,
        gains.byDomain().get(TARGET),
        100 * gains.meanForgettingBeside(TARGET),
        run.weights().weight(TARGET));
    return gains;
  }

  private static void learn(double[] model, String domain, SplittableRandom random) {
    double[] x = random.doubles(6, -1, 1).toArray();
    double y = answer(domain, x);
    double error = y / (1 + Math.exp(y * dot(model, x)));
    for (int i = 0; i < x.length; i++) {
      model[i] += 0.02 * error * x[i];
    }
  }

  /** By domain, the mean over 1000 examples, the same ones every time. */
  private static ImmutableMap<String, Double> losses(double[] model) {
    return Maps.toMap(
        QUESTIONS.keySet(),
        domain ->
            new SplittableRandom(2)
                .longs(1000)
                .mapToObj(seed -> new SplittableRandom(seed).doubles(6, -1, 1).toArray())
                .mapToDouble(x -> Math.log1p(Math.exp(-answer(domain, x) * dot(model, x))))
                .average()
                .orElseThrow());
  }

  private static double answer(String domain, double[] x) {
    return Math.signum(dot(QUESTIONS.getOrDefault(domain, x), x)); // 1 for yes, -1 for no
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
