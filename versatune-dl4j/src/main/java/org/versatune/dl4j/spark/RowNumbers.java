// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.TaskCompletionListener;
import org.apache.spark.util.TaskFailureListener;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the rows that a task reads and finds their draws, as a function that Spark calls for each
 * row, so that the row itself stays in Spark's own memory.
 *
 * <p>Rows of a part of a file come in their order, so counting them numbers them. A task that is
 * tried again counts anew: what was counted belongs to the attempt.
 */
final class RowNumbers implements Serializable {
  private static final long serialVersionUID = 1;

  /** Rows of a domain whose draws are looked up at once: a power of two. */
  private static final int AT_ONCE = 256;

  /** Domains whose places a task has at hand: a power of two. */
  private static final int FOUND = 64;

  private final Broadcast<BlockTable> table;
  private final Broadcast<RoundDraws> round;

  private transient volatile @Nullable Map<Long, Reading> readings;

  /** Of the task that called last: as a rule no other has this object. */
  private transient @Nullable Reading last;

  RowNumbers(Broadcast<BlockTable> table, Broadcast<RoundDraws> round) {
    this.table = table;
    this.round = round;
  }

  /**
   * The draws of the next row of a part of a file; null where it is not drawn.
   *
   * @param start the byte where the part begins
   * @param domain its name in UTF-8
   */
  long @Nullable [] draws(long start, byte[] domain) {
    Reading reading = reading(start);
    return reading.all(reading.at(domain));
  }

  /** The only draw of the next row of a part of a file; null where it is not drawn. */
  @Nullable Long draw(long start, byte[] domain) {
    Reading reading = reading(start);
    long draw = reading.only(reading.at(domain));
    return draw < 0 ? null : draw;
  }

  /**
   * What this task has read, before the next row. Spark makes a new text of the path for each part
   * of a file that a task begins, so the same object means the same task and part: to ask for more
   * would take as long as to find the draw.
   */
  @SuppressWarnings("ReferenceEquality")
  private Reading reading(long start) {
    UTF8String path = InputFileBlockHolder.getInputFilePath();
    Reading known = last;
    // Another thread may have written it. Then it has another path.
    if (known != null && known.path == path && known.start == start) {
      return known;
    }
    TaskContext task = TaskContext.get();
    checkState(task != null, "rows are read in a task");
    known = readings().computeIfAbsent(task.taskAttemptId(), attempt -> begun(task));
    known.begin(path, start);
    last = known;
    return known;
  }

  private Reading begun(TaskContext task) {
    Reading reading = new Reading(table.value(), round.value());
    TaskFailureListener leave = (failed, error) -> reading.leave();
    TaskCompletionListener end = completed -> reading.end();
    task.addTaskFailureListener(leave);
    task.addTaskCompletionListener(end);
    return reading;
  }

  private Map<Long, Reading> readings() {
    Map<Long, Reading> known = readings;
    if (known == null) {
      synchronized (this) {
        known = readings;
        if (known == null) {
          known = new ConcurrentHashMap<>();
          readings = known;
        }
      }
    }
    return known;
  }

  /** What one attempt of a task has read. */
  private static final class Reading {
    private final BlockTable table;
    private final RoundDraws round;
    private final Map<String, Integer> inRun = new HashMap<>();
    private final Map<String, Integer> inBlock = new HashMap<>();
    private @Nullable UTF8String path;
    private long start;
    private BlockTable.@Nullable Block block;
    private long[] next = {};

    /** For each domain of the block, its place in the run. */
    private int[] positions = {};

    /** For each domain of the block and each epoch, the draws of the next rows of it. */
    private long[][][] ahead = {};

    /** Domains that were found already, by their hash, and their places in the block. */
    private final byte[][] found = new byte[FOUND][];

    private final int[] foundAt = new int[FOUND];

    Reading(BlockTable table, RoundDraws round) {
      this.table = table;
      this.round = round;
      String[] domains = round.domains();
      for (int j = 0; j < domains.length; j++) {
        inRun.put(domains[j], j);
      }
    }

    /** The place of a domain in the block. */
    int at(byte @Nullable [] domain) {
      int slot = Arrays.hashCode(domain) & (FOUND - 1);
      int at = Arrays.equals(domain, found[slot]) ? foundAt[slot] : -1;
      return at >= 0 ? at : find(domain, slot);
    }

