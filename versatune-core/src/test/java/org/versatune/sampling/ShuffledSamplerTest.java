// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;

final class ShuffledSamplerTest {

  @Property(tries = 100)
  void everyWindowHoldsTheExactDraws(
      @ForAll @IntRange(min = 1, max = 20) int k,
      @ForAll @IntRange(min = 2, max = 50) int window,
      @ForAll long seed) {
    DomainDistribution weights = Mixes.any(new SplittableRandom(seed), k);
    DomainSampler exact = Samplers.exact().start(weights, 0);
    DomainSampler shuffled = Samplers.exact().shuffled(window).start(weights, seed);
    for (int w = 0; w < 10; w++) {
      int[] expected = new int[window];
      int[] drawn = new int[window];
      Arrays.setAll(expected, i -> exact.next());
      Arrays.setAll(drawn, i -> shuffled.next());
      Arrays.sort(expected);
      Arrays.sort(drawn);
      assertThat(drawn).isEqualTo(expected);
    }
  }

  @Property(tries = 100)
  void aChangeOfWeightsCountsFromTheDrawsThatWereMade(
      @ForAll @IntRange(min = 2, max = 12) int k,
      @ForAll @IntRange(min = 2, max = 64) int window,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    DomainSampler shuffled = Samplers.exact().shuffled(window).start(weights, seed);
    double[] owed = new double[k];
    for (int change = 0; change < 20; change++) {
      for (int i = random.nextInt(100); i > 0; i--) {
        int j = shuffled.next();
        assertThat(weights.weight(j)).isPositive();
        owed[j]--;
        for (int q = 0; q < k; q++) {
          owed[q] += weights.weight(q);
        }
      }
      weights = Mixes.any(random, k);
      shuffled.reweigh(weights);
      // What the account says is owed is the integral of the weights less the draws handed out.
      long[] whole = shuffled.state().longs("exact.whole");
      long[] fraction = shuffled.state().longs("exact.fraction");
      for (int j = 0; j < k; j++) {
        assertThat(whole[j] + (double) fraction[j] / CreditAccount.DRAW)
            .isCloseTo(owed[j], within(1e-9));
      }
    }
  }

  @Test
  void aWeightThatFallsToZeroEndsTheWindow() {
    DomainDistribution weights = DomainDistribution.uniform("a", "b");
    DomainSampler sampler = Samplers.exact().shuffled(1000).start(weights, 7);
    sampler.next();
    sampler.reweigh(weights.withWeights(0, 1));
    for (int i = 0; i < 2000; i++) {
      assertThat(sampler.next()).isEqualTo(1);
    }
  }

  @Property(tries = 100)
  void aResumedSamplerDrawsTheSame(
      @ForAll @IntRange(min = 1, max = 12) int k,
      @ForAll @IntRange(min = 2, max = 40) int window,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainSampler.Kind kind = Samplers.exact().shuffled(window);
    DomainDistribution weights = Mixes.any(random, k);
    DomainSampler sampler = kind.start(weights, seed);
    for (int part = 0; part < 10; part++) {
      for (int i = random.nextInt(60); i > 0; i--) {
        sampler.next();
      }
      if (random.nextBoolean()) {
        weights = Mixes.any(random, k);
        sampler.reweigh(weights);
      }
      DomainSampler resumed = kind.resume(weights, sampler.state());
      for (int i = 0; i < 100; i++) {
        assertThat(resumed.next()).isEqualTo(sampler.next());
      }
      assertThat(resumed.state()).isEqualTo(sampler.state());
    }
  }

  @Test
  void theOrderHidesThePeriod() {
    DomainDistribution even = DomainDistribution.uniform("a", "b");
    DomainSampler sampler = Samplers.exact().shuffled(100).start(even, 3);
    int alternations = 0;
    int last = sampler.next();
    for (int i = 0; i < 10_000; i++) {
      int next = sampler.next();
      alternations += next == last ? 0 : 1;
      last = next;
    }
    // The exact order alternates always; a random one every second time, ± 5 standard deviations.
    assertThat(alternations).isBetween(4750, 5350);
  }

  @Test
  void seedsGiveDifferentOrdersAndTheSameSeedTheSame() {
    DomainDistribution even = DomainDistribution.uniform("a", "b", "c");
    assertThat(first(even, 1)).isEqualTo(first(even, 1)).isNotEqualTo(first(even, 2));
  }

  private static int[] first(DomainDistribution weights, long seed) {
    DomainSampler sampler = Samplers.exact().shuffled(30).start(weights, seed);
    int[] draws = new int[60];
    Arrays.setAll(draws, i -> sampler.next());
    return draws;
  }

  @Test
  void aStateOfAnotherWindowOrDomainIsRefused() {
    DomainDistribution even = DomainDistribution.uniform("a", "b");
    DomainSampler sampler = Samplers.exact().shuffled(30).start(even, 1);
    sampler.next();
    assertThatThrownBy(() -> Samplers.exact().shuffled(10).resume(even, sampler.state()))
        .hasMessageContaining("29 ahead, more than a window of 10");
    assertThatThrownBy(
            () -> Samplers.exact().shuffled(30).resume(even.withWeights(1, 0), sampler.state()))
        .hasMessageContaining("no domain of positive weight");
  }
}
