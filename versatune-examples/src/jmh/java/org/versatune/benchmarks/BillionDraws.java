// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.sampling.Samplers;

/**
 * Checks that nothing drifts: a billion draws from six domains whose weights change every million
 * draws. At every change, the draws are compared with the integral of the weights, which is summed
 * up in decimals that hold every double exactly.
 *
 * <p>Arguments: millions of draws (default 1000), the number of domains (default 6) and a seed
 * (default 1). Ends with an error if a domain is ever 1.25 draws away.
 */
public final class BillionDraws {
  private static final int EVERY = 1_000_000;
  private static final double BOUND = 1.25;

  private BillionDraws() {}

  /**
   * Prints the largest distance at any change of weights.
   *
   * @param arguments millions of draws, domains, seed
   */
  public static void main(String[] arguments) {
    int millions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    int k = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 6;
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    SplittableRandom random = new SplittableRandom(seed);
    ImmutableList<String> names =
        IntStream.range(0, k).mapToObj(j -> "d" + j).collect(ImmutableList.toImmutableList());
    DomainDistribution weights = mix(names, random);
    DomainSampler sampler = Samplers.exact().start(weights, 0);
    BigDecimal[] target = new BigDecimal[k];
    Arrays.fill(target, BigDecimal.ZERO);
    long[] drawn = new long[k];
    int[] block = new int[1000];
    double worst = 0;
    double last = 0;
    for (int change = 1; change <= millions; change++) {
      for (int n = 0; n < EVERY; n += block.length) {
        sampler.next(block);
        for (int domain : block) {
          drawn[domain]++;
        }
      }
      last = 0;
      for (int j = 0; j < k; j++) {
        target[j] =
            target[j].add(new BigDecimal(weights.weight(j)).multiply(BigDecimal.valueOf(EVERY)));
        double distance =
            BigDecimal.valueOf(drawn[j])
                .subtract(target[j])
                .abs()
                .round(MathContext.DECIMAL64)
                .doubleValue();
        last = Math.max(last, distance);
      }
      worst = Math.max(worst, last);
      weights = mix(names, random);
      sampler.reweigh(weights);
    }
    System.out.printf(
        "%d million draws, %d domains: at most %.9f away at any change, %.9f at the last%n",
        millions, k, worst, last);
    if (worst > BOUND) {
      throw new IllegalStateException("a domain was more than " + BOUND + " draws away");
    }
  }

  private static DomainDistribution mix(ImmutableList<String> names, SplittableRandom random) {
    return DomainDistribution.relative(
        names, random.doubles(names.size()).map(u -> -Math.log1p(-u)).toArray());
  }
}
