// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.byDomain;
import static org.versatune.scheduling.Example.losses;

import org.junit.jupiter.api.Test;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** Phases 2a and 2b, the authors' code and the fixed mixes, against vectors computed by hand. */
class VersaTuneRulesGoldenTest {
  @Test
  void fostering() {
    RuleRun run = RuleRun.start(Schedulers.fostering(), Example.setup());

    WeightUpdate update = run.report(losses());

    assertThat(update.weights().toArray())
        .containsExactly(new double[] {.4984894260, .2719033233, .2296072508}, GOLDEN);
    assertThat(update.factor("potential"))
        .hasEntrySatisfying("a", gamma -> assertThat(gamma).isEqualTo(.1, GOLDEN))
        .containsEntry("b", 0.0)
        .hasEntrySatisfying("c", gamma -> assertThat(gamma).isEqualTo(.8 / 3, GOLDEN));
  }

  @Test
  void fosteringWithMagnitudeFive() {
    RuleRun run = RuleRun.start(Schedulers.fostering().magnitude(5), Example.setup());

    assertThat(run.report(losses()).weights().toArray())
        .containsExactly(new double[] {.4945054945, .1978021978, .3076923077}, GOLDEN);
  }

  @Test
  void openGap() {
    Setup setup = Example.setup().with(Signal.BASE_LOSS, byDomain(2.1, 1.9, 3.2));

    RuleRun run = RuleRun.start(Schedulers.openGap(), setup);

    WeightUpdate update = run.report(losses());
    assertThat(update.weights().toArray())
        .containsExactly(new double[] {.6968641115, .0522648084, .2508710801}, GOLDEN);
    assertThat(update.factor("open"))
        .hasEntrySatisfying("a", open -> assertThat(open).isEqualTo(2 / 3.0, GOLDEN))
        .hasEntrySatisfying("b", open -> assertThat(open).isEqualTo(.05, GOLDEN))
        .hasEntrySatisfying("c", open -> assertThat(open).isEqualTo(.8, GOLDEN));
    assertThat(run.report(losses()).weights()).as("nothing compounds").isEqualTo(update.weights());
  }

  @Test
  void openGapWithoutBaseLossesStartsFromTheFirstReport() {
    RuleRun unknown = RuleRun.start(Schedulers.openGap(), Example.setup());
    RuleRun known =
        RuleRun.start(
            Schedulers.openGap(), Example.setup().with(Signal.BASE_LOSS, byDomain(2.1, 1.9, 3.2)));

    unknown.report(losses(1, 2.1, 1.9, 3.2));

    assertThat(unknown.report(losses(2, 2, 1.5, 3)).weights())
        .isEqualTo(known.report(losses(2, 2, 1.5, 3)).weights());
  }

  @Test
  void openGapByPriorAndPower() {
    Setup setup = Example.setup().with(Signal.BASE_LOSS, byDomain(2.1, 1.9, 3.2));
    WeightScheduler rule = Schedulers.openGap().power(2).priorExponent(.5).widthExponent(0);

    assertThat(RuleRun.start(rule, setup).report(losses()).weights().toArray())
        .containsExactly(new double[] {.5221678332, .0022751407, .4755570261}, GOLDEN);
  }

  @Test
  void openGapOfADomainWithNothingToLearn() {
    Setup setup = Example.setup().with(Signal.BASE_LOSS, byDomain(2.1, 1.6, 2.3));

    WeightUpdate update =
        RuleRun.start(Schedulers.openGap(), setup).report(losses(1, 2, 1.7, 2.25));

    assertThat(update.weights().toArray())
        .containsExactly(new double[] {.0228571429, .9257142857, .0514285714}, GOLDEN);
    Setup nothing = Example.setup().with(Signal.BASE_LOSS, byDomain(1.8, 1.6, 2.2));
    assertThat(RuleRun.start(Schedulers.openGap(), nothing).report(losses()).weights())
        .as("nothing to learn anywhere: weights stay")
        .isEqualTo(Example.W);
  }

