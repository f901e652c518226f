// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.versatune.scheduling.Example.DOMAINS;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.W;
import static org.versatune.scheduling.Example.byDomain;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Setup;
import org.versatune.Signal;

class FixedMixGoldenTest {
  private static double[] start(org.versatune.WeightScheduler rule, double... sizes) {
    return rule.start(Setup.of(W).with(Signal.DOMAIN_SIZE, byDomain(sizes[0], sizes[1], sizes[2])))
        .weights()
        .toArray();
  }

  @Test
  void temperatureOneIsProportionalAndAHighOneNearlyUniform() {
    assertThat(start(Schedulers.temperature().temperature(1), 10, 20, 70))
        .containsExactly(new double[] {.1, .2, .7}, GOLDEN);
    assertThat(start(Schedulers.temperature().temperature(1e9), 10, 20, 70))
        .containsExactly(
            new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, org.assertj.core.data.Offset.offset(1e-8));
  }

  @Test
  void temperatureLimitsScaledSizes() {
    assertThat(start(Schedulers.temperature().temperature(1).scale(2).max(100), 10, 40, 1000))
        .containsExactly(new double[] {.1, .4, .5}, GOLDEN);
  }

  @Test
  void aLowTemperatureNeitherOverflowsNorEndsADomain() {
    assertThat(start(Schedulers.temperature().temperature(.001), 10, 1e6, 1e9))
        .containsExactly(1e-12, 1e-12, 1 - 2e-12);
  }

  @Test
  void uniMaxRepeatsNoDomainTooOften() {
    assertThat(start(Schedulers.uniMax(300), 10, 1000, 1000))
        .containsExactly(new double[] {40 / 300.0, 130 / 300.0, 130 / 300.0}, GOLDEN);
    assertThat(start(Schedulers.uniMax(300).epochs(1), 10, 1000, 1000))
        .containsExactly(new double[] {10 / 300.0, 145 / 300.0, 145 / 300.0}, GOLDEN);
    assertThat(start(Schedulers.uniMax(1e9), 10, 20, 10))
        .containsExactly(new double[] {.25, .5, .25}, GOLDEN);
  }

  @Test
  void sizesMustBeKnown() {
    for (org.versatune.WeightScheduler rule :
        List.of(Schedulers.proportional(), Schedulers.temperature(), Schedulers.uniMax(1))) {
      assertThat(rule.signals()).containsExactly(Signal.DOMAIN_SIZE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rule.start(Setup.of(W)))
          .withMessageContaining("give domainSizes, the number");
    }
  }

  private static double[] at(Schedule schedule, long step) {
    return RuleRun.start(schedule, Setup.of(W)).report(Feedback.at(step)).weights().toArray();
  }

  @Test
  void piecewiseConstantScheduleTakesEffectAtItsKnots() {
    Schedule schedule = Schedulers.schedule().at(10, byDomain(1, 0, 0)).at(20, byDomain(0, .5, .5));

    assertThat(schedule.start(Setup.of(W)).weights()).isEqualTo(W);
    assertThat(at(schedule, 9)).containsExactly(.5, .3, .2);
    assertThat(at(schedule, 10)).containsExactly(1, 0, 0);
    assertThat(at(schedule, 19)).containsExactly(1, 0, 0);
    assertThat(at(schedule, 20)).containsExactly(0, .5, .5);
    assertThat(at(schedule, 1_000_000)).containsExactly(0, .5, .5);
  }

  @Test
  void linearScheduleGoesStraightFromTheInitialDistribution() {
    Schedule schedule =
        Schedulers.schedule().linear().at(10, byDomain(1, 0, 0)).at(20, byDomain(0, .5, .5));

    assertThat(at(schedule, 5)).containsExactly(new double[] {.75, .15, .1}, GOLDEN);
    assertThat(at(schedule, 10)).containsExactly(1, 0, 0);
    assertThat(at(schedule, 14)).containsExactly(new double[] {.6, .2, .2}, GOLDEN);
    assertThat(at(schedule, 25)).containsExactly(0, .5, .5);
  }

  @Test
  void cosineScheduleStartsAndEndsGently() {
    Schedule schedule =
        Schedulers.schedule().cosine().at(0, byDomain(1, 0, 0)).at(30, byDomain(0, .5, .5));

    assertThat(schedule.start(Setup.of(W)).weights().toArray()).containsExactly(1, 0, 0);
    assertThat(at(schedule, 10)).containsExactly(new double[] {.75, .125, .125}, GOLDEN);
    assertThat(at(schedule, 15)).containsExactly(new double[] {.5, .25, .25}, GOLDEN);
    assertThat(at(schedule, 20)).containsExactly(new double[] {.25, .375, .375}, GOLDEN);
  }

  @Test
  void scheduleTakesMixesInAnyOrderOfDomainsAndRefusesOthers() {
    DomainDistribution turned = DomainDistribution.of(List.of("c", "a", "b"), .6, .3, .1);

    assertThat(at(Schedulers.schedule().at(0, turned), 1)).containsExactly(.3, .1, .6);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.schedule().at(5, Map.of("a", .5, "z", .5)).start(Setup.of(W)))
        .withMessageContaining("the mix for step 5 is over")
        .withMessageContaining("[a, b, c]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.schedule().at(5, turned).at(5, turned))
        .withMessageContaining("a mix for step 5 already");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.schedule().at(5, Map.of("a", .5, "b", .4)))
        .withMessageContaining("sum to 0.9");
  }

  @Test
  void regMixTakesAMixInAnyOrderOfDomainsAndRefusesOthers() {
    DomainDistribution turned = DomainDistribution.of(List.of("c", "a", "b"), .6, .3, .1);

    assertThat(Schedulers.regMix(turned).start(Setup.of(W)).weights())
        .isEqualTo(DomainDistribution.of(DOMAINS, .3, .1, .6));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Schedulers.regMix(DomainDistribution.uniform("a", "b")).start(Setup.of(W)))
        .withMessageContaining("the mix that RegMix found is over [a, b], the run over [a, b, c]");
  }

  @Test
  void inverseOfACertainDetectionGivesThatDomainNothing() {
    Setup certain = Setup.of(DomainDistribution.of(DOMAINS, 1, 0, 0));

    assertThat(Schedulers.inverse().start(certain).weights().toArray()).containsExactly(0, .5, .5);
  }
}
