// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.tracking.LearnablePotential;

/**
 * Gives more weight to domains that the model can still learn: multi-ability fostering, phase 2a of
 * VersaTune (arXiv 2411.11266).
 *
 * <pre>
 * γ_j(t)  = max((ℓ_j(t) − ℓref_j) / ℓ_j(t), 0)
 * P'_j(t) = P_j(t−1)·(1 + σ·γ_j(t)),   P_j(t) = P'_j(t) / Σ_i P'_i(t)
 * </pre>
 *
 * <p>ℓ is the validation loss and ℓref what a specialist of the domain reaches, both in nats/token;
 * ℓ must be above 0. The magnitude σ is 1 unless set (our choice). An update costs O(k).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Fostering extends BuiltInRule {
  private static final Option<Double> MAGNITUDE = Option.nonNegative("magnitude").or(1.0);

  static final Options DEFAULTS = Options.of("fostering", MAGNITUDE);

  Fostering(Options options) {
    super(options);
  }

  /**
   * Returns this rule with another adjustment magnitude σ.
   *
   * @param magnitude how strongly the potential acts, finite and at least 0; 0 leaves the weights
   *     alone; 1 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Fostering magnitude(double magnitude) {
    return new Fostering(options.with(MAGNITUDE, magnitude));
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    double magnitude = options.get(MAGNITUDE);
    double[] losses = feedback.positive(Signal.VALIDATION_LOSS, current.domains());
    double[] references = feedback.nonNegative(Signal.REFERENCE_LOSS, current.domains());
    double[] potential = new double[losses.length];
    double[] multiplier = new double[losses.length];
    for (int j = 0; j < losses.length; j++) {
      potential[j] = LearnablePotential.of(losses[j], references[j]);
      multiplier[j] = 1 + magnitude * potential[j];
    }
    return WeightUpdate.builder(multiplied(current, multiplier))
        .factor("potential", potential)
        .factor("multiplier", multiplier)
        .build();
  }

  /** The weights times a factor each, normalised; the very same weights where the factors agree. */
  private static DomainDistribution multiplied(DomainDistribution current, double[] factors) {
    if (Arrays.stream(factors).allMatch(factor -> factor == factors[0])) {
      return current;
    }
    double[] before = current.toArray();
    double[] product = before.clone();
    for (int j = 0; j < product.length; j++) {
      product[j] *= factors[j];
    }
    DomainDistribution moved = current.withRelativeWeights(product);
    double[] after = moved.toArray();
    double[] kept = Weights.keptPositive(before, after);
    return kept == after ? moved : current.withWeights(kept);
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.REFERENCE_LOSS);
  }
}
