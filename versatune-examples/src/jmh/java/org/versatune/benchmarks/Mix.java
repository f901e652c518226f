// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.collect.ImmutableList;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;

/** The weights to measure with. */
enum Mix {
  /** Drawn at random from a flat Dirichlet distribution. */
  FLAT,
  /** In proportion to 1/rank, as the sizes of corpora often are, in a random order. */
  SKEWED;

  /** Some mixes of this kind, the same ones every time. */
  DomainDistribution[] some(int domains, int mixes) {
    ImmutableList<String> names =
        IntStream.range(0, domains).mapToObj(j -> "d" + j).collect(ImmutableList.toImmutableList());
    SplittableRandom random = new SplittableRandom(42);
    DomainDistribution[] some = new DomainDistribution[mixes];
    for (int i = 0; i < mixes; i++) {
      double[] relative =
          this == FLAT
              ? random.doubles(domains).map(u -> -Math.log1p(-u)).toArray()
              : skewed(domains, random);
      some[i] = DomainDistribution.relative(names, relative);
    }
    return some;
  }

  private static double[] skewed(int domains, SplittableRandom random) {
    double[] weights = new double[domains];
    for (int j = 0; j < domains; j++) {
      int other = random.nextInt(j + 1);
      weights[j] = weights[other];
      weights[other] = 1.0 / (j + 1);
    }
    return weights;
  }
}
