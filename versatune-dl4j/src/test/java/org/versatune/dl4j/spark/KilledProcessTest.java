// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  /**
   * Without MLlib. Where it is there, Spark prepares Kryo for its classes, which need libraries
   * that composing does not.
   */
  private static final String CLASS_PATH = SparkProcess.classPathWithout("spark-mllib");

  @TempDir Path folder;

  @BeforeEach
  void write() {
    LocalSpark.jsonLines(folder.resolve("data/law.jsonl"), "law", 0, 400, 40);
    LocalSpark.jsonLines(folder.resolve("data/medicine.jsonl"), "medicine", 0, 150, 90);
    LocalSpark.jsonLines(folder.resolve("data/code.jsonl"), "code", 0, 60, 15);
  }

  private SparkProcess process(String master, String out, String event, String... settings)
      throws IOException {
    List<String> args = new ArrayList<>();
    args.add(master);
    args.add(folder.resolve("data").toString());
    args.add(Files.createDirectories(folder.resolve(out)).toString());
    args.add(event);
    args.addAll(List.of(settings));
    return SparkProcess.of(ComposingProcess.class, CLASS_PATH, args, folder.resolve(out + ".log"));
  }

  private List<String> completed(SparkProcess process, String out)
      throws IOException, InterruptedException {
    process.complete();
    return ComposingProcess.written(folder.resolve(out));
  }

  private List<String> unbroken() throws IOException, InterruptedException {
    List<String> rows = completed(process("local[2]", "a", ComposingProcess.NOTHING), "a");
    assertThat(rows).hasSize(900);
    return rows;
  }

  @Test
  void aDriverThatIsKilledAmidWritingGoesOnAsUnbroken() throws Exception {
    process("local[2]", "b", ComposingProcess.WAIT).killWhereItWaits();
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
    SparkProcess other =
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
    other.builder().environment().merge("JAVA_TOOL_OPTIONS", TURKISH, (a, b) -> a + " " + b);

    assertThat(completed(other, "b")).isEqualTo(unbroken());
  }

  /** A master, two workers and an executor each, all of them processes but the master. */
  @Test
  void anExecutorThatIsKilledChangesNothing() throws Exception {
    SparkProcess cluster =
        process(
                "local-cluster[2,1,1024]",
                "b",
                ComposingProcess.HALT,
                SparkProcess.ofExecutors(CLASS_PATH).toArray(new String[0]))
            .inCluster(folder.resolve("home"));

    assertThat(completed(cluster, "b")).isEqualTo(unbroken());
    assertThat(folder.resolve("b/halted")).content().isNotEmpty();
  }
}
