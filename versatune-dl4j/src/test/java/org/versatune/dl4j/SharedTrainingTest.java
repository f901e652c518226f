// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Snapshot;
import org.versatune.processes.ChildProcess;

/**
 * Processes that train a network each and exchange parameters, by the program of the page on loops:
 * against the same training by hand in one process, without a folder.
 */
class SharedTrainingTest {
  /** The same as the program does, with all workers and networks of a round in one process. */
  private static final String BY_HAND =
      """
      import java.util.*;
      import java.nio.file.Path;
      import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
      import org.deeplearning4j.util.ModelSerializer;
      import org.versatune.*;
      import org.versatune.dl4j.*;

      class ByHand {
        /** File, then pairs of a number of workers and the round that they train to. */
        public static void main(String[] args) throws Exception {
          var evaluator =
              DomainLossEvaluator.of(Map.of("law", Toy.data(0, 3), "code", Toy.data(1, 4)));
          MultiLayerNetwork mean = Toy.network();
          Snapshot snapshot = null;
          long round = 0;
          for (int i = 1; i < args.length; i += 2) {
            int workers = Integer.parseInt(args[i]);
            List<VersaTune> runs = new ArrayList<>();
            List<MultiDomainDataSetIterator> data = new ArrayList<>();
            for (int rank = 0; rank < workers; rank++) {
              Worker worker = Worker.of(rank, workers);
              runs.add(
                  snapshot == null
                      ? Toy.described().worker(worker).build()
                      : VersaTune.resuming(snapshot).worker(worker).build());
              data.add(Toy.train(runs.get(rank)));
            }
            for (round++; round <= Long.parseLong(args[i + 1]); round++) {
              MultiLayerNetwork sum = null;
              for (int rank = 0; rank < workers; rank++) {
                MultiLayerNetwork own = mean.clone();
                own.fit(data.get(rank));
                if (sum == null) {
                  sum = own;
                } else {
                  sum.params().addi(own.params());
                  sum.updaterState().addi(own.updaterState());
                }
              }
              sum.params().divi(workers);
              sum.updaterState().divi(workers);
              mean = sum;
              Feedback report = Feedback.at(round).losses(evaluator.losses(mean));
              runs.forEach(run -> run.report(report));
            }
            round--;
            snapshot = runs.get(0).snapshot();
          }
          ModelSerializer.writeModel(mean, args[0], true);
          VersaTune alone = VersaTune.resuming(snapshot).worker(Worker.only()).build();
          Toy.train(alone);
          alone.snapshot().write(Path.of(args[0] + ".json"));
        }
      }
      """;

  /** Far more than are done before a process is killed, so that it has not ended by then. */
  private static final int ROUNDS = 12;

  @TempDir static Path classes;
  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();

  @BeforeAll
  static void compile() throws IOException {
    Map<String, String> programs = new LinkedHashMap<>(LoopsPageTest.programs());
    programs.put("ByHand", BY_HAND);
    LoopsPageTest.compile(programs, classes);
  }

  private Process start(int rank, int workers, int rounds) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                "TrainsInProcesses",
                folder.toString(),
                "" + rank,
                "" + workers,
                "" + rounds)
            .redirectErrorStream(true)
            .redirectOutput(log(started.size()).toFile())
            .start();
    started.add(ChildProcess.limited(process));
    return process;
  }

  private Path log(int number) {
    return folder.resolve("log-" + number);
  }

  private void end(Process process) throws Exception {
    int code = ChildProcess.exitCode(process);
    String printed = Files.readString(log(started.indexOf(process)));
    assertThat(code).as(printed).isZero();
    assertThat(printed).contains("weights ");
  }

  /** Compares the networks and the run with those of one process. */
  private void requireSame(int round, String... workersAndRounds) throws Exception {
    Path file = folder.resolve("by-hand.zip");
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, SharedTrainingTest.class.getClassLoader())) {
      var main = loader.loadClass("ByHand").getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      List<String> arguments = new ArrayList<>(List.of(file.toString()));
      arguments.addAll(List.of(workersAndRounds));
      main.invoke(null, (Object) arguments.toArray(new String[0]));
    }
    MultiLayerNetwork shared = read(folder.resolve("net-" + round + ".zip"));
    MultiLayerNetwork byHand = read(file);
    assertThat(shared.params()).isEqualTo(byHand.params());
    assertThat(shared.updaterState()).isEqualTo(byHand.updaterState());
    assertThat(shared.getIterationCount()).isEqualTo(byHand.getIterationCount());
    Snapshot run = Snapshot.read(folder.resolve("run.json"));
    assertThat(content(run)).isEqualTo(content(Snapshot.read(Path.of(file + ".json"))));
    assertThat(run.reportedStep()).isEqualTo(round);
    assertThat(run.weights()).isNotEqualTo(Snapshot.read(folder.resolve("start.json")).weights());
  }

  /**
   * All but the number of workers that sources were read by last, and the checksum over it, in any
   * order, since a report has its losses in the order of the evaluator's map.
   */
  private static List<String> content(Snapshot snapshot) {
    return snapshot
        .toJson()
        .lines()
        .filter(line -> !line.contains("\"batchSize\"") && !line.contains("\"sha256\""))
        .map(line -> line.replaceAll(",$", ""))
        .sorted()
        .toList();
  }

  private static MultiLayerNetwork read(Path file) throws IOException {
    return ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
  }

  /** SIGKILL of one amid its training: started again, it repeats its round. */
  @Test
  void aKilledProcessGoesOnAndNothingChanges() throws Exception {
    Process first = start(0, 2, ROUNDS);
    Process second = start(1, 2, ROUNDS);
    await("net-2-1.zip");
    assertThat(ChildProcess.exitCode(second.destroyForcibly())).isNotZero();
    second = start(1, 2, ROUNDS);
    end(first);
    end(second);

    requireSame(ROUNDS, "2", "" + ROUNDS);
  }

  /** The one that writes the snapshot is killed; what it measured stays. */
  @Test
  void theFirstProcessMayBeKilledToo() throws Exception {
    Process first = start(0, 2, ROUNDS);
    Process second = start(1, 2, ROUNDS);
    await("net-3-0.zip");
    assertThat(ChildProcess.exitCode(first.destroyForcibly())).isNotZero();
    first = start(0, 2, ROUNDS);
    end(first);
    end(second);

    requireSame(ROUNDS, "2", "" + ROUNDS);
  }

  @Test
  void anotherNumberGoesOn() throws Exception {
    Process first = start(0, 2, 2);
    Process second = start(1, 2, 2);
    end(first);
    end(second);
    List<Process> four = new ArrayList<>();
    for (int rank = 0; rank < 4; rank++) {
      four.add(start(rank, 4, 4));
    }
    for (Process process : four) {
      end(process);
    }
    end(start(0, 1, 5));

    requireSame(5, "2", "2", "4", "4", "1", "5");
  }

  private void await(String name) throws Exception {
    long start = System.nanoTime();
    while (!Files.exists(folder.resolve(name))) {
      assertThat(System.nanoTime() - start).as(name).isLessThan(TimeUnit.MINUTES.toNanos(5));
      for (Process process : started) {
        assertThat(process.isAlive() || process.exitValue() == 0)
            .as(Files.readString(log(started.indexOf(process))))
            .isTrue();
      }
      Thread.sleep(5);
    }
  }
}
