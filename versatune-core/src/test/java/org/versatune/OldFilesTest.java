// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.Replay;
import org.versatune.record.RunEvent;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;

/**
 * Files that the library wrote when it still used another JSON library and the first format of the
 * record.
 */
class OldFilesTest {
  private static Path old(String name) throws Exception {
    return Path.of(
        Objects.requireNonNull(OldFilesTest.class.getResource("v1/" + name), name).toURI());
  }

  @ParameterizedTest
  @ValueSource(strings = {"expansion", "doremi-shuffled", "independent-fixed", "opengap"})
  void anOldSnapshotGoesOnBitForBit(String name) throws Exception {
    List<String> expected = Files.readAllLines(old(name + ".txt"));
    Snapshot snapshot = Snapshot.read(old(name + ".json"));
    // A worker used to have the same place in every round; the draws of all workers are the same.
    Worker worker = snapshot.worker();
    VersaTune run = VersaTune.resuming(snapshot).worker(Worker.only()).build();

    assertThat(
            run.weights().asMap().values().stream()
                .map(w -> Long.toHexString(Double.doubleToLongBits(w)))
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected.get(0).strip());
    assertThat(run.draws()).hasToString(expected.get(1));
    List<String> draws =
        IntStream.range(0, 40 * worker.workers())
            .mapToObj(i -> String.valueOf(run.domains().indexOf(run.nextDomain())))
            .toList();
    assertThat(
            IntStream.range(0, 40)
                .mapToObj(i -> draws.get(i * worker.workers() + worker.rank()))
                .collect(Collectors.joining()))
        .isEqualTo(expected.get(2));
    SavedState position = run.inFlight().restored("source").orElseThrow();
    assertThat(position.longs("n")).containsExactly(Long.MIN_VALUE, 7);
    assertThat(position.doubles("x")).containsExactly(1e-300, -0.0, Math.PI);
  }

  @ParameterizedTest
  @ValueSource(strings = {"expansion", "doremi-shuffled", "independent-fixed", "opengap"})
  void anOldSnapshotIsWrittenAgainWithTheSameChecksum(String name) throws Exception {
    String text = Files.readString(old(name + ".json"));

    assertThat(Snapshot.fromJson(text).toJson()).isEqualTo(text);
  }

  @Test
  void anOldRecordIsReadAndReplaysToItsWeights() throws Exception {
    RunRecord record = RunRecord.read(old("opengap.jsonl"));

    assertThat(record.updates())
        .extracting(RecordedUpdate::step)
        .containsExactlyElementsOf(ImmutableList.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L));
    assertThat(record.events())
        .extracting(RunEvent::kind)
        .containsOnly(RunEvent.Kind.DOMAIN_EXHAUSTED);
    assertThat(record.weights().asMap().values()).containsExactly(0.0, 0.0, 1.0);
    assertThat(record.updates().get(0).weights().weight("law")).isEqualTo(0.6567466122897432);
    assertThat(record.updates().get(0).reasons().get(0)).startsWith("law 0.6567: open 1.5657");
    assertThat(
            Replay.of(record)
                .under(Schedulers.named(record.header().scheduler()))
                .largestDifference())
        .isZero();
  }

  @Test
  void skippedReportsOfAnOldRecordAreRead() throws Exception {
    assertThat(RunRecord.read(old("doremi-shuffled.jsonl")).events())
        .extracting(RunEvent::kind)
        .containsExactly(RunEvent.Kind.REPORT_SKIPPED);
  }
}
