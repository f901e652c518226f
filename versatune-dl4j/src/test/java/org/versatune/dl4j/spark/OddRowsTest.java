// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Snapshot;
import org.versatune.VersaTune;

/** Datasets of which one must know how they are taken: names, structures, what is not steady. */
class OddRowsTest {
  private static final String SCHEMA = "domain string, id bigint, num_tokens int, text string";

  @TempDir Path folder;
  private final SparkSession spark = LocalSpark.session();

  @BeforeEach
  void write() {
    LocalSpark.jsonLines(folder.resolve("data/law.jsonl"), "law", 0, 100, 30);
    LocalSpark.jsonLines(folder.resolve("data/code.jsonl"), "code", 0, 50, 30);
  }

  private Dataset<Row> read() {
    return spark.read().schema(SCHEMA).json(folder.resolve("data").toString());
  }

  private static SparkRows open(Dataset<Row> rows, String column) {
    return SparkRows.builder().byColumn(rows, column).open();
  }

  private static SparkComposer composer(SparkRows rows) {
    return SparkComposer.of(VersaTune.builder().domains(rows.domains()).build(), rows);
  }

  private static void refused(Runnable call, String... says) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(says));
  }

  @Test
  void columnsOfTheSameName() {
    Column domain = col("domain");
    Dataset<Row> twice = read().select(domain, col("text").as("domain"));
    refused(() -> open(twice, "domain"), "two columns 'domain' and 'domain'", "rename one");
    Dataset<Row> cases = read().select(domain, col("text").as("Domain"));
    refused(() -> open(cases, "domain"), "'domain' and 'Domain'");
    Dataset<Row> others = read().select(domain, col("id").as("x"), col("text").as("X"));
    refused(() -> open(others, "domain"), "'x' and 'X'");
    refused(
        () -> SparkRows.builder().domain("law", others.drop("domain")).open(),
        "domain 'law'",
        "'x' and 'X'");
    refused(
        () -> SparkLosses.byDomain(cases.withColumn("n", lit(1)), "domain", "n", "n"),
        "'domain' and 'Domain'");
    spark.conf().set("spark.sql.caseSensitive", "true");
    try {
      assertThat(open(cases, "domain").sizes()).isEqualTo(Map.of("law", 100L, "code", 50L));
      assertThat(open(cases, "Domain").domains()).hasSizeGreaterThan(2);
      refused(() -> open(cases, "DOMAIN"), "no column 'DOMAIN'");
      assertThat(composer(open(cases, "domain")).drawColumn("DOMAIN").rows(9).rows().count())
          .isEqualTo(9);
    } finally {
      spark.conf().unset("spark.sql.caseSensitive");
    }
  }

  @Test
  void namesWithSpacesDotsAndBackticks() {
    Dataset<Row> rows =
        read()
            .withColumn("of `which`. domain", expr("concat(' a.b`', domain, ' 100 %')"))
            .drop("domain");
    SparkRows opened = open(rows, "OF `which`. domain");
    assertThat(opened.sizes()).isEqualTo(Map.of(" a.b`law 100 %", 100L, " a.b`code 100 %", 50L));
    SparkRound round = composer(opened).drawColumn("n.of `draw`").rows(60);
    assertThat(round.inOrder().select("`n.of ``draw```").collectAsList()).hasSize(60);
    assertThat(round.counts()).isEqualTo(Map.of(" a.b`law 100 %", 30L, " a.b`code 100 %", 30L));
    SparkRows each = SparkRows.builder().domain(" a.b` ' 100 %", rows).open();
    assertThat(each.domains()).containsExactly(" a.b` ' 100 %");
    assertThat(composer(each).rows(10).rows().filter("domain = ' a.b` \\' 100 %'").count())
        .isEqualTo(10);
  }

  @Test
  void aFieldOfAStructure() {
    Dataset<Row> rows = read().select(struct(col("domain"), col("id")).as("meta"), col("text"));
    refused(
        () -> open(rows, "meta.domain"), "a field of a structure", "withColumn", "[meta, text]");
    refused(() -> open(rows, "meta"), "'meta'", "STRUCT", "cast");
    SparkRows opened = open(rows.withColumn("domain", col("meta.domain")), "domain");

    assertThat(opened.sizes()).isEqualTo(Map.of("law", 100L, "code", 50L));
    assertThat(composer(opened).rows(20).rows().select("meta.id").distinct().count())
        .isGreaterThan(9);
  }

  @Test
  void aStream() {
    Dataset<Row> stream = spark.readStream().schema(SCHEMA).json(folder.resolve("data").toString());
    refused(() -> open(stream, "domain"), "the dataset is a stream", "no last row");
    refused(
        () -> SparkRows.builder().domain("law", stream.drop("domain")).open(),
        "domain 'law' is a stream");
    refused(() -> SparkLosses.byDomain(stream, "domain", "id", "num_tokens"), "losses is a stream");
    refused(
        () ->
            SparkTraining.builder(composer(open(read(), "domain")), SparkTrainingTest.layers())
                .validation(stream, "domain"),
        "validation rows is a stream");
  }

  /** Each round would get other rows, and a run that is resumed would not get on. */
  @Test
  void whatIsNotTheSameEachTime() {
    UDF1<Long, Boolean> any = id -> true;
    Column own = udf(any, DataTypes.BooleanType).asNondeterministic().apply(col("id"));
    refused(() -> open(read().filter(rand(7).lt(0.5)), "domain"), "rand(7", "write it to files");
    refused(() -> open(read().withColumn("x", rand()), "domain"), "rand(");
    refused(() -> open(read().withColumn("x", array(rand(1).plus(1))), "domain"), "rand(1");
    refused(() -> open(read().withColumn("x", expr("uuid()")), "domain"), "uuid");
    refused(() -> open(read().filter(own), "domain"), "UDF");
    refused(() -> open(read().withColumn("x", monotonically_increasing_id()), "domain"), "id()");
    refused(() -> open(read().withColumn("x", current_timestamp()), "domain"), "timestamp");
    refused(
        () -> SparkRows.builder().domain("law", read().drop("domain").filter(rand().lt(1))).open(),
        "domain 'law'",
        "rand(");
    Column file = regexp_extract(input_file_name(), "([a-z]+)\\.jsonl", 1);
    assertThat(open(read().withColumn("of", file), "of").sizes())
        .isEqualTo(Map.of("law", 100L, "code", 50L));
  }

  /** A sample has a seed, but depends on how files are cut: then it is another one. */
  @Test
  void aSampleStaysTheSameOrIsRefused() {
    Dataset<Row> sample = read().sample(0.5, 3);
    SparkRows rows = open(sample, "domain");
    SparkComposer composer = composer(rows);
    Snapshot saved = composer.run().snapshot();
    List<Row> first = composer.rows(30).inOrder().collectAsList();

    assertThat(first).hasSize(30).doesNotHaveDuplicates();
    assertThat(
            SparkComposer.of(VersaTune.resume(saved), open(sample, "domain"))
                .rows(30)
                .inOrder()
                .collectAsList())
        .isEqualTo(first);
    SparkRows other = open(read().sample(0.5, 4), "domain");
    assertThatThrownBy(() -> SparkComposer.of(VersaTune.resume(saved), other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("are not those that the run was saved with");
  }

  @Test
  void allOfOneRoundFromTheSameDomain() {
    SparkRows rows = open(read(), "domain");
    VersaTune run =
        VersaTune.builder()
            .domains(rows.domains())
            .initial(org.versatune.DomainDistribution.of(Map.of("law", 1.0, "code", 0.0)))
            .build();
    SparkRound round = SparkComposer.of(run, rows).rows(250);

    assertThat(round.counts()).isEqualTo(Map.of("law", 250L, "code", 0L));
    assertThat(round.rows().groupBy("domain").count().collectAsList())
        .extracting(row -> ImmutableList.of(row.getString(0), row.getLong(1)))
        .containsExactly(ImmutableList.of("law", 250L));
  }

  /** A round is planned in many parts, and none of them is a step without a report. */
  @Test
  void aLargeRoundIsNotTakenForStepsWithoutReports() {
    List<String> lines = new ArrayList<>();
    Handler handler =
        new StreamHandler() {
          @Override
          public synchronized void publish(LogRecord message) {
            lines.add(message.getMessage());
          }
        };
    Logger logger = Logger.getLogger(VersaTune.class.getName());
    logger.addHandler(handler);
    try {
      assertThat(composer(open(read(), "domain")).rows(1010L << 16).size()).isEqualTo(1010L << 16);
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(lines).noneMatch(line -> line.contains("since the last report"));
  }
}
