// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

final class SplitMix64Test {

  @Property
  void isTheGeneratorOfTheJdk(@ForAll long seed) {
    SplitMix64 ours = new SplitMix64(seed);
    SplittableRandom theirs = new SplittableRandom(seed);
    for (int i = 0; i < 20; i++) {
      assertThat(ours.next()).isEqualTo(theirs.nextLong());
    }
  }

  @Property
  void staysBelowTheBound(
      @ForAll long seed, @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long bound) {
    SplitMix64 random = new SplitMix64(seed);
    for (int i = 0; i < 20; i++) {
      assertThat(random.below(bound)).isGreaterThanOrEqualTo(0).isLessThan(bound);
    }
  }

  @Test
  void isEvenBelowSmallAndHugeBounds() {
    SplitMix64 random = new SplitMix64(1);
    double[] even = {1, 1, 1, 1, 1, 1, 1};
    long[] small = new long[7];
    long[] huge = new long[3];
    for (int i = 0; i < 70_000; i++) {
      small[(int) random.below(7)]++;
      // Three quarters of 2^63: without rejection the thirds would be 2:1:1 or the like.
      huge[(int) (random.below(3L << 61) >>> 61)]++;
    }
    assertThat(new ChiSquareTest().chiSquareTest(even, small)).isGreaterThan(1e-3);
    assertThat(new ChiSquareTest().chiSquareTest(new double[] {1, 1, 1}, huge)).isGreaterThan(1e-3);
  }
}
