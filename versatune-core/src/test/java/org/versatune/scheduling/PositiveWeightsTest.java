// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.byDomain;
import static org.versatune.scheduling.Example.losses;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** A positive weight never becomes 0 by arithmetic, under any rule that sets weights by losses. */
class PositiveWeightsTest {

  @Provide
  Arbitrary<RuleCase> rules() {
    return Arbitraries.of(RuleCase.all());
  }

  @Provide
  Arbitrary<Double> outliers() {
    return Arbitraries.of(1e2, 1e3, 1e6, 1e150, 1e300);
  }

  /** One report in which one domain's numbers are an outlier, among ordinary ones. */
  @Property(tries = 600)
  void anOutlierEndsNoDomain(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 6) int k,
      @ForAll("outliers") double outlier,
      @ForAll @IntRange(min = 0, max = 11) int when) {
    if (rule.label().equals("schedule")) {
      return; // What it says is what the user wrote down.
    }
    Scenario scenario = Scenario.random(seed, k, 1);
    RuleRun run = RuleRun.start(rule.over().apply(scenario.domains()), scenario.setup());
    String domain = scenario.domains().get((int) Math.floorMod(seed, (long) k));
    for (int t = 0; t < scenario.reports().size(); t++) {
      Feedback report = scenario.reports().get(t);
      if (t == when) {
        for (Signal signal :
            List.of(Signal.VALIDATION_LOSS, Signal.TOKEN_EXCESS, Signal.BATCH_LOSS)) {
          Map<String, Double> values = new TreeMap<>(report.values(signal));
          values.put(domain, outlier);
          report = report.with(signal, values);
        }
      }
      WeightUpdate update = run.report(report);
      assertThat(DoubleStream.of(update.weights().toArray())).allMatch(w -> w >= 1e-12 && w <= 1);
      assertThat(DoubleStream.of(update.weights().toArray()).sum())
          .isEqualTo(1, Offset.offset(1e-12));
      assertThat(update.factors().values()).allMatch(Double::isFinite);
      assertThat(update.conditions().values()).allMatch(Double::isFinite);
    }
    assertThat(run.scheduler().state()).isNotNull();
  }

  /** Losses that stay unequal for very long: rules that multiply go down step by step. */
  @Property(tries = 150)
  void aLongRunEndsNoDomain(
      @ForAll("rules") RuleCase rule, @ForAll @IntRange(min = 0, max = 1000) int seed) {
    if (rule.label().equals("schedule")) {
      return;
    }
    Scenario scenario = Scenario.random(seed, 4, 1);
    RuleRun run = RuleRun.start(rule.over().apply(scenario.domains()), scenario.setup());
    Feedback last = scenario.reports().get(11);
    for (int t = 0; t < 400; t++) {
      Feedback report = Feedback.at(100 + 7L * t).losses(last.losses());
      for (Signal signal : List.of(Signal.TOKEN_EXCESS, Signal.BATCH_LOSS, Signal.DRAW_COUNTS)) {
        report = report.with(signal, last.values(signal));
      }
      run.report(report.gradientProducts(last.gradientProducts()));
      assertThat(DoubleStream.of(run.weights().toArray())).allMatch(w -> w >= 1e-12);
    }
  }

  @Test
  void afterOneOutlierUnderTheAuthorsCodeTheOthersComeBack() {
    RuleRun run = RuleRun.start(Schedulers.authorsCode(), Example.setup());

    run.report(losses(1, 1000, 1.5, 3));
    assertThat(run.weights().toArray()).containsExactly(1 - 2e-12, 1e-12, 1e-12);

    for (int step = 2; step <= 40; step++) {
      run.report(losses(step, 1.8, 2.6, 3.2));
    }
    assertThat(run.weights().weight("b")).isGreaterThan(.4);
    assertThat(run.weights().weight("c")).isGreaterThan(.4);
  }

  @Test
  void theShiftIsThatOfLogWeightPlusExponent() {
    double[] weights = Softmax.reweighted(new double[] {1e-300, .5, .5}, new double[] {1000, 0, 0});

    // A ratio of .5/(1e-300·e^1000), about e^-310, which a double holds.
    assertThat(weights[0]).isEqualTo(1, GOLDEN);
    assertThat(weights[1]).isBetween(1e-135, 1e-134);
    assertThat(Softmax.reweighted(new double[] {.5, .3, .2}, new double[] {1e3, 1e3, 1e3}))
        .containsExactly(.5, .3, .2);
  }

  @Test
  void expansionToAllOfTheWeightLeavesTheOthersAlive() {
    RuleRun run =
        RuleRun.start(
            Schedulers.expansion("a").cap(1).step(.5).gate(Gate.absolute()), Example.setup());
    run.report(losses(1, 2, 2, 2));
    run.report(losses(2, 2, 2, 2));

    assertThat(run.weights().weight("a")).isEqualTo(1, GOLDEN);
    assertThat(run.weights().weight("b")).isGreaterThanOrEqualTo(1e-12);
  }

  @Test
  void boundsLeaveAPositiveWeightPositive() {
    WeightScheduler outer =
        SchedulerStack.builder(Schedulers.authorsCode()).floor(Map.of("b", .5)).build();
    RuleRun run = RuleRun.start(outer, Example.setup());

    run.report(losses(1, 1000, 1.5, 3));

    assertThat(run.weights().weight("b")).isEqualTo(.5);
    assertThat(run.weights().weight("c")).isEqualTo(1e-12);
    assertThat(DoubleStream.of(run.weights().toArray()).sum()).isEqualTo(1, Offset.offset(1e-12));
  }

  @Test
  void aSmoothedWeightStaysPositiveWhileItFalls() {
    WeightScheduler falling =
        Schedulers.smoothed(
            Schedulers.schedule().at(1, DomainDistribution.of(Example.DOMAINS, 1, 0, 0)), .1);
    RuleRun run = RuleRun.start(falling, Example.setup());
    for (int step = 1; step <= 400; step++) {
      run.report(Feedback.at(step).losses(byDomain(1, 1, 1)));
    }

    assertThat(run.weights().weight("b")).isEqualTo(1e-12);
  }

  @Test
  void aWeightThatTheUserMadeTinyIsHeldAsItIs() {
    DomainDistribution tiny = DomainDistribution.of(Example.DOMAINS, 1 - 1e-15, 1e-15, 0);
    WeightScheduler constant = SchedulerStack.builder(Schedulers.constant()).smoothing(.5).build();
    RuleRun run = RuleRun.start(constant, org.versatune.Setup.of(tiny));

    run.report(losses(1, 2, 2, 2));

    assertThat(run.weights()).isEqualTo(tiny);
  }
}
