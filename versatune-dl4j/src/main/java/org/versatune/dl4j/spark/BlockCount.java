// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of one part of a file by domain, in their order, and takes a fingerprint of them.
 *
 * <p>Spark cuts files into parts as its settings say, so neither count nor fingerprint may depend
 * on the cuts. The fingerprint of rows with hashes h₁ … hₙ is Σ hᵢ·Bⁿ⁻ⁱ modulo 2⁶⁴, a polynomial
 * hash: that of two parts, one after the other, follows from theirs, and another order gives
 * another one.
 */
final class BlockCount implements Serializable {
  private static final long serialVersionUID = 1;

  /** Odd, so that it has an inverse: the multiplier of Knuth's generator MMIX. */
  private static final long BASE = 6364136223846793005L;

  /** More than any training has: a column of texts was named for that of the domains. */
  static final int MOST_DOMAINS = 100_000;

  final String path;
  final long start;
  final Map<String, Counted> domains = new LinkedHashMap<>();

  /** The number of the first row without a domain, from 1; 0 where all have one. */
  long firstWithout;

  private long rows;

  private BlockCount(String path, long start) {
    this.path = path;
    this.start = start;
  }

  /** The rows of one domain. */
  static final class Counted implements Serializable {
    private static final long serialVersionUID = 1;

    long count;
    long fingerprint;

    /** Adds what comes after what is here. */
    void append(Counted next) {
      count += next.count;
      fingerprint = fingerprint * power(next.count) + next.fingerprint;
    }
  }

  private static long power(long exponent) {
    long power = 1;
    long square = BASE;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      power *= (rest & 1) == 1 ? square : 1;
      square *= square;
    }
    return power;
  }

  /** Counts the rows of one task: see {@link SourcePart#toIndex} for what is in them. */
  static Iterator<BlockCount> of(Iterator<Row> rows) {
    List<BlockCount> blocks = new ArrayList<>();
    BlockCount block = null;
    while (rows.hasNext()) {
      Row row = rows.next();
      String path = row.getString(1);
      long start = row.getLong(2);
      if (block == null || start != block.start || !path.equals(block.path)) {
        block = new BlockCount(path, start);
        blocks.add(block);
      }
      block.add(row.isNullAt(0) ? null : row.getString(0), row.getLong(3));
      if (block.domains.size() > MOST_DOMAINS) {
        break; // Which the driver refuses.
      }
    }
    return blocks.iterator();
  }

  private void add(@Nullable String domain, long hash) {
    rows++;
    if (domain == null || domain.isBlank()) {
      firstWithout = firstWithout == 0 ? rows : firstWithout;
      return;
    }
    Counted counted = domains.computeIfAbsent(domain, unused -> new Counted());
    counted.count++;
    counted.fingerprint = counted.fingerprint * BASE + hash;
  }
}
