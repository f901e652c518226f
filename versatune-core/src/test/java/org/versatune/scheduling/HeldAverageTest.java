// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.versatune.scheduling.Example.DOMAINS;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.byDomain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightScheduler;

/** While a decorator holds the weights, nothing is added to the mean of DoReMi's and DoGE's. */
class HeldAverageTest {

  static List<UnaryOperator<WeightScheduler>> decorators() {
    return List.of(
        rule -> Schedulers.interval(rule, 4),
        rule -> Schedulers.warmUp(rule, 5),
        rule -> Schedulers.interval(Schedulers.warmUp(rule, 5), 2),
        rule -> Schedulers.warmUp(Schedulers.interval(rule, 2), 5),
        rule -> SchedulerStack.builder(rule).interval(3).warmup(4).smoothing(.5).floor(.3).build());
  }

  private static Feedback report(int step) {
    double[][] products = {{1, .5, step}, {.5, 2, .1}, {step, .1, 3}};
    return Feedback.at(step)
        .with(Signal.TOKEN_EXCESS, byDomain(.1 * step, .3, 1.0 / step))
        .gradientProducts(PeerRulesGoldenTest.table(products));
  }

  private static DomainDistribution average(WeightScheduler scheduler) {
    return Schedulers.find(scheduler, DoReMi.class)
        .map(DoReMi::average)
        .orElseGet(() -> Schedulers.find(scheduler, DoGE.class).orElseThrow().average());
  }

  @ParameterizedTest
  @MethodSource("decorators")
  void theAverageIsThatOfTheRulesOwnWeightsWhileTheyCount(
      UnaryOperator<WeightScheduler> decorators) {
    for (WeightScheduler rule :
        List.of(Schedulers.doReMi(), Schedulers.doReMi().countInitial(true), Schedulers.doGE())) {
      RuleRun run = RuleRun.start(decorators.apply(rule), Example.setup());
      List<double[]> said = new ArrayList<>();
      if (Boolean.TRUE.equals(rule.describe().options().get("countInitial"))) {
        said.add(Example.W.toArray());
      }
      for (int step = 1; step <= 12; step++) {
        WeightScheduler before = inner(run.scheduler());
        double[] own = before.update(run.weights(), report(step)).weights().toArray();
        String note = run.report(report(step)).note();
        if (!note.contains("held")) {
          said.add(own);
        }
      }
      assertThat(said.size()).isBetween(2, 9);
      double[] mean = new double[DOMAINS.size()];
      said.forEach(
          weights -> {
            for (int j = 0; j < mean.length; j++) {
              mean[j] += weights[j] / said.size();
            }
          });
      assertThat(average(run.scheduler()).toArray()).containsExactly(mean, GOLDEN);
    }
  }

  private static WeightScheduler inner(WeightScheduler scheduler) {
    return Schedulers.find(scheduler, DoReMi.class)
        .<WeightScheduler>map(rule -> rule)
        .orElseGet(() -> Schedulers.find(scheduler, DoGE.class).orElseThrow());
  }

  @Test
  void heldFromTheStartThereIsNoAverageAndTheExcessIsKeptAllTheSame() {
    RuleRun run = RuleRun.start(Schedulers.warmUp(Schedulers.doReMi(), 100), Example.setup());
    run.report(report(1));
    DoReMi rule = Schedulers.find(run.scheduler(), DoReMi.class).orElseThrow();

    assertThatIllegalStateException().isThrownBy(rule::average);
    assertThat(rule.state().doubles("lambda")).containsExactly(.1, .3, 1);
  }

  @Test
  void aRuleThatWasNeverStartedHoldsToo() {
    WeightScheduler rule = Schedulers.warmUp(Schedulers.doGE(), 100);
    WeightScheduler next = rule.update(Example.W, report(1)).nextAfter(rule);

    assertThatIllegalStateException()
        .isThrownBy(() -> Schedulers.find(next, DoGE.class).orElseThrow().average());
  }
}
