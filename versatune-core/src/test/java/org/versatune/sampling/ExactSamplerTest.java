// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;

final class ExactSamplerTest {

  private static double tijdeman(DomainDistribution weights) {
    long active = Arrays.stream(weights.toArray()).filter(w -> w > 0).count();
    return active < 2 ? 0 : 1 - 1.0 / (2 * active - 2);
  }

  @Property(tries = 300)
  void fixedWeightsAreFollowedWithinTheChairmanBound(
      @ForAll @IntRange(min = 1, max = 60) int k, @ForAll long seed) {
    DomainDistribution weights = Mixes.any(new SplittableRandom(seed), k);
    DomainSampler sampler = ExactSampler.start(weights);
    RunningTarget target = new RunningTarget(weights);
    for (int i = 0; i < 3000; i++) {
      target.draw(sampler.next());
    }
    // Adding 3000 weights in doubles is good to about 1e-11.
    assertThat(target.furthest()).isLessThanOrEqualTo(tijdeman(weights) + 1e-9);
  }

  @Property(tries = 100)
  void fixedWeightsOfAGeometricOrPowerLawAreFollowed(
      @ForAll @IntRange(min = 2, max = 200) int k,
      @ForAll @DoubleRange(min = 0.2, max = 0.99) double ratio,
      @ForAll boolean geometric) {
    double[] relative = new double[k];
    Arrays.setAll(relative, j -> geometric ? Math.pow(ratio, j) : Math.pow(j + 1, -3 * ratio));
    DomainDistribution weights = DomainDistribution.relative(Mixes.names(k), relative);
    DomainSampler sampler = ExactSampler.start(weights);
    RunningTarget target = new RunningTarget(weights);
    for (int i = 0; i < 5000; i++) {
      target.draw(sampler.next());
    }
    assertThat(target.furthest()).isLessThanOrEqualTo(tijdeman(weights) + 1e-9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000, 100_000})
  void manyDomainsStayWithinOneDrawAtEveryPrefix(int k) {
    double[] relative = Mixes.dirichlet(new SplittableRandom(k), k);
    DomainDistribution weights = DomainDistribution.relative(Mixes.names(k), relative);
    double[] w = weights.toArray();
    DomainSampler sampler = ExactSampler.start(weights);
    int draws = 3 * k + 1000;
    int[] count = new int[k];
    // A domain is furthest ahead just after its draw and furthest behind just before it; between
    // two
    // draws of it the target only rises, so that looking at its draws, and at the end, is enough.
    for (int n = 1; n <= draws; n++) {
      int j = sampler.next();
      assertThat((n - 1) * w[j] - count[j]).isLessThanOrEqualTo(1 + 1e-9);
      count[j]++;
      assertThat(count[j] - n * w[j]).isLessThanOrEqualTo(1 + 1e-9);
    }
    for (int j = 0; j < k; j++) {
      assertThat(draws * w[j] - count[j]).isLessThanOrEqualTo(1 + 1e-9);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 10", "3, 10", "4, 11", "6, 10", "8, 11", "10, 11", "10, 64", "12, 13", "12, 70", "20, 17",
    "40, 10", "41, 10", "50, 10", "200, 12"
  })
  void weightsRedrawnEveryNthDrawAreFollowed(int k, int n) {
    SplittableRandom random = new SplittableRandom(2024 + k);
    assertThat(furthestOfRedrawnWeights(random, k, n, 100_000)).isLessThanOrEqualTo(1.2);
  }

  @Property(tries = 60)
  void weightsRedrawnEveryAnythDrawAreFollowed(
      @ForAll @IntRange(min = 2, max = 60) int k,
      @ForAll @IntRange(min = 10, max = 200) int n,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    assertThat(furthestOfRedrawnWeights(random, k, n, 20_000)).isLessThanOrEqualTo(1.25);
  }

  private static double furthestOfRedrawnWeights(SplittableRandom random, int k, int n, int draws) {
    DomainDistribution weights =
        DomainDistribution.relative(Mixes.names(k), Mixes.dirichlet(random, k));
    DomainSampler sampler = ExactSampler.start(weights);
    RunningTarget target = new RunningTarget(weights);
    for (int i = 0; i < draws; i++) {
      if (i % n == 0) {
        weights = weights.withRelativeWeights(Mixes.dirichlet(random, k));
        sampler.reweigh(weights);
        target.reweigh(weights);
      }
      target.draw(sampler.next());
    }
    return target.furthest();
  }

  @Property(tries = 100)
  void weightsRedrawnAtRandomMomentsAreFollowed(
      @ForAll @IntRange(min = 2, max = 40) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = DomainDistribution.uniform(Mixes.names(k));
    DomainSampler sampler = ExactSampler.start(weights);
    RunningTarget target = new RunningTarget(weights);
    for (int change = 0; change < 100; change++) {
      weights = weights.withRelativeWeights(Mixes.dirichlet(random, k));
      sampler.reweigh(weights);
      target.reweigh(weights);
      for (int i = 10 + random.nextInt(40); i > 0; i--) {
        target.draw(sampler.next());
      }
    }
    assertThat(target.furthest()).isLessThanOrEqualTo(1.25);
  }

