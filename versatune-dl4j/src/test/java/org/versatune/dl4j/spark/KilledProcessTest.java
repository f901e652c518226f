// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
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

  @TempDir static Path folder;

  @BeforeAll
  static void compose() throws Exception {
    LocalSpark.jsonLines(folder.resolve("data/law.jsonl"), "law", 0, 400, 40);
    LocalSpark.jsonLines(folder.resolve("data/medicine.jsonl"), "medicine", 0, 150, 90);
    LocalSpark.jsonLines(folder.resolve("data/code.jsonl"), "code", 0, 60, 15);
    process("local[2]", "unbroken", ComposingProcess.NOTHING).complete();
    assertThat(unbroken()).hasSize(900);
  }

  /** What a process composes that nothing befalls. */
  private static List<String> unbroken() {
    return ComposingProcess.written(folder.resolve("unbroken"));
  }

  private static SparkProcess process(String master, String out, String event, String... settings)
      throws IOException {
    List<String> args = new ArrayList<>();
    args.add(master);
    args.add(folder.resolve("data").toString());
    args.add(Files.createDirectories(folder.resolve(out)).toString());
    args.add(event);
    args.addAll(List.of(settings));
    return SparkProcess.of(ComposingProcess.class, CLASS_PATH, args, folder.resolve(out + ".log"));
  }

  private static List<String> completed(SparkProcess process, String out)
      throws IOException, InterruptedException {
    process.complete();
    return ComposingProcess.written(folder.resolve(out));
  }

  @Test
  void aDriverThatIsKilledAmidWritingGoesOnAsUnbroken() throws Exception {
    process("local[2]", "b", ComposingProcess.WAIT).killWhereItWaits();
    assertThat(folder.resolve("b/round-1/_SUCCESS")).exists();
    assertThat(folder.resolve("b/round-2/_SUCCESS")).doesNotExist();
    List<String> resumed = completed(process("local[2]", "b", ComposingProcess.NOTHING), "b");

    assertThat(resumed).isEqualTo(unbroken());
    assertThat(ComposingProcess.run(folder.resolve("b")))
        .isEqualTo(ComposingProcess.run(folder.resolve("unbroken")));
  }

  /** Kryo sends rows and tables, tasks run twice, and Turkish has another i. */
  @Test
  void kryoSpeculationAndLocaleMakeNoDifference() throws Exception {
    SparkProcess other =
        process(
            "local[2,3]",
            "other",
            ComposingProcess.NOTHING,
            "spark.serializer=org.apache.spark.serializer.KryoSerializer",
            "spark.speculation=true",
            "spark.speculation.quantile=0.1",
            "spark.speculation.multiplier=1",
            "spark.speculation.interval=1ms",
            "spark.speculation.minTaskRuntime=0ms");
    other.builder().environment().merge("JAVA_TOOL_OPTIONS", TURKISH, (a, b) -> a + " " + b);

    assertThat(completed(other, "other")).isEqualTo(unbroken());
  }

  /** A master, two workers and an executor each, all of them processes but the master. */
  @Test
  void anExecutorThatIsKilledChangesNothing() throws Exception {
    SparkProcess cluster =
        process(
                "local-cluster[2,1,1024]",
                "cluster",
                ComposingProcess.HALT,
                SparkProcess.ofExecutors(CLASS_PATH).toArray(new String[0]))
            .inCluster(folder.resolve("home"));

    assertThat(completed(cluster, "cluster")).isEqualTo(unbroken());
    assertThat(folder.resolve("cluster/halted")).content().isNotEmpty();
  }
}
