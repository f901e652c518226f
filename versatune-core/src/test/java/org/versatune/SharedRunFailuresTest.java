// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;

/** What a shared run leaves behind where something is refused, fails, or takes too long. */
class SharedRunFailuresTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  private SharedRun open(int rank, int workers, RunBuilder described) {
    return SharedRun.in(folder.resolve("run"), Worker.of(rank, workers))
        .timeout(Duration.ofMillis(300))
        .open(described);
  }

  private SharedRun open(int rank, int workers) {
    return open(rank, workers, SharedWorker.described());
  }

  private static ImmutableMap<String, Double> losses() {
    return ImmutableMap.of("law", 2.0, "medicine", 3.0, "code", 1.0);
  }

  @Test
  void anotherNumberThatIsRefusedChangesNothing() throws IOException {
    try (SharedRun two = open(1, 2)) {
      open(0, 2).close();
      Path progress = folder.resolve("run/worker-0-of-2.json");
      String before = Files.readString(progress);
      assertThatIllegalStateException()
          .isThrownBy(() -> open(0, 3))
          .withMessageContaining("of which number 1 is running");
      assertThat(progress).hasContent(before);
      assertThat(two.run().reportedStep()).isEqualTo(-1);
    }
    String workers = Files.readString(folder.resolve("run/workers.json"));
    assertThatIllegalStateException()
        .isThrownBy(() -> open(0, 3, SharedWorker.described().seed(12)))
        .withMessageContaining("options seed: 11 there, 12 here");
    assertThat(folder.resolve("run/workers.json")).hasContent(workers);
    assertThat(folder.resolve("run/worker-0-of-2.json")).exists();
  }

  @Test
  void aRankGivenTwiceIsSaidAsSuch() {
    try (SharedRun one = open(1, 2)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> open(1, 2))
          .withMessageContaining("worker 1 of 2 of " + folder.toAbsolutePath())
          .withMessageContaining(
              "is running already, in this process: give each process a rank of its own, 0 to 1");
      assertThat(one.run().reportedStep()).isEqualTo(-1);
    }
  }

  @Test
  void onlyWhatDiffersOfAnotherDescriptionIsNamed() {
    open(0, 2).close();
    ImmutableMap<String, RunBuilder> others =
        ImmutableMap.<String, RunBuilder>builder()
            .put("with (options seed: 11 there, 5 here):", SharedWorker.described().seed(5))
            .put(
                "(options floor law: none there, 0.1 here; options floor medicine: none there, 0.1",
                SharedWorker.described().floor(0.1))
            .put(
                "(rule options magnitude: 2.0 there, 3.0 here):",
                SharedWorker.described().scheduler(Schedulers.fostering().magnitude(3)))
            .put(
                "(setup REFERENCE_LOSS law: 0.2 there, 0.3 here):",
                SharedWorker.described()
                    .referenceLosses(ImmutableMap.of("law", .3, "medicine", .9, "code", .4)))
            .put(
                "(initial code: 0.3333333333333333 there, none here",
                SharedWorker.described()
                    .domains("law", "medicine", "maths")
                    .referenceLosses(ImmutableMap.of("law", .2, "medicine", .9, "maths", .4)))
            .put(
                "(order of the domains: [law, medicine, code] there, [code, medicine, law] here):",
                SharedWorker.described().domains("code", "medicine", "law"))
            .buildOrThrow();
    others.forEach(
        (difference, described) ->
            assertThatIllegalStateException()
                .isThrownBy(() -> open(1, 2, described))
                .withMessageContaining(difference)
                .withMessageContaining("give every worker the same"));
  }

  @Test
  void theOrderOfMapsIsNoDifference() {
    ImmutableMap<String, Double> floor = ImmutableMap.of("law", 0.1, "code", 0.2);
    ImmutableMap<String, Double> same = ImmutableMap.of("code", 0.2, "law", 0.1);
    open(0, 2, bounded(floor)).close();
    open(1, 2, bounded(same)).close();
  }

  private static RunBuilder bounded(ImmutableMap<String, Double> floor) {
    return SharedWorker.described()
        .protect(Protection.of(floor))
        .baseLosses(losses())
        .scheduler(Schedulers.bounded(Schedulers.fostering()).floor(floor));
  }

  @Test
  void forEverMayBeWaited() {
    try (SharedRun one =
        SharedRun.in(folder.resolve("run"), Worker.only())
            .timeout(ChronoUnit.FOREVER.getDuration())
            .open(SharedWorker.described())) {
      assertThat(one.report(1, () -> Feedback.at(1).losses(losses())).weights()).isNotNull();
    }
  }

  @Test
  void aNumberThatIsFarTooHighTakesNoTimeByRank() throws IOException {
    open(0, 2).close();
    Files.writeString(folder.resolve("run/workers.json"), "{\"workers\": 2000000000}");
    Files.writeString(folder.resolve("run/worker-1999999998-of-2000000000.json"), "{}");
    open(1, 2).close();
    assertThat(folder.resolve("run/worker-1999999998-of-2000000000.json")).doesNotExist();
  }

  @Test
  void anotherNumberMeasuresTheRoundThatItTrainsAnew() {
    try (SharedRun one = open(0, 1)) {
      one.report(1, () -> Feedback.at(1).losses(losses()));
    }
    Snapshot saved = Snapshot.read(folder.resolve("run/run.json"));
    try (SharedRun one = open(0, 1)) {
      one.report(2, () -> Feedback.at(2).losses(losses()));
    }
    saved.write(folder.resolve("run/run.json")); // As if the process had died before it saved.

    open(0, 2).close();
    try (SharedRun one = open(0, 1)) {
      ImmutableMap<String, Double> anew = ImmutableMap.of("law", 1.5, "medicine", 2.0, "code", 1.2);
      AtomicInteger measured = new AtomicInteger();
      one.report(
          2,
          () -> {
            measured.incrementAndGet();
            return Feedback.at(2).losses(anew);
          });
      assertThat(measured).hasValue(1);
    }
  }

  @Test
  void aMeasurementThatTakesTooLongIsNotWaitedFor() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (SharedRun one = open(0, 2);
        SharedRun two = open(1, 2)) {
      CountDownLatch measures = new CountDownLatch(1);
      CountDownLatch mayEnd = new CountDownLatch(1);
      Files.writeString(folder.resolve("run/worker-1-of-2.json"), "{\"step\": 1, \"drawn\": 0}");
      Future<WeightUpdate> first =
          other.submit(
              () ->
                  one.report(
                      1,
                      () -> {
                        measures.countDown();
                        assertThat(Uninterruptibles.awaitUninterruptibly(mayEnd, LIMIT)).isTrue();
                        return Feedback.at(1).losses(losses());
                      }));
      assertThat(measures.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThatIllegalStateException()
          .isThrownBy(() -> two.report(1, () -> Feedback.at(1).losses(losses())))
          .withMessageContaining("worker 1 of 2 waited 0.3 s for the lock of")
          .withMessageContaining("which another worker holds");
      mayEnd.countDown();
      WeightUpdate update = first.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(two.report(1, () -> Feedback.at(1)).weights()).isEqualTo(update.weights());
    } finally {
      other.shutdown();
    }
  }

  @Test
  void aRunWhoseReportWasNotWrittenGoesNoFurther() throws IOException {
    Path report = folder.resolve("run/report-1.json");
    try (SharedRun one = open(0, 1)) {
      assertThatThrownBy(
              () ->
                  one.report(
                      1,
                      () -> {
                        inTheWay(report);
                        return Feedback.at(1).losses(losses());
                      }))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("report-1.json");
      assertThatIllegalStateException()
          .isThrownBy(() -> one.report(2, () -> Feedback.at(2).losses(losses())))
          .withMessageContaining("the report of step 1 is in the run of worker 0 of 1")
          .withMessageContaining("open it again");
    }
    Files.delete(report.resolve("a"));
    Files.delete(report);
    try (SharedRun one = open(0, 1)) {
      one.report(1, () -> Feedback.at(1).losses(losses()));
      assertThat(one.run().reportedStep()).isEqualTo(1);
    }
  }

  @Test
  void worker0BeginsItsRecordAgainWhereItSavedNoReport() {
    Path record = folder.resolve("run.jsonl");
    open(0, 1, SharedWorker.described().record(record)).close();
    open(0, 1, SharedWorker.described().record(record)).close();
    Snapshot saved = Snapshot.read(folder.resolve("run/run.json"));
    try (SharedRun one = open(0, 1, SharedWorker.described().record(record))) {
      one.report(0, () -> Feedback.at(0).losses(losses()));
    }
    saved.write(folder.resolve("run/run.json")); // As if the process had died before it saved.

    try (SharedRun one = open(0, 1, SharedWorker.described().record(record))) {
      one.report(0, () -> Feedback.at(0).losses(losses()));
      one.report(1, () -> Feedback.at(1).losses(losses()));
    }
    assertThat(RunRecord.read(record).updates()).hasSize(2);
  }

  private void refusedAtOnce(String progress, Class<? extends Throwable> kind, String... words) {
    try (SharedRun one = open(0, 2);
        SharedRun two = open(1, 2)) {
      var other =
          assertThatThrownBy(
              () -> {
                damage(progress);
                one.report(1, () -> Feedback.at(1).losses(losses()));
              });
      other.isInstanceOf(kind).hasMessageContaining("worker-1-of-2.json");
      for (String word : words) {
        other.hasMessageContaining(word);
      }
      assertThat(one.run().reportedStep()).isEqualTo(-1);
      assertThat(two.run().reportedStep()).isEqualTo(-1);
    }
  }

  private void damage(String progress) throws IOException {
    Path file = folder.resolve("run/worker-1-of-2.json");
    Files.delete(file);
    if (progress.equals("folder")) {
      Files.createDirectory(file);
    } else {
      Files.write(file, progress.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void progressThatCannotBeReadIsNoWorkerThatHasNotStarted() {
    refusedAtOnce(
        "{\"step\": 1, \"draw",
        IllegalArgumentException.class,
        "cannot be understood as the progress of worker 1 of 2",
        "delete it and start that worker again");
    refusedAtOnce("{\"step\": 1}", IllegalArgumentException.class, "'drawn' is missing");
    refusedAtOnce("{\"step\": \"\u00ff\"}", UncheckedIOException.class, "it is not UTF-8");
    refusedAtOnce("folder", UncheckedIOException.class, "it is a folder; name a regular file");
  }

  @Test
  void aFolderThatWasEmptiedIsNoWaiting() throws IOException {
    SharedFolder emptied = new SharedFolder(folder.resolve("run"), Worker.of(0, 2), Duration.ZERO);
    emptied.writeProgress(1, 0);
    assertThat(emptied.behind(1, 0)).containsExactly(1);
    Files.delete(folder.resolve("run/worker-0-of-2.json"));
    assertThatIllegalStateException()
        .isThrownBy(() -> emptied.behind(1, 0))
        .withMessageContaining("worker-0-of-2.json is gone, which worker 0 of 2 has written")
        .withMessageContaining("was the folder deleted or emptied?");
  }

  private static void inTheWay(Path file) {
    try {
      Files.createDirectories(file);
      Files.writeString(file.resolve("a"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
