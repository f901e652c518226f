// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.versatune.internal.CompensatedSum;

class DomainDistributionTest {
  private static final List<String> THREE = List.of("law", "code", "general");

  @Test
  void aNegativeZeroIsZero() {
    DomainDistribution zero = DomainDistribution.of(ImmutableList.of("law", "code"), -0.0, 1);
    assertThat(zero).isEqualTo(DomainDistribution.of(ImmutableList.of("law", "code"), 0, 1));
    assertThat(zero.toString()).isEqualTo("{law=0.0, code=1.0}");
  }

  @Test
  void anUnknownDomainIsNoWordOfARun() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.uniform("law", "code").weight("physics"))
        .withMessage("unknown domain 'physics'; there are [law, code]");
  }

  @Test
  void keepsTheOrderOfItsDomains() {
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put("law", 0.2);
    weights.put("code", 0.5);
    weights.put("general", 0.3);

    DomainDistribution distribution = DomainDistribution.of(weights);

    assertThat(distribution.domains()).containsExactly("law", "code", "general");
    assertThat(distribution.toArray()).containsExactly(0.2, 0.5, 0.3);
    assertThat(distribution.weight("code")).isEqualTo(0.5);
    assertThat(distribution.indexOf("general")).isEqualTo(2);
    assertThat(distribution.asMap()).isEqualTo(weights);
  }

  @Test
  void refusesWeightsThatDoNotSumToOneAndShowsThem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.of(THREE, 0.5, 0.3, 0.1))
        .withMessageContaining("sum to 0.9, not 1")
        .withMessageContaining("general=0.1");
  }

  @Test
  void dividesOutARoundedTable() {
    DomainDistribution thirds = DomainDistribution.of(THREE, 0.3333333, 0.3333333, 0.3333333);

    assertThat(Arrays.stream(thirds.toArray()).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void refusesBlankAndDuplicateNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.uniform("law", " "))
        .withMessageContaining("domain 2 has a blank name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.uniform("law", "code", "law"))
        .withMessageContaining("domain 'law' is given twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.uniform(List.of()))
        .withMessageContaining("name at least one");
  }

  @Test
  void namesTheDomainOfABadWeight() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.of(THREE, 1.5, -0.5, 0))
        .withMessageContaining("domain 'code' is -0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.relative(THREE, 1, Double.NaN, 0))
        .withMessageContaining("domain 'code' is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainDistribution.relative(THREE, 0, 0, 0))
        .withMessageContaining("every value is zero");
  }

  @Test
  void listsTheDomainsWhereOneIsUnknown() {
    DomainDistribution uniform = DomainDistribution.uniform(THREE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> uniform.weight("medicine"))
        .withMessageContaining("unknown domain 'medicine'")
        .withMessageContaining("[law, code, general]");
  }

  @Test
  void isAValue() {
    assertThat(DomainDistribution.of(THREE, 0.5, 0.3, 0.2))
        .isEqualTo(DomainDistribution.of(THREE, 0.5, 0.3, 0.2))
        .hasSameHashCodeAs(DomainDistribution.of(THREE, 0.5, 0.3, 0.2))
        .isNotEqualTo(DomainDistribution.of(THREE, 0.5, 0.2, 0.3));
  }

  @Test
  void doesNotShareItsArray() {
    double[] given = {0.5, 0.3, 0.2};
    DomainDistribution distribution = DomainDistribution.of(THREE, given);
    given[0] = 0;
    distribution.toArray()[0] = 0;

    assertThat(distribution.weight("law")).isEqualTo(0.5);
  }

  @Property
  void relativeNumbersOfAnySizeSumToOne(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -300, max = 300) Double> exponents) {
    List<Double> values = exponents.stream().map(e -> Math.pow(10, e)).toList();
    List<String> names = IntStream.range(0, values.size()).mapToObj(j -> "d" + j).toList();

    DomainDistribution distribution =
        DomainDistribution.relative(
            names, values.stream().mapToDouble(Double::doubleValue).toArray());

    assertThat(Arrays.stream(distribution.toArray()).sum()).isCloseTo(1, within(1e-12));
    assertThat(Arrays.stream(distribution.toArray())).allMatch(w -> w >= 0 && w <= 1);
  }

  @Test
  void sumsToOneForAHundredThousandDomains() {
    double[] values = IntStream.range(0, 100_000).mapToDouble(j -> 1.0 / (1 + j)).toArray();
    List<String> names = IntStream.range(0, values.length).mapToObj(j -> "d" + j).toList();

    DomainDistribution distribution = DomainDistribution.relative(names, values);

    assertThat(Math.abs(CompensatedSum.of(distribution.toArray()) - 1)).isLessThan(1e-12);
  }

  @Property
  void comesBackBitForBitFromItsOwnWeights(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = -9, max = 9) Double> exponents) {
    List<Double> values = exponents.stream().map(e -> Math.pow(10, e)).toList();
    List<String> names = IntStream.range(0, values.size()).mapToObj(j -> "d" + j).toList();
    DomainDistribution distribution =
        DomainDistribution.relative(
            names, values.stream().mapToDouble(Double::doubleValue).toArray());

    assertThat(DomainDistribution.of(distribution.asMap())).isEqualTo(distribution);
  }

  @Property
  void permutingTheDomainsPermutesTheWeights(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = -9, max = 9) Double> exponents) {
    List<Double> values = exponents.stream().map(e -> Math.pow(10, e)).toList();
    Map<String, Double> forward = new LinkedHashMap<>();
    for (int j = 0; j < values.size(); j++) {
      forward.put("d" + j, values.get(j));
    }
    List<String> names = new java.util.ArrayList<>(forward.keySet());
    Collections.reverse(names);
    Map<String, Double> backward = new LinkedHashMap<>();
    names.forEach(name -> backward.put(name, forward.get(name)));

    DomainDistribution one = DomainDistribution.relative(forward);
    DomainDistribution other = DomainDistribution.relative(backward);

    assertThat(names)
        .allSatisfy(n -> assertThat(one.weight(n)).isCloseTo(other.weight(n), within(1e-15)));
  }

  @Test
  void namesNumbersByDomain() {
    DomainDistribution distribution = DomainDistribution.of(THREE, 0.5, 0.3, 0.2);

    assertThat(distribution.byDomain(new double[] {-1, Double.NaN, 3}))
        .containsExactly(entry("law", -1.0), entry("code", Double.NaN), entry("general", 3.0));
    assertThat(distribution.byDomain(new long[] {7, 0, Long.MAX_VALUE}))
        .containsExactly(entry("law", 7L), entry("code", 0L), entry("general", Long.MAX_VALUE));
  }

  @Test
  void refusesMoreOrFewerNumbersThanDomains() {
    DomainDistribution distribution = DomainDistribution.of(THREE, 0.5, 0.3, 0.2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> distribution.byDomain(new double[] {1, 2}))
        .withMessage("2 values for 3 domains [law, code, general]; give one for each");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> distribution.byDomain(new long[4]))
        .withMessage("4 values for 3 domains [law, code, general]; give one for each");
  }

  @Test
  void reweightsByAFactorAndKeepsZeroAtZero() {
    DomainDistribution start = DomainDistribution.of(THREE, 0.5, 0.5, 0);

    DomainDistribution moved = start.reweighted(domain -> domain.equals("code") ? 3 : 1);

    assertThat(moved.toArray()).containsExactly(0.25, 0.75, 0);
  }
}
