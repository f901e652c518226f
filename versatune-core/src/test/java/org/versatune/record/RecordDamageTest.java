// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Feedback;
import org.versatune.InvalidLossPolicy;
import org.versatune.RunBuilder;
import org.versatune.Snapshot;
import org.versatune.VersaTune;

/** Lines of a record that are missing, doubled, moved, altered, or of another run. */
class RecordDamageTest {
  @TempDir Path folder;

  private static RunBuilder builder(long seed) {
    return VersaTune.builder()
        .domains("law", "code")
        .referenceLosses(ImmutableMap.of("law", 1.0, "code", 1.5))
        .domainSizes(ImmutableMap.of("law", 5, "code", 1000))
        .epochCap(1)
        .onInvalidLoss(InvalidLossPolicy.SKIP)
        .seed(seed);
  }

  private static void train(VersaTune run, int from, int to) {
    for (int step = from; step <= to; step++) {
      run.plan(4);
      run.report(
          Feedback.at(step)
              .losses(
                  ImmutableMap.of(
                      "law",
                      step == 4 ? Double.NaN : 3.0 - step / 20.0,
                      "code",
                      2.0 - step / 50.0)));
    }
  }

  private Path written(String name, long seed) {
    Path file = folder.resolve(name);
    try (VersaTune run = builder(seed).record(file).build()) {
      train(run, 1, 8);
    }
    return file;
  }

  private static void assertRefused(Path file, List<String> lines, int line, String... says)
      throws Exception {
    Files.writeString(file, String.join("\n", lines) + "\n");
    var refused =
        assertThatIllegalArgumentException()
            .isThrownBy(() -> RunRecord.read(file))
            .withMessageContaining("run record " + file + ", line " + line + ": ")
            .withMessageContaining("keep the " + (line - 1) + " line");
    for (String word : says) {
      refused.withMessageContaining(word);
    }
  }

