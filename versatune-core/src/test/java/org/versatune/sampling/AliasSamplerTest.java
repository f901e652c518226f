// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;

final class AliasSamplerTest {

  @Test
  void drawsFollowTheWeights() {
    DomainDistribution weights =
        DomainDistribution.of(Mixes.names(6), 0.06, 0.08, 0.05, 0.09, 0.37, 0.35);
    DomainSampler sampler = Samplers.independent().start(weights, 17);
    assertThat(fit(sampler, weights, 600_000)).isGreaterThan(1e-3);
    DomainDistribution changed = weights.withWeights(0.3, 0.1, 0.1, 0.05, 0.05, 0.4);
    sampler.reweigh(changed);
    assertThat(fit(sampler, changed, 600_000)).isGreaterThan(1e-3);
    // The test can tell: the same draws against the weights before.
    assertThat(fit(sampler, weights, 600_000)).isLessThan(1e-6);
  }

  @Test
  void drawsOfManyDomainsFollowTheWeights() {
    int k = 1000;
    DomainDistribution weights =
        DomainDistribution.relative(Mixes.names(k), Mixes.dirichlet(new SplittableRandom(4), k));
    assertThat(fit(Samplers.independent().start(weights, 5), weights, 2_000_000))
        .isGreaterThan(1e-3);
  }

  @Test
  void consecutiveDrawsAreIndependent() {
    DomainDistribution weights = DomainDistribution.of(Mixes.names(3), 0.2, 0.3, 0.5);
    DomainSampler sampler = Samplers.independent().start(weights, 23);
    long[][] pairs = new long[3][3];
    int last = sampler.next();
    for (int i = 0; i < 300_000; i++) {
      int next = sampler.next();
      pairs[last][next]++;
      last = next;
    }
    assertThat(new ChiSquareTest().chiSquareTest(pairs)).isGreaterThan(1e-3);
  }

  private static double fit(DomainSampler sampler, DomainDistribution weights, int draws) {
    long[] observed = new long[weights.size()];
    for (int i = 0; i < draws; i++) {
      observed[sampler.next()]++;
    }
    return new ChiSquareTest().chiSquareTest(weights.toArray(), observed);
  }

  @Property(tries = 200)
  void zeroWeightsAreNeverDrawn(@ForAll @IntRange(min = 1, max = 100) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    DomainSampler sampler = Samplers.independent().start(weights, seed);
    for (int i = 0; i < 500; i++) {
      if (i % 100 == 99) {
        weights = Mixes.any(random, k);
        sampler.reweigh(weights);
      }
      assertThat(weights.weight(sampler.next())).isPositive();
    }
  }

  @Property(tries = 50)
  void aResumedSamplerDrawsTheSame(
      @ForAll @IntRange(min = 1, max = 100) int k,
      @ForAll @IntRange(max = 100) int before,
      @ForAll long seed) {
    DomainDistribution weights = Mixes.any(new SplittableRandom(seed), k);
    DomainSampler sampler = Samplers.independent().start(weights, seed);
    for (int i = 0; i < before; i++) {
      sampler.next();
    }
    DomainSampler resumed = Samplers.independent().resume(weights, sampler.state());
    for (int i = 0; i < 200; i++) {
      assertThat(resumed.next()).isEqualTo(sampler.next());
    }
  }
}
