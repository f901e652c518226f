// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

class ReplayTest {
  private static final DomainDistribution INITIAL =
      DomainDistribution.of(ImmutableList.of("law", "code"), .25, .75);
  private static final Setup SETUP =
      Setup.of(INITIAL).with(Signal.REFERENCE_LOSS, Map.of("law", 1.0, "code", 0.5));

  /** A rule with state: the weight follows the number of reports and the reference loss. */
  private record Counting(int reports) implements WeightScheduler {
    @Override
    public ImmutableSet<Signal> signals() {
      return ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.REFERENCE_LOSS, Signal.DRAW_COUNTS);
    }

    @Override
    public WeightUpdate start(Setup setup) {
      return WeightUpdate.builder(setup.initial().withWeights(.5, .5))
          .next(new Counting(1))
          .build();
    }

    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      double[] losses = feedback.positive(Signal.VALIDATION_LOSS, current.domains());
      double[] references = feedback.positive(Signal.REFERENCE_LOSS, current.domains());
      double[] drawn = feedback.nonNegative(Signal.DRAW_COUNTS, current.domains());
      return WeightUpdate.builder(
              current.reweighted(
                  domain -> {
                    int j = current.indexOf(domain);
                    return losses[j] / references[j] + reports / (1 + drawn[j]);
                  }))
          .next(new Counting(reports + 1))
          .build();
    }
  }

  @TempDir Path folder;

  private RunRecord run(WeightScheduler rule) {
    WeightUpdate start = rule.start(SETUP);
    WeightScheduler next = start.nextAfter(rule);
    DomainDistribution weights = start.weights();
    Path file = folder.resolve("run.jsonl");
    try (RunRecordWriter writer =
        RunRecordWriter.create(
            file,
            RunHeader.of(
                SETUP, weights, rule.describe(), RuleDescription.of("exact"), 3, Map.of()))) {
      for (int t = 1; t <= 20; t++) {
        ImmutableMap<String, Long> draws = ImmutableMap.of("law", 3L * t, "code", 2L * t);
        Feedback feedback =
            SETUP.addTo(
                Feedback.at(10L * t)
                    .losses(Map.of("law", 2 + Math.sin(t), "code", 1 / 3.0 + 1.0 / t))
                    .with(Signal.DRAW_COUNTS, draws));
        WeightUpdate update = next.update(weights, feedback);
        writer.append(
            new RecordedUpdate(
                feedback, t, draws, ImmutableMap.of(), ImmutableMap.of(), weights, update));
        next = update.nextAfter(next);
        weights = update.weights();
      }
    }
    return RunRecord.read(file);
  }

  @Test
  void theRecordedRuleGivesTheRecordedWeightsBitForBit() {
    RunRecord record = run(new Counting(0));
    Replay.Result result = Replay.of(record).under(new Counting(0));
    assertThat(result.largestDifference()).isZero();
    assertThat(result.weights()).hasSize(21);
    for (int t = 0; t < 20; t++) {
      assertThat(result.updates().get(t).weights()).isEqualTo(record.updates().get(t).weights());
    }
    assertThat(result.record().weights()).isEqualTo(record.weights());
  }

  @Test
  void anotherRuleGivesItsOwnWeightsAndTheCaveatSaysByHowMuch() {
    RunRecord record = run(new Counting(0));
    Replay.Result result = Replay.of(record).under((current, feedback) -> WeightUpdate.of(current));
    assertThat(result.weights()).containsOnly(INITIAL);
    assertThat(result.largestDifference()).isPositive();
    assertThat(result.caveat())
        .contains("'custom'")
        .contains("'Counting'")
        .contains("losses would have differed")
        .contains(String.format(java.util.Locale.ROOT, "%.4f", result.largestDifference()));
    assertThat(result.record().header().scheduler()).isEqualTo(RuleDescription.of("custom"));
    assertThat(result.record().lossSeries().of("law")).isEqualTo(record.lossSeries().of("law"));
  }

  @Test
  void aSignalThatWasNotRecordedIsNamed() {
    WeightScheduler needy =
        new WeightScheduler() {
          @Override
          public ImmutableSet<Signal> signals() {
            return ImmutableSet.of(Signal.GRADIENT_PRODUCTS, Signal.REFERENCE_LOSS);
          }

          @Override
          public WeightUpdate update(DomainDistribution current, Feedback feedback) {
            return WeightUpdate.of(current);
          }
        };
    assertThatThrownBy(() -> Replay.of(run(new Counting(0))).under(needy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[GRADIENT_PRODUCTS]")
        .hasMessageContaining("Feedback.at(step).gradientProducts(table)");
  }

  @Test
  void aRecordWithoutUpdatesReplaysToTheStart() {
    RunRecord empty =
        RunRecord.of(
            RunHeader.of(
                SETUP, INITIAL, RuleDescription.of("x"), RuleDescription.of("y"), 1, Map.of()),
            List.of(),
            List.of());
    Replay.Result result = Replay.of(empty).under(new Counting(0));
    assertThat(result.weights()).containsExactly(INITIAL.withWeights(.5, .5));
    assertThat(result.largestDifference()).isEqualTo(.25);
  }

  /** A rule without state that trains on what was forgotten, by the tracker of the run. */
  private static WeightUpdate onForgotten(DomainDistribution current, Feedback feedback) {
    Map<String, Double> degree =
        feedback.forgettingTracker().orElseThrow().forgetting(feedback.losses());
    return WeightUpdate.of(current.reweighted(domain -> 1 + degree.getOrDefault(domain, 0.0)));
  }

  @ParameterizedTest
  @EnumSource(Baseline.class)
  void aRuleOfTheUsersOwnReadsTheTrackerThatItReadInTheRun(Baseline kind) {
    Path file = folder.resolve("forgetting.jsonl");
    try (VersaTune run =
        VersaTune.builder()
            .initial(INITIAL)
            .scheduler(ReplayTest::onForgotten)
            .forgettingAgainst(kind)
            .record(file)
            .build()) {
      run.report(Feedback.at(0).losses(Map.of("law", 2, "code", 1)));
      for (int step = 1; step <= 6; step++) {
        run.plan(8);
        run.report(
            Feedback.at(step)
                .losses(Map.of("law", 2 + Math.sin(step), "code", 1 + .3 * Math.cos(step))));
      }
    }

    RunRecord record = RunRecord.read(file);
    assertThat(record.updates().get(6).weights()).isNotEqualTo(INITIAL);
    assertThat(Replay.of(record).under(ReplayTest::onForgotten).largestDifference()).isZero();
  }

  @Test
  void aRuleThatReadsATrackerOfTheUsersOwnGetsNoneInItsPlace() {
    RunRecord record = run(new Counting(0));
    RunHeader header = record.header();
    RunRecord own =
        RunRecord.of(
            RunHeader.of(
                header.setup(),
                header.weights(),
                header.scheduler(),
                header.sampler(),
                3,
                Map.of("forgettingAgainst", "my-tracker")),
            record.updates(),
            ImmutableList.of());

    assertThatThrownBy(() -> Replay.of(own).under(ReplayTest::onForgotten))
        .hasCauseInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("rule 'custom'");
  }
}
