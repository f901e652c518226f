// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains in processes of their own, which are killed, or have another serializer. */
class KilledTrainingTest {
  private static final String NOWHERE = "nowhere";

  /** The folder of a training that nothing befalls. */
  private static final String UNBROKEN = "unbroken";

  @TempDir static Path folder;

  @BeforeAll
  static void train() throws Exception {
    TrainingProcess.write(folder.resolve("data"));
    process("local[2]", UNBROKEN, NOWHERE, List.of()).complete();
  }

  private static SparkProcess process(
      String master, String out, String waits, List<String> settings) throws IOException {
    List<String> args = new ArrayList<>();
    args.add(master);
    args.add(folder.resolve("data").toString());
    args.add(Files.createDirectories(folder.resolve(out)).toString());
    args.add(waits);
    args.addAll(settings);
    return SparkProcess.of(
        TrainingProcess.class, SparkProcess.classPath(), args, folder.resolve(out + ".log"));
  }

  private static List<String> checkpoints(String out) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(out).resolve("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The run with its weights and draws, and the parameters of the network. */
  private static List<String> end(String out) throws IOException {
    return List.of(
        Files.readString(folder.resolve(out).resolve("run.json")),
        Files.readString(folder.resolve(out).resolve("params.txt")));
  }

  /** Killed three times in its second round, each time at another place, and once let through. */
  @Test
  void aDriverThatIsKilledTrainsOnAsUnbroken() throws Exception {
    for (String place : List.of(Interruption.FIT, Interruption.EVALUATE, Interruption.SAVE)) {
      process("local[2]", "killed", place, List.of()).killWhereItWaits();
      assertThat(checkpoints("killed"))
          .as(place)
          .filteredOn(name -> name.endsWith("checkpoint"))
          .hasSize(1);
    }
    // The last kill left a part of the second checkpoint.
    assertThat(checkpoints("killed")).contains(".round-000000002.checkpoint.part");
    process("local[2]", "killed", NOWHERE, List.of()).complete();

    assertThat(end("killed")).isEqualTo(end(UNBROKEN));
    assertThat(checkpoints("killed"))
        .containsExactly("round-000000002.checkpoint", "round-000000003.checkpoint");
  }

  /** A master, two workers and an executor each, all of them processes but the master. */
  @Test
  void anExecutorThatIsKilledWhileItTrainsChangesNothing() throws Exception {
    Path halted = folder.resolve("halted");
    process(
            "local-cluster[2,1,1024]",
            "cluster",
            NOWHERE,
            SparkProcess.ofExecutors(
                SparkProcess.classPath(), "-D" + Interruption.HALT + "=" + halted))
        .inCluster(folder.resolve("home"))
        .complete();

    assertThat(halted).exists();
    assertThat(end("cluster")).isEqualTo(end(UNBROKEN));
  }

  /** Kryo sends examples and sums. Deeplearning4j asks for its registrator before it trains. */
  @Test
  void kryoMakesNoDifference() throws Exception {
    process(
            "local[2]",
            "kryo",
            NOWHERE,
            List.of(
                "spark.serializer=org.apache.spark.serializer.KryoSerializer",
                "spark.kryo.registrator=org.nd4j.kryo.Nd4jRegistrator"))
        .complete();

    assertThat(end("kryo")).isEqualTo(end(UNBROKEN));
  }
}
