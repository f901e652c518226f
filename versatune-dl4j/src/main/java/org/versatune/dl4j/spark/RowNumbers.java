// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.InputFileBlockHolder;
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

  private final Broadcast<BlockTable> table;
  private final Broadcast<RoundDraws> round;

  private transient volatile @Nullable Map<Long, Reading> readings;

  /** Of the task that called last: as a rule no other has this object. */
  private transient @Nullable Reading last;

  RowNumbers(Broadcast<BlockTable> table, Broadcast<RoundDraws> round) {
    this.table = table;
    this.round = round;
  }

  /** The draws of the next row of a part of a file. */
  long[] draws(long block, String domain) {
    Reading reading = reading();
    long row = reading.next(block, domain);
    return reading.round.of(reading.lastPosition, row);
  }

  /** The only draw of the next row of a part of a file; null where it is not drawn. */
  @Nullable Long draw(long block, String domain) {
    Reading reading = reading();
    long row = reading.next(block, domain);
    long draw = reading.only(row);
    return draw < 0 ? null : draw;
  }

  private Reading reading() {
    TaskContext task = TaskContext.get();
    Reading known = last;
    // Another thread may have written it. Then it is of another task, which its final field shows.
    if (known != null && known.task == task) {
      return known;
    }
    checkState(task != null, "rows are read in a task");
    known = readings().computeIfAbsent(task.taskAttemptId(), attempt -> begun(task));
    last = known;
    return known;
  }

  private Reading begun(TaskContext task) {
    Reading reading = new Reading(task, table.value(), round.value());
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
    private final TaskContext task;
    private final BlockTable table;
    private final RoundDraws round;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<String, Integer> inBlock = new HashMap<>();
    private long key;
    private BlockTable.@Nullable Block block;
    private long[] next = {};

    /** For each domain of the block, the draws of the next rows of it. */
    private long[][] ahead = {};

    /** The domain of the row before, which most rows have too, and its places. */
    private @Nullable String last;

    private int lastAt;
    private int lastPosition;

    Reading(TaskContext task, BlockTable table, RoundDraws round) {
      this.task = task;
      this.table = table;
      this.round = round;
      String[] domains = round.domains();
      for (int j = 0; j < domains.length; j++) {
        positions.put(domains[j], j);
      }
    }

    /** The number in its domain of the next row, which is at {@link #lastPosition} in the run. */
    long next(long ofKey, String domain) {
      BlockTable.Block now = block;
      if (now == null || ofKey != key) {
        now = begin(ofKey, now);
      }
      if (!domain.equals(last)) {
        find(now, domain);
      }
      if (next[lastAt] == now.end[lastAt]) {
        throw changed(now, domain, "there are more", now.end[lastAt] - now.first[lastAt]);
      }
      return next[lastAt]++;
    }

    /** The draw of a row, {@link #next} in turn; −1 where it is not drawn. */
    long only(long row) {
      int at = lastAt;
      BlockTable.Block now = requireNonNull(block);
      int place = (int) (row - now.first[at]) & (AT_ONCE - 1);
      if (place == 0) {
        int count = (int) Math.min(AT_ONCE, now.end[at] - row);
        if (ahead[at] == null) {
          ahead[at] = new long[count];
        }
        round.only(lastPosition, row, ahead[at], count);
      }
      return ahead[at][place];
    }

    private void find(BlockTable.Block now, String domain) {
      Integer at = inBlock.get(domain);
      if (at == null) {
        throw changed(now, domain, "there are more", 0);
      }
      Integer position = positions.get(domain);
      checkState(position != null, "domain '%s' is not one of the run's", domain);
      lastAt = at;
      lastPosition = position;
      last = domain;
    }

    private BlockTable.Block begin(long ofKey, BlockTable.@Nullable Block before) {
      requireAll(before);
      BlockTable.Block now = table.get(ofKey);
      checkState(
          now != null,
          "Spark cuts the files of rows into other parts than when they were numbered: settings"
              + " of its session changed; bring them back, or open the rows again");
      key = ofKey;
      block = now;
      last = null;
      next = now.first.clone();
      ahead = new long[next.length][];
      inBlock.clear();
      for (int at = 0; at < next.length; at++) {
        inBlock.put(now.domains[at], at);
      }
      return now;
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
    }

    /**
     * Checks the last part of a file of a task. A task may end early, where no more rows are wanted
     * of it. Then Spark still knows which file it reads; after the last row it does not.
     */
    void end() {
      BlockTable.Block last = block;
      block = null;
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
