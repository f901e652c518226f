// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;

final class LargestRemainderTest {

  @Property(tries = 500)
  void sumsExactlyAndRoundsByLessThanOne(
      @ForAll @IntRange(min = 1, max = 300) int k,
      @ForAll @LongRange(max = 1_000_000_000) long total,
      @ForAll long seed) {
    double[] weights = Mixes.any(new SplittableRandom(seed), k).toArray();
    long[] counts = LargestRemainder.apportion(weights, total);
    assertThat(Arrays.stream(counts).sum()).isEqualTo(total);
    for (int j = 0; j < k; j++) {
      assertThat(Math.abs(counts[j] - weights[j] * total)).isLessThan(1 + 1e-6);
      assertThat(counts[j]).isGreaterThanOrEqualTo(0);
      if (weights[j] == 0) {
        assertThat(counts[j]).isZero();
      }
    }
  }

  @Property(tries = 500)
  void quantaOfAPowerOfTwoAreWithinOneQuantumOfTheWeight(
      @ForAll @IntRange(min = 1, max = 1000) int k, @ForAll long seed) {
    DomainDistribution weights = Mixes.any(new SplittableRandom(seed), k);
    long[] quanta = Quanta.of(weights, 1L << 60);
    assertThat(Arrays.stream(quanta).sum()).isEqualTo(1L << 60);
    double excess = Math.abs(Arrays.stream(weights.toArray()).sum() - 1) + 1e-15;
    for (int j = 0; j < k; j++) {
      double weight = weights.weight(j);
      assertThat(quanta[j] > 0).isEqualTo(weight > 0);
      assertThat(Math.abs(quanta[j] - weight * 0x1p60))
          .isLessThanOrEqualTo(1 + weight * 0x1p60 * 2 * excess);
    }
  }

  @Test
  void weightsBelowAQuantumAreStillPositive() {
    double[] relative = new double[1000];
    Arrays.fill(relative, 1e-30);
    relative[3] = 1;
    relative[8] = 0;
    DomainDistribution weights = DomainDistribution.relative(Mixes.names(1000), relative);
    long[] quanta = Quanta.of(weights, 1L << 60);
    assertThat(Arrays.stream(quanta).sum()).isEqualTo(1L << 60);
    assertThat(quanta[3]).isEqualTo((1L << 60) - 998);
    assertThat(quanta[8]).isZero();
    assertThat(quanta[0]).isEqualTo(1);
  }

  @Test
  void equalRemaindersAreServedFromTheFront() {
    assertThat(LargestRemainder.apportion(new double[] {.25, .25, .25, .25}, 6))
        .containsExactly(2, 2, 1, 1);
    double third = 1.0 / 3;
    assertThat(LargestRemainder.apportion(new double[] {third, third, third}, 100))
        .containsExactly(34, 33, 33);
    // Remainders .5 and .5 + 1e-10 are equal, .5 + 1e-8 is larger.
    double bit = 1e-10 / 3;
    assertThat(LargestRemainder.apportion(new double[] {.5 - bit, .5 + bit}, 3))
        .containsExactly(2, 1);
    assertThat(LargestRemainder.apportion(new double[] {.5 - 100 * bit, .5 + 100 * bit}, 3))
        .containsExactly(1, 2);
  }

  @Test
  void aQuotaJustBelowAWholeReachesIt() {
    // .3 · 10 is 2.9999999999999996 when it is rounded down on the way.
    assertThat(LargestRemainder.apportion(new double[] {.1 + .2 - 6e-17, .7}, 10))
        .containsExactly(3, 7);
    assertThat(LargestRemainder.apportion(new double[] {.29, .71}, 100)).containsExactly(29, 71);
  }
}
