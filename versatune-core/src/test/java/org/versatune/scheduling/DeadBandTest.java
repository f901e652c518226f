// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.versatune.scheduling.Example.GOLDEN;
import static org.versatune.scheduling.Example.byDomain;
import static org.versatune.scheduling.Example.losses;
import static org.versatune.scheduling.Example.only;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RunBuilder;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.record.Replay;
import org.versatune.record.RunRecord;
import org.versatune.tracking.ForgettingTrackers;

/** No move inside the noise. The golden numbers are those of phase 2a on the losses it is shown. */
class DeadBandTest {
  @TempDir Path folder;

  private static Feedback noisy(long step, double error, double a, double b, double c) {
    return losses(step, a, b, c).with(Signal.LOSS_ERROR, byDomain(error, error, error));
  }

  private static RuleRun fostering(double z) {
    return RuleRun.start(Schedulers.deadBand(Schedulers.fostering(), z), Example.setup());
  }

  private static void is(WeightUpdate update, double... expected) {
    assertThat(update.weights().toArray()).containsExactly(expected, GOLDEN);
  }

  /** The band is 2·√(.05² + .05²) = .1414. b goes up by .02 and .13 more: both together count. */
  @Test
  void aRuleSeesTheChangesThatAreAboveTheNoise() {
    RuleRun run = fostering(2);

    is(run.report(noisy(1, .05, 2, 1.5, 3)), .4984894260, .2719033233, .2296072508);
    is(run.report(noisy(2, .05, 2.1, 1.4, 3.14)), .4984894260, .2719033233, .2296072508);
    is(run.report(noisy(3, .05, 2.3, 1.52, 2.95)), .5188601548, .2324763031, .2486635420);
    is(run.report(noisy(4, .05, 2.25, 1.65, 3.1)), .5325257917, .2019313731, .2655428352);
    assertThat(run.last().factor("change of loss").get("b")).isEqualTo(.15, GOLDEN);
    assertThat(run.last().factor("noise of loss").get("b")).isEqualTo(.1 * Math.sqrt(2), GOLDEN);
    assertThat(run.last().factor("step of loss")).isEqualTo(byDomain(3, 4, 1));
  }

  @Test
  void aReportWithinTheNoiseMovesNeitherWeightsNorRule() {
    RuleRun run = fostering(2);
    run.report(noisy(1, .05, 2, 1.5, 3));
    WeightScheduler before = run.scheduler();

    WeightUpdate update = run.report(noisy(2, .05, 2.1, 1.5, 3));

    assertThat(run.scheduler()).isEqualTo(before);
    assertThat(update.conditions()).containsEntry("dead-band", 1.0);
    assertThat(update.note()).contains("held", "2.0 standard errors");
  }

  @Test
  void thePairedErrorOfTheChangeGoesBeforeThoseOfTheLosses() {
    RuleRun run = fostering(2);
    run.report(noisy(1, .05, 2, 1.5, 3));

    run.report(noisy(2, .05, 2.05, 1.5, 3).with(Signal.LOSS_CHANGE_ERROR, only("a", .02)));

    assertThat(run.last().conditions()).doesNotContainKey("dead-band");
    assertThat(run.last().factor("step of loss")).isEqualTo(byDomain(2, 1, 1));
    assertThat(run.last().factor("noise of loss").get("a")).isEqualTo(.04, GOLDEN);
  }

  @Test
  void anErrorThatIsNotKnownHoldsNothing() {
    RuleRun run = fostering(2);
    RuleRun plain = RuleRun.start(Schedulers.fostering(), Example.setup());

    for (int step = 1; step < 4; step++) {
      Feedback report = losses(step, 2, 1.5 + step * 1e-9, 3);
      assertThat(run.report(report).weights()).isEqualTo(plain.report(report).weights());
      assertThat(run.last().note()).contains("no standard error is known of [a, b, c]");
    }
  }

