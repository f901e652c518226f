// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.UnsignedBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.versatune.internal.Listed;

/**
 * Numbers the rows of a dataset by domain: by the path of their file, in the order of the bytes of
 * its UTF-8, then by where they are in the file. So the number of a row does not depend on how
 * Spark cuts files into tasks. One job counts the rows of each part of each file; the driver adds
 * the counts up.
 *
 * @param part the dataset
 * @param table the numbers, for executors
 * @param totals rows and fingerprint of each domain, in the order of the names
 * @param files the files, in the order of the numbers
 */
record NumberedPart(
    SourcePart part,
    BlockTable table,
    TreeMap<String, BlockCount.Counted> totals,
    Set<String> files) {

  private static final System.Logger LOG = System.getLogger(SparkRows.class.getName());
  private static final String LEAST_PARTS = "spark.sql.files.minPartitionNum";
  private static final Comparator<byte[]> BY_BYTES = UnsignedBytes.lexicographicalComparator();

  static NumberedPart of(SourcePart part) {
    holdParts(part.rows().sparkSession());
    List<BlockCount> blocks = counted(part);
    for (BlockCount block : blocks) {
      check(part, block);
    }
    Map<String, byte[]> paths = new LinkedHashMap<>();
    for (BlockCount block : blocks) {
      paths.computeIfAbsent(
          block.path, name -> FileStamps.path(name).toString().getBytes(StandardCharsets.UTF_8));
    }
    blocks.sort(
        Comparator.comparing((BlockCount block) -> paths.get(block.path), BY_BYTES)
            .thenComparingLong(block -> block.start));
    BlockTable table = new BlockTable();
    TreeMap<String, BlockCount.Counted> totals = new TreeMap<>();
    for (BlockCount block : blocks) {
      boolean isNew = table.add(numbered(block, totals));
      checkArgument(
          isNew,
          "%s: its part from byte %s is read twice; name each file once",
          FileStamps.path(block.path),
          block.start);
    }
    Set<String> files = new HashSet<>(paths.keySet());
    return new NumberedPart(part, table, totals, files);
  }

  /**
   * Spark cuts small files into as many parts as the cluster has processors at that moment. A
   * cluster that grows or shrinks between two rounds would cut otherwise than when rows were
   * numbered, so the number stays as it is from here on.
   */
  private static void holdParts(SparkSession session) {
    if (session.conf().getOption(LEAST_PARTS).isEmpty()) {
      int now = session.sparkContext().defaultParallelism();
      session.conf().set(LEAST_PARTS, now);
      LOG.log(
          System.Logger.Level.INFO,
          "{0} of the Spark session is set to {1}, so that files are cut alike in all rounds",
          LEAST_PARTS,
          Integer.toString(now));
    }
  }

  /** The counts of all blocks, as a list that can be sorted. */
  private static List<BlockCount> counted(SourcePart part) {
    try {
      return new ArrayList<>(part.toIndex().javaRDD().mapPartitions(BlockCount::of).collect());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new IllegalArgumentException(
            "Spark cannot tell which file the rows come from ("
                + Listed.clipped(String.valueOf(e.getMessage()))
                + "); write them to files and read those",
            e);
      }
      throw new IllegalStateException("the rows could not be counted: " + e, e);
    }
  }

  private static void check(SourcePart part, BlockCount block) {
    checkArgument(
        !block.path.isEmpty(),
        "the rows%s do not come straight from files: after a shuffle, a cache or from memory their"
            + " order is not certain; write them to files and read those",
        part.domain() == null ? "" : " of domain '" + Listed.one(part.domain()) + "'");
    checkArgument(
        block.firstWithout == 0,
        "%s: row %s of the part from byte %s has no domain: its column '%s' is null or blank; give"
            + " it one, or filter such rows out",
        FileStamps.path(block.path),
        block.firstWithout,
        block.start,
        part.column());
    checkArgument(
        block.domains.size() <= BlockCount.MOST_DOMAINS,
        "%s: column '%s' has more than %s different values, among them '%s'; name the column that"
            + " has the domain",
        FileStamps.path(block.path),
        part.column(),
        BlockCount.MOST_DOMAINS,
        Listed.one(block.domains.keySet().iterator().next()));
  }

  private static BlockTable.Block numbered(
      BlockCount counts, TreeMap<String, BlockCount.Counted> totals) {
    BlockTable.Block block = new BlockTable.Block(counts.path, counts.start, counts.domains.size());
    int at = 0;
    for (Map.Entry<String, BlockCount.Counted> domain : counts.domains.entrySet()) {
      BlockCount.Counted total =
          totals.computeIfAbsent(domain.getKey(), unused -> new BlockCount.Counted());
      block.domains[at] = domain.getKey();
      block.first[at] = total.count;
      total.append(domain.getValue());
      block.end[at] = total.count;
      at++;
    }
    return block;
  }
}
