// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import com.google.common.primitives.Doubles;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;

final class CompositionTest {
  private static final DomainDistribution HALF = DomainDistribution.uniform("a", "b");
  private static final ImmutableMap<String, Long> SIZES = ImmutableMap.of("a", 8L, "b", 16L);

  @Test
  void oneEpochEach() {
    Composition counts = Composition.builder(HALF).sizes(SIZES).epochCap(1).build();
    assertThat(counts.counts()).isEqualTo(Map.of("a", 8L, "b", 8L));
    assertThat(counts.total()).isEqualTo(16);
    assertThat(counts.repeated()).isEmpty();
  }

  @Test
  void twoEpochsOfTheSmallerDomain() {
    Composition counts =
        Composition.builder(HALF).sizes(SIZES).epochCap(ImmutableMap.of("a", 2, "b", 1)).build();
    assertThat(counts.counts()).isEqualTo(Map.of("a", 12L, "b", 12L));
    assertThat(counts.repeated()).containsExactly("a");
  }

  @Test
  void theTotalIsRoundedDownToWhatFits() {
    Composition counts =
        Composition.builder(DomainDistribution.of(Mixes.names(3), .3, .2, .5))
            .sizes(ImmutableMap.of("d0", 8, "d1", 8, "d2", 16))
            .epochCap(1)
            .build();
    assertThat(counts.total()).isEqualTo(26);
    assertThat(counts.counts().values()).containsExactly(8L, 5L, 13L);
  }

  @Test
  void theBudgetDefaultsToTheSumOfTheSizesAndRepeatsSmallDomains() {
    Composition counts = Composition.builder(HALF).sizes(SIZES).build();
    assertThat(counts.counts()).isEqualTo(Map.of("a", 12L, "b", 12L));
    assertThat(counts.repeated()).containsExactly("a");
  }

  @Test
  void aBudgetAloneIsEnough() {
    assertThat(Composition.of(HALF, 7).counts()).isEqualTo(Map.of("a", 4L, "b", 3L));
    assertThat(Composition.of(HALF, 0).total()).isZero();
  }

  @Test
  void anExplicitBudgetThatDoesNotFitNamesTheDomain() {
    Composition.Builder builder = Composition.builder(HALF).sizes(SIZES).epochCap(1).budget(17);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("budget of 17 does not fit")
        .hasMessageContaining("'a' has 8 examples")
        .hasMessageContaining("allow 16 in all");
    assertThat(builder.budget(16).build().total()).isEqualTo(16);
  }

  @Test
  void badInputIsNamed() {
    Composition.Builder builder = Composition.builder(HALF);
    assertThatThrownBy(() -> Composition.builder(HALF).build())
        .hasMessageContaining("neither a budget nor sizes");
    assertThatThrownBy(() -> Composition.builder(HALF).budget(5).epochCap(1).build())
        .hasMessageContaining("needs the domains' sizes");
    assertThatThrownBy(() -> builder.sizes(ImmutableMap.of("a", 8)))
        .hasMessageContaining("no size is given for domain 'b'");
    assertThatThrownBy(() -> builder.sizes(ImmutableMap.of("a", 8, "b", 1, "x", 1)))
        .hasMessageContaining("'x'");
    assertThatThrownBy(() -> builder.sizes(ImmutableMap.of("a", 8, "b", 0)))
        .hasMessageContaining("domain 'b' has no example but weight 0.5");
    assertThatThrownBy(() -> builder.sizes(ImmutableMap.of("a", 8, "b", -1)))
        .hasMessageContaining("size of domain 'b' is -1");
    assertThatThrownBy(() -> builder.sizes(ImmutableMap.of("a", 8, "b", 1.5)))
        .hasMessageContaining("size of domain 'b' is 1.5");
    assertThatThrownBy(() -> builder.epochCap(0)).hasMessageContaining("epoch cap of domain 'a'");
    assertThatThrownBy(() -> builder.epochCap(ImmutableMap.of("x", 1))).hasMessageContaining("'x'");
    assertThatThrownBy(() -> builder.budget(-1)).hasMessageContaining("budget is -1");
  }

