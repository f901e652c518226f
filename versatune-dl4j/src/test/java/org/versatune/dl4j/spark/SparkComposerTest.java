// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.WeightUnit;
import org.versatune.trainers.DomainRows;
import org.versatune.trainers.Segment;
import org.versatune.trainers.SegmentWriter;

/** Composes rows on a real Spark of two threads, from real files. */
class SparkComposerTest {
  private static final ImmutableList<String> NAMES = ImmutableList.of("law", "medicine", "code");
  private static final ImmutableMap<String, Double> LOSSES =
      ImmutableMap.of("law", 2.6, "medicine", 2.3, "code", 1.5);

  @TempDir Path folder;
  private final SparkSession spark = LocalSpark.session();

  @BeforeEach
  void write() {
    // Names whose order by path is not that of their numbers, and one that a URI writes otherwise.
    LocalSpark.jsonLines(folder.resolve("data/law/b 1.jsonl"), "law", 0, 211, 40);
    LocalSpark.jsonLines(folder.resolve("data/law/a-é.jsonl"), "law", 211, 300, 40);
    LocalSpark.jsonLines(folder.resolve("data/medicine/m10.jsonl"), "medicine", 0, 150, 40);
    LocalSpark.jsonLines(folder.resolve("data/medicine/m9.jsonl"), "medicine", 150, 37, 40);
    LocalSpark.jsonLines(folder.resolve("data/code/all.jsonl"), "code", 0, 40, 40);
  }

  private VersaTune run() {
    return VersaTune.builder()
        .domains(NAMES)
        .domainSizes(Map.of("law", 511, "medicine", 187, "code", 40))
        .referenceLosses(Map.of("law", 1.9, "medicine", 2.0, "code", 0.8))
        .seed(42)
        .build();
  }

  private SparkRows byColumn() {
    return SparkRows.builder()
        .byColumn(
            spark
                .read()
                .schema("domain string, id bigint, num_tokens int, text string")
                .option("recursiveFileLookup", true)
                .json(folder.resolve("data").toString()),
            "domain")
        .open();
  }

  private SparkRows texts() {
    SparkRows.Builder rows = SparkRows.builder();
    NAMES.forEach(
        name ->
            rows.domain(name, spark.read().text(folder.resolve("data").resolve(name).toString())));
    return rows.open();
  }

  private static List<String> values(SparkRound round) {
    return round.inOrder().collectAsList().stream().map(row -> row.<String>getAs("value")).toList();
  }

  /** Domain and number in the domain of each row, in the order of the draws. */
  private static List<String> ids(SparkRound round) {
    List<String> ids = new ArrayList<>();
    long draw = round.firstDraw();
    for (Row row : round.inOrder().collectAsList()) {
      assertThat(row.<Long>getAs("draw")).isEqualTo(draw++);
      ids.add(row.getAs("domain") + " " + row.getAs("id"));
    }
    return ids;
  }

  @Test
  void givesTheRowsOfSegmentWriterInTheSameOrder() throws Exception {
    DomainRows files = DomainRows.builder().folders(folder.resolve("data")).open();
    VersaTune one = run();
    VersaTune other = run();
    SparkComposer composer = SparkComposer.of(other, texts());
    try (SegmentWriter writer = SegmentWriter.builder(one, files, folder.resolve("mixed")).open()) {
      for (int step = 1; step <= 3; step++) {
        Segment segment = writer.rows(500);
        SparkRound round = composer.rows(500);

        assertThat(values(round)).isEqualTo(Files.readAllLines(segment.file()));
        assertThat(round.rows().count()).isEqualTo(500);
        assertThat(round.counts())
            .isEqualTo(Maps.transformValues(segment.domains(), Segment.Part::rows));
        assertThat(round.weights()).isEqualTo(segment.weights());
        for (VersaTune run : List.of(one, other)) {
          run.report(Feedback.at(step).losses(LOSSES));
        }
      }
    }
    assertThat(other.draws().get("code")).isGreaterThan(80); // It was passed through twice.
  }

  @Test
  void bytesDoNotDependOnThePartitions() {
    Map<Integer, List<String>> written = new HashMap<>();
    for (int parts : List.of(1, 2, 7)) {
      LocalSpark.cutting(spark, parts == 1 ? 1 << 27 : parts == 2 ? 40_000 : 7_000);
      SparkRows rows = byColumn();
      VersaTune run = run();
      SparkComposer composer = SparkComposer.of(run, rows);
      List<String> all = new ArrayList<>();
      for (int step = 1; step <= 2; step++) {
        SparkRound round = composer.rows(300);
        Dataset<Row> cut = parts == 2 ? round.rows().coalesce(2) : round.rows();
        Path out = folder.resolve("out-" + parts + "-" + step);
        cut.write().json(out.toString());
        all.addAll(
            LocalSpark.lines(out).stream()
                .sorted(Comparator.comparingLong(SparkComposerTest::draw))
                .toList());
        run.report(Feedback.at(step).losses(LOSSES));
      }
      written.put(parts, all);
      if (parts == 7) {
        assertThat(composer.rows(1).rows().rdd().getNumPartitions()).isGreaterThanOrEqualTo(7);
      }
    }
    LocalSpark.cutting(spark, 1 << 27);

    assertThat(written.get(1)).hasSize(600).isEqualTo(written.get(2)).isEqualTo(written.get(7));
  }

