// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.W;
import static org.versatune.scheduling.Example.byDomain;
import static org.versatune.scheduling.Example.losses;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** What protection does to any rule, and what it refuses. */
class ProtectionTest {
  private static final ImmutableMap<String, Double> BASE = byDomain(2.1, 1.9, 3.2);
  private static final Setup SETUP = Example.setup().with(Signal.BASE_LOSS, BASE);

  @Provide
  Arbitrary<RuleCase> rules() {
    return Arbitraries.of(RuleCase.all());
  }

  @Provide
  Arbitrary<Double> scales() {
    return Arbitraries.of(1e-9, 1e-3, 1.0, 1.0, 30.0, 1e3);
  }

  /** Half of the domains, one at least. */
  private static Protection half(List<String> domains) {
    return Protection.of(domains.subList(0, (domains.size() + 1) / 2).toArray(String[]::new));
  }

  @Property(tries = 400)
  void pressureGrowsOnlyPastALimitOrWithAnIntegralPart(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll("scales") double scale) {
    Scenario scenario = Scenario.random(seed, k, scale);
    RuleRun run =
        RuleRun.start(
            Schedulers.protecting(rule.over().apply(scenario.domains()), half(scenario.domains())),
            scenario.setup());
    for (Feedback report : scenario.reports()) {
      WeightUpdate update = run.report(report);
      assertThat(DoubleStream.of(update.weights().toArray()).sum())
          .isEqualTo(1, Offset.offset(1e-12));
      assertThat(update.factor("pressure")).hasSize((k + 1) / 2);
      double[] integral = run.scheduler().state().doubles("integral");
      boolean tries = update.note().contains("no pressure while the rule tries mixes");
      update
          .factor("pressure")
          .forEach(
              (domain, pressure) -> {
                boolean isPast = update.factor("excess").getOrDefault(domain, 0.0) > 0;
                double left = integral[scenario.domains().indexOf(domain)];
                assertThat(pressure).isGreaterThanOrEqualTo(1);
                assertThat(pressure > 1).isEqualTo(!tries && (isPast || left > 0));
              });
    }
  }

