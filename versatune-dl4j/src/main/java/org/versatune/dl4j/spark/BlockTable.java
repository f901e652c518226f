// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The number that the first row of each domain has in each part of a file: what a task numbers its
 * rows by. Sent to executors once for each dataset, so it holds nothing but arrays and texts, which
 * every serializer of Spark's knows.
 */
final class BlockTable implements Serializable {
  private static final long serialVersionUID = 1;

  /** By path, and by the byte where they begin. */
  private final Map<String, Map<Long, Block>> blocks = new HashMap<>();

  /** Part of a file. */
  static final class Block implements Serializable {
    private static final long serialVersionUID = 1;

    final String path;
    final long start;
    final String[] domains;

    /** The number of the first row of each domain, from 0. */
    final long[] first;

    /** One more than the number of the last. */
    final long[] end;

    Block(String path, long start, int domains) {
      this.path = path;
      this.start = start;
      this.domains = new String[domains];
      this.first = new long[domains];
      this.end = new long[domains];
    }
  }

  /** Adds a block; returns whether it is new. */
  boolean add(Block block) {
    return blocks
            .computeIfAbsent(block.path, unused -> new HashMap<>())
            .putIfAbsent(block.start, block)
        == null;
  }

  @Nullable Block get(String path, long start) {
    Map<Long, Block> ofFile = blocks.get(path);
    return ofFile == null ? null : ofFile.get(start);
  }
}
