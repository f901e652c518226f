// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.RunBuilder;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.WeightUnit;
import org.versatune.Worker;

/** Data that cannot be composed, and what the messages say about it. */
class BadRowsTest {
  private static final String SCHEMA = "domain string, id bigint, num_tokens int, text string";

  /** The number of the row that is left out: tasks run in this process. */
  private static final AtomicInteger left = new AtomicInteger();

  @TempDir Path folder;
  private final SparkSession spark = LocalSpark.session();

  @BeforeEach
  void write() {
    LocalSpark.jsonLines(file("law"), "law", 0, 100, 30);
    LocalSpark.jsonLines(file("code"), "code", 0, 50, 30);
  }

  private Path file(String name) {
    return folder.resolve("data").resolve(name + ".jsonl");
  }

  private Dataset<Row> read() {
    return spark.read().schema(SCHEMA).json(folder.resolve("data").toString());
  }

  private SparkRows open() {
    return open(read());
  }

  private static SparkRows open(Dataset<Row> rows) {
    return SparkRows.builder().byColumn(rows, "domain").open();
  }

  private static RunBuilder run() {
    return VersaTune.builder().domains("law", "code");
  }

  private static void refused(Runnable call, String... says) {
    assertThatThrownBy(call::run)
        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(says));
  }

  @Test
  void theColumnOfTheDomain() {
    refused(
        () -> SparkRows.builder().byColumn(read(), "topic").open(),
        "no column 'topic'",
        "num_tokens");
    refused(() -> SparkRows.builder().byColumn(read(), "id").open(), "'id'", "BIGINT", "cast");
    refused(() -> SparkRows.builder().open(), "one dataset for each domain");
    refused(
        () -> SparkRows.builder().byColumn(read(), "domain").domain("law", read()).open(),
        "one dataset for each domain");
    refused(() -> SparkRows.builder().domain("law", read()).open(), "'law'", "byColumn");
    refused(() -> SparkRows.builder().domain(" ", read()), "blank");
    refused(
        () -> SparkRows.builder().domain("law", read()).domain("law", read()), "'law'", "already");
    refused(
        () ->
            SparkRows.builder()
                .domain("law", read().select("text"))
                .domain("code", read().select("text", "id"))
                .open(),
        "'law'",
        "'code'",
        "same columns");
  }

  @Test
  void rowsWithoutADomain() throws IOException {
    Files.writeString(
        file("extra"),
        "{\"domain\":\"law\",\"id\":1}\n{\"id\":2}\n{\"domain\":\"code\",\"id\":3}\n",
        StandardCharsets.UTF_8);
    refused(this::open, "extra.jsonl", "row 2", "'domain'");
    Files.writeString(file("extra"), "{\"domain\":\"  \",\"id\":1}\n");
    refused(this::open, "extra.jsonl", "row 1", "blank");
    Files.writeString(file("extra"), "not json\n");
    refused(this::open, "extra.jsonl", "row 1");
  }

  @Test
  void emptyAndUnknownDomains() {
    refused(() -> open(read().filter(col("id").lt(0))), "no row");
    refused(
        () ->
            SparkRows.builder()
                .domain("law", read().drop("domain"))
                .domain("code", read().drop("domain").filter(col("id").lt(0)))
                .open(),
        "'code'",
        "no row");
    refused(
        () -> SparkComposer.of(VersaTune.builder().domains("law", "tax").build(), open()),
        "tax",
        "[code, law]");
    refused(
        () -> SparkComposer.of(VersaTune.builder().domains("law", "other").build(), open()),
        "other");
    refused(
        () -> SparkComposer.of(VersaTune.builder().domains("law").build(), open()),
        "code",
        "does not know");
    refused(
        () -> SparkComposer.of(run().domainSizes(Map.of("law", 100, "code", 51)).build(), open()),
        "51",
        "'code'",
        "50",
        "rows.sizes()");
  }

  @Test
  void rowsWhoseOrderIsNotCertain() {
    refused(() -> open(spark.range(10).withColumn("domain", lit("law"))), "straight from files");
    refused(() -> open(read().repartition(3)), "straight from files");
    refused(() -> open(read().sort("id")), "straight from files");
    refused(() -> open(read().union(read())), "read twice");
    Dataset<Row> cached = read().cache();
    refused(() -> open(cached), "straight from files");
    cached.unpersist();
    refused(() -> open(read().join(read().select("id").distinct(), "id")), "files");
  }

  @Test
  void filesThatChange() throws IOException {
    VersaTune run = run().build();
    SparkComposer composer = SparkComposer.of(run, open());
    SparkRound first = composer.rows(60);
    assertThat(first.rows().count()).isEqualTo(60);
    Snapshot saved = run.snapshot();
    String law = Files.readString(file("law"));

    Files.writeString(file("law"), law + law.lines().findFirst().orElseThrow() + "\n");
    refused(() -> composer.rows(60), "law.jsonl", "bytes", "bring it back");
    assertThat(run.snapshot()).isEqualTo(saved); // Nothing was drawn.
    refused(() -> SparkComposer.of(VersaTune.resume(saved), open()), "'law'", "101 now, 100 then");

    Files.writeString(file("law"), law.replace("\"id\":7,", "\"id\":8,"));
    refused(() -> SparkComposer.of(VersaTune.resume(saved), open()), "'law'", "fingerprint");
    List<String> lines = new java.util.ArrayList<>(law.lines().toList());
    lines.add(0, lines.remove(50));
    Files.write(file("law"), lines);
    refused(() -> SparkComposer.of(VersaTune.resume(saved), open()), "'law'", "fingerprint");

    Files.delete(file("law"));
    refused(() -> composer.rows(60), "law.jsonl", "gone");
    Files.writeString(file("law"), law);
    assertThat(SparkComposer.of(VersaTune.resume(saved), open()).rows(60).rows().count())
        .isEqualTo(60);
  }

  /**
   * Each task is the only one of its file, so that no later part of a file shows the difference.
   */
  @Test
  void rowsThatAreFilteredOtherwiseThanWhenTheyWereNumbered() {
    UDF1<Long, Boolean> isKept = id -> id != left.get();
    Dataset<Row> rows = read().filter(udf(isKept, DataTypes.BooleanType).apply(col("id")));
    left.set(-1);
    SparkRound round = SparkComposer.of(run().build(), open(rows)).rows(60);
    assertThat(round.rows().count()).isEqualTo(60);
    left.set(77);
    spark.sparkContext().setLogLevel("OFF");
    assertThatThrownBy(() -> round.rows().count())
        .hasStackTraceContaining("rows of domain 'law': there are 99, fewer than the 100 when")
        .hasStackTraceContaining("open the rows again");
    left.set(-1);
    assertThat(round.rows().count()).isEqualTo(60);
    assertThat(round.rows().limit(3).count()).isEqualTo(3); // Which reads no file to its end.
    spark.sparkContext().setLogLevel("WARN");
  }

  @Test
  void theSameRowsInOtherFilesAreTheSame() throws IOException {
    VersaTune run = run().build();
    SparkComposer composer = SparkComposer.of(run, open());
    Snapshot saved = run.snapshot();
    List<Row> expected = composer.rows(60).inOrder().collectAsList();
    List<String> law = Files.readAllLines(file("law"));
    Files.delete(file("law"));
    Files.write(file("law-1"), law.subList(0, 33));
    Files.write(file("law-2"), law.subList(33, 100));

    assertThat(SparkComposer.of(VersaTune.resume(saved), open()).rows(60).inOrder().collectAsList())
        .isEqualTo(expected);
  }

  @Test
  void runsThatDoNotFit() {
    refused(() -> SparkComposer.of(run().worker(Worker.of(0, 2)).build(), open()), "worker 0 of 2");
    refused(
        () -> SparkComposer.of(run().weightsBy(WeightUnit.TOKENS).build(), open()), "meanTokens");
    VersaTune twice = run().build();
    SparkComposer composer = SparkComposer.of(twice, open());
    refused(() -> SparkComposer.of(twice, open()), "attached");
    refused(() -> composer.rows(0), "at least 1");
    Snapshot unmoved = twice.snapshot();
    refused(() -> composer.rows((1L << 32) + 1), "4294967297", "most 4294967296", "several rounds");
    refused(() -> composer.rows(Long.MAX_VALUE), "several rounds");
    refused(() -> composer.rows(Long.MIN_VALUE), "at least 1");
    assertThat(twice.snapshot()).isEqualTo(unmoved);
    SparkRound most =
        SparkComposer.of(run().domainSizes(open().sizes()).epochCap(2).build(), open())
            .rows(1L << 32);
    assertThat(most.isComplete()).isFalse();
    assertThat(most.rows().count()).isEqualTo(300);
    twice.nextDomain();
    refused(() -> composer.rows(10), "something else drew");
    SparkComposer named = SparkComposer.of(run().build(), open()).drawColumn("TEXT");
    refused(() -> named.rows(10), "'TEXT'", "drawColumn");
    refused(() -> open().meanTokens(lit(null)), "no whole count of tokens");
    refused(() -> open().meanTokens(lit(2.5)), "no whole count of tokens");
    refused(() -> open().meanTokens(col("id").minus(1)), "1 of ", "no whole count", "'law'");
    refused(() -> open().meanTokens(lit(0)), "0 tokens");
  }

  @Test
  void columnsOfEveryKindAreHashed() {
    Dataset<Row> rows =
        read()
            .withColumn("a.b`c", col("id"))
            .withColumn("tags", org.apache.spark.sql.functions.map(lit("k"), col("id")))
            .withColumn("deep", array(org.apache.spark.sql.functions.map(lit("k"), lit(1))));

    assertThat(open(rows).sizes()).isEqualTo(Map.of("law", 100L, "code", 50L));
    assertThat(SparkComposer.of(run().build(), open(rows)).rows(10).rows().count()).isEqualTo(10);
  }

  @Test
  void losses() {
    Dataset<Row> losses =
        spark.sql(
            "select * from values ('law', 2.0D, 10), ('law', 3.0D, 30), ('code', 1.5D, 7),"
                + " ('code', 9.0D, 0) as t(domain, loss, tokens)");
    Map<String, Double> means = SparkLosses.byDomain(losses, "domain", "loss", "tokens");

    assertThat(means).isEqualTo(Map.of("law", 2.75, "code", 1.5));
    assertThat(SparkLosses.byDomain(losses.repartition(5), "domain", "loss", "tokens"))
        .isEqualTo(means);
    assertThat(
            SparkLosses.byDomain(
                losses.withColumn("loss", lit(Double.NaN)), "domain", "loss", "tokens"))
        .containsEntry("law", Double.NaN);
    refused(() -> SparkLosses.byDomain(losses, "domain", "los", "tokens"), "'los'");
    refused(
        () ->
            SparkLosses.byDomain(losses.withColumn("tokens", lit(-1)), "domain", "loss", "tokens"),
        "tokens");
    refused(
        () ->
            SparkLosses.byDomain(losses.withColumn("tokens", lit(3.7)), "domain", "loss", "tokens"),
        "no whole count of tokens");
    refused(
        () -> SparkLosses.byDomain(losses.filter("tokens < 5"), "domain", "loss", "tokens"),
        "'code'",
        "no token");
    refused(
        () -> SparkLosses.byDomain(losses.filter("false"), "domain", "loss", "tokens"), "no row");
    refused(
        () ->
            SparkLosses.byDomain(
                losses.withColumn("domain", lit(null).cast("string")), "domain", "loss", "tokens"),
        "no domain");
  }
}
