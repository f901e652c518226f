// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.versatune.SavedState;
import org.versatune.internal.Listed;

/**
 * Finds the training rows of all domains in files that Spark reads: Parquet, JSON Lines, text or
 * ORC, on any file system of Hadoop's.
 *
 * <pre>{@code
 * SparkRows rows = SparkRows.builder()
 *     .byColumn(spark.read().parquet("hdfs:///rows"), "domain")   // or .domain("law", …) for each
 *     .open();
 * }</pre>
 *
 * <p>Within a domain, rows are numbered by the path of their file and their place in it, whatever
 * the number of tasks that read them. A dataset may select, filter and add columns, but not sort,
 * join, shuffle or cache: Spark's order of rows after that is not certain, and such a dataset is
 * refused. Opening reads every row once, in one job for each dataset, and keeps a fingerprint of
 * the rows of each domain, in their order; rows stay where they are.
 *
 * <p>Immutable and safe for use by any number of threads. The files must not be changed while they
 * are in use; length and time of each are compared before each round.
 */
public final class SparkRows {
  private final SparkSession session;
  private final ImmutableList<NumberedPart> parts;
  private final ImmutableSortedMap<String, BlockCount.Counted> domains;
  private final FileStamps files;
  private final String column;

  private SparkRows(
      SparkSession session,
      ImmutableList<NumberedPart> parts,
      ImmutableSortedMap<String, BlockCount.Counted> domains,
      String column) {
    this.session = session;
    this.parts = parts;
    this.domains = domains;
    this.column = column;
    Set<String> names = new HashSet<>();
    parts.forEach(part -> names.addAll(part.files()));
    this.files = FileStamps.of(session.sparkContext().hadoopConfiguration(), names);
  }

  /**
   * Starts a description of datasets.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the domains.
   *
   * @return unique names in their natural order, at least one
   */
  public ImmutableList<String> domains() {
    return domains.keySet().asList();
  }

  /**
   * Returns how many rows each domain has, for {@link org.versatune.RunBuilder#domainSizes}.
   *
   * @return at least 1 by domain
   */
  public ImmutableMap<String, Long> sizes() {
    ImmutableMap.Builder<String, Long> sizes = ImmutableMap.builder();
    domains.forEach((domain, counted) -> sizes.put(domain, counted.count));
    return sizes.buildOrThrow();
  }

  /**
   * Computes the mean number of tokens of a row of each domain, for {@link
   * org.versatune.RunBuilder#meanTokens}. One job reads all rows; the sums are exact.
   *
   * @param tokens counts the tokens of a row, a whole number; for example {@code col("num_tokens")}
   * @return above 0 by domain
   * @throws IllegalArgumentException if a row has no count, a negative one or one that is not
   *     whole, or a domain no token
   */
  public ImmutableMap<String, Double> meanTokens(Column tokens) {
    notNull(tokens, "tokens");
    Map<String, Double> means = new LinkedHashMap<>();
    for (NumberedPart numbered : parts) {
      Column whole = SourcePart.whole(tokens);
      for (Row row :
          numbered
              .part()
              .rows()
              .groupBy(numbered.part().domainOfRow())
              .agg(count(lit(1)), count(whole), sum(SourcePart.exact(whole)))
              .collectAsList()) {
        String domain = row.getString(0);
        checkArgument(
            row.getLong(1) == row.getLong(2),
            "%s of %s rows of domain '%s' have no whole count of tokens of at least 0",
            row.getLong(1) - row.getLong(2),
            row.getLong(1),
            Listed.one(domain));
        double all = row.getDecimal(3).doubleValue();
        checkArgument(
            all > 0,
            "the rows of domain '%s' have 0 tokens together; check what counts them",
            Listed.one(domain));
        means.put(domain, all / row.getLong(1));
      }
    }
    return ImmutableSortedMap.copyOf(means);
  }

  /** The session that reads the rows. */
  SparkSession session() {
    return session;
  }

  /** The datasets and the numbers of their rows. */
  ImmutableList<NumberedPart> parts() {
    return parts;
  }

  /** The column that has the domain in what is composed. */
  String column() {
    return column;
  }

  /** Refuses to go on where a file has changed. */
  void requireUnchanged() {
    files.requireUnchanged();
  }

  /** The number of rows and their fingerprint, for a snapshot, by the run's domains. */
  SavedState fingerprints(ImmutableList<String> order) {
    long[] sizes = new long[order.size()];
    long[] fingerprints = new long[order.size()];
    for (int j = 0; j < sizes.length; j++) {
      BlockCount.Counted counted = domains.get(order.get(j));
      sizes[j] = counted == null ? 0 : counted.count;
      fingerprints[j] = counted == null ? 0 : counted.fingerprint;
    }
    return SavedState.builder().longs("sizes", sizes).longs("fingerprints", fingerprints).build();
  }

