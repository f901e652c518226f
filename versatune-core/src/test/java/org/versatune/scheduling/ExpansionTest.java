// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.byDomain;
import static org.versatune.scheduling.Example.losses;

import org.junit.jupiter.api.Test;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.InvalidFeedbackException;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

class ExpansionTest {
  @Test
  void firstEvaluationWithoutBaseLossOnlySetsTheBaseline() {
    RuleRun run = RuleRun.start(Schedulers.expansion("b"), Example.setup());

    WeightUpdate first = run.report(losses(10, 2, 1.8, 3.1));
    WeightUpdate second = run.report(losses(20, 2.2, 1.75, 3.1));

    assertThat(first.weights()).isEqualTo(Example.W);
    assertThat(first.note()).contains("first evaluation");
    assertThat(second.factor("forgetting").get("a")).isEqualTo(.1, GOLDEN);
  }

  @Test
  void againstTheBaseAReportAtStepZeroIsTheBase() {
    RuleRun run =
        RuleRun.start(
            Schedulers.expansion("b").against(Baseline.BASE).gate(Gate.absolute()),
            Setup.of(Example.W));

    run.report(losses(0, 2, 1.5, 3));
    run.report(losses(10, 2.2, 1.5, 3));

    assertThat(run.report(losses(20, 2.2, 1.5, 3)).factor("forgetting").get("a"))
        .isEqualTo(.1, GOLDEN);
  }