  private static long draw(String json) {
    return Long.parseLong(json.replaceAll(".*\"draw\":(\\d+)}$", "$1"));
  }

  @Test
  void resumedGoesOnAsUnbroken() {
    SparkRows rows = byColumn();
    VersaTune unbroken = run();
    SparkComposer composer = SparkComposer.of(unbroken, rows);
    SparkRound first = composer.rows(333);
    unbroken.report(Feedback.at(1).losses(LOSSES));
    List<String> expected = ids(composer.rows(400));

    LocalSpark.cutting(spark, 9_000);
    VersaTune resumed = VersaTune.resume(Snapshot.fromJson(first.snapshot().toJson()));
    resumed.report(Feedback.at(1).losses(LOSSES));
    SparkRound second = SparkComposer.of(resumed, byColumn()).rows(400);

    assertThat(second.firstDraw()).isEqualTo(333);
    assertThat(ids(second)).isEqualTo(expected);
    LocalSpark.cutting(spark, 1 << 27);
    assertThat(resumed.snapshot()).isEqualTo(unbroken.snapshot());
  }

  @Test
  void theDrawsAreThoseOfOneProcess() {
    SparkRound round = SparkComposer.of(run(), byColumn()).rows(1000);
    List<String> domains = ids(round).stream().map(id -> id.substring(0, id.indexOf(' '))).toList();

    assertThat(domains).isEqualTo(run().plan(1000).domains());
    round
        .counts()
        .forEach(
            (domain, count) ->
                assertThat(round.rows().filter(col("domain").equalTo(domain)).count())
                    .isEqualTo(count));
  }

  @Test
  void eachEpochHasEveryRowOnceAndANewOrder() {
    VersaTune run = run();
    SparkRound round = SparkComposer.of(run, byColumn()).rows(1000);
    List<String> code = ids(round).stream().filter(id -> id.startsWith("code")).toList();

    assertThat(code.size()).isGreaterThan(80);
    assertThat(code.subList(0, 40)).doesNotHaveDuplicates();
    assertThat(code.subList(40, 80)).doesNotHaveDuplicates().isNotEqualTo(code.subList(0, 40));
  }

  @Test
  void aTaskThatFailsOnceChangesNothing() {
    LocalSpark.cutting(spark, 9_000);
    SparkRound round = SparkComposer.of(run(), byColumn()).rows(700);
    spark.sparkContext().setLogLevel("OFF");
    LongAccumulator failures = spark.sparkContext().longAccumulator();
    List<Row> survived =
        round
            .rows()
            .mapPartitions(failingOnce(failures), Encoders.row(round.rows().schema()))
            .sort("draw")
            .collectAsList();
    spark.sparkContext().setLogLevel("WARN");

    assertThat(failures.value()).isPositive();
    assertThat(survived).isEqualTo(round.inOrder().collectAsList()).hasSize(700);
    LocalSpark.cutting(spark, 1 << 27);
  }

  /** Fails in the middle of every second task at its first try. */
  private static MapPartitionsFunction<Row, Row> failingOnce(LongAccumulator failures) {
    return rows ->
        new Iterator<>() {
          private int seen;

          @Override
          public boolean hasNext() {
            return rows.hasNext();
          }

          @Override
          public Row next() {
            TaskContext task = TaskContext.get();
            if (task.partitionId() % 2 == 0 && ++seen == 20) {
              if (task.attemptNumber() == 0) {
                throw new IllegalStateException("this executor is lost");
              }
              failures.add(1); // Only tries that succeed add to it.
            }
            return rows.next();
          }
        };
  }

  @Test
  void epochCapsEndARoundAndThenTheTraining() {
    VersaTune run =
        VersaTune.builder()
            .domains(NAMES)
            .domainSizes(Map.of("law", 511, "medicine", 187, "code", 40))
            .epochCap(1.5)
            .build();
    SparkComposer composer = SparkComposer.of(run, byColumn());
    SparkRound round = composer.rows(5000);

    assertThat(round.isComplete()).isFalse();
    assertThat(round.counts()).isEqualTo(Map.of("law", 766L, "medicine", 280L, "code", 60L));
    assertThat(ids(round)).hasSize(1106);
    assertThatThrownBy(() -> composer.rows(1))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("epochCap");
  }

