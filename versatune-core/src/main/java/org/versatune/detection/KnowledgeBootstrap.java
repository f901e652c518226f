// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.Range;
import java.util.Arrays;
import org.hipparchus.random.RandomDataGenerator;
import org.hipparchus.random.Well19937c;

/**
 * How well a domain is known, and how sure that is given which texts happened to be held out.
 *
 * <p>With b_t bytes of text t, the model's loss L_t and the yardstick's Y_t on it, and weights v_t,
 *
 * <pre>knowledge(v) = Σ_t v_t (Y_t − L_t) / Σ_t v_t b_t</pre>
 *
 * <p>The estimate has v_t = 1. Its distribution is that over exponential weights (the Bayesian
 * bootstrap: Rubin, Annals of Statistics 9, 1981): both losses of a text are drawn together, since
 * a text that is hard for one is hard for the other.
 */
final class KnowledgeBootstrap {
  private static final int REPETITIONS = 1_000;

  private static final double LOWER = 0.025;

  private KnowledgeBootstrap() {}

  static DomainKnowledge of(
      double[] bytes, double[] model, double[] yardstick, double entropy, long seed) {
    double[] ones = new double[bytes.length];
    Arrays.fill(ones, 1);
    double all = Arrays.stream(bytes).sum();
    double estimate = knowledge(ones, bytes, model, yardstick);
    RandomDataGenerator random = RandomDataGenerator.of(new Well19937c(seed));
    double[] drawn = new double[REPETITIONS];
    double squares = 0;
    double[] weights = new double[bytes.length];
    for (int r = 0; r < REPETITIONS; r++) {
      for (int t = 0; t < weights.length; t++) {
        weights[t] = random.nextExponential(1);
      }
      drawn[r] = knowledge(weights, bytes, model, yardstick);
      squares += (drawn[r] - estimate) * (drawn[r] - estimate);
    }
    Arrays.sort(drawn);
    return new DomainKnowledge(
        bytes.length,
        Math.round(all),
        Arrays.stream(model).sum() / all,
        Arrays.stream(yardstick).sum() / all,
        entropy,
        estimate,
        Math.sqrt(squares / REPETITIONS),
        Range.closed(
            Math.min(estimate, Correction.quantile(drawn, LOWER)),
            Math.max(estimate, Correction.quantile(drawn, 1 - LOWER))));
  }

  private static double knowledge(
      double[] weights, double[] bytes, double[] model, double[] yardstick) {
    double gain = 0;
    double length = 0;
    for (int t = 0; t < weights.length; t++) {
      gain += weights[t] * (yardstick[t] - model[t]);
      length += weights[t] * bytes[t];
    }
    return gain / length;
  }
}