  @Property(tries = 200)
  void anyWeightsAtAnyMomentDrawNoZeroAndStayClose(
      @ForAll @IntRange(min = 1, max = 30) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    DomainSampler sampler = ExactSampler.start(weights);
    RunningTarget target = new RunningTarget(weights);
    for (int i = 0; i < 2000; i++) {
      if (random.nextInt(7) == 0) {
        weights = Mixes.any(random, k);
        sampler.reweigh(weights);
        target.reweigh(weights);
      }
      target.draw(sampler.next());
    }
    // No bound is promised where weights vanish and come back; this is far above what is seen.
    assertThat(target.furthest()).isLessThan(3);
  }

  @Test
  void aDomainThatIsOwedGoesOnFromThereAfterAWeightOfZero() {
    DomainDistribution even = DomainDistribution.uniform("a", "b", "c", "d");
    DomainSampler sampler = ExactSampler.start(even);
    assertThat(sampler.next()).isZero();
    // b, c and d are owed a quarter each, a is three quarters ahead.
    sampler.reweigh(even.withWeights(0.5, 0.5, 0, 0));
    assertThat(sampler.next()).isEqualTo(1);
    assertThat(sampler.next()).isEqualTo(0);
    assertThat(sampler.next()).isEqualTo(1);
    sampler.reweigh(even.withWeights(0, 0, 0.5, 0.5));
    assertThat(sampler.next()).isEqualTo(2);
    assertThat(sampler.next()).isEqualTo(3);
  }

