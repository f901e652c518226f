// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** What holds for every rule, whatever is reported. */
class RulePropertiesTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

  @Provide
  Arbitrary<RuleCase> rules() {
    return Arbitraries.of(RuleCase.all());
  }

  @Provide
  Arbitrary<Double> scales() {
    return Arbitraries.of(1e-9, 1e-3, 1.0, 1.0, 30.0, 1e3);
  }

  private static RuleRun run(RuleCase rule, Scenario scenario) {
    RuleRun run = RuleRun.start(rule.over().apply(scenario.domains()), scenario.setup());
    scenario.reports().forEach(run::report);
    return run;
  }

  @Property(tries = 400)
  void weightsSumToOne(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll("scales") double scale) {
    for (DomainDistribution weights : run(rule, Scenario.random(seed, k, scale)).history()) {
      assertThat(DoubleStream.of(weights.toArray()).sum()).isEqualTo(1, ROUNDING);
      assertThat(DoubleStream.of(weights.toArray())).allMatch(w -> w >= 0 && w <= 1);
    }
  }

  @Property(tries = 250)
  void oneDomainHasAllTheWeight(
      @ForAll("rules") RuleCase rule, @ForAll long seed, @ForAll("scales") double scale) {
    for (DomainDistribution weights : run(rule, Scenario.random(seed, 1, scale)).history()) {
      assertThat(weights.weight(0)).isEqualTo(1, ROUNDING);
    }
  }

  @Property(tries = 400)
  void orderOfTheDomainsDoesNotMatter(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 6) int k,
      @ForAll("scales") double scale) {
    Scenario scenario = Scenario.random(seed, k, scale);
    // Built once: a rule that was told of a domain by name is the same rule in both runs.
    WeightScheduler scheduler = rule.over().apply(scenario.domains());
    RuleRun one = RuleRun.start(scheduler, scenario.setup());
    RuleRun other = RuleRun.start(scheduler, scenario.shuffled(seed).setup());
    for (Feedback report : scenario.reports()) {
      one.report(report);
      other.report(report);
      for (String domain : scenario.domains()) {
        assertThat(other.weights().weight(domain))
            .isEqualTo(one.weights().weight(domain), Offset.offset(1e-9));
      }
    }
  }

  @Property(tries = 250)
  void domainsThatAreAlikeStayAlike(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 6) int k) {
    if (!rule.evenHanded()) {
      return;
    }
    for (DomainDistribution weights : run(rule, Scenario.symmetric(seed, k)).history()) {
      assertThat(weights.toArray()).containsExactly(same(1.0 / k, k), ROUNDING);
    }
  }

  private static double[] same(double value, int length) {
    double[] array = new double[length];
    Arrays.fill(array, value);
    return array;
  }

  @Property(tries = 400)
  void zeroStaysZeroUnlessTheRuleExplores(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 6) int k,
      @ForAll("scales") double scale) {
    if (rule.explores()) {
      return;
    }
    Scenario scenario = Scenario.random(seed, k, scale);
    // Not the domain that expansion is to grow: that one may start from nothing.
    String nothing = scenario.domains().get(0);
    List<DomainDistribution> history = run(rule, scenario.without(nothing)).history();
    for (int t = 1; t < history.size(); t++) {
      if (history.get(t - 1).weight(nothing) == 0) {
        assertThat(history.get(t).weight(nothing)).isZero();
      }
    }
  }

  @Property(tries = 400)
  void savedAndRestoredItGoesOnBitForBit(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 0, max = 11) int until) {
    Scenario scenario = Scenario.random(seed, k, 1);
    WeightScheduler scheduler = rule.over().apply(scenario.domains());
    RuleRun run = RuleRun.start(scheduler, scenario.setup());
    scenario.reports().subList(0, until).forEach(run::report);

    WeightScheduler rebuilt = Schedulers.named(run.scheduler().describe());
    RuleRun resumed = RuleRun.resume(run, rebuilt);

    assertThat(resumed.scheduler().state()).isEqualTo(run.scheduler().state());
    for (Feedback report : scenario.reports().subList(until, scenario.reports().size())) {
      WeightUpdate expected = run.report(report);
      WeightUpdate actual = resumed.report(report);
      assertThat(actual.weights()).isEqualTo(expected.weights());
      assertThat(actual.factors()).isEqualTo(expected.factors());
      assertThat(actual.conditions()).isEqualTo(expected.conditions());
      assertThat(actual.note()).isEqualTo(expected.note());
      assertThat(resumed.scheduler().state()).isEqualTo(run.scheduler().state());
    }
  }

  @Property(tries = 250)
  void anUpdateLeavesTheSchedulerAsItWas(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k) {
    Scenario scenario = Scenario.random(seed, k, 1);
    WeightUpdate start = rule.over().apply(scenario.domains()).start(scenario.setup());
    WeightScheduler scheduler = start.nextAfter(rule.over().apply(scenario.domains()));
    DomainDistribution weights = start.weights();
    for (Feedback report : scenario.reports()) {
      Feedback full = scenario.setup().addTo(report);
      WeightUpdate first = scheduler.update(weights, full);
      WeightUpdate second = scheduler.update(weights, full);
      assertThat(second.weights()).isEqualTo(first.weights());
      assertThat(second.factors()).isEqualTo(first.factors());
      assertThat(second.nextAfter(scheduler).state()).isEqualTo(first.nextAfter(scheduler).state());
      scheduler = first.nextAfter(scheduler);
      weights = first.weights();
    }
  }

  @Property(tries = 400)
  void boundsHoldAfterAnySequence(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll("scales") double scale) {
    Scenario scenario = Scenario.random(seed, k, scale);
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Double> floor = new TreeMap<>();
    Map<String, Double> cap = new TreeMap<>();
    for (String domain : scenario.domains()) {
      floor.put(domain, random.nextDouble() / k);
      cap.put(domain, Math.min(1, (1 + random.nextDouble()) / k));
    }
    WeightScheduler stack =
        SchedulerStack.builder(rule.over().apply(scenario.domains()))
            .smoothing(random.nextDouble())
            .floor(floor)
            .cap(cap)
            .build();
    RuleRun run = RuleRun.start(stack, scenario.setup());
    scenario.reports().forEach(run::report);
    for (DomainDistribution weights : run.history()) {
      assertThat(DoubleStream.of(weights.toArray()).sum()).isEqualTo(1, ROUNDING);
      for (String domain : scenario.domains()) {
        assertThat(weights.weight(domain)).isBetween(floor.get(domain), cap.get(domain));
      }
    }
  }

  @Property(tries = 200)
  void everyReasonIsANumberThatCanBeWrittenDown(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll("scales") double scale) {
    Scenario scenario = Scenario.random(seed, k, scale);
    RuleRun run = RuleRun.start(rule.over().apply(scenario.domains()), scenario.setup());
    for (Feedback report : scenario.reports()) {
      WeightUpdate update = run.report(report);
      assertThat(update.factors().values()).allMatch(Double::isFinite);
      assertThat(update.conditions().values()).allMatch(Double::isFinite);
      assertThat(update.note().isEmpty() && update.factors().isEmpty()).isFalse();
    }
  }

  @Property(tries = 200)
  void readsNoSignalThatItDidNotDeclare(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 6) int k) {
    Scenario scenario = Scenario.random(seed, k, 1);
    WeightScheduler scheduler = rule.over().apply(scenario.domains());
    WeightUpdate start = scheduler.start(scenario.setup());
    WeightScheduler next = start.nextAfter(scheduler);
    Feedback full = scenario.setup().addTo(scenario.reports().get(0));
    Feedback declared = Feedback.at(full.step());
    for (org.versatune.Signal signal : scheduler.signals()) {
      declared =
          signal == org.versatune.Signal.GRADIENT_PRODUCTS
              ? declared.gradientProducts(full.gradientProducts())
              : declared.with(signal, full.values(signal));
    }
    DomainDistribution weights = next.update(start.weights(), declared).weights();
    assertThat(IntStream.range(0, k).mapToObj(weights::weight)).allMatch(Double::isFinite);
  }

  @Property(tries = 100)
  void describesItselfSoThatItCanBeBuiltAgain(
      @ForAll("rules") RuleCase rule, @ForAll @IntRange(min = 1, max = 6) int k) {
    WeightScheduler scheduler = rule.over().apply(Scenario.random(1, k, 1).domains());

    assertThat(Schedulers.named(scheduler.describe()).describe()).isEqualTo(scheduler.describe());
    assertThat(Schedulers.named(scheduler.describe()).signals()).isEqualTo(scheduler.signals());
    assertThat(ImmutableMap.copyOf(scheduler.describe().options()))
        .isEqualTo(scheduler.describe().options());
  }
}
