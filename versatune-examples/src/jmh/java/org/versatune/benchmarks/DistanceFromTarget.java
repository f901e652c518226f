// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.collect.ImmutableList;
import java.io.PrintStream;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.sampling.Samplers;

/**
 * Prints how far the draws get from the integral of the weights, for weights that are drawn from a
 * flat Dirichlet distribution, and again after a fixed number of draws.
 *
 * <p>Arguments: how many draws between two changes (0: never), how many draws in all for each
 * number of domains, and a seed. By default 10, 1000000 and 1.
 */
public final class DistanceFromTarget {
  private static final ImmutableList<Integer> DOMAINS =
      ImmutableList.of(2, 3, 4, 6, 8, 10, 15, 30, 100);

  private DistanceFromTarget() {}

  /**
   * Prints the table.
   *
   * @param arguments draws between changes, draws in all, seed
   */
  public static void main(String[] arguments) {
    int every = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    long draws = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    PrintStream out = System.out;
    out.println("largest |draws - target| of any domain at any of " + draws + " draws");
    out.printf("%10s%10s%16s%n", "domains", "exact", "largest deficit");
    for (int k : DOMAINS) {
      DomainDistribution first = mix(names(k), new SplittableRandom(seed));
      out.printf(
          "%10d%10.4f%16.4f%n",
          k,
          worst(Samplers.exact().start(first, 0), first, every, draws, seed),
          worst(new LargestDeficit(first), first, every, draws, seed));
    }
  }

  private static double worst(
      DomainSampler sampler, DomainDistribution first, int every, long draws, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = mix(first.domains(), random);
    double[] w = weights.toArray();
    double[] owed = new double[w.length];
    double worst = 0;
    for (long n = 0; n < draws; n++) {
      if (every > 0 && n > 0 && n % every == 0) {
        weights = mix(first.domains(), random);
        w = weights.toArray();
        sampler.reweigh(weights);
      }
      owed[sampler.next()]--;
      for (int j = 0; j < w.length; j++) {
        owed[j] += w[j];
        worst = Math.max(worst, Math.abs(owed[j]));
      }
    }
    return worst;
  }

  private static ImmutableList<String> names(int k) {
    return IntStream.range(0, k).mapToObj(j -> "d" + j).collect(ImmutableList.toImmutableList());
  }

  private static DomainDistribution mix(ImmutableList<String> names, SplittableRandom random) {
    double[] relative = random.doubles(names.size()).map(u -> -Math.log1p(-u)).toArray();
    return DomainDistribution.relative(names, relative);
  }
}
