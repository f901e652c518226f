// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;

class RegMixSearchTest {
  private static final DomainDistribution PRIOR =
      DomainDistribution.of(List.of("a", "b", "c"), .5, .3, .2);

  /** Losses that are least where a has twice the weight of b and c. */
  private static ImmutableMap<String, Double> losses(DomainDistribution mix) {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    for (String domain : mix.domains()) {
      double best = domain.equals("a") ? .5 : .25;
      losses.put(domain, 2 + Math.pow(mix.weight(domain) - best, 2));
    }
    return losses.buildOrThrow();
  }

  private static List<RegMixSearch.Trial> trials(RegMixSearch search) {
    List<RegMixSearch.Trial> trials = new ArrayList<>();
    search.proposals().forEach(mix -> trials.add(new RegMixSearch.Trial(mix, losses(mix))));
    return trials;
  }

  @Test
  void proposesMixesOfDifferentSparsityAroundThePrior() {
    List<DomainDistribution> mixes = RegMixSearch.over(PRIOR).proposals(2000).seed(3).proposals();

    assertThat(mixes).hasSize(2000);
    double[] flatter = {Math.sqrt(.5), Math.sqrt(.3), Math.sqrt(.2)};
    double sum = DoubleStream.of(flatter).sum();
    for (int j = 0; j < 3; j++) {
      int domain = j;
      double mean = mixes.stream().mapToDouble(mix -> mix.weight(domain)).average().orElseThrow();
      assertThat(mean).isEqualTo(flatter[j] / sum, within(.03));
    }
    assertThat(mixes.stream().filter(mix -> DoubleStream.of(mix.toArray()).max().orElse(0) > .99))
        .hasSizeGreaterThan(200);
    assertThat(mixes.stream().filter(mix -> DoubleStream.of(mix.toArray()).max().orElse(0) < .5))
        .hasSizeGreaterThan(100);
  }

  @Test
  void findsTheMixThatIsBestOnAverage() {
    RegMixSearch search = RegMixSearch.over(PRIOR).proposals(64).simulations(20_000).seed(5);

    RegMixSearch.Fit fit = search.fit(trials(search));

    DomainDistribution mix = DomainDistribution.of(PRIOR.domains(), .2, .2, .6);
    fit.predict(mix)
        .forEach(
            (domain, loss) -> assertThat(loss).isEqualTo(losses(mix).get(domain), within(1e-6)));
    assertThat(fit.result().toArray()).containsExactly(new double[] {.5, .25, .25}, within(.05));
  }

  @Test
  void findsTheMixThatIsBestForOneDomain() {
    RegMixSearch search =
        RegMixSearch.over(PRIOR).proposals(64).simulations(20_000).objective("a").seed(5);

    DomainDistribution found = search.fit(trials(search)).result();

    assertThat(found.weight("a")).isEqualTo(.5, within(.02));
  }

  @Test
  void takesAllSimulatedMixesWhereThereAreFewer() {
    RegMixSearch search = RegMixSearch.over(PRIOR).proposals(30).simulations(50).seed(1);
    RegMixSearch.Fit fit = search.fit(trials(search));

    assertThat(fit.result()).isEqualTo(search.best(50).fit(trials(search)).result());
  }

  @Test
  void doesNotDependOnTheOrderOfTheDomains() {
    DomainDistribution turned = DomainDistribution.of(List.of("c", "a", "b"), .2, .5, .3);
    RegMixSearch one = RegMixSearch.over(PRIOR).proposals(30).simulations(500).seed(9);
    RegMixSearch other = RegMixSearch.over(turned).proposals(30).simulations(500).seed(9);

    for (int i = 0; i < 30; i++) {
      assertThat(other.proposals().get(i).asMap())
          .containsExactlyInAnyOrderEntriesOf(one.proposals().get(i).asMap());
    }
    assertThat(other.fit(trials(other)).result().asMap())
        .containsExactlyInAnyOrderEntriesOf(one.fit(trials(one)).result().asMap());
  }

  @Test
  void leavesOutADomainThatThePriorLeavesOut() {
    DomainDistribution without = DomainDistribution.of(List.of("a", "b", "c"), .6, .4, 0);
    RegMixSearch search = RegMixSearch.over(without).proposals(30).simulations(500);

    assertThat(search.proposals()).allMatch(mix -> mix.weight("c") == 0);
    assertThat(search.fit(trials(search)).result().weight("c")).isZero();
  }

  @Test
  void takesAnotherRegression() {
    RegMixSearch search =
        RegMixSearch.over(PRIOR)
            .proposals(10)
            .simulations(2000)
            .best(1)
            .regression((mixes, losses) -> weights -> -weights[2]);

    assertThat(search.fit(trials(search)).result().weight("c")).isGreaterThan(.95);
  }

  @Test
  void saysWhereThereIsTooLittleToLearnFrom() {
    RegMixSearch search = RegMixSearch.over(PRIOR).proposals(3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.fit(trials(search)))
        .withMessageContaining("3 trials do not tell 3 domains apart");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.fit(List.of()))
        .withMessageContaining("no trial");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegMixSearch.Trial(PRIOR, ImmutableMap.of("a", 1.0, "b", 1.0)))
        .withMessageContaining("domain 'c'");
  }
}