  /** Against the evaluation before, a's loss of step 3 would have fallen; the rule saw 2. */
  @Test
  void forgettingIsMeasuredAgainstWhatTheRuleSaw() {
    WeightScheduler rule =
        Schedulers.deadBand(Schedulers.expansion("b").gate(Gate.absolute()).threshold(.01), 2);
    RuleRun run = RuleRun.start(rule, Example.setup());
    run.report(noisy(1, .05, 2, 1.5, 3));
    Feedback held = noisy(2, .05, 2.1, 1.5, 3);
    run.report(held.measuredBy(ForgettingTrackers.previous(byDomain(2, 1.5, 3))));

    WeightUpdate update =
        run.report(
            noisy(3, .01, 2.09, 1.3, 3)
                .measuredBy(ForgettingTrackers.previous(byDomain(2.1, 1.5, 3))));

    assertThat(update.factor("forgetting").get("a")).isZero();
    assertThat(
            run.report(
                    noisy(4, .01, 2.2, 1.3, 3)
                        .measuredBy(
                            ForgettingTrackers.restore(Baseline.PREVIOUS, byDomain(2.09, 1.3, 3))))
                .factor("forgetting")
                .get("a"))
        .isEqualTo(.1, GOLDEN);
  }

  @Property
  void theSameLossesUnderNoiseNeverMoveWeights(
      @ForAll long seed, @ForAll @DoubleRange(min = .01, max = .2) double noise) {
    Random random = new Random(seed);
    RuleRun run = fostering(3);
    run.report(noisy(1, noise, 2, 1.5, 3));
    DomainDistribution first = run.weights();
    for (int step = 2; step < 30; step++) {
      double a = 2 + noise * random.nextDouble(-3, 3);
      double b = 1.5 + noise * random.nextDouble(-3, 3);
      run.report(noisy(step, noise, a, b, 3 + noise * random.nextDouble(-3, 3)));
      assertThat(run.weights()).isEqualTo(first);
    }
  }

  @Property
  void withoutErrorsEveryChangeCounts(@ForAll long seed) {
    Scenario scenario = Scenario.random(seed, 4, 6);
    for (WeightScheduler rule :
        List.of(Schedulers.fostering(), Schedulers.openGap(), Schedulers.velocity())) {
      RuleRun plain = RuleRun.start(rule, scenario.setup());
      RuleRun run = RuleRun.start(Schedulers.deadBand(rule, 2), scenario.setup());
      for (Feedback report : scenario.reports()) {
        assertThat(run.report(report).weights()).isEqualTo(plain.report(report).weights());
      }
    }
  }

  @Test
  void resumesBitForBit() {
    RuleRun run = fostering(2);
    run.report(noisy(1, .05, 2, 1.5, 3));
    run.report(noisy(2, .05, 2.1, 1.5, 3.3));
    RuleRun resumed = RuleRun.resume(run, Schedulers.named(run.scheduler().describe()));

    Feedback next = noisy(3, .05, 2.16, 1.6, 3.2);
    assertThat(resumed.report(next).factors()).isEqualTo(run.report(next).factors());
    assertThat(resumed.weights()).isEqualTo(run.weights());
    assertThat(resumed.scheduler()).isEqualTo(run.scheduler());
  }

  private RunBuilder builder() {
    return VersaTune.builder()
        .initial(Example.W)
        .referenceLosses(Example.REFERENCES)
        .baseLosses(byDomain(2.1, 1.9, 3.2))
        .scheduler(Schedulers.fostering())
        .protect("b")
        .within(.01)
        .ignoreNoise(2)
        .smoothing(.3)
        .record(folder.resolve("run.jsonl"));
  }

