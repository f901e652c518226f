package org.versatune.sampling;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

final class SampleCountsTest {
  private static final DomainDistribution HALF = DomainDistribution.uniform("a", "b");
  private static final ImmutableMap<String, Long> SIZES = ImmutableMap.of("a", 8L, "b", 16L);

  @Test
  void oneEpochEach() {
    SampleCounts counts = SampleCounts.builder(HALF).sizes(SIZES).epochCap(1).build();
    assertThat(counts.counts()).isEqualTo(Map.of("a", 8L, "b", 8L));
    assertThat(counts.total()).isEqualTo(16);
    assertThat(counts.repeated()).isEmpty();
  }

  @Test
  void twoEpochsOfTheSmallerDomain() {
    SampleCounts counts =
        SampleCounts.builder(HALF).sizes(SIZES).epochCap(ImmutableMap.of("a", 2, "b", 1)).build();
    assertThat(counts.counts()).isEqualTo(Map.of("a", 12L, "b", 12L));
    assertThat(counts.repeated()).containsExactly("a");
  }

  @Test
  void theTotalIsRoundedDownToWhatFits() {
    SampleCounts counts =
        SampleCounts.builder(DomainDistribution.of(Mixes.names(3), .3, .2, .5))
            .sizes(ImmutableMap.of("d0", 8, "d1", 8, "d2", 16))
            .epochCap(1)
            .build();
    assertThat(counts.total()).isEqualTo(26);
    assertThat(counts.counts().values()).containsExactly(8L, 5L, 13L);
  }

  @Test
  void theBudgetDefaultsToTheSumOfTheSizesAndRepeatsSmallDomains() {
    SampleCounts counts = SampleCounts.builder(HALF).sizes(SIZES).build();
    assertThat(counts.counts()).isEqualTo(Map.of("a", 12L, "b", 12L));
    assertThat(counts.repeated()).containsExactly("a");
  }

  @Test
  void aBudgetAloneIsEnough() {
    assertThat(SampleCounts.of(HALF, 7).counts()).isEqualTo(Map.of("a", 4L, "b", 3L));
    assertThat(SampleCounts.of(HALF, 0).total()).isZero();
  }

  @Test
  void anExplicitBudgetThatDoesNotFitNamesTheDomain() {
    SampleCounts.Builder builder = SampleCounts.builder(HALF).sizes(SIZES).epochCap(1).budget(17);
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("budget of 17 does not fit")
        .hasMessageContaining("'a' has 8 examples")
        .hasMessageContaining("allow 16 in all");
    assertThat(builder.budget(16).build().total()).isEqualTo(16);
  }

  @Test
  void badInputIsNamed() {
    SampleCounts.Builder builder = SampleCounts.builder(HALF);
    assertThatThrownBy(() -> SampleCounts.builder(HALF).build())
        .hasMessageContaining("neither a budget nor sizes");
    assertThatThrownBy(() -> SampleCounts.builder(HALF).budget(5).epochCap(1).build())
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
    SampleCounts counts = SampleCounts.builder(weights).sizes(size).epochCap(cap).build();
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
    assertThat(SampleCounts.of(reversed, budget).counts())
        .isEqualTo(SampleCounts.of(weights, budget).counts());
  }
}
