// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.versatune.internal.Listed;

/**
 * Computes losses by domain from a dataset that a trainer or an evaluation on Spark wrote.
 *
 * <p>The sums are in decimal numbers of 12 places, so that they do not depend on how the dataset is
 * cut into tasks.
 */
public final class SparkLosses {
  private static final int DIGITS = 38;
  private static final int PLACES = 12;

  /** The largest part of a sum that has room beside 10⁹ others. */
  private static final double LARGEST = 1e16;

  private SparkLosses() {}

  /**
   * Computes the mean loss of each domain over tokens: Σ loss · tokens / Σ tokens.
   *
   * <pre>{@code
   * run.report(Feedback.at(step).losses(SparkLosses.byDomain(rows, "domain", "loss", "tokens")));
   * }</pre>
   *
   * @param rows one row for each text, batch or domain
   * @param domainColumn the column of the domain
   * @param lossColumn the column of the mean loss of the row's tokens, nats/token
   * @param tokensColumn the column of the number of its tokens, a whole number; 0 leaves a row out
   * @return nats/token by domain, in the order of the names; NaN where a loss is not finite; the
   *     run treats it as in any other report
   * @throws IllegalArgumentException if there is no row, a column is missing, a domain, loss or
   *     count is null, a count is negative or not whole, or a domain has no token
   */
  public static ImmutableMap<String, Double> byDomain(
      Dataset<Row> rows, String domainColumn, String lossColumn, String tokensColumn) {
    notNull(rows, "rows");
    notNull(domainColumn, "domainColumn");
    notNull(lossColumn, "lossColumn");
    notNull(tokensColumn, "tokensColumn");
    SourcePart.requireNoStream(rows, "the dataset of losses");
    Column domain = named(rows, domainColumn);
    Column loss = named(rows, lossColumn).cast(DataTypes.DoubleType);
    Column tokens = SourcePart.whole(named(rows, tokensColumn));
    Column part = loss.multiply(tokens);
    Column isUsable = part.between(-LARGEST, LARGEST);
    Column exact = part.cast(DataTypes.createDecimalType(DIGITS, PLACES));
    ImmutableSortedMap.Builder<String, Double> means = ImmutableSortedMap.naturalOrder();
    for (Row row :
        rows.groupBy(domain)
            .agg(
                count(when(loss.isNull().or(tokens.isNull()), 1)),
                count(when(tokens.gt(0).and(isUsable.equalTo(lit(false))), 1)),
                sum(when(tokens.gt(0).and(isUsable), exact)),
                sum(SourcePart.exact(tokens)))
            .collectAsList()) {
      checkArgument(!row.isNullAt(0), "a row of losses has no domain in column '%s'", domainColumn);
      String name = String.valueOf(row.get(0));
      checkArgument(
          row.getLong(1) == 0,
          "%s rows of domain '%s' have no loss in column '%s', or no whole count of tokens of at"
              + " least 0 in column '%s'",
          row.getLong(1),
          Listed.one(name),
          lossColumn,
          tokensColumn);
      double all = row.isNullAt(4) ? 0 : row.getDecimal(4).doubleValue();
      checkArgument(all > 0, "the rows of domain '%s' have no token", Listed.one(name));
      means.put(name, row.getLong(2) > 0 ? Double.NaN : row.getDecimal(3).doubleValue() / all);
    }
    ImmutableMap<String, Double> found = means.buildOrThrow();
    checkArgument(!found.isEmpty(), "the dataset of losses has no row");
    return found;
  }

  private static Column named(Dataset<Row> rows, String column) {
    checkArgument(
        SourcePart.has(rows, column),
        "the dataset of losses has no column '%s'; it has %s",
        column,
        Listed.of(ImmutableList.copyOf(rows.columns())));
    SourcePart.requireUnique(rows, ImmutableList.of(column), "the dataset of losses");
    return SourcePart.named(column);
  }
}