  @Test
  void theOneDomainWithWeightIsDrawnEvenWhenAllAreOwedToOthers() {
    int k = 100;
    DomainDistribution even = DomainDistribution.uniform(Mixes.names(k));
    DomainSampler sampler = ExactSampler.start(even);
    int first = sampler.next();
    double[] only = new double[k];
    only[first] = 1;
    sampler.reweigh(even.withWeights(only));
    for (int i = 0; i < 1000; i++) {
      assertThat(sampler.next()).isEqualTo(first);
    }
    sampler.reweigh(even);
    // 99 domains are owed 1/100 each and the first is 99/100 ahead: it waits longest.
    long[] count = new long[k];
    for (int i = 0; i < k - 1; i++) {
      count[sampler.next()]++;
    }
    assertThat(count[first]).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-4, 3e-5, 1e-5})
  void smallWeightsGetTheirDrawsInTheLongRun(double small) {
    DomainDistribution weights =
        DomainDistribution.of(ImmutableList.of("large", "small"), 1 - small, small);
    DomainSampler sampler = ExactSampler.start(weights);
    int draws = 200_000;
    int got = 0;
    for (int i = 0; i < draws; i++) {
      got += sampler.next();
    }
    assertThat((double) got).isBetween(draws * small - 0.5 - 1e-9, draws * small + 0.5 + 1e-9);
  }

  @Test
  void creditsDoNotDriftOverATrillionDraws() {
    DomainDistribution weights = DomainDistribution.of(Mixes.names(3), 0.2, 0.3, 0.5);
    long[] drawn = {200_000_000_000L, 300_000_000_000L, 500_000_000_000L};
    long elapsed = 1_000_000_000_000L;
    long[] weight = Quanta.of(weights, CreditAccount.DRAW);
    CreditAccount account =
        CreditAccount.resume(
            weight,
            SavedState.builder()
                .longs("whole", 0, 0, 0)
                .longs("fraction", 0, 0, 0)
                .longs("drawn", drawn)
                .longs("elapsed", elapsed)
                .build());
    account.reweigh(weight);
    for (int j = 0; j < 3; j++) {
      double owed =
          new BigDecimal(weights.weight(j))
              .multiply(BigDecimal.valueOf(elapsed))
              .subtract(BigDecimal.valueOf(drawn[j]))
              .doubleValue();
      // 10^12 draws times the half quantum by which a weight is rounded.
      assertThat(account.whole(j) + (double) account.fraction(j) / CreditAccount.DRAW)
          .isCloseTo(owed, within(1e12 * 0x1p-61));
    }
  }

  @Test
  void millionsOfDrawsEndOnTarget() {
    DomainDistribution weights =
        DomainDistribution.of(Mixes.names(6), .06, .08, .05, .09, .37, .35);
    DomainSampler sampler = ExactSampler.start(weights);
    long[] draws = new long[6];
    for (int i = 0; i < 20_000_000; i++) {
      draws[sampler.next()]++;
    }
    assertThat(draws)
        .containsExactly(1_200_000, 1_600_000, 1_000_000, 1_800_000, 7_400_000, 7_000_000);
  }

  @Property(tries = 200)
  void aResumedSamplerDrawsTheSame(@ForAll @IntRange(min = 1, max = 25) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    DomainSampler sampler = ExactSampler.start(weights);
    for (int part = 0; part < 12; part++) {
      for (int i = random.nextInt(40); i > 0; i--) {
        sampler.next();
      }
      if (random.nextBoolean()) {
        weights = Mixes.any(random, k);
        sampler.reweigh(weights);
      }
      DomainSampler resumed = ExactSampler.resume(weights, sampler.state());
      assertThat(resumed.state()).isEqualTo(sampler.state());
      DomainSampler original = sampler;
      for (int i = 0; i < 60; i++) {
        assertThat(resumed.next()).isEqualTo(original.next());
      }
      sampler = resumed;
    }
  }

  @Property(tries = 200)
  void permutingTheDomainsPermutesTheDraws(
      @ForAll @IntRange(min = 2, max = 25) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, k).toArray();
    for (int i = k - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    DomainDistribution start = DomainDistribution.uniform(Mixes.names(k));
    double[] relative = Mixes.dirichlet(random, k);
    DomainSampler sampler = ExactSampler.start(start.withRelativeWeights(relative));
    DomainSampler permuted =
        ExactSampler.start(start.withRelativeWeights(permuted(relative, order)));
    for (int change = 0; change < 20; change++) {
      for (int i = 0; i < 100; i++) {
        assertThat(sampler.next()).isEqualTo(order[permuted.next()]);
      }
      relative = Mixes.dirichlet(random, k);
      sampler.reweigh(start.withRelativeWeights(relative));
      permuted.reweigh(start.withRelativeWeights(permuted(relative, order)));
    }
  }

  private static double[] permuted(double[] values, int[] order) {
    return Arrays.stream(order).mapToDouble(j -> values[j]).toArray();
  }

  @Test
  void weightsThatStayAreNoChange() {
    DomainDistribution weights = DomainDistribution.of(Mixes.names(3), 0.2, 0.3, 0.5);
    DomainSampler sampler = ExactSampler.start(weights);
    DomainSampler told = ExactSampler.start(weights);
    for (int i = 0; i < 50; i++) {
      told.reweigh(DomainDistribution.of(Mixes.names(3), 0.2, 0.3, 0.5));
      assertThat(told.next()).isEqualTo(sampler.next());
    }
    assertThat(told.state()).isEqualTo(sampler.state());
  }

  @Test
  void extremeCreditsAreServedWithoutOverflow() {
    // Far outside what any run reaches: 5000 draws owed to a domain of the smallest weight.
    DomainDistribution weights = DomainDistribution.of(Mixes.names(2), 1, 1e-300);
    SavedState extreme =
        SavedState.builder()
            .longs("whole", -5000, 5000)
            .longs("fraction", 0, 0)
            .longs("drawn", 0, 0)
            .longs("elapsed", 0)
            .build();
    DomainSampler sampler = ExactSampler.resume(weights, extreme);
    for (int i = 0; i < 4; i++) {
      assertThat(sampler.next()).isEqualTo(1);
    }
    DomainSampler resumed = ExactSampler.resume(weights, sampler.state());
    for (int i = 0; i < 100; i++) {
      assertThat(resumed.next()).isEqualTo(sampler.next());
    }
  }

  @Test
  void otherDomainsAreRefusedAndNothingMoves() {
    DomainDistribution weights = DomainDistribution.of(Mixes.names(3), 0.2, 0.3, 0.5);
    DomainSampler sampler = ExactSampler.start(weights);
    sampler.next();
    SavedState before = sampler.state();
    assertThatThrownBy(() -> sampler.reweigh(DomainDistribution.uniform("x", "y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 domains [d0, d1, d2]")
        .hasMessageContaining("2 domains [x, y]");
    assertThat(sampler.state()).isEqualTo(before);
  }

  @Test
  void aStateThatCannotBeIsRefused() {
    DomainDistribution weights = DomainDistribution.of(Mixes.names(2), 0.5, 0.5);
    SavedState three = ExactSampler.start(DomainDistribution.uniform(Mixes.names(3))).state();
    assertThatThrownBy(() -> ExactSampler.resume(weights, three))
        .hasMessageContaining("3 domains, the weights 2");
    SavedState.Builder unbalanced =
        SavedState.builder().longs("whole", 1, 1).longs("fraction", 0, 0);
    assertThatThrownBy(
            () ->
                ExactSampler.resume(
                    weights, unbalanced.longs("drawn", 0, 0).longs("elapsed", 0).build()))
        .hasMessageContaining("not balanced");
    SavedState miscounted =
        SavedState.builder()
            .longs("whole", 0, 0)
            .longs("fraction", 0, 0)
            .longs("drawn", 3, 4)
            .longs("elapsed", 8)
            .build();
    assertThatThrownBy(() -> ExactSampler.resume(weights, miscounted))
        .hasMessageContaining("7 draws by domain, but 8 in all");
    assertThatThrownBy(() -> ExactSampler.resume(weights, SavedState.empty()))
        .hasMessageContaining("whole");
    SavedState drawn =
        SavedState.builder()
            .longs("whole", 0, 0)
            .longs("fraction", 0, 0)
            .longs("drawn", 3, 4)
            .longs("elapsed", 7)
            .build();
    assertThatThrownBy(() -> ExactSampler.resume(weights.withWeights(1, 0), drawn))
        .hasMessageContaining("was it saved under other weights");
  }
}