  @Test
  void expansion() {
    Setup setup = Example.setup().with(Signal.BASE_LOSS, byDomain(2.1, 1.9, 3.2));
    RuleRun run = RuleRun.start(Schedulers.expansion("b"), setup);

    WeightUpdate grew = run.report(losses(1, 2, 1.8, 3.1));
    assertThat(grew.weights().toArray())
        .containsExactly(new double[] {.4642857143, .35, .1857142857}, GOLDEN);
    assertThat(grew.conditions()).containsEntry("gate", 1.0);
    assertThat(grew.note()).isEqualTo("gate open: mean forgetting 0.0000 < 0.2 × potential 0.1111");

    WeightUpdate held = run.report(losses(2, 2.2, 1.75, 3.1));
    assertThat(held.weights().toArray())
        .containsExactly(new double[] {.4766666667, .35, .1733333333}, GOLDEN);
    assertThat(held.conditions()).containsEntry("gate", 0.0);
    assertThat(held.conditions().get("mean forgetting")).isEqualTo(.05, GOLDEN);
    assertThat(held.conditions().get("target potential")).isEqualTo(.0857142857, GOLDEN);

    assertThat(run.report(losses(3, 2.25, 1.74, 3.4)).weights().toArray())
        .containsExactly(new double[] {.4676379577, .35, .1823620423}, GOLDEN);
  }

  @Test
  void expansionAgainstTheBaseModel() {
    Setup setup =
        Setup.of(DomainDistribution.of(Example.DOMAINS, .2, .6, .2))
            .with(Signal.REFERENCE_LOSS, byDomain(1.8, 1.2, 2.2))
            .with(Signal.BASE_LOSS, byDomain(2.1, 1.9, 3.2));
    RuleRun run =
        RuleRun.start(
            Schedulers.expansion("b").magnitude(5).threshold(.5).against(Baseline.BASE), setup);

    run.report(losses(1, 2, 1.8, 3.1));
    run.report(losses(2, 2.2, 1.75, 3.5));

    assertThat(run.report(losses(3, 2.25, 1.5, 3.6)).weights().toArray())
        .containsExactly(new double[] {.1032871825, .75, .1467128175}, GOLDEN);
  }

  @Test
  void authorsCodeWithoutReference() {
    RuleRun run = RuleRun.start(Schedulers.authorsCode(), Setup.of(Example.W));

    assertThat(run.report(losses()).weights().toArray())
        .containsExactly(new double[] {.4079582659, .1484635177, .4435782164}, GOLDEN);
  }

  @Test
  void authorsCodeWithReference() {
    RuleRun run = RuleRun.start(Schedulers.authorsCode(), Example.setup());

    assertThat(run.report(losses()).weights().toArray())
        .containsExactly(new double[] {.4601216156, .2045198859, .3353584985}, GOLDEN);
  }

  @Test
  void inverse() {
    RuleRun run = RuleRun.start(Schedulers.inverse(), Example.setup());

    assertThat(run.weights().toArray()).containsExactly(new double[] {.25, .35, .4}, GOLDEN);
    assertThat(run.report(losses()).weights()).isEqualTo(run.history().get(0));
  }

  @Test
  void uniformConstantAndProportional() {
    Setup setup = Example.setup().with(Signal.DOMAIN_SIZE, byDomain(1000, 8000, 1000));

    assertThat(RuleRun.start(Schedulers.uniform(), setup).weights())
        .isEqualTo(DomainDistribution.uniform("a", "b", "c"));
    assertThat(RuleRun.start(Schedulers.constant(), setup).weights()).isEqualTo(Example.W);
    assertThat(RuleRun.start(Schedulers.proportional(), setup).weights().toArray())
        .containsExactly(new double[] {.1, .8, .1}, GOLDEN);
  }
}
