// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Feedback;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.internal.SpecialFiles;

/** The file of a record: whose it is, where it is, and what lies beside it. */
@Timeout(120)
class RecordFileTest {
  @TempDir Path folder;

  private static VersaTune run(Path record) {
    return VersaTune.builder().domains("law", "code").record(record).build();
  }

  private static void report(VersaTune run, long step) {
    run.report(Feedback.at(step).losses(Map.of("law", 1.0, "code", 2.0)));
  }

  @Test
  void twoLiveRunsCannotShareARecord() throws Exception {
    Path file = folder.resolve("run.jsonl");
    try (VersaTune first = run(file)) {
      report(first, 1);
      Snapshot snapshot = first.snapshot();
      byte[] before = Files.readAllBytes(file);
      assertThatIllegalStateException()
          .isThrownBy(() -> run(file))
          .withMessageContaining(file.getFileName().toString())
          .withMessageContaining("another run, in this process")
          .withMessageContaining("close that run first");
      assertThatIllegalStateException()
          .isThrownBy(() -> VersaTune.resuming(snapshot).record(file).build());
      Files.createDirectory(folder.resolve("x"));
      assertThatIllegalStateException().isThrownBy(() -> run(folder.resolve("x/../run.jsonl")));
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
      assertThat(RunRecord.read(file).updates()).hasSize(1);
      report(first, 2);
    }
    assertThat(RunRecord.read(file).updates()).hasSize(2);
  }

  @Test
  void aLinkIsTheSameRecordAndStays() throws Exception {
    Path file = folder.resolve("run.jsonl");
    Path link = SpecialFiles.link(folder.resolve("link.jsonl"), file);
    try (VersaTune first = run(link)) {
      report(first, 1);
      assertThatIllegalStateException().isThrownBy(() -> run(file));
    }
    run(link).close();
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(RunRecord.read(file).updates()).isEmpty();
    assertThat(RunRecord.read(folder.resolve("run.jsonl.previous")).updates()).hasSize(1);
  }

  @Test
  void aSecondNameOfTheFileIsTheSameRecord() throws Exception {
    Path file = folder.resolve("run.jsonl");
    try (VersaTune first = run(file)) {
      report(first, 1);
      Snapshot snapshot = first.snapshot();
      Path second = Files.createLink(folder.resolve("second.jsonl"), file);
      assertThatIllegalStateException()
          .isThrownBy(() -> VersaTune.resuming(snapshot).record(second).build())
          .withMessageContaining("another name");
    }
  }

  @Test
  void closingGivesTheRecordBackAndLeavesNothingBeside() throws Exception {
    Path file = folder.resolve("run.jsonl");
    VersaTune first = run(file);
    report(first, 1);
    first.close();
    first.close();
    try (VersaTune second = VersaTune.resuming(first.snapshot()).record(file).build()) {
      first.close();
      assertThatIllegalStateException().isThrownBy(() -> run(file));
      report(second, 2);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aRunThatCouldNotStartDoesNotKeepTheRecord() throws Exception {
    Path file = folder.resolve("run.jsonl");
    try (VersaTune run = run(file)) {
      report(run, 1);
    }
    VersaTune other = VersaTune.builder().domains("a", "b").build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resuming(other.snapshot()).record(file).build());
    run(file).close();
  }

  @Test
  void everyRestartKeepsTheRecordBefore() throws Exception {
    Path file = folder.resolve("run.jsonl");
    for (int start = 1; start <= 4; start++) {
      try (VersaTune run = run(file)) {
        for (int step = 1; step <= start; step++) {
          report(run, step);
        }
      }
    }
    assertThat(RunRecord.read(folder.resolve("run.jsonl.previous")).updates()).hasSize(1);
    assertThat(RunRecord.read(folder.resolve("run.jsonl.previous-2")).updates()).hasSize(2);
    assertThat(RunRecord.read(folder.resolve("run.jsonl.previous-3")).updates()).hasSize(3);
    assertThat(RunRecord.read(file).updates()).hasSize(4);
  }

  @Test
  void aProcessThatHasTheRecordKeepsOthersOutUntilItDies() throws Exception {
    Path file = folder.resolve("run.jsonl");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('!');
      assertThatIllegalStateException()
          .isThrownBy(() -> run(file))
          .withMessageContaining("process " + other.pid());
      assertThat(RunRecord.read(file).updates()).hasSize(1);
    } finally {
      other.destroyForcibly();
    }
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    run(file).close();
    assertThat(RunRecord.read(folder.resolve("run.jsonl.previous")).updates()).hasSize(1);
  }

  /** Reads its own record, as a plot of a live run does, and waits to be killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      Path file = Path.of(args[0]);
      VersaTune run = run(file);
      report(run, 1);
      if (RunRecord.read(file).updates().size() == 1) {
        System.out.print('!');
        System.out.flush();
      }
      Thread.sleep(600_000);
      run.close();
    }
  }

  @Test
  void whatIsNoRegularFileIsRefusedAtOnceForWritingAndReading() throws Exception {
    Path fifo = SpecialFiles.fifo(folder.resolve("fifo"));
    Path device = SpecialFiles.link(folder.resolve("device"), SpecialFiles.device());
    Snapshot snapshot = VersaTune.builder().domains("law", "code").build().snapshot();
    for (Path special : new Path[] {fifo, device, folder}) {
      for (org.assertj.core.api.ThrowableAssert.ThrowingCallable use :
          new org.assertj.core.api.ThrowableAssert.ThrowingCallable[] {
            () -> run(special),
            () -> VersaTune.resuming(snapshot).record(special).build(),
            () -> RunRecord.read(special),
            () -> snapshot.write(special),
            () -> Snapshot.read(special)
          }) {
        assertThatThrownBy(use)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining(special.toString())
            .hasMessageContaining("name a regular file");
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(fifo, device);
    }
  }

  @Test
  void aRecordWhoseHeaderWasCutShortStartsAnew() throws Exception {
    Path file = folder.resolve("run.jsonl");
    Snapshot snapshot = VersaTune.builder().domains("law", "code").build().snapshot();
    for (String left : new String[] {"", "{\"format\":\"versa"}) {
      Files.writeString(file, left);
      VersaTune.resuming(snapshot).record(file).build().close();
      assertThat(RunRecord.read(file).events()).hasSize(1);
    }
    assertThat(folder.resolve("run.jsonl.previous")).hasContent("{\"format\":\"versa");
  }
}
