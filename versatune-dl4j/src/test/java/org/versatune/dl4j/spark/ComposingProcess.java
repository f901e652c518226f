// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

  private static final int ROUNDS = 3;
  private static final int ROWS = 300;
  private static final ImmutableMap<String, Double> LOSSES =
      ImmutableMap.of("law", 2.6, "medicine", 2.3, "code", 1.5);

  private ComposingProcess() {}

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[1]);
    Path out = Path.of(args[2]);
    try (SparkSession spark =
        SparkProcess.session(
            args[0],
            List.of(
                "spark.sql.shuffle.partitions=3",
                "spark.sql.files.maxPartitionBytes=6000",
                "spark.sql.files.openCostInBytes=6000"),
            Arrays.asList(args).subList(4, args.length))) {
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
      Interruption.waitForEver();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
