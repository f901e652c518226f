// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.versatune.scheduling.Example.DOMAINS;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.W;
import static org.versatune.scheduling.Example.byDomain;
import static org.versatune.scheduling.Example.losses;
import static org.versatune.scheduling.Example.only;

import com.google.common.collect.ImmutableTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;

/** What the rules of other papers do beside their formulas. */
class PeerRulesTest {
  private static Feedback excess(long step, Map<String, Double> byDomain) {
    return Feedback.at(step).with(Signal.TOKEN_EXCESS, byDomain);
  }

  private static double[] mean(List<DomainDistribution> weights) {
    double[] mean = new double[weights.get(0).size()];
    for (DomainDistribution one : weights) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += one.weight(j) / weights.size();
      }
    }
    return mean;
  }

  @Test
  void doReMiKeepsTheLastExcessOfADomainWithoutAFreshLoss() {
    RuleRun run = RuleRun.start(Schedulers.doReMi(), Setup.of(W));

    run.report(excess(1, byDomain(.2, .1, .8)));
    run.report(excess(2, only("a", .5)));

    assertThat(run.last().factor("excess"))
        .containsExactly(Map.entry("a", .5), Map.entry("b", .1), Map.entry("c", .8));
  }

  @Test
  void doReMiHasNoExcessBeforeTheFirstLoss() {
    RuleRun run = RuleRun.start(Schedulers.doReMi().exploration(0), Setup.of(W));

    run.report(excess(1, only("a", 0)));

    assertThat(run.weights().toArray()).containsExactly(W.toArray(), GOLDEN);
  }

  @Test
  void doReMiAveragesItsWeightsWithoutTheInitialOnes() {
    RuleRun run = RuleRun.start(Schedulers.doReMi(), Setup.of(W));
    RuleRun counted = RuleRun.start(Schedulers.doReMi().countInitial(true), Setup.of(W));
    for (int t = 1; t <= 3; t++) {
      run.report(excess(t, byDomain(.2 * t, 0, .8)));
      counted.report(excess(t, byDomain(.2 * t, 0, .8)));
    }

    assertThat(average(run).toArray()).containsExactly(mean(run.history().subList(1, 4)), GOLDEN);
    assertThat(average(counted).toArray()).containsExactly(mean(counted.history()), GOLDEN);
  }

  private static DomainDistribution average(RuleRun run) {
    return Schedulers.find(run.scheduler(), DoReMi.class).orElseThrow().average();
  }

  @Test
  void thereIsNoAverageBeforeTheFirstUpdate() {
    assertThatIllegalStateException().isThrownBy(() -> Schedulers.doReMi().average());
    assertThatIllegalStateException().isThrownBy(() -> Schedulers.doGE().average());
  }

  @Test
  void doReMiSaysWhatItLacks() {
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> Schedulers.doReMi().update(W, losses()))
        .withMessageContaining("step 1 has no TOKEN_EXCESS")
        .withMessageContaining("reference network");
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> Schedulers.doReMi().perToken(false).update(W, losses()))
        .withMessageContaining("has no REFERENCE_LOSS");
  }

  private static ImmutableTable<String, String, Double> products(double scale, double cross) {
    ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
    for (String i : DOMAINS) {
      for (String j : DOMAINS) {
        table.put(i, j, i.equals(j) ? scale * scale : cross * scale * scale);
      }
    }
    return table.buildOrThrow();
  }

  @Test
  void doGEAveragesItsWeightsWithoutTheInitialOnes() {
    RuleRun run = RuleRun.start(Schedulers.doGE().mu(1e-4), Setup.of(W));
    ImmutableTable<String, String, Double> table =
        PeerRulesGoldenTest.table(new double[][] {{4, 1, 0}, {1, 3, .5}, {0, .5, 2}});
    for (int t = 1; t <= 3; t++) {
      run.report(Feedback.at(t).gradientProducts(table));
    }

    DoGE rule = Schedulers.find(run.scheduler(), DoGE.class).orElseThrow();
    assertThat(rule.average().toArray()).containsExactly(mean(run.history().subList(1, 4)), GOLDEN);
  }

  @Test
  void doGEClipsLongGradientsOnly() {
    WeightScheduler clipped = Schedulers.doGE().clipped(true);
    var scores = new ArrayList<Double>();
    for (double scale : new double[] {1, 7, .5}) {
      var update = clipped.update(W, Feedback.at(1).gradientProducts(products(scale, .3)));
      scores.add(update.factor("alignment").get("a"));
    }

    assertThat(scores.get(0)).isEqualTo(.6, GOLDEN);
    assertThat(scores.get(1)).isEqualTo(.6, GOLDEN);
    assertThat(scores.get(2)).isEqualTo(.15, GOLDEN);
  }

  @Test
  void doGERefusesASquareThatIsNegative() {
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(
            () ->
                Schedulers.doGE()
                    .update(
                        W,
                        Feedback.at(4)
                            .gradientProducts(
                                PeerRulesGoldenTest.table(
                                    new double[][] {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}}))))
        .withMessageContaining("'b' at step 4 is -1.0");
  }

  @Test
  void skillItStartsFromItsPrior() {
    SkillIt rule = Schedulers.skillIt(new double[3][3]).prior(byDomain(1, 2, 5));

    assertThat(rule.start(Setup.of(W)).weights().toArray())
        .containsExactly(new double[] {.125, .25, .625}, GOLDEN);
  }

  @Test
  void skillItRefusesAnInfluenceThatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.skillIt(new double[2][2]).start(Setup.of(W)))
        .withMessageContaining("2 domains")
        .withMessageContaining("[a, b, c]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.skillIt(new double[2][3]))
        .withMessageContaining("square");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.skillIt(ImmutableTable.of("a", "b", 1.0)).start(Setup.of(W)))
        .withMessage("the influence of domain 'a' on 'a' is missing: give every pair");
  }

  @Test
  void aioliAveragesWhatItLearns() {
    double[][] first = {{.30, .05, .02}, {.04, .25, .06}, {.01, .08, .40}};
    double[][] second = {{.10, .30, .02}, {.04, .05, .06}, {.01, .08, .10}};
    Aioli rule = Schedulers.aioli().rate(1);

    var one = rule.learn(W, first);
    Aioli after = Schedulers.find(one.nextAfter(rule), Aioli.class).orElseThrow();
    var mixed = after.learn(W, second).factor("helps");
    var alone = rule.learn(W, second).factor("helps");

    for (String domain : DOMAINS) {
      double old = one.factor("helps").getOrDefault(domain, 0.0);
      double fresh = alone.getOrDefault(domain, 0.0);
      assertThat(mixed.get(domain)).isEqualTo(.9 * fresh + .1 * old, GOLDEN);
    }
  }

  @Test
  void aioliGoesBackWhereItLearntNothing() {
    Aioli rule = Schedulers.aioli().sweeps(1).sweepSteps(1);
    RuleRun run = RuleRun.start(rule, Setup.of(W));
    for (int step = 1; step <= 4; step++) {
      run.report(losses(step, 2, 2, 2));
    }

    assertThat(run.weights()).isEqualTo(W);
    assertThat(run.last().note()).contains("no interaction");
  }

  @Test
  void aioliRefusesMixesThatAreAllUniform() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.aioli().ownShare(1 / 3.0).start(Setup.of(W)))
        .withMessageContaining("1/K for K = 3");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Schedulers.aioli().learn(DomainDistribution.uniform("a"), new double[][] {{1}}))
        .withMessageContaining("more than one domain");
  }

  @Test
  void odmDoesNotFeedADomainThatItsWeightsCannotHaveDrawn() {
    DomainDistribution none = DomainDistribution.of(DOMAINS, .5, .5, 0);
    RuleRun run = RuleRun.start(Schedulers.onlineDataMixing().warmup(0), Setup.of(none));

    run.report(Feedback.at(1).with(Signal.BATCH_LOSS, byDomain(2, 2, 2)));

    assertThat(run.last().factor("fed"))
        .containsExactly(Map.entry("a", .4), Map.entry("b", .4), Map.entry("c", 0.0));
    assertThat(run.weights().weight("c")).isGreaterThan(0);
  }

  @Test
  void adoHoldsThePriorUntilEveryDomainHasALawThenFollowsTheFits() {
    Map<String, ScalingLaw> truth =
        Map.of(
            "a", new ScalingLaw(3, .2, .5),
            "b", new ScalingLaw(1, .9, .3),
            "c", new ScalingLaw(2, .5, .4));
    RuleRun run = RuleRun.start(Schedulers.adaptiveDataOptimization().refitEvery(100), Setup.of(W));
    for (int step = 5; step <= 200; step += 5) {
      double n = 16.0 * step;
      run.report(
          losses(
                  step,
                  law(truth, "a").lossAt(n),
                  law(truth, "b").lossAt(n),
                  law(truth, "c").lossAt(n))
              .with(Signal.DRAW_COUNTS, byDomain(8.0 * step, 4.8 * step, 3.2 * step)));
      if (step < 100) {
        assertThat(run.weights()).isEqualTo(W);
      }
    }

    assertThat(run.weights()).isNotEqualTo(W);
    var fitted =
        Schedulers.find(run.scheduler(), AdaptiveDataOptimization.class).orElseThrow().laws();
    for (String domain : DOMAINS) {
      assertThat(law(fitted, domain).alpha())
          .isEqualTo(law(truth, domain).alpha(), org.assertj.core.data.Offset.offset(.02));
    }
  }

  private static ScalingLaw law(Map<String, ScalingLaw> laws, String domain) {
    ScalingLaw law = laws.get(domain);
    assertThat(law).as(domain).isNotNull();
    return java.util.Objects.requireNonNull(law);
  }

  @Test
  void adoTakesAReportOfManyStepsForAsManyStepsOfTheMeanShare() {
    RuleRun many = RuleRun.start(Schedulers.adaptiveDataOptimization(), Setup.of(W));
    RuleRun one = RuleRun.start(Schedulers.adaptiveDataOptimization(), Setup.of(W));
    for (int step = 1; step <= 20; step++) {
      // Within a report of m steps every step has the mean share.
      double more = step <= 7 ? 0 : 3.0 * (step - 7);
      Map<String, Double> drawn =
          byDomain(Math.min(step, 7) + more, 2.0 * Math.min(step, 7), 4.0 * Math.min(step, 7));
      one.report(losses(step, 2, 2, 2).with(Signal.DRAW_COUNTS, drawn));
      if (step == 7 || step == 20) {
        many.report(losses(step, 2, 2, 2).with(Signal.DRAW_COUNTS, drawn));
      }
    }
    assertThat(many.scheduler().state().doubles("shares"))
        .containsExactly(one.scheduler().state().doubles("shares"), GOLDEN);
    // h(7) = .9⁷·μ + (1 − .9⁷)·(1, 2, 4)/7; then 13 steps of the first domain alone.
    double memory = Math.pow(.9, 7);
    double last = Math.pow(.9, 13);
    assertThat(many.scheduler().state().doubles("shares")[1])
        .isEqualTo(last * (memory * .3 + (1 - memory) * 2 / 7), GOLDEN);
  }

  @Test
  void adoGoesOnFromAStateThatDoesNotSayTheStep() {
    RuleRun run = RuleRun.start(Schedulers.adaptiveDataOptimization(), Setup.of(W));
    run.report(losses(10, 2, 2, 2).with(Signal.DRAW_COUNTS, byDomain(5, 5, 5)));
    SavedState now = run.scheduler().state();
    SavedState.Builder old = SavedState.builder();
    now.allDoubles().forEach((name, values) -> old.doubles(name, values.toArray()));
    now.allLongs()
        .forEach(
            (name, values) -> {
              long[] all = values.toArray();
              old.longs(name, name.equals("counts") ? new long[] {all[0], all[1]} : all);
            });

    WeightScheduler resumed =
        Schedulers.adaptiveDataOptimization().restore(Setup.of(W), old.build());
    WeightScheduler next =
        resumed
            .update(W, losses(30, 2, 2, 2).with(Signal.DRAW_COUNTS, byDomain(15, 5, 5)))
            .nextAfter(resumed);

    // One step, as the version did that wrote it.
    assertThat(next.state().doubles("shares")[1]).isEqualTo(.9 * now.doubles("shares")[1], GOLDEN);
    assertThat(next.state().longs("counts")[2]).isEqualTo(30);
  }

  @Test
  void adoRefusesCountsThatShrink() {
    RuleRun run = RuleRun.start(Schedulers.adaptiveDataOptimization(), Setup.of(W));
    run.report(losses(1, 2, 2, 2).with(Signal.DRAW_COUNTS, byDomain(5, 5, 5)));

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(
            () -> run.report(losses(2, 2, 2, 2).with(Signal.DRAW_COUNTS, byDomain(6, 4, 6))))
        .withMessageContaining("'b' at step 2 is 4.0 and was 5.0");
  }

  @Test
  void adoKeepsItsStateSmallHoweverLongTheRun() {
    RuleRun run = RuleRun.start(Schedulers.adaptiveDataOptimization(), Setup.of(W));
    for (int step = 1; step <= 5000; step++) {
      run.report(
          losses(step, 2 + 1.0 / step, 2, 3).with(Signal.DRAW_COUNTS, byDomain(step, step, step)));
    }

    assertThat(run.scheduler().state().doubles("history.entries").length)
        .isBetween(128 * 4, 256 * 4);
  }
}
