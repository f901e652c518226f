// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenSamplerTest {
  private static final double[] P = {0.1, 0.4, 0.2, 0.3};

  private static double[] frequencies(TokenSampler sampler, double[] p, int draws) {
    SplittableRandom random = new SplittableRandom(9);
    double[] frequency = new double[p.length];
    for (int i = 0; i < draws; i++) {
      frequency[sampler.sample(p, random)] += 1.0 / draws;
    }
    return frequency;
  }

  @Test
  void followsTheProbabilities() {
    double[] frequency = frequencies(new TokenSampler(1, Integer.MAX_VALUE, 1), P, 100_000);

    assertThat(frequency).containsExactly(P, within(0.006));
  }

  @Test
  void temperatureSharpensAndFlattens() {
    double[] half = {0.01 / 0.30, 0.16 / 0.30, 0.04 / 0.30, 0.09 / 0.30};
    assertThat(frequencies(new TokenSampler(0.5, Integer.MAX_VALUE, 1), P, 100_000))
        .containsExactly(half, within(0.006));
    double sum = DoubleStream.of(P).map(Math::sqrt).sum();
    assertThat(frequencies(new TokenSampler(2, Integer.MAX_VALUE, 1), P, 100_000))
        .containsExactly(DoubleStream.of(P).map(p -> Math.sqrt(p) / sum).toArray(), within(0.006));
    assertThat(frequencies(new TokenSampler(0, Integer.MAX_VALUE, 1), P, 100))
        .containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
  }

  @Test
  void temperatureNearZeroTakesTheMostLikely() {
    double[] tiny = {1e-30, 1 - 1e-7, 1e-7};
    assertThat(new TokenSampler(1e-3, Integer.MAX_VALUE, 1).sample(tiny, new SplittableRandom(1)))
        .isEqualTo(1);
  }

  @Test
  void topKKeepsTheMostLikely() {
    assertThat(frequencies(new TokenSampler(1, 2, 1), P, 100_000))
        .containsExactly(new double[] {0, 4.0 / 7, 0, 3.0 / 7}, within(0.006));
  }

  @Test
  void topPKeepsTheNucleus() {
    assertThat(frequencies(new TokenSampler(1, 4, 0.71), P, 100_000))
        .containsExactly(new double[] {0, 4.0 / 9, 2.0 / 9, 3.0 / 9}, within(0.006));
    assertThat(frequencies(new TokenSampler(1, 4, 0.05), P, 100))
        .containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
  }

  @Property
  void neverDrawsWhatIsImpossible(
      @ForAll @Size(min = 2, max = 12) List<@DoubleRange(min = 0, max = 1) Double> weights,
      @ForAll @DoubleRange(min = 0, max = 3) double temperature,
      @ForAll @IntRange(min = 1, max = 15) int topK,
      @ForAll @DoubleRange(min = 0.01, max = 1) double topP,
      @ForAll long seed) {
    double[] p = weights.stream().mapToDouble(w -> w).toArray();
    p[0] = 0;
    p[1] = Math.max(p[1], 0.1);
    double sum = DoubleStream.of(p).sum();
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }

    int id = new TokenSampler(temperature, topK, topP).sample(p, new SplittableRandom(seed));

    assertThat(id).isBetween(0, p.length - 1);
    assertThat(p[id]).isPositive();
    assertThat(DoubleStream.of(p).filter(other -> other > p[id]).count()).isLessThan(topK);
  }
}
