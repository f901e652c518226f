// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.W;
import static org.versatune.scheduling.Example.byDomain;
import static org.versatune.scheduling.Example.losses;

import com.google.common.collect.ImmutableMap;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** Protection against vectors that were computed from the formulas alone. */
class ProtectionGoldenTest {
  private static final ImmutableMap<String, Double> BASE = byDomain(2.1, 1.9, 3.2);

  private static RuleRun run(Protection protection, Setup setup) {
    return RuleRun.start(
        Schedulers.protecting(Schedulers.constant(), protection),
        setup.with(Signal.BASE_LOSS, BASE));
  }

  private static void is(DomainDistribution weights, double... expected) {
    assertThat(weights.toArray()).containsExactly(expected, GOLDEN);
  }

  @Test
  void everyDomainProtected() {
    RuleRun run = run(Protection.all(), Example.setup());

    is(run.report(losses(1, 2.2, 1.85, 3)).weights(), .7206703911, .1675977654, .1117318436);
    is(run.report(losses(2, 2.15, 1.95, 2.9)).weights(), .5995329831, .2837127846, .1167542323);
    is(run.report(losses(3, 2, 1.9, 2.8)).weights(), .4912556494, .3122420908, .1965022598);
  }

  @Test
  void withoutReferenceLosses() {
    RuleRun run = run(Protection.all(), Setup.of(W));

    is(run.report(losses(1, 2.2, 1.85, 3)).weights(), .8464912281, .0921052632, .0614035088);
    is(run.report(losses(2, 2.15, 1.95, 2.9)).weights(), .6484515533, .2868880354, .0646604113);
    assertThat(run.last().standIns()).containsKey(Signal.REFERENCE_LOSS);
  }

  /** a is 0.079 past its limit of 2.121, a quarter and more of its width of 0.3. */
  @Test
  void theUpdateSaysLimitExcessAndPressureOfTheProtectedDomainsAlone() {
    RuleRun run = run(Protection.of("a", "c"), Example.setup());

    WeightUpdate update = run.report(losses(1, 2.2, 1.85, 3));

    assertThat(update.factor("limit")).containsOnlyKeys("a", "c");
    assertThat(update.factors().get("a", "limit")).isEqualTo(2.121, GOLDEN);
    assertThat(update.factors().get("a", "excess")).isEqualTo(.079, GOLDEN);
    assertThat(update.factors().get("c", "excess")).isEqualTo(3 - 3.232, GOLDEN);
    assertThat(update.factors().get("a", "pressure")).isEqualTo(1 + 6 * .079 / .3, GOLDEN);
    assertThat(update.factors().get("c", "pressure")).isEqualTo(1.0);
    assertThat(update.factors().contains("b", "limit")).isFalse();
    assertThat(update.conditions()).containsEntry("past their limit", 1.0);
    assertThat(update.explain("a")).contains("limit 2.1210, excess 0.0790, pressure 2.5800");
    assertThat(update.explain("b")).doesNotContain("limit 2", "excess", "pressure");
  }

  /** Dynamic batch loading has an excess of its own, over the reference losses. */
  @Test
  void theReasonsOfTheRuleInsideStay() {
    Setup setup = Example.setup().with(Signal.BASE_LOSS, BASE);
    WeightScheduler rule = Schedulers.dynamicBatchLoading();
    RuleRun run = RuleRun.start(Schedulers.protecting(rule, Protection.of("a")), setup);

    WeightUpdate update = run.report(losses(1, 2.2, 1.85, 3));

    assertThat(update.factor("rule's excess"))
        .isEqualTo(RuleRun.start(rule, setup).report(losses(1, 2.2, 1.85, 3)).factor("excess"));
    assertThat(update.factor("excess")).containsOnlyKeys("a");
  }

  /**
   * The constants of another choice: λ = 3·0.079/0.3 after the first report, half of it is kept.
   */
  @Test
  void theConstantsAreOptions() {
    RuleRun run =
        run(Protection.of("a").proportional(0).integral(3).retention(.5), Example.setup());

    run.report(losses(1, 2.2, 1.85, 3));
    WeightUpdate update = run.report(losses(2, 2.121, 1.95, 2.9));

    assertThat(update.factor("pressure").get("a")).isEqualTo(1 + .5 * 3 * .079 / .3, GOLDEN);
  }

  /** Widths are .4, .04 and 0, the least of them counts as .11/3. */
  @Test
  void aSmallWidthCountsAsAQuarterOfTheMeanWidth() {
    Setup setup = Setup.of(W).with(Signal.REFERENCE_LOSS, byDomain(1.7, 1.86, 4));
    RuleRun run = run(Protection.of("c").integral(0), setup);

    WeightUpdate update = run.report(losses(1, 2, 2, 3.232 + .11 / 3));

    assertThat(update.factor("pressure").get("c")).isEqualTo(1 + 4, GOLDEN);
  }

  /** The rule inside builds on its own weights: the pressure of one report is not in the next. */
  @Test
  void nothingCompounds() {
    Setup setup = Example.setup().with(Signal.BASE_LOSS, BASE);
    WeightScheduler fostering = Schedulers.fostering();
    RuleRun alone = RuleRun.start(fostering, setup);
    RuleRun run =
        RuleRun.start(Schedulers.protecting(fostering, Protection.of("a").retention(0)), setup);
    for (int step = 1; step <= 5; step++) {
      alone.report(losses(step, 2.3, 1.7, 3));
      run.report(losses(step, 2.3, 1.7, 3));
    }

    assertThat(run.weights()).isNotEqualTo(alone.weights());
    assertThat(run.report(losses(6, 1.9, 1.7, 3)).weights())
        .isEqualTo(alone.report(losses(6, 1.9, 1.7, 3)).weights());
  }
}
