// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.versatune.Feedback;
import org.versatune.Snapshot;
import org.versatune.VersaTune;

/**
 * Composes three rounds in a process of its own and saves the run after each. It goes on from the
 * last that was saved. Arguments: the master, a folder with {@code data}, the folder of the output,
 * what is to happen in the middle of the second round, and settings of Spark as {@code key=value}.
 */
final class ComposingProcess {
  static final String NOTHING = "nothing";

  /** A task says so on the console and waits to be killed with the whole process. */
  static final String WAIT = "wait";

  /** The executor of a task ends, once. */
  static final String HALT = "halt";

  static final String WAITS = "A task waits.";
  private static final int ROUNDS = 3;
  private static final int ROWS = 300;
  private static final ImmutableMap<String, Double> LOSSES =
      ImmutableMap.of("law", 2.6, "medicine", 2.3, "code", 1.5);

  private ComposingProcess() {}

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[1]);
    Path out = Path.of(args[2]);
    SparkSession.Builder settings =
        SparkSession.builder()
            .master(args[0])
            .appName("composing")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "3")
            .config("spark.sql.files.maxPartitionBytes", "6000")
            .config("spark.sql.files.openCostInBytes", "6000");
    for (String setting : Arrays.asList(args).subList(4, args.length)) {
      int equals = setting.indexOf('=');
      settings.config(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (SparkSession spark = settings.getOrCreate()) {
      Dataset<Row> all =
          spark
              .read()
              .schema("domain string, id bigint, num_tokens int, text string")
              .json(data.toString());
      SparkRows rows = SparkRows.builder().byColumn(all, "domain").open();
      Path saved = out.resolve("run.json");
      VersaTune run =
          Files.exists(saved)
              ? VersaTune.resume(Snapshot.fromJson(Files.readString(saved)))
              : VersaTune.builder()
                  .domains(rows.domains())
                  .domainSizes(rows.sizes())
                  .referenceLosses(Map.of("law", 2.0, "medicine", 1.0, "code", 1.0))
                  .seed(11)
                  .build();
      SparkComposer composer = SparkComposer.of(run, rows);
      for (long step = Math.max(0, run.reportedStep()) + 1; step <= ROUNDS; step++) {
        Dataset<Row> round = composer.rows(ROWS).inOrder();
        if (step == 2 && !args[3].equals(NOTHING)) {
          round = round.filter(interrupted(args[3], out));
        }
        round.write().mode(SaveMode.Overwrite).json(out.resolve("round-" + step).toString());
        run.report(Feedback.at(step).losses(LOSSES));
        Path aside = Files.writeString(out.resolve("run.part"), run.snapshot().toJson());
        Files.move(aside, saved, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** Lets every row through, and has something happen at a row in the middle. */
  private static Column interrupted(String what, Path out) {
    String once = out.resolve("halted").toString();
    UDF1<Long, Boolean> passes =
        draw -> {
          if (draw == ROWS + ROWS / 2) {
            interrupt(what, Path.of(once));
          }
          return true;
        };
    return udf(passes, DataTypes.BooleanType).asNondeterministic().apply(col("draw"));
  }

  private static void interrupt(String what, Path once) {
    try {
      if (what.equals(HALT)) {
        if (!Files.exists(once)) {
          Files.createFile(once);
          Runtime.getRuntime().halt(137);
        }
        Files.writeString(once, "attempt " + TaskContext.get().attemptNumber());
        return;
      }
      System.out.println(WAITS);
      Thread.sleep(Long.MAX_VALUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A process of this class and class path, before its start. */
  static ProcessBuilder process(Class<?> program, List<String> args, Path errors) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.addAll(opens());
    command.addAll(ImmutableList.of("-cp", classPath(), program.getName()));
    command.addAll(args);
    return new ProcessBuilder(command).redirectError(errors.toFile());
  }

  /**
   * The class path of this process without Spark's MLlib. Where MLlib is there, Spark prepares Kryo
   * for its classes, which need libraries that neither composing nor training does.
   */
  static String classPath() {
    String all = System.getProperty("surefire.test.class.path");
    return Splitter.on(File.pathSeparatorChar)
        .splitToStream(all == null ? System.getProperty("java.class.path") : all)
        .filter(entry -> !entry.contains("spark-mllib"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** What this process opens of the JDK for Spark. */
  static List<String> opens() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .toList();
  }

  /** What the rounds have written. */
  static List<String> written(Path out) {
    List<String> lines = new ArrayList<>();
    for (int step = 1; step <= ROUNDS; step++) {
      lines.addAll(LocalSpark.lines(out.resolve("round-" + step)));
    }
    return lines;
  }

  static String run(Path out) throws IOException {
    return Files.readString(out.resolve("run.json"), StandardCharsets.UTF_8);
  }
}
