// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.W;
import static org.versatune.scheduling.Example.byDomain;
import static org.versatune.scheduling.Example.losses;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

class SchedulerStackTest {
  private static final WeightScheduler TO_UNIFORM =
      (current, feedback) -> WeightUpdate.of(DomainDistribution.uniform(current.domains()));

  @Test
  void smoothingMovesPartOfTheWay() {
    RuleRun run =
        RuleRun.start(SchedulerStack.builder(TO_UNIFORM).smoothing(.75).build(), Example.setup());

    assertThat(run.report(losses()).weights().toArray())
        .containsExactly(
            new double[] {.75 * .5 + .25 / 3, .75 * .3 + .25 / 3, .75 * .2 + .25 / 3}, GOLDEN);
    assertThat(run.last().factor("smoothing").get("a")).isEqualTo(.75 * (.5 - 1 / 3.0), GOLDEN);
  }

  @Test
  void warmupAndIntervalHoldTheWeightsBitForBit() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.fostering())
            .warmup(20)
            .interval(10)
            .smoothing(.3)
            .floor(.1)
            .build();
    RuleRun run = RuleRun.start(stack, Example.setup());

    assertThat(run.report(losses(10, 2, 1.5, 3)).weights()).isEqualTo(W);
    assertThat(run.last().note()).contains("warmup until step 20");
    assertThat(run.report(losses(20, 2, 1.5, 3)).weights()).isNotEqualTo(W);
    DomainDistribution moved = run.weights();
    assertThat(run.report(losses(25, 2, 1.5, 3)).weights()).isEqualTo(moved);
    assertThat(run.last().note()).contains("weights change every 10 steps");
    assertThat(run.report(losses(30, 2, 1.5, 3)).weights()).isNotEqualTo(moved);
  }

  @Test
  void lossesReachTheRuleWhileItsWeightsAreHeld() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.expansion("b").gate(Gate.absolute())).warmup(2).build();
    RuleRun run = RuleRun.start(stack, Setup.of(W));

    run.report(losses(1, 2, 1.5, 3));

    assertThat(run.report(losses(2, 2.2, 1.5, 3)).factor("forgetting").get("a"))
        .isEqualTo(.1, GOLDEN);
  }

  @Test
  void boundsHoldFromTheStart() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.constant()).floor(Map.of("c", .25)).cap(.45).build();
    RuleRun run = RuleRun.start(stack, Example.setup());

    assertThat(run.weights().toArray())
        .containsExactly(new double[] {.45, .3, .25}, GOLDEN)
        .contains(.45, .25);
    assertThat(run.last().factor("floor").get("c")).isEqualTo(.05, GOLDEN);
    assertThat(run.last().factor("cap").get("a")).isEqualTo(.05, GOLDEN);
  }

  @Test
  void boundsThatCannotHoldAreErrorsThatSaySo() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SchedulerStack.builder(TO_UNIFORM).floor(.4).build().start(Example.setup()))
        .withMessageContaining("lower bounds sum to 1.2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SchedulerStack.builder(TO_UNIFORM).cap(.25).build().start(Example.setup()))
        .withMessageContaining("upper bounds sum to 0.75");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SchedulerStack.builder(TO_UNIFORM)
                    .floor(Map.of("b", .4))
                    .cap(.35)
                    .build()
                    .start(Example.setup()))
        .withMessage("floor 0.4 of domain 'b' is above its cap 0.35");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SchedulerStack.builder(TO_UNIFORM)
                    .floor(Map.of("law", .1))
                    .build()
                    .start(Example.setup()))
        .withMessageContaining("unknown domain 'law'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchedulerStack.builder(TO_UNIFORM).floor(Map.of("b", -.1)))
        .withMessage("floor of domain 'b' is -0.1; it must be in [0, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchedulerStack.builder(TO_UNIFORM).smoothing(1))
        .withMessageContaining("smoothing is 1.0");
  }

  private static Feedback drawn(long step, double a, double b, double c) {
    return losses(step, 2, 1.5, 3).with(Signal.DRAW_COUNTS, byDomain(a, b, c));
  }

  @Test
  void aDomainThatReachedItsEpochCapWeighsNothingAndHasNoFloor() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.constant()).epochCap(1.5).floor(.15).build();
    RuleRun run =
        RuleRun.start(stack, Setup.of(W).with(Signal.DOMAIN_SIZE, byDomain(100, 11, 100)));

    assertThat(run.report(drawn(1, 20, 15, 10)).weights()).isEqualTo(W);
    WeightUpdate update = run.report(drawn(2, 20, 16, 10));

    assertThat(update.weights().toArray())
        .containsExactly(new double[] {5 / 7.0, 0, 2 / 7.0}, GOLDEN);
    assertThat(update.weights().weight("b")).isZero();
    assertThat(update.conditions()).containsEntry("exhausted domains", 1.0);
    assertThat(update.note()).contains("1 of 3 domains have reached their epoch cap");
  }

  @Test
  void anEpochCapActsDuringAWarmup() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.constant()).warmup(100).epochCap(Map.of("b", 1)).build();
    RuleRun run =
        RuleRun.start(stack, Setup.of(W).with(Signal.DOMAIN_SIZE, byDomain(100, 10, 100)));

    assertThat(run.report(drawn(1, 0, 10, 0)).weights().weight("b")).isZero();
  }

  @Test
  void capsAreLiftedWhereTheDomainsThatAreLeftCannotCarryOne() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.constant()).epochCap(1).cap(.5).build();
    RuleRun run = RuleRun.start(stack, Setup.of(W).with(Signal.DOMAIN_SIZE, byDomain(10, 10, 100)));

    assertThat(run.report(drawn(1, 10, 10, 0)).weights().toArray()).containsExactly(0, 0, 1);
    assertThat(run.last().note()).contains("lifted");
  }

  @Test
  void theLastReportIsTakenInWhenNothingIsLeftToDraw() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.fostering()).epochCap(1).floor(.1).build();
    RuleRun run = RuleRun.start(stack, Example.setup().with(Signal.DOMAIN_SIZE, byDomain(1, 1, 1)));

    WeightUpdate update = run.report(drawn(1, 1, 1, 1));

    assertThat(update.weights()).isEqualTo(W);
    assertThat(update.note()).contains("nothing is left to draw");
    assertThat(update.factors().columnKeySet()).contains("potential");
  }

  @Test
  void anEpochCapThatAllowsNoDrawAtAllIsAnErrorThatSaysSo() {
    WeightScheduler stack = SchedulerStack.builder(Schedulers.constant()).epochCap(.5).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> stack.start(Setup.of(W).with(Signal.DOMAIN_SIZE, byDomain(1, 1, 1))))
        .withMessageContaining("every domain that has weight has reached its epoch cap");
  }

  @Test
  void aRuleThatWantsOnlyWhatIsExhaustedIsNotFollowed() {
    WeightScheduler onlyA = (current, feedback) -> WeightUpdate.of(current.withWeights(1, 0, 0));
    WeightScheduler stack = SchedulerStack.builder(onlyA).epochCap(1).build();
    RuleRun run = RuleRun.start(stack, Setup.of(W).with(Signal.DOMAIN_SIZE, byDomain(10, 10, 10)));

    assertThat(run.report(drawn(1, 10, 1, 1)).weights().toArray())
        .containsExactly(new double[] {0, .6, .4}, GOLDEN);
  }

  @Test
  void asksForTheSignalsOfAnEpochCapOnlyWhereThereIsOne() {
    assertThat(SchedulerStack.builder(Schedulers.constant()).floor(.1).build().signals()).isEmpty();
    assertThat(SchedulerStack.builder(Schedulers.constant()).epochCap(2).build().signals())
        .containsExactlyInAnyOrder(Signal.DOMAIN_SIZE, Signal.DRAW_COUNTS);
  }

  @Test
  void addsNoDecoratorThatWasNotAskedFor() {
    WeightScheduler rule = Schedulers.fostering();

    assertThat(
            SchedulerStack.builder(rule)
                .smoothing(0)
                .epochCap(Map.of())
                .floor(Map.of())
                .cap(Map.of())
                .warmup(0)
                .interval(1)
                .build())
        .isSameAs(rule);
  }

  @Test
  void isBuiltAgainFromItsDescription() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.expansion("b"))
            .interval(10)
            .warmup(20)
            .smoothing(.5)
            .floor(Map.of("a", .1, "c", .05))
            .cap(.6)
            .epochCap(4)
            .build();

    assertThat(Schedulers.named(stack.describe()).describe()).isEqualTo(stack.describe());
    assertThat(stack.describe().name()).isEqualTo("bounded");
    assertThat(Schedulers.find(stack, Expansion.class)).isPresent();
    assertThat(Schedulers.find(stack, Fostering.class)).isEmpty();
  }

  @Test
  void buildsADecoratorAroundARuleOfTheUsers() {
    WeightScheduler stack = SchedulerStack.builder(TO_UNIFORM).floor(.1).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.named(stack.describe()))
        .withMessageContaining("no built-in rule 'custom'");
    assertThat(Schedulers.named(stack.describe(), description -> TO_UNIFORM).describe())
        .isEqualTo(stack.describe());
  }
}