  /** Whatever is pressed, the other domains share what is left as the rule inside wants it. */
  @Property(tries = 400)
  void theOthersKeepTheirProportions(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 3, max = 6) int k) {
    Scenario scenario = Scenario.random(seed, k, 1);
    WeightScheduler inner = rule.over().apply(scenario.domains());
    Protection protection = half(scenario.domains());
    RuleRun run = RuleRun.start(Schedulers.protecting(inner, protection), scenario.setup());
    RuleRun alone = RuleRun.start(inner, scenario.setup());
    ImmutableSet<String> others =
        Sets.difference(
                ImmutableSet.copyOf(scenario.domains()),
                protection.tolerances(scenario.domains()).keySet())
            .immutableCopy();
    for (Feedback report : scenario.reports()) {
      DomainDistribution expected = alone.report(report).weights();
      DomainDistribution weights = run.report(report).weights();
      DomainDistribution wanted =
          weights.withWeights(run.scheduler().state().doubles("weights", weights.size()));
      if (Schedulers.find(inner, OnlineDataMixing.class).isEmpty()) {
        // The other one looks at the weights in force.
        assertThat(wanted).isEqualTo(expected);
      }
      double asked = others.stream().mapToDouble(wanted::weight).sum();
      double given = others.stream().mapToDouble(weights::weight).sum();
      assertThat(given).isLessThanOrEqualTo(asked + 1e-9);
      for (String domain : others) {
        assertThat(weights.weight(domain) * asked)
            .isEqualTo(wanted.weight(domain) * given, Offset.offset(1e-11));
      }
    }
  }

  @Property(tries = 200)
  void withinTheLimitsTheRuleIsAsItWouldBeWithout(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k) {
    Scenario scenario = Scenario.random(seed, k, 1);
    WeightScheduler inner = rule.over().apply(scenario.domains());
    RuleRun alone = RuleRun.start(inner, scenario.setup());
    RuleRun run =
        RuleRun.start(
            Schedulers.protecting(inner, Protection.all().within(1000)), scenario.setup());
    for (Feedback report : scenario.reports()) {
      assertThat(run.report(report).weights()).isEqualTo(alone.report(report).weights());
    }
  }

  @Property(tries = 200)
  void builtFromItsDescriptionItGoesOnBitForBit(
      @ForAll("rules") RuleCase rule,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 0, max = 11) int until) {
    Scenario scenario = Scenario.random(seed, k, 1);
    SplittableRandom random = new SplittableRandom(seed);
    Protection protection =
        half(scenario.domains())
            .within(random.nextDouble())
            .proportional(10 * random.nextDouble())
            .integral(10 * random.nextDouble())
            .retention(random.nextDouble());
    WeightScheduler scheduler =
        SchedulerStack.builder(rule.over().apply(scenario.domains()))
            .protect(protection)
            .warmup(3)
            .build();
    RuleRun run = RuleRun.start(scheduler, scenario.setup());
    scenario.reports().subList(0, until).forEach(run::report);

    WeightScheduler rebuilt = Schedulers.named(run.scheduler().describe());
    RuleRun resumed = RuleRun.resume(run, rebuilt);

    assertThat(resumed.scheduler()).isEqualTo(run.scheduler());
    assertThat(resumed.scheduler()).hasSameHashCodeAs(run.scheduler());
    assertThat(resumed.scheduler()).hasToString(run.scheduler().toString());
    for (Feedback report : scenario.reports().subList(until, scenario.reports().size())) {
      WeightUpdate expected = run.report(report);
      WeightUpdate actual = resumed.report(report);
      assertThat(actual.weights()).isEqualTo(expected.weights());
      assertThat(actual.factors()).isEqualTo(expected.factors());
      assertThat(resumed.scheduler().state()).isEqualTo(run.scheduler().state());
    }
  }

  @Test
  void itIsRightAroundTheRule() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.constant())
            .floor(.01)
            .smoothing(.5)
            .onLossJump(5)
            .protect(Protection.of("a"))
            .interval(2)
            .build();

    List<String> names = new ArrayList<>();
    for (WeightScheduler inner = stack; inner instanceof Decorator one; inner = one.rule()) {
      names.add(one.describe().name());
    }
    assertThat(names).containsExactly("bounded", "smoothed", "interval", "loss-jump", "protection");
    assertThat(stack.signals()).contains(Signal.BASE_LOSS);
    assertThat(stack.worksWith(ImmutableSet.of(Signal.VALIDATION_LOSS))).isFalse();
    assertThat(stack.worksWith(ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.BASE_LOSS))).isTrue();
    assertThat(stack.usableSignals()).contains(Signal.REFERENCE_LOSS);
  }

  @Test
  void smoothingSmoothsThePressureToo() {
    WeightScheduler plain = Schedulers.protecting(Schedulers.constant(), Protection.all());
    RuleRun pressed = RuleRun.start(plain, SETUP);
    RuleRun smooth = RuleRun.start(Schedulers.smoothed(plain, .5), SETUP);

    double now = pressed.report(losses(1, 2.2, 1.85, 3)).weights().weight("a");
    double half = smooth.report(losses(1, 2.2, 1.85, 3)).weights().weight("a");

    assertThat(half).isEqualTo((now + W.weight("a")) / 2, GOLDEN);
  }

  /** As under a rule that reads batch losses at every step. */
  @Test
  void aReportWithoutValidationLossesLeavesThePressureAsItWas() {
    RuleRun run =
        RuleRun.start(
            Schedulers.protecting(Schedulers.onlineDataMixing(), Protection.all()), SETUP);
    Feedback batch = Feedback.at(1).with(Signal.BATCH_LOSS, Map.of("b", 1.5));

    assertThat(run.report(batch).factor("pressure")).containsEntry("a", 1.0);
    assertThat(run.last().factor("excess")).isEmpty();
    run.report(losses(2, 2.2, 1.85, 3).with(Signal.BATCH_LOSS, Map.of("a", 2.0)));
    ImmutableMap<String, Double> pressure = run.last().factor("pressure");
    assertThat(pressure.values()).anyMatch(m -> m > 1);
    Feedback next = Feedback.at(3).with(Signal.BATCH_LOSS, Map.of("b", 1.5));
    assertThat(run.report(next).factor("pressure")).isEqualTo(pressure);
  }

  /** A reward counts by how likely its example was to be drawn, as it was. */
  @Test
  void aBanditIsRewardedByTheWeightsInForce() {
    RuleRun run =
        RuleRun.start(
            Schedulers.protecting(Schedulers.onlineDataMixing().warmup(0), Protection.all()),
            SETUP);
    run.report(losses(1, 2.2, 1.85, 3).with(Signal.BATCH_LOSS, Map.of()));
    DomainDistribution pressed = run.weights();
    assertThat(pressed.weight("a")).isGreaterThan(.5);

    run.report(Feedback.at(2).with(Signal.BATCH_LOSS, Map.of("a", 2.0)));

    assertThat(run.last().factor("fed")).containsEntry("a", .2 / pressed.weight("a"));
  }

  /** What Aioli learns from its sweeps is about the mixes that it tries, so these are drawn by. */
  @Test
  void mixesThatARuleTriesAreLeftAsTheyAre() {
    WeightScheduler aioli = Schedulers.aioli().sweeps(1).sweepSteps(1).trainingSteps(3);
    RuleRun alone = RuleRun.start(aioli, SETUP);
    RuleRun run = RuleRun.start(Schedulers.protecting(aioli, Protection.all()), SETUP);
    for (int step = 1; step <= 4; step++) {
      Feedback report = losses(step, 2.3 - step * .01, 1.85, 3 - step * .02);
      WeightUpdate expected = alone.report(report);
      WeightUpdate update = run.report(report);
      if (step < 4) {
        assertThat(update.weights()).isEqualTo(expected.weights());
        assertThat(update.note()).contains("past their limit: [a]", "no pressure while");
        assertThat(run.scheduler().state().doubles("integral")).containsOnly(0);
      } else {
        assertThat(run.scheduler().state().doubles("weights"))
            .as("learnt from the same mixes")
            .isEqualTo(expected.weights().toArray());
        assertThat(update.factor("pressure").get("a")).isGreaterThan(1);
      }
    }
  }

  @Test
  void nothingPilesUpDuringAWarmUp() {
    Protection protection = Protection.all();
    RuleRun run =
        RuleRun.start(
            SchedulerStack.builder(Schedulers.constant()).protect(protection).warmup(4).build(),
            SETUP);
    RuleRun fresh = RuleRun.start(Schedulers.protecting(Schedulers.constant(), protection), SETUP);
    for (int step = 1; step <= 3; step++) {
      assertThat(run.report(losses(step, 2.6, 2.4, 3)).weights()).isEqualTo(W);
      assertThat(run.last().factor("pressure").get("a")).isGreaterThan(1);
    }

    assertThat(run.report(losses(4, 2.2, 1.85, 3)).weights())
        .isEqualTo(fresh.report(losses(4, 2.2, 1.85, 3)).weights());
    assertThat(run.report(losses(5, 2.2, 1.85, 3)).weights())
        .isEqualTo(fresh.report(losses(5, 2.2, 1.85, 3)).weights());
  }

  @Test
  void theFirstLossesDoNotReplaceThoseOfTheBaseModel() {
    RuleRun run =
        RuleRun.start(
            Schedulers.protecting(Schedulers.constant(), Protection.all()), Example.setup());

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> run.report(losses(7, 2, 1.5, 3)))
        .withMessageContainingAll("step 7", "baseLosses", "at step 0", "Nothing was changed");
    assertThat(run.weights()).isEqualTo(W);
  }

  @Test
  void aDomainWithoutWeightIsNamed() {
    Setup setup =
        Setup.of(DomainDistribution.of(Example.DOMAINS, 0, .5, .5)).with(Signal.BASE_LOSS, BASE);
    RuleRun run =
        RuleRun.start(Schedulers.protecting(Schedulers.constant(), Protection.of("a")), setup);

    assertThat(run.last().note()).contains("[a]", "floor");
    assertThat(run.report(losses(1, 2.2, 1.5, 3)).weights().weight("a")).isZero();
    assertThat(run.last().note()).contains("past their limit: [a]", "floor");
  }

  @Test
  void anUnknownDomainIsNamed() {
    WeightScheduler rule =
        Schedulers.protecting(Schedulers.constant(), Protection.of("a", "general"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.start(SETUP))
        .withMessageContainingAll("protection", "'general'", "[a, b, c]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.update(W, SETUP.addTo(losses())))
        .withMessageContaining("'general'");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
  void numbersOutOfRangeAreNamed(double bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protection.all().within(bad))
        .withMessageContainingAll("within", String.valueOf(bad));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protection.of(Map.of("law", bad)))
        .withMessageContainingAll("'law'", String.valueOf(bad));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protection.all().proportional(bad))
        .withMessageContaining("proportional");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protection.all().integral(bad))
        .withMessageContaining("integral");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protection.all().retention(bad))
        .withMessageContaining("retention");
  }

  @Test
  void toProtectNothingIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protection.of())
        .withMessageContaining("no domain is protected");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Protection.of(
                    RuleDescription.of("protection", Map.of("within", ImmutableMap.of()))))
        .withMessageContaining("no domain is protected");
  }

  @Test
  void aToleranceThatIsNoNumberIsNamedWithItsDomain() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Protection.of(
                    RuleDescription.of("protection", Map.of("within", Map.of("law", "much")))))
        .withMessage("option 'within.law' of rule 'protection' is much: a number is expected");
  }

  @Test
  void aDescriptionOfSomethingElseIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protection.of(RuleDescription.of("protect")))
        .withMessageContaining("'protect'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protection.of(RuleDescription.of("protection", Map.of("tolerance", .01))))
        .withMessageContainingAll("tolerance", "within");
  }

  @Test
  void itIsAValue() {
    Protection protection = Protection.of(Map.of("a", .01, "b", .02)).integral(3);

    assertThat(protection)
        .isEqualTo(Protection.of(protection.describe()))
        .hasSameHashCodeAs(Protection.of(protection.describe()))
        .isNotEqualTo(protection.integral(2));
    assertThat(Protection.of("a").within(.02)).isEqualTo(Protection.of(Map.of("a", .02)));
    assertThat(protection.tolerances(ImmutableList.of("b", "c", "a")).entrySet())
        .containsExactly(Map.entry("b", .02), Map.entry("a", .01));
    assertThat(Protection.all().tolerances(List.of("x", "y")))
        .isEqualTo(ImmutableMap.of("x", .01, "y", .01));
    assertThat(protection.toString()).contains("within", "integral=3.0");
  }
}
