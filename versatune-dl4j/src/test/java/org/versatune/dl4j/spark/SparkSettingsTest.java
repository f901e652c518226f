// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.sha2;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.VersaTune;

/** Rows are the same whatever the settings of the session: those that plan and run a query. */
class SparkSettingsTest {
  @TempDir Path folder;
  private final SparkSession spark = LocalSpark.session();

  /** Three domains as folders of Parquet files, with times, lists and structures. */
  @BeforeEach
  void write() {
    spark
        .range(0, 900, 1, 4)
        .select(
            col("id"),
            expr(
                "element_at(array('law', 'insurance', 'code'), cast(id % 3 + 1 as int)) as Domain"),
            expr("timestamp_seconds(id * 86399) as at"),
            expr("array(struct(id as inner, repeat('é', cast(id % 7 as int)) as text)) as parts"),
            expr("if(id % 5 = 0, null, cast(id as decimal(12, 3))) as price"))
        .write()
        .partitionBy("Domain")
        .parquet(folder.resolve("rows").toString());
  }

  /** The rows of three rounds, of which the last has several epochs. */
  private List<Row> rows(String column) {
    SparkRows rows =
        SparkRows.builder()
            .byColumn(spark.read().parquet(folder.resolve("rows").toString()), column)
            .open();
    VersaTune run = VersaTune.builder().domains(rows.domains()).domainSizes(rows.sizes()).build();
    SparkComposer composer = SparkComposer.of(run, rows);
    return List.of(50, 400, 1500).stream()
        .flatMap(count -> composer.rows(count).inOrder().collectAsList().stream())
        .toList();
  }

  private List<Row> with(Map<String, String> settings) {
    return with(settings, () -> rows("domain"));
  }

  private <T> T with(Map<String, String> settings, Supplier<T> asked) {
    Map<String, Optional<String>> before = new HashMap<>();
    settings.forEach(
        (name, value) -> {
          before.put(name, Optional.ofNullable(spark.conf().getOption(name).getOrElse(() -> null)));
          spark.conf().set(name, value);
        });
    try {
      return asked.get();
    } finally {
      before.forEach(
          (name, value) ->
              value.ifPresentOrElse(
                  old -> spark.conf().set(name, old), () -> spark.conf().unset(name)));
    }
  }

  @Test
  void settingsMakeNoDifference() {
    List<Row> expected = rows("Domain");
    assertThat(expected).hasSize(1950);
    for (String partitions : List.of("1", "2", "200")) {
      assertThat(with(ImmutableMap.of("spark.sql.shuffle.partitions", partitions)))
          .as(partitions)
          .isEqualTo(expected);
    }
    assertThat(
            with(
                ImmutableMap.of(
                    "spark.sql.shuffle.partitions", "7", "spark.sql.adaptive.enabled", "false")))
        .isEqualTo(expected);
    for (ImmutableMap<String, String> settings :
        List.of(
            ImmutableMap.of("spark.sql.ansi.enabled", "true"),
            ImmutableMap.of("spark.sql.session.timeZone", "Pacific/Chatham"),
            ImmutableMap.of("spark.sql.codegen.wholeStage", "false"),
            ImmutableMap.of("spark.sql.parquet.enableVectorizedReader", "false"),
            ImmutableMap.of("spark.sql.sources.useV1SourceList", ""),
            ImmutableMap.of(
                "spark.sql.caseSensitive", "false", "spark.sql.files.maxPartitionBytes", "700"))) {
      assertThat(with(settings)).as(settings.toString()).isEqualTo(expected);
    }
  }

  /** Spark would go on without code that does not compile, slowly and after long messages. */
  @Test
  void whatSparkCompilesNeedsNoOtherWay() {
    ImmutableMap<String, String> compiledOnly =
        ImmutableMap.of(
            "spark.sql.codegen.factoryMode", "CODEGEN_ONLY", "spark.sql.codegen.fallback", "false");
    assertThat(with(compiledOnly)).isEqualTo(rows("Domain"));
    assertThat(
            with(
                compiledOnly,
                () ->
                    spark
                        .range(1)
                        .select(sha2(col("id").cast("string"), 256))
                        .first()
                        .getString(0)))
        .isEqualTo(Hashing.sha256().hashString("0", StandardCharsets.UTF_8).toString());
  }

  @Test
  void theLanguageMakesNoDifference() {
    List<Row> expected = rows("Domain");
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertThat(rows("DOMAIN")).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }
}