    private int find(byte @Nullable [] domain, int slot) {
      String name = domain == null ? "null" : new String(domain, StandardCharsets.UTF_8);
      Integer at = domain == null ? null : inBlock.get(name);
      if (domain == null || at == null) {
        throw changed(requireNonNull(block), name, "there are more", 0);
      }
      found[slot] = domain.clone(); // Spark may use the array again.
      foundAt[slot] = at;
      return at;
    }

    /** The number in its domain of the next row of a domain of the block. */
    long next(int at) {
      BlockTable.Block now = requireNonNull(block);
      if (next[at] == now.end[at]) {
        throw changed(now, now.domains[at], "there are more", now.end[at] - now.first[at]);
      }
      return next[at]++;
    }

    /** The only draw of the next row of a domain of the block; −1 where it is not drawn. */
    long only(int at) {
      int place = look(at, next(at), 1);
      return ahead[at][0][place];
    }

    /** All draws of the next row of a domain of the block; null where it is not drawn. */
    long @Nullable [] all(int at) {
      long row = next(at);
      long epochs = round.epochs(positions[at]);
      if (epochs > RoundDraws.KEPT) {
        long[] draws = round.of(positions[at], row);
        return draws.length == 0 ? null : draws;
      }
      int place = look(at, row, (int) epochs);
      long[] draws = null;
      for (long[] inEpoch : ahead[at]) {
        if (inEpoch[place] >= 0) {
          draws = draws == null ? new long[1] : Arrays.copyOf(draws, draws.length + 1);
          draws[draws.length - 1] = inEpoch[place];
        }
      }
      return draws;
    }

    /** The place of a row among those whose draws are looked up at once. */
    private int look(int at, long row, int epochs) {
      BlockTable.Block now = requireNonNull(block);
      int place = (int) (row - now.first[at]) & (AT_ONCE - 1);
      if (place == 0) {
        int count = (int) Math.min(AT_ONCE, now.end[at] - row);
        if (ahead[at] == null) {
          ahead[at] = new long[epochs][count];
        }
        for (int epoch = 0; epoch < epochs; epoch++) {
          round.inEpoch(positions[at], epoch, row, ahead[at][epoch], count);
        }
      }
      return place;
    }

    /** Begins a part of a file, where it is another one than before. */
    void begin(UTF8String ofPath, long from) {
      BlockTable.Block now = table.get(ofPath.toString(), from);
      if (now == null || now != block) {
        requireAll(block);
        checkState(
            now != null,
            "Spark cuts the files of rows into other parts than when they were numbered: settings"
                + " of its session changed; bring them back, or open the rows again");
        begin(now);
      }
      path = ofPath;
      start = from;
    }

    private void begin(BlockTable.Block now) {
      block = now;
      next = now.first.clone();
      ahead = new long[next.length][][];
      positions = new int[next.length];
      Arrays.fill(foundAt, -1);
      inBlock.clear();
      for (int at = 0; at < next.length; at++) {
        Integer position = inRun.get(now.domains[at]);
        checkState(position != null, "domain '%s' is not one of the run's", now.domains[at]);
        positions[at] = position;
        inBlock.put(now.domains[at], at);
      }
    }

    private void requireAll(BlockTable.@Nullable Block read) {
      if (read != null) {
        for (int at = 0; at < next.length; at++) {
          if (next[at] < read.end[at]) {
            long now = next[at] - read.first[at];
            throw changed(
                read,
                read.domains[at],
                "there are " + now + ", fewer",
                read.end[at] - read.first[at]);
          }
        }
      }
    }

    /** Asks nothing of what a task that failed has read. */
    void leave() {
      block = null;
      path = null;
    }

    /**
     * Checks the last part of a file of a task. A task may end early, where no more rows are wanted
     * of it. Then Spark still knows which file it reads; after the last row it does not.
     */
    void end() {
      BlockTable.Block last = block;
      leave();
      if (InputFileBlockHolder.getInputFilePath().numBytes() == 0) {
        requireAll(last);
      }
    }

    private static IllegalStateException changed(
        BlockTable.Block block, String domain, String how, long then) {
      return new IllegalStateException(
          FileStamps.path(block.path)
              + ": the part from byte "
              + block.start
              + ", rows of domain '"
              + domain
              + "': "
              + how
              + " than the "
              + then
              + " when they were numbered: the file changed, or what the dataset filters, or"
              + " settings by which the session cuts files into parts; bring them back, or open"
              + " the rows again");
    }
  }
}
