// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;

/** However draws are decided, ahead and in spans, the sequence is that of the plain rule. */
final class ExactSequenceTest {

  private static void drawsAlike(DomainSampler sampler, PlainRule rule, int draws) {
    for (int i = 0; i < draws; i++) {
      assertThat(sampler.next()).as("draw %s", i).isEqualTo(rule.next());
    }
  }

  @Property(tries = 300)
  void fixedWeightsDrawThePlainSequence(
      @ForAll @IntRange(min = 1, max = 100) int k, @ForAll long seed) {
    DomainDistribution weights = Mixes.any(new SplittableRandom(seed), k);
    drawsAlike(ExactSampler.start(weights), new PlainRule(weights), 3000);
  }

  @ParameterizedTest
  @ValueSource(ints = {39, 40, 41, 63, 64, 65, 300, 2000})
  void manyDomainsDrawThePlainSequence(int k) {
    SplittableRandom random = new SplittableRandom(k);
    DomainDistribution weights =
        DomainDistribution.relative(Mixes.names(k), Mixes.dirichlet(random, k));
    DomainSampler sampler = ExactSampler.start(weights);
    PlainRule rule = new PlainRule(weights);
    drawsAlike(sampler, rule, 6000);
    weights = weights.withRelativeWeights(Mixes.dirichlet(random, k));
    sampler.reweigh(weights);
    rule.reweigh(weights);
    drawsAlike(sampler, rule, 3000);
    DomainDistribution even = DomainDistribution.uniform(Mixes.names(k));
    drawsAlike(ExactSampler.start(even), new PlainRule(even), 2 * k + 100);
  }

  @Property(tries = 300)
  void changingWeightsDrawThePlainSequence(
      @ForAll @IntRange(min = 1, max = 80) int k,
      @ForAll @IntRange(min = 1, max = 600) int longest,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    DomainSampler sampler = ExactSampler.start(weights);
    PlainRule rule = new PlainRule(weights);
    for (int change = 0; change < 8; change++) {
      drawsAlike(sampler, rule, random.nextInt(longest));
      weights = Mixes.any(random, k);
      sampler.reweigh(weights);
      rule.reweigh(weights);
    }
  }

