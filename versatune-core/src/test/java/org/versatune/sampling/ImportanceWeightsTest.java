// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.primitives.Doubles;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;

final class ImportanceWeightsTest {
  private static final ImmutableList<String> AB = ImmutableList.of("a", "b");

  @Test
  void aFactorIsWeightOverRate() {
    ImportanceWeights weights =
        ImportanceWeights.of(
            DomainDistribution.of(AB, .75, .25), DomainDistribution.of(AB, .5, .5));
    assertThat(weights.factors()).containsExactly(entry("a", 1.5), entry("b", .5));
    assertThat(weights.factor("b")).isEqualTo(.5);
    assertThat(weights.efficiency()).isCloseTo(1 / 1.25, within(1e-15));
  }

  @Test
  void domainsOfNoWeightNeedNotBeDrawn() {
    DomainDistribution objective = DomainDistribution.of(AB, 1, 0);
    assertThat(ImportanceWeights.of(objective, objective).factors())
        .containsExactly(entry("a", 1.0), entry("b", 1.0));
    assertThat(ImportanceWeights.of(objective, DomainDistribution.of(AB, .25, .75)).factors())
        .containsExactly(entry("a", 4.0), entry("b", 0.0));
  }

  @Test
  void aDomainOfWeightThatIsNeverDrawnIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImportanceWeights.of(
                    DomainDistribution.of(AB, .75, .25), DomainDistribution.of(AB, 1, 0)))
        .withMessageContaining("domain 'b' has weight 0.25 in the objective and is never drawn");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImportanceWeights.of(
                    DomainDistribution.of(AB, .75, .25), DomainDistribution.uniform("a", "c")))
        .withMessageContaining("[a, c]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImportanceWeights.of(
                    DomainDistribution.of(AB, .5, .5),
                    DomainDistribution.of(AB, 1, Double.MIN_VALUE)))
        .withMessageContaining("domain 'b'");
  }

  @Property(tries = 300)
  void factorsAverageToOneAndUndoTheRates(
      @ForAll @IntRange(min = 1, max = 200) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution objective = Mixes.any(random, k);
    double[] relative = Mixes.dirichlet(random, k);
    // In another order.
    DomainDistribution sampling =
        DomainDistribution.relative(
            Mixes.names(k).reverse(), Doubles.toArray(Lists.reverse(Doubles.asList(relative))));
    ImportanceWeights weights = ImportanceWeights.of(objective, sampling);
    double mean = 0;
    for (String domain : objective.domains()) {
      double share = sampling.weight(domain) * weights.factor(domain);
      assertThat(share).isCloseTo(objective.weight(domain), within(1e-12));
      mean += share;
    }
    assertThat(mean).isCloseTo(1, within(2e-12));
    assertThat(weights.efficiency()).isGreaterThan(0).isLessThanOrEqualTo(1);
    assertThat(ImportanceWeights.of(objective, objective).efficiency()).isCloseTo(1, within(1e-12));
  }
}
