// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidLossPolicy;
import org.versatune.RunBuilder;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.scheduling.Schedulers;
import org.versatune.tracking.ForgettingDegree;
import org.versatune.tracking.LearnablePotential;

/** Records as {@link VersaTune} writes them. */
class ReplayOfARunTest {
  private static final Map<String, Double> REFERENCE =
      ImmutableMap.of("law", 1.8, "medicine", 1.6, "code", 2.2);

  @TempDir Path folder;

  private RunBuilder builder() {
    return VersaTune.builder()
        .initial(DomainDistribution.of(ImmutableMap.of("law", .5, "medicine", .3, "code", .2)))
        .referenceLosses(REFERENCE)
        .scheduler(Schedulers.fostering())
        .record(folder.resolve("run.jsonl"))
        .seed(3);
  }

  private static Map<String, Double> losses(long step) {
    double wave = Math.sin(step / 7.0);
    return ImmutableMap.of(
        "law", 2.5 - wave / 3, "medicine", 2 + wave / 7, "code", 2.1 + 1.0 / (1 + step));
  }

  private static void train(VersaTune run, long from, long to) {
    for (long step = from; step <= to; step++) {
      run.plan(8);
      if (step % 10 == 0) {
        run.report(Feedback.at(step).losses(losses(step)));
      }
    }
  }

  private RunRecord read() {
    return RunRecord.read(folder.resolve("run.jsonl"));
  }

  @Test
  void theSameRuleReproducesTheRecordedWeightsBitForBit() {
    try (VersaTune run = builder().build()) {
      run.report(Feedback.at(0).losses(losses(0)));
      train(run, 1, 200);
      RunRecord record = read();
      assertThat(record.updates()).hasSize(21);
      assertThat(record.weights()).isEqualTo(run.weights());
      Replay.Result result = Replay.of(record).under(Schedulers.fostering());
      assertThat(result.largestDifference()).isZero();
      assertThat(result.record().weights()).isEqualTo(run.weights());
      assertThat(Replay.of(record).under(Schedulers.constant()).largestDifference()).isPositive();
    }
  }

  @Test
  void theRecordSaysWhatWasDrawnAndWhatItMeant() {
    try (VersaTune run = builder().build()) {
      train(run, 1, 20);
      RecordedUpdate last = read().updates().get(1);
      assertThat(last.step()).isEqualTo(20);
      assertThat(last.batches()).isEqualTo(20);
      assertThat(last.draws()).isEqualTo(run.draws());
      assertThat(last.draws().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(160);
      assertThat(last.potential()).isEqualTo(LearnablePotential.of(losses(20), REFERENCE));
      assertThat(last.forgetting()).isEqualTo(ForgettingDegree.of(losses(20), losses(10)));
      assertThat(last.weights()).isEqualTo(run.weights());
      assertThat(read().header().seed()).isEqualTo(3);
    }
  }

  @Test
  void aRunThatDiedAfterItsSnapshotLeavesTheSameRecordAsOneThatDidNot() {
    Snapshot snapshot;
    try (VersaTune run = builder().build()) {
      train(run, 1, 100);
      snapshot = run.snapshot();
      train(run, 101, 130);
    }
    try (VersaTune run = VersaTune.resuming(snapshot).record(folder.resolve("run.jsonl")).build()) {
      train(run, 101, 200);
    }
    RunRecord resumed = read();
    try (VersaTune run = builder().build()) {
      train(run, 1, 200);
    }
    RunRecord straight = read();
    assertThat(resumed.updates()).hasSameSizeAs(straight.updates());
    for (int t = 0; t < straight.updates().size(); t++) {
      RecordedUpdate a = resumed.updates().get(t);
      RecordedUpdate b = straight.updates().get(t);
      assertThat(a.feedback()).isEqualTo(b.feedback());
      assertThat(a.draws()).isEqualTo(b.draws());
      assertThat(a.forgetting()).isEqualTo(b.forgetting());
      assertThat(a.weights()).isEqualTo(b.weights());
    }
    assertThat(resumed.events()).containsExactly(RunEvent.resumed(100));
    assertThat(Replay.of(resumed).under(Schedulers.fostering()).largestDifference()).isZero();
  }

  @Test
  void aSkippedReportIsAnEventWithItsReason() {
    try (VersaTune run = builder().onInvalidLoss(InvalidLossPolicy.SKIP).build()) {
      train(run, 1, 10);
      run.report(
          Feedback.at(15).losses(ImmutableMap.of("law", Double.NaN, "medicine", 2.0, "code", 2.0)));
      train(run, 16, 20);
    }
    assertThat(read().updates()).extracting(RecordedUpdate::step).containsExactly(10L, 20L);
    assertThat(read().events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.kind()).isEqualTo(RunEvent.Kind.REPORT_SKIPPED);
              assertThat(event.step()).isEqualTo(15);
              assertThat(event.text()).contains("'law'").contains("NaN");
            });
  }

  @Test
  void aDomainThatRanOutStaysOutInAReplay() {
    try (VersaTune run =
        builder()
            .domainSizes(ImmutableMap.of("law", 100, "medicine", 10_000, "code", 10_000))
            .epochCap(1)
            .build()) {
      train(run, 1, 60);
      RunRecord record = read();
      assertThat(record.events())
          .extracting(RunEvent::kind)
          .contains(RunEvent.Kind.DOMAIN_EXHAUSTED);
      assertThat(record.weights().weight("law")).isZero();
      Replay.Result other =
          Replay.of(record).under((current, feedback) -> WeightUpdate.of(current));
      assertThat(other.record().weights().weight("law")).isZero();
      assertThat(other.weights().get(1).weight("law")).isPositive();
      List<DomainDistribution> weights = other.weights();
      DomainDistribution last = weights.get(weights.size() - 1);
      assertThat(last.weight("medicine") / last.weight("code")).isBetween(1.499999, 1.500001);
    }
  }
}
