// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.versatune.DomainDistribution;
import org.versatune.Snapshot;
import org.versatune.internal.Given;

/**
 * Holds the rows of one round. Spark finds them when they are needed, and finds the same ones each
 * time.
 *
 * @param rows the rows that were drawn, with all their columns, that of the domain, and the number
 *     of the draw, from 0 over the whole run; a row that was drawn twice comes twice. They are in
 *     the order of the files, not of the draws
 * @param drawColumn the column with the number of the draw
 * @param firstDraw the number of the first draw
 * @param counts rows by domain, in the run's order
 * @param isComplete whether it has as many rows as were asked for; false if epoch caps ended the
 *     draws
 * @param weights the weights that it was drawn by; where a domain reached its epoch cap, those at
 *     its end
 * @param snapshot the run right after the draws
 */
public record SparkRound(
    Dataset<Row> rows,
    String drawColumn,
    long firstDraw,
    ImmutableMap<String, Long> counts,
    boolean isComplete,
    DomainDistribution weights,
    Snapshot snapshot) {

  /**
   * Checks that nothing is missing.
   *
   * @param rows the rows
   * @param drawColumn the column with the number of the draw
   * @param firstDraw the number of the first draw
   * @param counts rows by domain
   * @param isComplete whether it has as many rows as were asked for
   * @param weights the weights that it was drawn by
   * @param snapshot the run right after the draws
   */
  public SparkRound {
    notNull(rows, "rows");
    notNull(drawColumn, "drawColumn");
    counts = Given.map(counts, "counts");
    notNull(weights, "weights");
    notNull(snapshot, "snapshot");
  }

  /**
   * Returns how many rows the round has.
   *
   * @return all domains together
   */
  public long size() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns the rows in the order of the draws, in which a trainer is to read them. In files
   * written from it, the order goes on from file to file by their names. Spark moves each row once
   * to sort them.
   *
   * @return the same rows as {@link #rows}
   */
  public Dataset<Row> inOrder() {
    return rows.sort(SourcePart.named(drawColumn));
  }
}
