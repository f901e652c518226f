// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import org.hipparchus.random.RandomDataGenerator;

/**
 * Draws mixes from a Dirichlet distribution: independent Gamma(α_j) variables divided by their sum.
 *
 * <p>Concentrations far below 1 are the rule here, and a Gamma variable of such a shape underflows.
 * So the sampler stays in logarithms: if G is Gamma(α + 1) and U uniform, G·U^(1/α) is Gamma(α)
 * (Marsaglia and Tsang 2000). A domain whose concentration is 0 gets weight 0. Not safe for use by
 * several threads.
 */
final class DirichletSampler {
  private final RandomDataGenerator random;

  DirichletSampler(RandomDataGenerator random) {
    this.random = random;
  }

  double[] next(double[] concentration) {
    double[] mask = new double[concentration.length];
    double[] logarithm = new double[concentration.length];
    for (int j = 0; j < mask.length; j++) {
      if (concentration[j] > 0) {
        mask[j] = 1;
        logarithm[j] =
            Math.log(random.nextGamma(concentration[j] + 1, 1))
                + Math.log(random.nextUniform(0, 1)) / concentration[j];
      }
    }
    return Softmax.reweighted(mask, logarithm);
  }
}