  @Test
  void aDoubledMissingOrMovedLineIsNamed() throws Exception {
    Path file = written("run.jsonl", 1);
    ImmutableList<String> lines = ImmutableList.copyOf(Files.readAllLines(file));
    for (int i = 1; i < lines.size(); i++) {
      List<String> doubled = new ArrayList<>(lines);
      doubled.add(i, lines.get(i));
      assertRefused(file, doubled, i + 2, "line " + (i + 1) + ": lines are doubled");
      if (i < lines.size() - 1) {
        List<String> missing = new ArrayList<>(lines);
        missing.remove(i);
        assertRefused(file, missing, i + 1, "line " + (i + 2) + ": lines are missing");
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, i, i + 1);
        assertRefused(file, swapped, i + 1, "out of order");
      }
    }
  }

  @Test
  void aLineOfAnotherRunIsNamed() throws Exception {
    Path file = written("run.jsonl", 1);
    List<String> lines = Files.readAllLines(file);
    List<String> others = Files.readAllLines(written("other.jsonl", 2));
    for (int i = 2; i < lines.size(); i++) {
      List<String> mixed = new ArrayList<>(lines);
      mixed.set(i, others.get(i));
      assertRefused(file, mixed, i + 1, "is of another run");
    }
    List<String> joined = new ArrayList<>(lines);
    joined.addAll(others);
    assertRefused(file, joined, lines.size() + 1, "no line of this record");
    joined.remove(lines.size());
    assertRefused(file, joined, lines.size() + 1, "doubled or out of order");
    List<String> headed = new ArrayList<>(lines);
    headed.set(0, others.get(0));
    assertRefused(file, headed, 2, "is of another run");
  }

  @Test
  void linesOfTheFirstFormatAreCheckedToo() throws Exception {
    Path old =
        Path.of(
            Objects.requireNonNull(getClass().getResource("/org/versatune/v1/opengap.jsonl"))
                .toURI());
    Path file = folder.resolve("old.jsonl");
    List<String> lines = Files.readAllLines(old);
    List<String> doubled = new ArrayList<>(lines);
    doubled.add(2, lines.get(2));
    assertRefused(file, doubled, 4, "step 2 comes twice");
    List<String> missing = new ArrayList<>(lines);
    missing.remove(2);
    assertRefused(file, missing, 3, "a line is missing before it");
    List<String> swapped = new ArrayList<>(lines);
    Collections.swap(swapped, 1, 2);
    assertRefused(file, swapped, 2, "a line is missing before it");
    assertRefusedWith(file, lines, "\"batches\":2,", "", "'batches' is missing");
    assertRefusedWith(file, lines, "\"before\":", "\"other\":", "'before' is missing");
    assertRefusedWith(file, lines, "\"step\":2,", "\"step\":2,\"step\":2,", "Duplicate");
    assertRefusedWith(file, lines, "\"step\":2,", "\"step\":2.5,", "not a whole number");
    assertRefusedWith(
        file, lines, "\"weights\":{\"law\":", "\"weights\":{\"lore\":", "the domains [lore, ");
  }

  /** Alters the line of step 2. */
  private static void assertRefusedWith(
      Path file, List<String> lines, String part, String other, String says) throws Exception {
    List<String> altered = new ArrayList<>(lines);
    altered.set(2, lines.get(2).replace(part, other));
    assertThat(altered.get(2)).isNotEqualTo(lines.get(2));
    Files.writeString(file, String.join("\n", altered) + "\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunRecord.read(file))
        .withMessageContaining(", line 3: ")
        .withMessageContaining(says);
  }

  private static final class Scratch {
    private static final ThreadLocal<Path> FOLDER = new ThreadLocal<>();

    private Scratch() {}
  }

  @BeforeProperty
  void makeFolder() throws Exception {
    Scratch.FOLDER.set(Files.createTempDirectory("record"));
  }

  @AfterProperty
  void deleteFolder() throws Exception {
    Path scratch = Scratch.FOLDER.get();
    try (var files = Files.list(scratch)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(scratch);
  }

  /** Whatever byte is another than it was, what is read is never another record. */
  @Property(tries = 300)
  void anAlteredByteIsNeverBelieved(
      @ForAll @IntRange(max = 1_000_000) int where, @ForAll byte other) throws Exception {
    Path file = Scratch.FOLDER.get().resolve("run.jsonl");
    if (!Files.exists(file)) {
      try (VersaTune run = builder(1).record(file).build()) {
        train(run, 1, 8);
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    int position = where % (bytes.length - 1);
    byte[] altered = bytes.clone();
    altered[position] = other;
    Path damaged = file.resolveSibling("damaged.jsonl");
    Files.write(damaged, altered);
    if (other == bytes[position]) {
      assertThat(RunRecord.read(damaged).updates()).hasSize(7);
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RunRecord.read(damaged))
          .withMessageContaining(", line ");
    }
  }

  private static List<String> without(RunRecord record, RunEvent.Kind... kinds) {
    List<RunEvent.Kind> left = List.of(kinds);
    return record.events().stream()
        .filter(event -> !left.contains(event.kind()))
        .map(RunEvent::text)
        .toList();
  }

  @Test
  void aRunThatDiesAgainAndAgainAfterOneSnapshotWritesEachEventOnce() throws Exception {
    RunRecord whole = RunRecord.read(written("whole.jsonl", 1));
    assertThat(whole.events())
        .extracting(RunEvent::kind)
        .containsExactlyInAnyOrder(RunEvent.Kind.DOMAIN_EXHAUSTED, RunEvent.Kind.REPORT_SKIPPED);
    for (int stop = 0; stop <= 7; stop++) {
      Path file = folder.resolve("run-" + stop + ".jsonl");
      VersaTune first = builder(1).record(file).build();
      train(first, 1, stop);
      Snapshot snapshot = first.snapshot();
      first.plan(4);
      first.plan(4);
      first.plan(4);
      first.close();
      for (int death = 0; death < 3; death++) {
        try (VersaTune again = VersaTune.resuming(snapshot).record(file).build()) {
          if (death == 1) {
            train(again, stop + 1, 8);
          } else {
            again.plan(4);
            again.plan(4);
            again.plan(4);
          }
        }
      }
      try (VersaTune last = VersaTune.resuming(snapshot).record(file).build()) {
        train(last, stop + 1, 8);
      }
      RunRecord record = RunRecord.read(file);
      assertThat(without(record, RunEvent.Kind.RESUMED))
          .as("stopped after %s", stop)
          .containsExactlyInAnyOrderElementsOf(without(whole));
      assertThat(record.updates().stream().map(RecordedUpdate::step).toList())
          .isEqualTo(whole.updates().stream().map(RecordedUpdate::step).toList());
      assertThat(record.weights()).isEqualTo(whole.weights());
      assertThat(record.events().stream().filter(e -> e.kind() == RunEvent.Kind.RESUMED))
          .hasSize(1);
    }
  }

  @Test
  void theRecordOfAnotherRunIsNotGoneOnWith() throws Exception {
    Path file = written("run.jsonl", 1);
    byte[] before = Files.readAllBytes(file);
    VersaTune other = builder(2).build();
    train(other, 1, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resuming(other.snapshot()).record(file).build())
        .withMessageContaining("its seed is 1 and that of the resumed run is 2")
        .withMessageContaining("another file");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aRecordOfTheFirstFormatGoesOnInTodaysAndIsKept() throws Exception {
    Path old =
        Path.of(
            Objects.requireNonNull(getClass().getResource("/org/versatune/v1/opengap.jsonl"))
                .toURI());
    Path file = Files.copy(old, folder.resolve("run.jsonl"));
    Snapshot snapshot =
        Snapshot.read(
            Path.of(
                Objects.requireNonNull(getClass().getResource("/org/versatune/v1/opengap.json"))
                    .toURI()));
    RunRecord then = RunRecord.read(old);
    try (VersaTune run = VersaTune.resuming(snapshot).record(file).build()) {
      run.report(
          Feedback.at(10)
              .losses(
                  ImmutableMap.of(
                      run.domains().get(0),
                      1.0,
                      run.domains().get(1),
                      1.0,
                      run.domains().get(2),
                      1.0)));
    }
    RunRecord now = RunRecord.read(file);
    assertThat(Files.readString(file, StandardCharsets.UTF_8)).contains("\"version\":2");
    assertThat(now.updates()).hasSize(10);
    assertThat(now.updates().subList(0, 9).stream().map(RecordedUpdate::feedback).toList())
        .isEqualTo(then.updates().stream().map(RecordedUpdate::feedback).toList());
    assertThat(now.updates().subList(0, 9).stream().map(RecordedUpdate::reasons).toList())
        .isEqualTo(then.updates().stream().map(RecordedUpdate::reasons).toList());
    assertThat(folder.resolve("run.jsonl.previous")).hasSameBinaryContentAs(old);
  }
}