  @Override
  public String toString() {
    return "SparkRows " + Listed.of(sizes());
  }

  /** Describes where the rows of each domain are. Not safe for use by several threads. */
  public static final class Builder {
    private final Map<String, Dataset<Row>> byDomain = new LinkedHashMap<>();
    private @Nullable Dataset<Row> all;
    private String column = "domain";

    private Builder() {}

    /**
     * Sets a dataset in which a column names the domain of each row.
     *
     * @param rows the dataset
     * @param domainColumn the column, of texts
     * @return this builder
     */
    public Builder byColumn(Dataset<Row> rows, String domainColumn) {
      notNull(rows, "rows");
      notNull(domainColumn, "domainColumn");
      checkArgument(
          all == null, "one dataset has the rows of all domains; read its files as one dataset");
      all = rows;
      column = domainColumn;
      return this;
    }

    /**
     * Adds the dataset of one domain. Composed rows have a further column {@code domain}.
     *
     * @param name the domain
     * @param rows its rows; datasets of all domains have the same columns
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or was given before
     */
    public Builder domain(String name, Dataset<Row> rows) {
      checkArgument(!notNull(name, "name").isBlank(), "the name of a domain is blank");
      notNull(rows, "rows");
      checkArgument(
          byDomain.putIfAbsent(name, rows) == null,
          "domain '%s' has a dataset already; read all its files as one dataset",
          Listed.one(name));
      return this;
    }

    /**
     * Reads every row once and numbers them.
     *
     * @return the rows
     * @throws IllegalArgumentException if no dataset was given, the column of the domain is missing
     *     or not of texts, a row has no domain, a domain has no row, the columns of two datasets
     *     differ, or rows do not come straight from files
     */
    public SparkRows open() {
      checkArgument(
          (all == null) != byDomain.isEmpty(),
          "give either one dataset for each domain, or one with a column that has the domain");
      ImmutableList.Builder<NumberedPart> parts = ImmutableList.builder();
      ImmutableSortedMap.Builder<String, BlockCount.Counted> domains =
          ImmutableSortedMap.naturalOrder();
      SparkSession session = null;
      for (SourcePart part : described()) {
        NumberedPart numbered = NumberedPart.of(part);
        checkArgument(
            !numbered.totals().isEmpty(),
            "the dataset%s has no row",
            part.domain() == null ? "" : " of domain '" + Listed.one(part.domain()) + "'");
        domains.putAll(numbered.totals());
        parts.add(numbered);
        session = part.rows().sparkSession();
      }
      return new SparkRows(
          notNull(session, "session"), parts.build(), domains.buildOrThrow(), column);
    }

    private ImmutableList<SourcePart> described() {
      ImmutableList.Builder<SourcePart> described = ImmutableList.builder();
      if (all != null) {
        SourcePart.requireTexts(all, column, "the dataset");
        requireSteady(all, "the dataset");
        described.add(new SourcePart(all, null, column));
      }
      Map<String, StructType> schemas = new LinkedHashMap<>();
      byDomain.forEach(
          (name, rows) -> {
            String what = "the dataset of domain '" + Listed.one(name) + "'";
            checkArgument(
                !SourcePart.has(rows, column),
                "%s has a column '%s' of its own; take all domains from it byColumn, or rename it",
                what,
                column);
            requireSteady(rows, what);
            schemas.put(name, rows.schema());
            described.add(new SourcePart(rows, name, column));
          });
      requireAlike(schemas);
      return described.build();
    }

    /** Refuses rows of which it is certain that they are not the same each time they are read. */
    private static void requireSteady(Dataset<Row> rows, String what) {
      SourcePart.requireNoStream(rows, what);
      SourcePart.requireUnique(rows, ImmutableList.copyOf(rows.columns()), what);
      Optional<String> unsteady = Unsteady.of(rows);
      checkArgument(
          unsteady.isEmpty(),
          "%s computes %s, which is not the same each time its rows are read; write it to files and"
              + " read those",
          what,
          unsteady.orElse(""));
    }

    private static void requireAlike(Map<String, StructType> schemas) {
      Map.@Nullable Entry<String, StructType> first = null;
      for (Map.Entry<String, StructType> one : schemas.entrySet()) {
        first = first == null ? one : first;
        checkArgument(
            columns(one.getValue()).equals(columns(first.getValue())),
            "domain '%s' has the columns %s and domain '%s' %s; select the same columns of all",
            Listed.one(first.getKey()),
            Listed.of(columns(first.getValue())),
            Listed.one(one.getKey()),
            Listed.of(columns(one.getValue())));
      }
    }

    /** Types by column, without order, which a union by name does not need. */
    private static ImmutableMap<String, String> columns(StructType schema) {
      Map<String, String> columns = new LinkedHashMap<>();
      for (var field : schema.fields()) {
        columns.put(field.name(), field.dataType().sql());
      }
      return ImmutableMap.copyOf(columns);
    }
  }
}
