// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import java.util.Arrays;
import org.versatune.DomainDistribution;

/**
 * Weights as whole numbers: what makes the samplers' arithmetic exact.
 *
 * <p>A weight becomes a count of quanta by largest remainder, so the sum is exact and a weight
 * moves by less than one quantum (plus its part of the rounding with which the weights sum to 1). A
 * positive weight, however small, keeps at least one quantum: it must be drawn in the long run.
 */
final class Quanta {

  private Quanta() {}

  /**
   * Turns weights into whole numbers.
   *
   * @param weights the weights
   * @param total what they sum to; at least twice the number of domains, at most 2^62
   * @return one number a domain: 0 where the weight is 0, at least 1 elsewhere
   */
  static long[] of(DomainDistribution weights, long total) {
    double[] real = weights.toArray();
    long[] quanta = LargestRemainder.apportion(real, total);
    long borrowed = 0;
    for (int j = 0; j < quanta.length; j++) {
      if (quanta[j] == 0 && real[j] > 0) {
        quanta[j] = 1;
        borrowed++;
      }
    }
    if (borrowed > 0) {
      repay(quanta, borrowed);
    }
    return quanta;
  }

  /**
   * Takes quanta back from those that have most, in proportion to what they have above one quantum.
   */
  private static void repay(long[] quanta, long owed) {
    double[] spare = new double[quanta.length];
    Arrays.setAll(spare, j -> Math.max(quanta[j] - 1, 0));
    double sum = Arrays.stream(spare).sum();
    Arrays.setAll(spare, j -> spare[j] / sum);
    long[] shares = LargestRemainder.apportion(spare, owed);
    Arrays.setAll(quanta, j -> quanta[j] - shares[j]);
  }
}
