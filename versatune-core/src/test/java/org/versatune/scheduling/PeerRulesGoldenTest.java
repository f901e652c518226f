// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.versatune.scheduling.Example.DOMAINS;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.W;
import static org.versatune.scheduling.Example.byDomain;
import static org.versatune.scheduling.Example.losses;
import static org.versatune.scheduling.Example.only;

import com.google.common.collect.ImmutableTable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/** The rules of other papers, stateful ones over sequences, against vectors computed by hand. */
class PeerRulesGoldenTest {
  private static final DomainDistribution UNIFORM = DomainDistribution.uniform(DOMAINS);
  private static final double[][] INFLUENCE = {{1, .5, 0}, {0, 1, .5}, {0, 0, 1}};

  private static void assertWeights(DomainDistribution weights, double... expected) {
    assertThat(weights.toArray()).containsExactly(expected, GOLDEN);
  }

  static ImmutableTable<String, String, Double> table(double[][] matrix) {
    ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix.length; j++) {
        table.put(DOMAINS.get(i), DOMAINS.get(j), matrix[i][j]);
      }
    }
    return table.buildOrThrow();
  }

  @Test
  void doReMiFromOneTokenADomain() {
    RuleRun run = RuleRun.start(Schedulers.doReMi(), Setup.of(W));

    Feedback excess = Feedback.at(1).with(Signal.TOKEN_EXCESS, byDomain(.2, 0, .8));

    assertWeights(run.report(excess).weights(), .4504212970, .2212812193, .3282974837);
  }

  @Test
  void doReMiFromMeans() {
    RuleRun run = RuleRun.start(Schedulers.doReMi().perToken(false), Example.setup());

    assertWeights(run.report(losses()).weights(), .4504212970, .2212812193, .3282974837);
  }

  @Test
  void velocity() {
    Setup setup = Example.setup().with(Signal.BASE_LOSS, byDomain(2.1, 1.9, 3.2));
    RuleRun run = RuleRun.start(Schedulers.velocity(), setup);

    WeightUpdate update = run.report(losses());
    assertWeights(update.weights(), .5960257044, .1315593618, .2724149338);
    assertWeights(new double[] {2 / 3.0, -1 / 3.0, .8}, update.factor("open"));
    assertWeights(
        run.report(losses(2, 1.9, 1.55, 2.7)).weights(), .5974352276, .0799834908, .3225812816);
  }

  private static void assertWeights(double[] expected, Map<String, Double> actual) {
    assertThat(actual.values().stream().mapToDouble(one -> one).toArray())
        .containsExactly(expected, GOLDEN);
  }

  /** Without base losses all domains are at the start of their way: V is 1 for each. */
  @Test
  void velocityWithoutBaseLossesCountsFromTheFirstReport() {
    Setup setup = Setup.of(W).with(Signal.REFERENCE_LOSS, byDomain(1.8, 1.4, 2.2));
    RuleRun run = RuleRun.start(Schedulers.velocity(), setup);

    assertWeights(run.report(losses()).weights(), .5, .3, .2);
    assertThat(run.last().standIns()).containsKey(Signal.BASE_LOSS);
    WeightUpdate later = run.report(losses(2, 2.2, 1.4, 2.6));
    assertWeights(new double[] {2, 0, .5}, later.factor("open"));
    assertThat(RuleRun.resume(run, Schedulers.velocity()).report(losses(3, 2.1, 1.5, 2)).weights())
        .isEqualTo(run.report(losses(3, 2.1, 1.5, 2)).weights());
  }

  @Test
  void velocityKeepsTheWeightsWhereNothingCanBeLearnt() {
    Setup setup =
        Setup.of(W)
            .with(Signal.REFERENCE_LOSS, byDomain(3, 3, 4))
            .with(Signal.BASE_LOSS, byDomain(2, 2, 4));
    RuleRun run = RuleRun.start(Schedulers.velocity(), setup);

    assertThat(run.report(losses()).weights()).isEqualTo(W);
    assertThat(run.last().note()).contains("no domain has anything to learn");
  }

  @Test
  void dynamicBatchLoading() {
    RuleRun run = RuleRun.start(Schedulers.dynamicBatchLoading(), Example.setup());

    assertWeights(run.report(losses()).weights(), .4601089368, .2045327673, .3353582960);
  }

  @Test
  void doGE() {
    double[][] g = {{1, 0, 2}, {0, 1, 1}, {-1, 2, 0}};
    double[][] products = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int d = 0; d < 3; d++) {
          products[i][j] += g[i][d] * g[j][d];
        }
      }
    }
    RuleRun run = RuleRun.start(Schedulers.doGE(), Setup.of(W));

    WeightUpdate update = run.report(Feedback.at(1).gradientProducts(table(products)));

    assertWeights(update.weights(), .4976995697, .3032206025, .1990798279);
  }

  @Test
  void skillIt() {
    for (SkillIt rule :
        new SkillIt[] {Schedulers.skillIt(INFLUENCE), Schedulers.skillIt(table(INFLUENCE))}) {
      RuleRun run = RuleRun.start(rule, Setup.of(W));
      assertWeights(run.weights(), .3442533457, .3442533457, .3114933085);

      run.report(losses(1, 9, 9, 1));
      run.report(losses(2, 2.5, 2, 3.2));
      run.report(losses(3, 2.2, 1.8, 3.1));

      assertWeights(
          run.report(losses(4, 2, 1.5, 3)).weights(), .3207650441, .3616615773, .3175733786);
    }
  }

  @Test
  void aioliFromMeasuredImprovements() {
    double[][] improvement = {{.30, .05, .02}, {.04, .25, .06}, {.01, .08, .40}};

    assertWeights(
        Schedulers.aioli().rate(1).learn(W, improvement).weights(),
        .3187116976,
        .3266625177,
        .3546257846);
  }

  @Test
  void aioliRunsItsSweepsThroughTheReports() {
    Aioli rule = Schedulers.aioli().rate(1).sweeps(2).sweepSteps(10).trainingSteps(100);
    RuleRun run = RuleRun.start(rule, Setup.of(W));
    double[][] improvement = {{.30, .05, .02}, {.04, .25, .06}, {.01, .08, .40}};

    double[] loss = {9, 9, 9};
    run.report(losses(0, loss[0], loss[1], loss[2]));
    assertWeights(run.weights(), .75, .125, .125);
    for (int segment = 0; segment < 6; segment++) {
      long step = 10L * (segment + 1);
      assertThat(run.weights().weight(segment % 3)).isEqualTo(.75);
      assertThat(run.report(losses(step - 1, 50, 50, 50)).note()).contains("the weights stay");
      for (int i = 0; i < 3; i++) {
        loss[i] -= improvement[i][segment % 3];
      }
      run.report(losses(step, loss[0], loss[1], loss[2]));
    }

    assertWeights(run.weights(), .3187116976, .3266625177, .3546257846);
    assertThat(run.report(losses(159, 1, 1, 1)).note()).contains("training on the learnt mix");
    assertWeights(run.report(losses(160, 1, 1, 1)).weights(), .75, .125, .125);
  }

  @Test
  void odm() {
    RuleRun run = RuleRun.start(Schedulers.onlineDataMixing(), Setup.of(UNIFORM));

    run.report(Feedback.at(2000).with(Signal.BATCH_LOSS, only("b", 7)));
    assertThat(run.weights()).isEqualTo(UNIFORM);
    run.report(Feedback.at(2001).with(Signal.BATCH_LOSS, only("a", 2)));
    run.report(Feedback.at(2002).with(Signal.BATCH_LOSS, only("c", 3)));

    assertWeights(
        run.report(Feedback.at(2003).with(Signal.BATCH_LOSS, only("b", 1.5))).weights(),
        .3330198546,
        .3323855375,
        .3345946079);
  }

  @Test
  void ado() {
    Map<String, ScalingLaw> laws =
        Map.of(
            "a", new ScalingLaw(2, .7, .4),
            "b", new ScalingLaw(1.5, .6, .3),
            "c", new ScalingLaw(2.5, .9, .5));
    RuleRun run = RuleRun.start(Schedulers.adaptiveDataOptimization().laws(laws), Setup.of(W));

    WeightUpdate first = run.report(losses().with(Signal.DRAW_COUNTS, byDomain(16, 10, 6)));
    assertWeights(first.weights(), .5099835723, .2879717812, .2020446466);
    assertThat(first.factor("preference").values().stream().mapToDouble(v -> v).toArray())
        .containsExactly(new double[] {.5998357225, .1797178119, .2204464655}, GOLDEN);

    WeightUpdate second =
        run.report(losses(2, 2, 1.5, 3).with(Signal.DRAW_COUNTS, byDomain(26, 22, 16)));
    assertWeights(second.weights(), .5540741205, .2354684025, .2104574770);
  }

  @Test
  void temperatureAndUniMax() {
    Setup setup = Setup.of(W).with(Signal.DOMAIN_SIZE, byDomain(1000, 8000, 64000));

    assertWeights(
        RuleRun.start(Schedulers.temperature(), setup).weights(),
        .0845420942,
        .2391211524,
        .6763367535);
    assertWeights(
        RuleRun.start(Schedulers.uniMax(60_000), setup).weights(), 1 / 15.0, 7 / 15.0, 7 / 15.0);
  }
}
