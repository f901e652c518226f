// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.substring;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;

/**
 * Prints what it costs to compose rows of 200 bytes and to write them, in the time that Spark's own
 * {@code sample}, {@code union} and write take for as many rows of the same source. The source has
 * twice as many rows, in four domains of equal size. It asserts nothing and so is no part of the
 * tests; docs/scale.md says how to run it.
 */
class ComposingTable {
  private static final ImmutableMap<String, Double> WEIGHTS =
      ImmutableMap.of("code", 0.4, "finance", 0.3, "law", 0.2, "medicine", 0.1);
  private static final int TRIES = 3;

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  @Test
  void print() {
    String sizes = System.getProperty("versatune.rows", "100000,1000000");
    measure(20_000, true); // Which loads and compiles what the next ones use.
    System.out.println(
        "| rows | domains by | number s | compose s | sample s | ratio | of processor time |"
            + " in order s | counts off | off by sample |\n"
            + "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (String size : Splitter.on(',').split(sizes)) {
      for (boolean byColumn : new boolean[] {true, false}) {
        System.out.println(measure(Long.parseLong(size), byColumn));
      }
    }
  }

  private String measure(long count, boolean byColumn) {
    Path source = folder.resolve("source-" + count);
    if (!source.toFile().exists()) {
      write(2 * count, source);
    }
    Map<String, Dataset<Row>> domains = new LinkedHashMap<>();
    Dataset<Row> all = spark.read().parquet(source.toString());
    for (String domain : WEIGHTS.keySet()) {
      domains.put(
          domain,
          byColumn
              ? all.filter(col("domain").equalTo(domain))
              : spark.read().parquet(source.resolve("domain=" + domain).toString()));
    }
    double numbering = Double.MAX_VALUE;
    double composing = Double.MAX_VALUE;
    double ordering = Double.MAX_VALUE;
    double sampling = Double.MAX_VALUE;
    double composingCpu = Double.MAX_VALUE;
    double samplingCpu = Double.MAX_VALUE;
    long off = 0;
    long offBySample = 0;
    for (int i = 0; i < TRIES; i++) {
      double cpu = processor();
      long began = System.nanoTime();
      Dataset<Row> sampled = sampled(domains, i);
      write(sampled, folder.resolve("sampled"));
      sampling = Math.min(sampling, since(began));
      samplingCpu = Math.min(samplingCpu, processor() - cpu);
      offBySample = Math.max(offBySample, off("sampled", count));

      began = System.nanoTime();
      SparkRows rows = byColumn ? byColumn(all) : byDomain(domains);
      numbering = Math.min(numbering, since(began));
      VersaTune run =
          VersaTune.builder()
              .domains(rows.domains())
              .domainSizes(rows.sizes())
              .initial(DomainDistribution.of(WEIGHTS))
              .seed(i)
              .build();
      SparkComposer composer = SparkComposer.of(run, rows);
      cpu = processor();
      began = System.nanoTime();
      SparkRound round = composer.rows(count);
      write(round.rows(), folder.resolve("composed"));
      composing = Math.min(composing, since(began));
      composingCpu = Math.min(composingCpu, processor() - cpu);
      off = Math.max(off, off("composed", count));
      if (count <= 1_000_000) {
        began = System.nanoTime();
        write(round.inOrder(), folder.resolve("ordered"));
        ordering = Math.min(ordering, since(began));
      }
    }
    return String.format(
        Locale.ROOT,
        "| %d | %s | %.2f | %.2f | %.2f | %.2f | %.2f | %s | %d | %d |",
        count,
        byColumn ? "column" : "dataset",
        numbering,
        composing,
        sampling,
        composing / sampling,
        composingCpu / samplingCpu,
        ordering == Double.MAX_VALUE ? "" : String.format(Locale.ROOT, "%.2f", ordering),
        off,
        offBySample);
  }

  /** Processor time of this process so far, seconds: other programs do not count in it. */
  private static double processor() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void write(Dataset<Row> rows, Path to) {
    rows.write().mode(SaveMode.Overwrite).parquet(to.toString());
  }

  /** Rows of a number of 8 bytes and a text of 192, in a folder for each domain. */
  private void write(long count, Path to) {
    Column text = concat(sha2(col("id").cast("string"), 512), lit(":"));
    ImmutableList<String> names = WEIGHTS.keySet().asList();
    spark
        .range(0, count, 1, 2)
        .select(
            col("id"),
            element_at(
                    split(lit(String.join(",", names)), ","), col("id").mod(4).plus(1).cast("int"))
                .as("domain"),
            substring(concat(text, text), 1, 192).as("text"))
        .write()
        .partitionBy("domain")
        .parquet(to.toString());
  }

  private static SparkRows byColumn(Dataset<Row> all) {
    return SparkRows.builder().byColumn(all, "domain").open();
  }

  private static SparkRows byDomain(Map<String, Dataset<Row>> domains) {
    SparkRows.Builder rows = SparkRows.builder();
    domains.forEach(rows::domain);
    return rows.open();
  }

  /** The same shares by Spark's own means. */
  private static Dataset<Row> sampled(Map<String, Dataset<Row>> domains, long seed) {
    Dataset<Row> union = null;
    for (Map.Entry<String, Dataset<Row>> domain : domains.entrySet()) {
      double fraction = 2 * WEIGHTS.getOrDefault(domain.getKey(), 0.0);
      Dataset<Row> one =
          domain.getValue().withColumn("domain", lit(domain.getKey())).sample(fraction, seed);
      union = union == null ? one : union.union(one);
    }
    return requireNonNull(union);
  }

  /** By how many rows the domain that is most off misses its share. */
  private long off(String written, long count) {
    long most = 0;
    Dataset<Row> rows = spark.read().parquet(folder.resolve(written).toString());
    for (Row row : rows.groupBy("domain").count().collectAsList()) {
      long share = Math.round(WEIGHTS.getOrDefault(row.getString(0), 0.0) * count);
      most = Math.max(most, Math.abs(row.getLong(1) - share));
    }
    return most;
  }
}