  @Test
  void weightsAreSharesOfTokensWhereTheirMeansAreGiven() {
    SparkRows rows = byColumn();
    ImmutableMap<String, Double> means = rows.meanTokens(col("num_tokens"));
    VersaTune run =
        VersaTune.builder()
            .domains(NAMES)
            .domainSizes(rows.sizes())
            .initial(DomainDistribution.of(Map.of("law", 0.5, "medicine", 0.3, "code", 0.2)))
            .weightsBy(WeightUnit.TOKENS)
            .meanTokens(means)
            .build();
    SparkRound round = SparkComposer.of(run, rows).rows(700);
    double all = round.rows().selectExpr("sum(num_tokens)").head().getLong(0);
    double law =
        round
            .rows()
            .filter(col("domain").equalTo("law"))
            .selectExpr("sum(num_tokens)")
            .head()
            .getLong(0);

    assertThat(means.get("law")).isEqualTo(3.0, within(0.01));
    assertThat(law / all).isEqualTo(0.5, within(0.01));
  }

  @Test
  void parquetAndJsonLinesGoInAndOut() {
    Path parquet = folder.resolve("rows.parquet");
    Path json = folder.resolve("rows.json");
    Dataset<Row> source = byColumn().parts().get(0).part().rows();
    source.sort("domain", "id").write().mode(SaveMode.Overwrite).parquet(parquet.toString());
    source.sort("domain", "id").coalesce(1).write().json(json.toString());
    List<List<String>> both = new ArrayList<>();
    for (Dataset<Row> rows :
        List.of(spark.read().parquet(parquet.toString()), spark.read().json(json.toString()))) {
      SparkRound round =
          SparkComposer.of(run(), SparkRows.builder().byColumn(rows, "domain").open()).rows(250);
      both.add(ids(round));
      Path out = folder.resolve("out" + both.size());
      round.inOrder().write().parquet(out.toString());
      assertThat(spark.read().parquet(out.toString()).count()).isEqualTo(250);
    }

    assertThat(both.get(0)).isEqualTo(both.get(1));
  }

  @Test
  void aClusterThatGrowsBetweenTheRoundsCutsAsBefore() {
    byColumn();

    assertThat(spark.conf().get("spark.sql.files.minPartitionNum")).isEqualTo("2");
  }

  @Test
  void whatIsDoneWithARoundLaterChangesNoNumber() {
    SparkRound round = SparkComposer.of(run(), byColumn()).rows(700);
    Dataset<Row> law = round.rows().filter(col("domain").equalTo("law").and(col("id").lt(100)));
    List<Row> expected =
        round.inOrder().collectAsList().stream()
            .filter(row -> row.getAs("domain").equals("law") && row.<Long>getAs("id") < 100)
            .toList();

    assertThat(law.sort("draw").collectAsList()).isEqualTo(expected);
    assertThat(law.select("draw").count()).isEqualTo(expected.size());
    assertThat(round.rows().select("draw").distinct().count()).isEqualTo(700);
    assertThat(round.rows().coalesce(1).limit(10).count()).isEqualTo(10);
  }

  @Test
  void aColumnOfDomainsGivesTheRowsThatOneDatasetForEachDoes() {
    SparkRows.Builder each = SparkRows.builder();
    NAMES.forEach(
        name ->
            each.domain(
                name,
                spark
                    .read()
                    .schema("id bigint, num_tokens int, text string")
                    .json(folder.resolve("data").resolve(name).toString())));
    SparkComposer one = SparkComposer.of(run(), byColumn());
    SparkComposer other = SparkComposer.of(run(), each.open());
    // The second has domains that come to their end, whose rows may be drawn twice.
    for (int rows : new int[] {90, 700}) {
      assertThat(ids(other.rows(rows))).isEqualTo(ids(one.rows(rows)));
    }
  }

  /** One file with the domains in turn, more than a task has at hand, and many of one hash. */
  @Test
  void domainsInTurnInOneFileGiveEachRowOnce() throws Exception {
    List<String> names = new ArrayList<>(List.of(""));
    for (int i = 0; i < 3; i++) {
      names.replaceAll(name -> name + "Aa");
      List.copyOf(names).forEach(name -> names.add(name.substring(0, name.length() - 2) + "BB"));
    }
    for (int i = 0; i < 92; i++) {
      names.add("é" + i);
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      lines.add("{\"domain\":\"%s\",\"id\":%s}".formatted(names.get(i * 37 % 100), i));
    }
    Path file = folder.resolve("turns.jsonl");
    Files.write(file, lines);
    LocalSpark.cutting(spark, 1000);
    SparkRows rows =
        SparkRows.builder()
            .byColumn(
                spark.read().schema("domain string, id bigint").json(file.toString()), "domain")
            .open();
    VersaTune run = VersaTune.builder().domains(rows.domains()).domainSizes(rows.sizes()).build();
    List<String> ids = ids(SparkComposer.of(run, rows).rows(200));
    assertThat(ids).hasSize(200);
    ids.forEach(
        id -> {
          int number = Integer.parseInt(id.substring(id.indexOf(' ') + 1));
          assertThat(id).startsWith(names.get(number * 37 % 100) + " ");
        });
    rows.domains()
        .forEach(
            domain -> {
              List<String> own = ids.stream().filter(id -> id.startsWith(domain + " ")).toList();
              int size = Math.toIntExact(rows.sizes().getOrDefault(domain, 0L));
              List<String> pass = own.subList(0, Math.min(size, own.size()));
              assertThat(pass).doesNotHaveDuplicates();
            });
  }
}
