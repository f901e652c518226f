// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Multiset;
import java.util.Locale;
import org.versatune.BatchPlan;
import org.versatune.Feedback;
import org.versatune.VersaTune;

/**
 * Runs the whole loop without a model: plans a batch, trains on it, reports the losses, and shows
 * how the weights follow.
 *
 * <p>A made-up learner replaces the training, so that the program ends at once and every number in
 * it can be checked by hand. To use the file in a project of your own, replace {@link Learner} with
 * your trainer; nothing else changes.
 */
public final class FirstMix {
  private static final int BATCH = 32;
  private static final long STEPS = 400;

  /**
   * How the made-up learner gets on with a domain.
   *
   * @param base its validation loss before training, in nats per token
   * @param reference the loss that training on this domain alone would end with
   * @param examples the number of examples after which 37 % of the way from base to reference is
   *     left
   */
  record Curve(double base, double reference, double examples) {
    double loss(int seen) {
      return reference + (base - reference) * Math.exp(-seen / examples);
    }
  }

  private static final ImmutableMap<String, Curve> CURVES =
      ImmutableMap.of(
          "law", new Curve(2.6, 1.9, 1500),
          "medicine", new Curve(2.3, 2.0, 1500),
          "code", new Curve(1.5, 0.8, 6000)); // learnt four times as slowly as the others

  private FirstMix() {}

  /**
   * Trains and prints the weights as they change.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    train();
  }

  /** Returns the run after its last step. */
  static VersaTune train() {
    VersaTune run =
        VersaTune.builder()
            .domains(CURVES.keySet().asList())
            // With reference losses the default rule, open gap, gives weight to the domains that
            // have the longest way before them. Without them the mix would stay uniform.
            .referenceLosses(Maps.transformValues(CURVES, Curve::reference))
            // No domain is left out altogether, however well it does.
            .floor(0.05)
            // Weights change once in 50 steps. Evaluating costs time, and one step shows little.
            .updateEvery(50)
            // The same seed gives the same draws.
            .seed(42)
            .build();
    Learner learner = new Learner();

    // Step 0 is the model before training: its losses are what gains are measured from.
    run.report(Feedback.at(0).losses(learner.losses()));
    print(run, learner);
    for (long step = 1; step <= STEPS; step++) {
      BatchPlan batch = run.plan(BATCH);
      learner.train(batch);
      if (step % run.updateEvery() == 0) {
        run.report(Feedback.at(step).losses(learner.losses()));
        print(run, learner);
      }
    }

    // Every update says why: by domain, what the rule saw and what it made of it.
    run.lastUpdate().ifPresent(update -> System.out.println("\nwhy:\n" + update));
    System.out.println("\ndrawn: " + run.draws());
    return run;
  }

  private static void print(VersaTune run, Learner learner) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%5d", run.reportedStep()));
    learner
        .losses()
        .forEach(
            (domain, loss) ->
                line.append(
                    String.format(
                        Locale.ROOT,
                        "   %s: loss %.3f, weight %.3f",
                        domain,
                        loss,
                        run.weights().weight(domain))));
    System.out.println(line);
  }

  /** Stands in for a model and its trainer. */
  private static final class Learner {
    private final Multiset<String> seen = HashMultiset.create();

    void train(BatchPlan batch) {
      seen.addAll(batch.domains()); // one name for each example of the batch
    }

    ImmutableMap<String, Double> losses() {
      ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
      CURVES.forEach((domain, curve) -> losses.put(domain, curve.loss(seen.count(domain))));
      return losses.buildOrThrow();
    }
  }
}