  @Test
  void epochsAndRepeatsAreCountedPastTheFirstPass() {
    Composition composition =
        Composition.builder(DomainDistribution.of(Mixes.names(3), .5, .5, 0))
            .sizes(ImmutableMap.of("d0", 8, "d1", 40, "d2", 0))
            .budget(40)
            .build();
    assertThat(composition.epochs())
        .containsExactly(entry("d0", 2.5), entry("d1", .5), entry("d2", 0.0));
    assertThat(composition.repeats())
        .containsExactly(entry("d0", 12L), entry("d1", 0L), entry("d2", 0L));
    assertThat(composition.toString())
        .isEqualTo(
            """
            domain     examples        share       epochs      repeats
            d0               20      50.00 %         2.50           12
            d1               20      50.00 %         0.50            0
            d2                0       0.00 %         0.00            0
            total            40
            """);
  }

  @Test
  void nothingIsSaidOfPassesOverDataOfUnknownSize() {
    Composition composition =
        Composition.ofCounts(ImmutableMap.of("law", 3L, "medicine", 9L), ImmutableMap.of("law", 2));
    assertThat(composition.total()).isEqualTo(12);
    assertThat(composition.epochs()).containsExactly(entry("law", 1.5));
    assertThat(composition.repeats()).containsExactly(entry("law", 1L));
    assertThat(composition.repeated()).containsExactly("law");
    assertThat(composition.toString())
        .isEqualTo(
            """
            domain       examples        share       epochs      repeats
            law                 3      25.00 %         1.50            1
            medicine            9      75.00 %            -            -
            total              12
            """);
    assertThat(Composition.of(HALF, 0).toString()).contains("a                 0            -");
  }

  @Test
  void badCountsAreNamed() {
    assertThatThrownBy(() -> Composition.ofCounts(ImmutableMap.of("a", -1L), ImmutableMap.of()))
        .hasMessageContaining("count of domain 'a' is -1");
    assertThatThrownBy(
            () -> Composition.ofCounts(ImmutableMap.of("a", 1L), ImmutableMap.of("a", 0)))
        .hasMessageContaining("size of domain 'a' is 0, and 1 examples");
    assertThatThrownBy(
            () -> Composition.ofCounts(ImmutableMap.of("a", 1L), ImmutableMap.of("b", 1)))
        .hasMessageContaining("a size is given for domain 'b'");
  }

  @Property(tries = 300)
  void countsStayWithinTheCapsAndSumExactly(
      @ForAll @IntRange(min = 1, max = 30) int k, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DomainDistribution weights = Mixes.any(random, k);
    ImmutableMap.Builder<String, Long> sizes = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> caps = ImmutableMap.builder();
    for (String domain : weights.domains()) {
      sizes.put(domain, 1L + random.nextInt(1000));
      caps.put(domain, 0.5 + random.nextDouble() * 4);
    }
    ImmutableMap<String, Long> size = sizes.buildOrThrow();
    ImmutableMap<String, Double> cap = caps.buildOrThrow();
    Composition counts = Composition.builder(weights).sizes(size).epochCap(cap).build();
    assertThat(counts.counts().values().stream().mapToLong(n -> n).sum()).isEqualTo(counts.total());
    counts
        .counts()
        .forEach(
            (domain, n) -> {
              assertThat((double) n)
                  .isLessThanOrEqualTo(Math.floor(value(cap, domain) * value(size, domain) + 1e-9));
              assertThat(counts.repeated().contains(domain)).isEqualTo(n > value(size, domain));
            });
  }

  private static double value(ImmutableMap<String, ? extends Number> map, String domain) {
    return requireNonNull(map.get(domain)).doubleValue();
  }

  @Property(tries = 200)
  void permutingTheDomainsPermutesTheCounts(
      @ForAll @IntRange(min = 2, max = 30) int k,
      @ForAll @IntRange(max = 100_000) int budget,
      @ForAll long seed) {
    double[] relative = Mixes.dirichlet(new SplittableRandom(seed), k);
    DomainDistribution weights = DomainDistribution.relative(Mixes.names(k), relative);
    DomainDistribution reversed =
        DomainDistribution.relative(
            Mixes.names(k).reverse(), Doubles.toArray(Lists.reverse(Doubles.asList(relative))));
    // Equal as maps: the order of the domains does not matter where no remainders tie.
    assertThat(Composition.of(reversed, budget).counts())
        .isEqualTo(Composition.of(weights, budget).counts());
  }
}
