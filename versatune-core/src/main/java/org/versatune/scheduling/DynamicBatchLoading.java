// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableSet;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/**
 * Dynamic batch loading (Xia et al., Sheared LLaMA, arXiv 2310.06694, algorithm 1): domains whose
 * loss is above its target gain weight, and domains whose loss is below it lose weight.
 *
 * <pre>w ← softmax(log w + (ℓ − target)),   then w ← (1 − c)·w + c/K</pre>
 *
 * <p>Unlike {@link DoReMi} the difference is not clipped at 0. The target is the reference loss,
 * nats/token; the authors take it from a scaling law. c is 1e-4 unless set. An update costs O(k).
 *
 * <p>A zero weight rises to c/K: the rule explores. Immutable and safe for use by any number of
 * threads.
 */
public final class DynamicBatchLoading extends BuiltInRule {
  private static final Option<Double> EXPLORATION = Option.share("exploration").or(1e-4);

  static final Options DEFAULTS = Options.of("dynamic-batch-loading", EXPLORATION);

  DynamicBatchLoading(Options options) {
    super(options);
  }

  /**
   * Returns this rule with another smoothing c towards the uniform distribution.
   *
   * @param exploration in [0, 1]; 1e-4 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public DynamicBatchLoading exploration(double exploration) {
    return new DynamicBatchLoading(options.with(EXPLORATION, exploration));
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    double exploration = options.get(EXPLORATION);
    double[] excess = feedback.nonNegative(Signal.VALIDATION_LOSS, current.domains());
    double[] target = feedback.nonNegative(Signal.REFERENCE_LOSS, current.domains());
    for (int j = 0; j < excess.length; j++) {
      excess[j] -= target[j];
    }
    double[] before = current.toArray();
    double[] weights =
        Weights.keptPositive(
            before, Weights.explored(Softmax.reweighted(before, excess), exploration));
    return WeightUpdate.builder(current.withWeights(weights))
        .factor("excess", excess)
        .condition("exploration", exploration / current.size())
        .build();
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.REFERENCE_LOSS);
  }
}
