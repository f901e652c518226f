// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Composes in processes of their own, which are killed, or have other settings. */
class KilledProcessTest {
  private static final String TURKISH = "-Duser.language=tr -Duser.country=TR";

  @TempDir Path folder;

  @BeforeEach
  void write() {
    LocalSpark.jsonLines(folder.resolve("data/law.jsonl"), "law", 0, 400, 40);
    LocalSpark.jsonLines(folder.resolve("data/medicine.jsonl"), "medicine", 0, 150, 90);
    LocalSpark.jsonLines(folder.resolve("data/code.jsonl"), "code", 0, 60, 15);
  }

  private ProcessBuilder process(String master, String out, String event, String... settings)
      throws IOException {
    List<String> args = new ArrayList<>();
    args.add(master);
    args.add(folder.resolve("data").toString());
    args.add(Files.createDirectories(folder.resolve(out)).toString());
    args.add(event);
    args.addAll(List.of(settings));
    return ComposingProcess.process(ComposingProcess.class, args, folder.resolve(out + ".log"));
  }

  private List<String> completed(ProcessBuilder process, String out)
      throws IOException, InterruptedException {
    int status = process.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    assertThat(status).as(() -> end(folder.resolve(out + ".log"))).isZero();
    return ComposingProcess.written(folder.resolve(out));
  }

  private static String end(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          "\n",
          lines.stream()
              .filter(line -> !line.contains("INFO") && !line.startsWith("\tat "))
              .toList());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private List<String> unbroken() throws IOException, InterruptedException {
    List<String> rows = completed(process("local[2]", "a", ComposingProcess.NOTHING), "a");
    assertThat(rows).hasSize(900);
    return rows;
  }

  @Test
  void aDriverThatIsKilledAmidWritingGoesOnAsUnbroken() throws Exception {
    Process killed = process("local[2]", "b", ComposingProcess.WAIT).start();
    try (BufferedReader console = killed.inputReader(StandardCharsets.UTF_8)) {
      String line;
      do {
        line = console.readLine();
        assertThat(line).as(() -> end(folder.resolve("b.log"))).isNotNull();
      } while (!requireNonNull(line).equals(ComposingProcess.WAITS));
      killed.destroyForcibly().waitFor();
    }
    assertThat(folder.resolve("b/round-1/_SUCCESS")).exists();
    assertThat(folder.resolve("b/round-2/_SUCCESS")).doesNotExist();
    List<String> resumed = completed(process("local[2]", "b", ComposingProcess.NOTHING), "b");

    assertThat(resumed).isEqualTo(unbroken());
    assertThat(ComposingProcess.run(folder.resolve("b")))
        .isEqualTo(ComposingProcess.run(folder.resolve("a")));
  }

  /** Kryo sends rows and tables, tasks run twice, and Turkish has another i. */
  @Test
  void kryoSpeculationAndLocaleMakeNoDifference() throws Exception {
    ProcessBuilder other =
        process(
            "local[2,3]",
            "b",
            ComposingProcess.NOTHING,
            "spark.serializer=org.apache.spark.serializer.KryoSerializer",
            "spark.speculation=true",
            "spark.speculation.quantile=0.1",
            "spark.speculation.multiplier=1",
            "spark.speculation.interval=1ms",
            "spark.speculation.minTaskRuntime=0ms");
    other.environment().merge("JAVA_TOOL_OPTIONS", TURKISH, (a, b) -> a + " " + b);

    assertThat(completed(other, "b")).isEqualTo(unbroken());
  }

  /** A master, two workers and an executor each, all of them processes but the master. */
  @Test
  void anExecutorThatIsKilledChangesNothing() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("RELEASE"));
    ProcessBuilder cluster =
        process(
            "local-cluster[2,1,1024]",
            "b",
            ComposingProcess.HALT,
            "spark.executor.extraClassPath=" + ComposingProcess.classPath(),
            "spark.executor.extraJavaOptions=" + String.join(" ", ComposingProcess.opens()));
    cluster.environment().put("SPARK_HOME", home.toString());
    cluster.environment().put("SPARK_SCALA_VERSION", "2.12");
    cluster.directory(home.toFile());

    assertThat(completed(cluster, "b")).isEqualTo(unbroken());
    assertThat(folder.resolve("b/halted")).content().isNotEmpty();
  }
}