  @Test
  void aRunRecordsErrorsResumesAndReplays() {
    Random random = new Random(3);
    DomainDistribution weights;
    try (VersaTune run = builder().build()) {
      VersaTune resumed = null;
      for (int step = 1; step <= 20; step++) {
        Feedback report =
            noisy(step, .05, 2 + .1 * random.nextGaussian(), 1.5, 3 + .1 * random.nextGaussian());
        WeightUpdate update = run.report(report);
        assertThat(update.factor("standard error")).isEqualTo(byDomain(.05, .05, .05));
        if (step == 10) {
          Snapshot snapshot = run.snapshot();
          snapshot.write(folder.resolve("run.json"));
          resumed = VersaTune.resume(Snapshot.read(folder.resolve("run.json")));
        } else if (resumed != null) {
          assertThat(resumed.report(report).weights()).isEqualTo(update.weights());
        }
      }
      weights = run.weights();
    }
    RunRecord record = RunRecord.read(folder.resolve("run.jsonl"));
    assertThat(record.updates().get(19).feedback().values(Signal.LOSS_ERROR))
        .isEqualTo(byDomain(.05, .05, .05));
    assertThat(record.updates().get(19).update().factor("standard error"))
        .isEqualTo(byDomain(.05, .05, .05));
    assertThat(record.updates().get(19).weights()).isEqualTo(weights);
    WeightScheduler again = Schedulers.named(record.header().scheduler());
    assertThat(Replay.of(record).under(again).largestDifference()).isZero();
    assertThat(
            record.updates().stream().filter(u -> u.update().conditions().containsKey("dead-band")))
        .isNotEmpty();
  }

  /** The promise is about every loss: pressure rises though the rule inside is held. */
  @Test
  void protectionSeesEveryLoss() {
    WeightScheduler stack =
        SchedulerStack.builder(Schedulers.fostering())
            .protect(Protection.of("a").within(0))
            .ignoreNoise(2)
            .build();
    RuleRun run =
        RuleRun.start(stack, Example.setup().with(Signal.BASE_LOSS, byDomain(2, 1.9, 3.2)));
    run.report(noisy(1, .05, 2, 1.5, 3));

    WeightUpdate update = run.report(noisy(2, .05, 2.1, 1.5, 3));

    assertThat(update.conditions()).containsEntry("dead-band", 1.0);
    assertThat(update.factor("excess")).containsEntry("a", 2.1 - 2);
    assertThat(update.factor("pressure").get("a")).isGreaterThan(1);
  }

  @Test
  void whatHasNoNoiseToIgnoreIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.builder().domains("a", "b").ignoreNoise(2).build())
        .withMessageContaining("ignoreNoise")
        .withMessageContaining("'constant' does not read them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.deadBand(Schedulers.stopping(Schedulers.fostering(), 3), 2))
        .withMessageContaining("Schedulers.stopping(Schedulers.deadBand(rule, z), n)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.deadBand(Schedulers.aioli(), 2))
        .withMessageContaining("'aioli'");
    WeightScheduler inside = Schedulers.stopping(Schedulers.deadBand(Schedulers.fostering(), 2), 3);
    assertThat(Schedulers.named(inside.describe())).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aBandOfThisWidthIsRefused(double z) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.builder().ignoreNoise(z))
        .withMessageContaining("ignoreNoise");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.deadBand(Schedulers.fostering(), z));
  }

  @Test
  void domainsMayBeMissing() {
    RuleRun run =
        RuleRun.start(
            Schedulers.deadBand(Schedulers.dynamicBatchLoading(), 2),
            Setup.of(Example.W).with(Signal.REFERENCE_LOSS, Example.REFERENCES));
    run.report(noisy(1, .05, 2, 1.5, 3));
    Map<String, Double> some = ImmutableMap.of("a", 2.01);

    WeightUpdate update =
        run.report(Feedback.at(2).losses(some).with(Signal.LOSS_ERROR, only("a", .05)));

    assertThat(update.conditions()).containsEntry("dead-band", 1.0);
    assertThat(update.factor("change of loss")).containsOnlyKeys("a");
  }
}
