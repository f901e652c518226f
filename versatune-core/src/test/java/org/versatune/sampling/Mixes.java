// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import com.google.common.collect.ImmutableList;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;

/** Random weights for tests. */
final class Mixes {

  private Mixes() {}

  static ImmutableList<String> names(int k) {
    return IntStream.range(0, k).mapToObj(j -> "d" + j).collect(ImmutableList.toImmutableList());
  }

  static double[] dirichlet(SplittableRandom random, int k) {
    double[] weights = new double[k];
    for (int j = 0; j < k; j++) {
      weights[j] = -Math.log(1 - random.nextDouble());
    }
    return weights;
  }

  /** Weights of one of several shapes: even, skewed by a power law, with tiny ones, with zeros. */
  static DomainDistribution any(SplittableRandom random, int k) {
    double[] weights = dirichlet(random, k);
    double power = random.nextDouble() * 3;
    boolean tiny = random.nextInt(3) == 0;
    boolean zeros = random.nextInt(3) == 0;
    for (int j = 0; j < k; j++) {
      weights[j] = Math.pow(weights[j], power);
      if (tiny && random.nextInt(3) == 0) {
        weights[j] *= 1e-12;
      }
      if (zeros && random.nextInt(3) == 0) {
        weights[j] = 0;
      }
    }
    if (random.nextInt(4) == 0 || IntStream.range(0, k).noneMatch(j -> weights[j] > 0)) {
      weights[random.nextInt(k)] = k;
    }
    return DomainDistribution.relative(names(k), weights);
  }
}