  /** Small weights draw early and leave slots between that only later windows can take. */
  @Property(tries = 100)
  void aDomainFarAboveTheOthersDrawsThePlainSequence(
      @ForAll @IntRange(min = 3, max = 45) int k,
      @ForAll @DoubleRange(min = 1, max = 4) double power,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] relative = Mixes.dirichlet(random, k);
    relative[random.nextInt(k)] = Math.pow(k, power);
    DomainDistribution weights = DomainDistribution.relative(Mixes.names(k), relative);
    drawsAlike(ExactSampler.start(weights), new PlainRule(weights), 6000);
  }

  /** Between two, a word, a tree and heaps, and with what is owed to domains without a weight. */
  @Property(tries = 100)
  void domainsThatComeAndGoDrawThePlainSequence(
      @ForAll @IntRange(min = 3, max = 120) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    DomainSampler sampler = ExactSampler.start(weights);
    PlainRule rule = new PlainRule(weights);
    for (int change = 0; change < 6; change++) {
      drawsAlike(sampler, rule, random.nextInt(1500));
      double[] relative = Mixes.dirichlet(random, k);
      double share = random.nextDouble();
      for (int j = 1; j < k; j++) {
        relative[j] = random.nextDouble() < share ? relative[j] : 0;
      }
      weights = weights.withRelativeWeights(relative);
      sampler.reweigh(weights);
      rule.reweigh(weights);
    }
  }

  @Test
  void aFewOfManyDomainsDrawThePlainSequence() {
    int k = 2000;
    double[] relative = new double[k];
    Arrays.fill(relative, 1);
    DomainDistribution all = DomainDistribution.relative(Mixes.names(k), relative);
    Arrays.fill(relative, 0);
    for (int j = 0; j < 7; j++) {
      relative[j * 333] = 1 + j;
    }
    DomainDistribution seven = all.withRelativeWeights(relative);
    DomainSampler sampler = ExactSampler.start(all);
    PlainRule rule = new PlainRule(all);
    drawsAlike(sampler, rule, 10);
    sampler.reweigh(seven);
    rule.reweigh(seven);
    drawsAlike(sampler, rule, 20_000);
    drawsAlike(ExactSampler.start(seven), new PlainRule(seven), 20_000);
    sampler.reweigh(all);
    rule.reweigh(all);
    drawsAlike(sampler, rule, 5000);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-15, 1e-18, 1 - 1e-15, 1e-300})
  void extremeWeightsDrawThePlainSequence(double extreme) {
    DomainDistribution weights =
        DomainDistribution.relative(Mixes.names(3), extreme, (1 - extreme) / 3, 2 - 2 * extreme);
    DomainSampler sampler = ExactSampler.start(weights);
    PlainRule rule = new PlainRule(weights);
    drawsAlike(sampler, rule, 5000);
    weights = weights.withRelativeWeights(1, extreme, extreme);
    sampler.reweigh(weights);
    rule.reweigh(weights);
    drawsAlike(sampler, rule, 5000);
    weights = weights.withRelativeWeights(1, 1, 1);
    sampler.reweigh(weights);
    rule.reweigh(weights);
    drawsAlike(sampler, rule, 5000);
  }

  @Property(tries = 200)
  void blocksAndStatesAnywhereDrawTheSame(
      @ForAll @IntRange(min = 1, max = 150) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    DomainSampler singles = ExactSampler.start(weights);
    DomainSampler blocks = ExactSampler.start(weights);
    for (int part = 0; part < 8; part++) {
      int[] block = new int[random.nextInt(700)];
      blocks.next(block);
      int[] expected = new int[block.length];
      Arrays.setAll(expected, i -> singles.next());
      assertThat(block).isEqualTo(expected);
      if (random.nextBoolean()) {
        weights = Mixes.any(random, k);
        singles.reweigh(weights);
        blocks.reweigh(weights);
      }
      SavedState state = blocks.state();
      assertThat(state).isEqualTo(singles.state());
      blocks = ExactSampler.resume(weights, state);
      assertThat(blocks.state()).isEqualTo(state);
    }
  }

  @Property(tries = 100)
  void everySamplerFillsBlocksWithItsDraws(
      @ForAll @IntRange(min = 1, max = 70) int k,
      @ForAll @IntRange(min = 2, max = 50) int window,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    for (DomainSampler.Kind kind :
        new DomainSampler.Kind[] {
          Samplers.exact(), Samplers.exact().shuffled(window), Samplers.independent()
        }) {
      DomainSampler singles = kind.start(weights, seed);
      DomainSampler blocks = kind.start(weights, seed);
      for (int part = 0; part < 10; part++) {
        int[] block = new int[random.nextInt(2 * window)];
        blocks.next(block);
        for (int drawn : block) {
          assertThat(drawn).isEqualTo(singles.next());
        }
        assertThat(blocks.state()).isEqualTo(singles.state());
      }
    }
  }

  @Test
  void hundredThousandDomainsKeepTheirWindowsAfterAChange() {
    int k = 100_000;
    SplittableRandom random = new SplittableRandom(5);
    DomainDistribution weights =
        DomainDistribution.relative(Mixes.names(k), Mixes.dirichlet(random, k));
    DomainSampler sampler = ExactSampler.start(weights);
    DomainSampler resumed = sampler;
    double[] owed = new double[k];
    for (int change = 0; change < 2; change++) {
      double[] w = weights.toArray();
      int[] block = new int[250_000];
      sampler.next(block);
      for (int n = 0; n < block.length; n++) {
        int j = block[n];
        assertThat(owed[j] + n * w[j]).isLessThan(1.25);
        owed[j]--;
        assertThat(owed[j] + (n + 1) * w[j]).isGreaterThan(-1.25);
      }
      for (int j = 0; j < k; j++) {
        owed[j] += block.length * w[j];
        assertThat(Math.abs(owed[j])).isLessThan(1.25);
      }
      resumed = ExactSampler.resume(weights, sampler.state());
      weights = weights.withRelativeWeights(Mixes.dirichlet(random, k));
      sampler.reweigh(weights);
      resumed.reweigh(weights);
      int[] next = new int[5000];
      int[] again = new int[5000];
      ExactSampler.resume(weights, sampler.state()).next(next);
      resumed.next(again);
      assertThat(again).isEqualTo(next);
    }
  }
}
