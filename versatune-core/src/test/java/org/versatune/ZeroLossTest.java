// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;

/** A validation loss of exactly 0 is taken wherever nothing is divided by it. */
class ZeroLossTest {
  private static final Map<String, Double> REFERENCES = Map.of("law", 1.0, "code", 0.0);
  private static final Map<String, Double> BASE = Map.of("law", 3.0, "code", 2.0);

  static List<WeightScheduler> accepting() {
    return List.of(
        Schedulers.openGap(),
        Schedulers.constant(),
        Schedulers.uniform(),
        Schedulers.authorsCode(),
        Schedulers.dynamicBatchLoading(),
        Schedulers.doReMi().perToken(false),
        Schedulers.skillIt(new double[][] {{1, .5}, {.5, 1}}),
        Schedulers.aioli(),
        (current, feedback) ->
            WeightUpdate.of(current.reweighted(domain -> 1 + feedback.loss(domain))));
  }

  static List<WeightScheduler> dividing() {
    return List.of(
        Schedulers.fostering(), Schedulers.expansion("law"), Schedulers.adaptiveDataOptimization());
  }

  private static RunBuilder builder(WeightScheduler rule) {
    return VersaTune.builder()
        .domains("law", "code")
        .referenceLosses(REFERENCES)
        .baseLosses(BASE)
        .scheduler(rule);
  }

  private static Feedback report(long step, double law, double code) {
    return Feedback.at(step).losses(Map.of("law", law, "code", code));
  }

  @ParameterizedTest
  @MethodSource("accepting")
  void isAccepted(WeightScheduler rule, @TempDir Path folder) {
    Path file = folder.resolve("run.jsonl");
    try (VersaTune run = builder(rule).record(file).build()) {
      run.report(report(1, 2, 0));
      run.report(report(2, 0, 0));
      run.report(report(3, 2, 1));
      assertThat(run.reportedStep()).isEqualTo(3);
    }
    RunRecord record = RunRecord.read(file);
    assertThat(record.updates().get(1).forgetting()).containsValues(0.0, 0.0);
    assertThat(record.updates().get(1).potential()).containsValues(0.0, 0.0);
  }

  @ParameterizedTest
  @MethodSource("dividing")
  void isRefusedByARuleThatDividesByIt(WeightScheduler rule) {
    VersaTune run = builder(rule).build();
    run.report(report(1, 2, 1));
    String before = run.snapshot().toJson();

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> run.report(report(2, 2, 0)))
        .withMessageContaining("'code'")
        .withMessageContaining("step 2")
        .withMessageContaining("above 0");
    assertThat(run.snapshot().toJson()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Baseline.class)
  void countsAsNoBaseline(Baseline kind, @TempDir Path folder) {
    Path file = folder.resolve("run.jsonl");
    try (VersaTune run =
        builder(Schedulers.constant()).forgettingAgainst(kind).record(file).build()) {
      run.report(report(1, 2, 0));
      run.report(report(2, 2, 4));
    }
    // Against the base loss of 2: the 0 in between cannot be divided by.
    assertThat(RunRecord.read(file).updates().get(1).forgetting()).containsEntry("code", 1.0);
  }

  @Test
  void aDomainOfSizeZeroIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                VersaTune.builder()
                    .domains("law", "code")
                    .domainSizes(Map.of("law", 10, "code", 0))
                    .build())
        .withMessageContaining("'code'");
  }
}
