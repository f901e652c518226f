// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.processes.ChildProcess;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;

/** Several processes on one folder, against as many workers of one process. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class SharedRunTest {
  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();

  private Process start(int rank, int workers, long until, String... stall) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SharedWorker.class.getName(),
                folder.toString(),
                "" + rank,
                "" + workers,
                "" + until));
    command.addAll(List.of(stall));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log-" + started.size()).toFile())
            .start();
    started.add(process);
    return process;
  }

  private void end(Process process) throws Exception {
    int number = started.indexOf(process);
    assertThat(ChildProcess.exitCode(process))
        .as(() -> "process " + number + ": " + log(number))
        .isZero();
  }

  private String log(int number) {
    try {
      return Files.readString(folder.resolve("log-" + number));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void awaitFile(String name) throws Exception {
    long start = System.nanoTime();
    while (!Files.exists(folder.resolve(name))) {
      assertThat(System.nanoTime() - start).as(name).isLessThan(TimeUnit.MINUTES.toNanos(3));
      for (Process process : started) {
        assertThat(process.isAlive() || process.exitValue() == 0 || process.exitValue() == 137)
            .as(() -> log(started.indexOf(process)))
            .isTrue();
      }
      Thread.sleep(10);
    }
  }

  /** The runs of the workers of one process, and what each drew. */
  private final class OneProcess {
    private List<VersaTune> runs = new ArrayList<>();
    private final long[] learnt = new long[3];
    private long step;

    OneProcess(int workers) {
      for (int rank = 0; rank < workers; rank++) {
        runs.add(SharedWorker.described().worker(Worker.of(rank, workers)).build());
      }
      runs.forEach(run -> run.report(Feedback.at(0).losses(SharedWorker.losses(learnt))));
    }

    void become(int workers) {
      Snapshot snapshot = runs.get(0).snapshot();
      runs = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        runs.add(VersaTune.resuming(snapshot).worker(Worker.of(rank, workers)).build());
      }
    }

    void requireSame(long until) throws IOException {
      while (step < until) {
        step += SharedWorker.ROUND;
        for (int rank = 0; rank < runs.size(); rank++) {
          List<String> drawn = new ArrayList<>();
          long[] counts = SharedWorker.round(runs.get(rank), drawn);
          for (int j = 0; j < counts.length; j++) {
            learnt[j] += counts[j];
          }
          assertThat(Files.readString(folder.resolve("drawn-" + step + "-" + rank)))
              .as("worker %s of %s before step %s", rank, runs.size(), step)
              .isEqualTo(Joiner.on(' ').join(drawn));
        }
        Feedback report = Feedback.at(step).losses(SharedWorker.losses(learnt));
        runs.forEach(run -> run.report(report));
      }
      Snapshot shared = Snapshot.read(folder.resolve("run/run.json"));
      Snapshot own = runs.get(0).snapshot();
      assertThat(shared.toJson())
          .isEqualTo(new Snapshot(own.state().withWorker(Worker.only())).toJson());
      assertThat(RunRecord.read(folder.resolve("run.jsonl")).weights()).isEqualTo(own.weights());
      assertThat(RunRecord.read(folder.resolve("run.jsonl")).updates())
          .hasSize((int) (1 + until / SharedWorker.ROUND));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, none, -1",
    "4, none, -1",
    "4, training, 1",
    "4, measuring, -1",
    "2, reported, 0",
    "2, reported, 1"
  })
  void processesTrainAsTheWorkersOfOneProcessDo(int workers, String killed, String which)
      throws Exception {
    long until = 6 * SharedWorker.ROUND;
    List<Process> processes = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      processes.add(start(rank, workers, until, killed, which, "" + 3 * SharedWorker.ROUND));
    }
    if (!killed.equals("none")) {
      awaitFile("stalled");
      int rank = Integer.parseInt(Files.readString(folder.resolve("stalled")));
      var unused = ChildProcess.exitCode(processes.get(rank).destroyForcibly());
      processes.set(rank, start(rank, workers, until));
    }
    for (Process process : processes) {
      end(process);
    }

    new OneProcess(workers).requireSame(until);
    try (var files = Files.list(folder.resolve("run"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("report-" + until + ".json", "start.json", "run.json", "workers.json")
          .noneMatch(name -> name.equals("report-" + (until - SharedWorker.ROUND) + ".json"));
    }
  }

  @Test
  void oneJoinsLateAndOthersGoOnAsAnotherNumber() throws Exception {
    long half = 3 * SharedWorker.ROUND;
    List<Process> processes = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      processes.add(start(rank, 4, half));
    }
    awaitFile("run/worker-2-of-4.json");
    processes.add(start(3, 4, half));
    for (Process process : processes) {
      end(process);
    }
    OneProcess reference = new OneProcess(4);
    reference.requireSame(half);

    Process first = start(0, 2, 2 * half);
    Process second = start(1, 2, 2 * half);
    end(first);
    end(second);

    reference.become(2);
    reference.requireSame(2 * half);
  }

  private SharedRun open(int rank, int workers, RunBuilder described) {
    return SharedRun.in(folder.resolve("run"), Worker.of(rank, workers))
        .timeout(Duration.ofMillis(300))
        .open(described);
  }

  private SharedRun open(int rank, int workers) {
    return open(rank, workers, SharedWorker.described());
  }

  @Test
  void aPlaceIsTakenOnce() {
    try (SharedRun mine = open(0, 2)) {
      assertThat(mine.run().worker()).isEqualTo(Worker.of(0, 2));
      assertThatIllegalStateException()
          .isThrownBy(() -> open(0, 2))
          .withMessageContaining("worker 0 of 2 of")
          .withMessageContaining("is running already");
      assertThatIllegalStateException()
          .isThrownBy(() -> open(0, 3))
          .withMessageContaining("is the folder of 2 workers, of which number 0 is running");
      open(1, 2).close();
    }
    open(2, 3).close();
    open(0, 3).close();
  }

  @Test
  void anotherDescriptionIsRefused() {
    open(0, 2).close();
    assertThatIllegalStateException()
        .isThrownBy(() -> open(1, 2, SharedWorker.described().scheduler(Schedulers.openGap())))
        .withMessageContaining("rule name: fostering there, open-gap here");
    assertThatIllegalStateException()
        .isThrownBy(() -> open(1, 2, SharedWorker.described().seed(12)))
        .withMessageContaining("options seed: 11 there, 12 here");
    open(1, 2).close();
  }

  @Test
  void whoIsMissingIsSaid() {
    try (SharedRun one = open(0, 3);
        SharedRun two = open(1, 3)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> one.report(0, () -> Feedback.at(0).losses(losses())))
          .withMessageContaining("worker 0 of 3 waited 0.3 s for the other workers, of [1, 2]")
          .withMessageContaining("start what has ended again");
      assertThat(one.run().reportedStep()).isEqualTo(-1);
      assertThat(two.run().reportedStep()).isEqualTo(-1);
    }
  }

  private static ImmutableMap<String, Double> losses() {
    return ImmutableMap.of("law", 2.0, "medicine", 3.0, "code", 1.0);
  }

  @Test
  void workersThatDrewUnequallyAreRefused() {
    try (SharedRun one = open(0, 2);
        SharedRun two = open(1, 2)) {
      var unused = one.run().plan(3);
      assertThatIllegalStateException().isThrownBy(() -> one.report(1, () -> Feedback.at(1)));
      assertThatIllegalStateException()
          .isThrownBy(() -> two.report(1, () -> Feedback.at(1)))
          .withMessageContaining("worker 1 of 2 has made 0 draws and worker 0 of 2 has made 6");
    }
  }

  @Test
  void workersThatReportOtherStepsAreRefused() {
    try (SharedRun one = open(0, 2);
        SharedRun two = open(1, 2)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> one.report(2, () -> Feedback.at(2).losses(losses())))
          .withMessageContaining("of [1]");
      two.report(1, () -> Feedback.at(1).losses(losses()));
      assertThatIllegalStateException()
          .isThrownBy(() -> two.report(2, () -> Feedback.at(2).losses(losses())))
          .withMessageContaining("after its report of step -1, and the last of worker 1 of 2")
          .withMessageContaining("all workers report the same steps");
      assertThatIllegalStateException()
          .isThrownBy(() -> one.report(3, () -> Feedback.at(3).losses(losses())))
          .withMessageContaining("of [1]");
      assertThat(one.run().reportedStep()).isEqualTo(-1);
      assertThat(two.run().reportedStep()).isEqualTo(1);
    }
  }

  @Test
  void aMeasurementThatFailsIsMadeByAnother() {
    try (SharedRun one = open(0, 1)) {
      assertThatThrownBy(
              () ->
                  one.report(
                      1,
                      () -> {
                        throw new UnsupportedOperationException("no data");
                      }))
          .hasMessage("no data");
      assertThatThrownBy(
              () ->
                  one.report(
                      1,
                      () ->
                          Feedback.at(1)
                              .losses(
                                  ImmutableMap.of("law", Double.NaN, "medicine", 3., "code", 1.))))
          .isInstanceOf(InvalidFeedbackException.class);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> one.report(1, () -> Feedback.at(3)))
          .withMessageContaining("the report is for step 3 and was asked for step 1");
      assertThat(one.report(1, () -> Feedback.at(1).losses(losses())).weights())
          .isEqualTo(one.run().weights());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> one.report(1, () -> Feedback.at(1)))
          .withMessageContaining("step 1 is reported already");
    }
  }

  @Test
  void aReportIsReadAsItWasWritten() {
    Feedback report =
        Feedback.at(7)
            .losses(ImmutableMap.of("law", .1 + .2, "a \"b\"", 1e-300))
            .with(Signal.LOSS_ERROR, ImmutableMap.of("law", Math.PI))
            .gradientProducts(ImmutableTable.of("law", "law", -1 / 3.0));
    SharedReport.write(report, 3, folder.resolve("r.json"));

    assertThat(SharedReport.read(folder.resolve("r.json"), 3)).isEqualTo(report);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedReport.read(folder.resolve("r.json"), 4))
        .withMessageContaining(
            "it follows the report of step 3, and this worker's last was of step 4");
  }

  @Test
  void aFolderThatIsNoneIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/run.json"), "{}");
    assertThatIllegalStateException()
        .isThrownBy(() -> open(0, 2))
        .withMessageContaining("run.json and no start.json");
    Files.delete(folder.resolve("run/run.json"));
    open(0, 2).close();
    Files.writeString(folder.resolve("run/workers.json"), "no");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(0, 2))
        .withMessageContaining("workers.json");
  }
}
