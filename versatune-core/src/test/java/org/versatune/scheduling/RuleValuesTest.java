// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.versatune.scheduling.Example.W;
import static org.versatune.scheduling.Example.losses;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.Baseline;
import org.versatune.ForgettingTracker;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.tracking.ForgettingTrackers;

/** Rules and decorators are values: equal where their options and their state are. */
class RuleValuesTest {
  private static final List<String> DOMAINS = List.of("a", "b", "c");

  static Stream<RuleCase> rules() {
    return RuleCase.all().stream();
  }

  private static WeightScheduler built(RuleCase rule) {
    return rule.over().apply(DOMAINS);
  }

  @Test
  void theCasesCoverTheCatalogue() {
    assertThat(rules().map(rule -> built(rule).describe().name())).containsAll(Schedulers.names());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleEqualsTheOneOfItsDescription(RuleCase rule) {
    WeightScheduler one = built(rule);

    assertThat(Schedulers.named(one.describe())).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(one).hasToString(one.describe().toString());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void noRuleEqualsAnother(RuleCase rule) {
    assertThat(rules().filter(other -> built(other).equals(built(rule))).map(RuleCase::label))
        .containsExactly(rule.label());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void anotherOptionIsAnotherRule(RuleCase rule) {
    RuleDescription description = built(rule).describe();
    description
        .options()
        .forEach(
            (option, value) -> {
              if (value instanceof Double || value instanceof Long || value instanceof Boolean) {
                Map<String, Object> changed = new TreeMap<>(description.options());
                changed.put(option, changed(value));
                assertThat(Schedulers.named(RuleDescription.of(description.name(), changed)))
                    .as(option)
                    .isNotEqualTo(built(rule));
              }
            });
  }

  private static Object changed(Object value) {
    if (value instanceof Boolean flag) {
      return !flag;
    }
    return value instanceof Long number ? (Object) (number + 1) : (Double) value * .875 + .03;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theStateCounts(RuleCase rule) {
    Scenario scenario = Scenario.random(7, 3, 1);
    WeightScheduler fresh = rule.over().apply(scenario.domains());
    RuleRun run = RuleRun.start(fresh, scenario.setup());
    RuleRun again = RuleRun.start(rule.over().apply(scenario.domains()), scenario.setup());
    scenario.reports().forEach(run::report);
    scenario.reports().forEach(again::report);

    assertThat(again.scheduler()).isEqualTo(run.scheduler()).hasSameHashCodeAs(run.scheduler());
    assertThat(RuleRun.resume(run, Schedulers.named(fresh.describe())).scheduler())
        .isEqualTo(run.scheduler());
    if (!run.scheduler().state().isEmpty()) {
      assertThat(run.scheduler()).isNotEqualTo(fresh);
      assertThat(run.scheduler().toString())
          .startsWith(fresh.describe().toString())
          .contains(" with the state {");
    }
  }

  static Stream<WeightScheduler> decorators() {
    WeightScheduler rule = Schedulers.doReMi();
    return Stream.of(
        Schedulers.bounded(rule),
        Schedulers.bounded(rule).floor(.1),
        Schedulers.bounded(rule).cap(Map.of("a", .5)),
        Schedulers.bounded(rule).epochCap(3),
        Schedulers.smoothed(rule, .5),
        Schedulers.warmUp(rule, 5),
        Schedulers.interval(rule, 5),
        Schedulers.lossJump(rule, 5),
        Schedulers.stopping(rule, 5),
        Schedulers.deadBand(Schedulers.fostering(), 5));
  }

  @ParameterizedTest
  @MethodSource("decorators")
  void aDecoratorEqualsTheSameAroundAnEqualRule(WeightScheduler decorated) {
    RuleDescription description = decorated.describe();
    Map<String, Object> options = new TreeMap<>(description.options());
    options.put("rule", ImmutableMap.of("name", "doge", "options", ImmutableMap.of()));

    assertThat(Schedulers.named(description)).isEqualTo(decorated).hasSameHashCodeAs(decorated);
    assertThat(Schedulers.named(RuleDescription.of(description.name(), options)))
        .isNotEqualTo(decorated);
    assertThat(decorators().filter(decorated::equals)).hasSize(1);
    assertThat(decorated).hasToString(description.toString());
  }

  @Test
  void aLossJumpRemembersWhatItSaw() {
    WeightScheduler guard = Schedulers.lossJump(Schedulers.fostering(), 5);
    RuleRun run = RuleRun.start(guard, Example.setup());
    WeightScheduler started = run.scheduler();
    run.report(losses());

    assertThat(started).isEqualTo(guard);
    assertThat(run.scheduler()).isNotEqualTo(started);
    assertThat(RuleRun.resume(run, guard).scheduler()).isEqualTo(run.scheduler());
  }

  @Test
  void partsOfTheUsersOwnCountByTheirEquals() {
    Gate gate = measured -> true;
    ForgettingTracker base = ForgettingTrackers.base(Map.of("a", 1.0));

    assertThat(Schedulers.expansion("a").gate(gate))
        .isEqualTo(Schedulers.expansion("a").gate(gate));
    assertThat(Schedulers.expansion("a").gate(gate))
        .isNotEqualTo(Schedulers.expansion("a").gate(measured -> true));
    assertThat(Schedulers.expansion("a").measuring(base))
        .isEqualTo(Schedulers.expansion("a").measuring(ForgettingTrackers.base(Map.of("a", 1.0))))
        .isNotEqualTo(Schedulers.expansion("a").against(Baseline.BASE));
    WeightScheduler own = (current, feedback) -> WeightUpdate.of(current);
    assertThat(Schedulers.interval(own, 2)).isEqualTo(Schedulers.interval(own, 2));
    assertThat(Schedulers.interval(own, 2))
        .isNotEqualTo(Schedulers.interval((current, feedback) -> WeightUpdate.of(W), 2));
  }

  /** The rule leaves the choice of the tracker to the run; one with a baseline does not. */
  @Test
  void anExpansionThatLeavesTheBaselineToTheRunIsAnother() {
    assertThat(Schedulers.expansion("a"))
        .isNotEqualTo(Schedulers.expansion("a").against(Baseline.PREVIOUS));
  }

  @Test
  void anExpansionIsEqualToTheOneBuiltFromItsDescription() {
    assertThat(Schedulers.named(Schedulers.expansion("a").describe()))
        .isEqualTo(Schedulers.expansion("a"));
    assertThat(Schedulers.named(Schedulers.expansion("a").against(Baseline.PREVIOUS).describe()))
        .isEqualTo(Schedulers.expansion("a").against(Baseline.PREVIOUS));
  }

  @Test
  void aStateOfManyDomainsIsListedInPart() {
    List<String> domains = Stream.iterate(0, i -> i + 1).limit(5000).map(i -> "d" + i).toList();
    WeightScheduler rule = Schedulers.doReMi();
    WeightScheduler started =
        rule.start(org.versatune.Setup.of(org.versatune.DomainDistribution.uniform(domains)))
            .nextAfter(rule);

    assertThat(started.toString()).hasSizeLessThan(600).contains("lambda=");
  }
}