  @Test
  void againstTheBaseSaysHowToSupplyTheBaseLosses() {
    RuleRun run = RuleRun.start(Schedulers.expansion("b").against(Baseline.BASE), Example.setup());

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> run.report(losses(10, 2, 1.5, 3)))
        .withMessageContaining("step 10")
        .withMessageContaining("give baseLosses, the loss of the base model");
    assertThat(run.weights()).isEqualTo(Example.W);
  }

  @Test
  void againstTheBestComparesWithTheLowestLossSeen() {
    RuleRun run =
        RuleRun.start(
            Schedulers.expansion("b").against(Baseline.BEST),
            Example.setup().with(Signal.BASE_LOSS, byDomain(2, 1.5, 3)));

    run.report(losses(1, 1.6, 1.5, 3));
    run.report(losses(2, 1.8, 1.5, 3));

    assertThat(run.report(losses(3, 2, 1.5, 3)).factor("forgetting").get("a"))
        .isEqualTo(.25, GOLDEN);
  }

  @Test
  void stopsAtItsCapAndKeepsATargetThatStartsAboveIt() {
    Setup setup = Example.setup().with(Signal.BASE_LOSS, byDomain(2, 2.5, 3));
    RuleRun run = RuleRun.start(Schedulers.expansion("b").step(.3).cap(.5), setup);

    assertThat(run.report(losses(1, 2, 2.5, 3)).weights().weight("b")).isEqualTo(.5);
    assertThat(run.last().note()).contains("the cap of 0.5 limits b");
    assertThat(run.report(losses(2, 2, 2.5, 3)).weights().weight("b")).isEqualTo(.5);

    RuleRun above = RuleRun.start(Schedulers.expansion("a").cap(.4), setup);
    assertThat(above.report(losses(1, 2, 2.5, 3)).weights()).isEqualTo(Example.W);
  }

  @Test
  void allWeightsStayWhereNoOtherDomainHasAny() {
    Setup setup =
        Setup.of(DomainDistribution.of(Example.DOMAINS, 0, 1, 0))
            .with(Signal.REFERENCE_LOSS, Example.REFERENCES)
            .with(Signal.BASE_LOSS, byDomain(2, 2.5, 3));
    RuleRun run = RuleRun.start(Schedulers.expansion("b").cap(1), setup);

    assertThat(run.report(losses(1, 4, 2, 3)).weights().toArray()).containsExactly(0, 1, 0);
    assertThat(run.last().note()).contains("no other domain has any weight");
  }

  /** Where forgetting is beyond any number, a domain without weight still gets none. */
  @Test
  void lossesThatLeapBeyondAllNumbersMoveNoWeightToADomainWithoutAny() {
    Setup setup =
        Setup.of(DomainDistribution.of(Example.DOMAINS, .5, .5, 0))
            .with(Signal.REFERENCE_LOSS, Example.REFERENCES)
            .with(Signal.BASE_LOSS, byDomain(2, 1.5, 1e-300));
    RuleRun run = RuleRun.start(Schedulers.expansion("b").magnitude(20), setup);

    assertThat(run.report(losses(1, 2, 1.5, 1e300)).weights().toArray()).containsExactly(.5, .5, 0);
    assertThat(run.last().note()).startsWith("gate shut");
  }

  @Test
  void absoluteGateNeedsNoReferenceLoss() {
    Expansion rule = Schedulers.expansion("b").gate(Gate.absolute()).threshold(.06);
    RuleRun run =
        RuleRun.start(rule, Setup.of(Example.W).with(Signal.BASE_LOSS, byDomain(2, 1.5, 3)));

    assertThat(rule.signals()).containsExactly(Signal.VALIDATION_LOSS);
    assertThat(run.report(losses(1, 2.2, 1.5, 3)).note())
        .isEqualTo("gate open: mean forgetting 0.0500 < 0.06");
    assertThat(run.report(losses(2, 2.6, 1.5, 3)).note())
        .isEqualTo("gate shut: mean forgetting 0.0909 ≥ 0.06");
  }

  @Test
  void gateOfOnesOwn() {
    Expansion rule = Schedulers.expansion("b").gate(measured -> measured.step() < 2);
    RuleRun run = RuleRun.start(rule, Example.setup().with(Signal.BASE_LOSS, byDomain(2, 1.5, 3)));

    assertThat(run.report(losses(1, 4, 1.5, 3)).weights().weight("b")).isEqualTo(.35);
    assertThat(run.report(losses(2, 4, 1.5, 3.1)).weights().weight("b")).isEqualTo(.35);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.named(rule.describe()))
        .withMessageContaining("gate of your own");
  }

  @Test
  void namesATargetThatDoesNotExist() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.expansion("medicine").start(Example.setup()))
        .withMessageContaining("'medicine'")
        .withMessageContaining("option 'target' of rule 'expansion'")
        .withMessageContaining("[a, b, c]");
  }

  @Test
  void aGateOfTheUsersThatFailsIsNamedWithRuleAndStep() {
    IllegalStateException mine = new IllegalStateException("no such sensor");
    Expansion rule =
        Schedulers.expansion("b")
            .gate(
                measured -> {
                  throw mine;
                });
    RuleRun run = RuleRun.start(rule, Example.setup().with(Signal.BASE_LOSS, byDomain(2, 1.5, 3)));

    assertThatIllegalStateException()
        .isThrownBy(() -> run.report(losses(7, 2, 1.5, 3)))
        .withMessageContainingAll(
            "gate of rule 'expansion'",
            "ExpansionTest",
            "step 7",
            "no such sensor",
            "mend the gate")
        .withCause(mine);
    assertThat(run.weights()).isEqualTo(Example.W);
  }

  @Test
  void aGateThatDoesNotKnowItsNeedsIsNamedToo() {
    Expansion rule =
        Schedulers.expansion("b")
            .gate(
                new Gate() {
                  @Override
                  public boolean opens(Measured measured) {
                    return true;
                  }

                  @Override
                  public boolean needsPotential() {
                    throw new UnsupportedOperationException();
                  }
                });

    assertThatIllegalStateException()
        .isThrownBy(rule::signals)
        .withMessageContainingAll("gate of rule 'expansion'", "needsPotential()");
  }

  @Test
  void checksItsOptions() {
    Expansion rule = Schedulers.expansion("b");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.step(1.5))
        .withMessage("step is 1.5; it must be in [0, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.threshold(-1))
        .withMessageContaining("threshold is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.magnitude(Double.NaN))
        .withMessageContaining("magnitude is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.cap(2))
        .withMessageContaining("cap is 2.0");
  }
}
