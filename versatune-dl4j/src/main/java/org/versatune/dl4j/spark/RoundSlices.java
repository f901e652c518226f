// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.versatune.DrawSequence;
import org.versatune.Snapshot;
import org.versatune.VersaTune;

/**
 * The draws of a round as slices of which each can be made without those before it. The driver
 * makes them to know where the run is after the round, and saves the run on the way: each draw
 * depends on those before it, so whoever has no state in the middle begins at the first. From these
 * states, the tasks of an executor make the draws together. Holds arrays and texts alone, which
 * every serializer of Spark's knows.
 */
final class RoundSlices implements Serializable {
  private static final long serialVersionUID = 1;

  /** Draws that are made at once. */
  static final int AT_ONCE = 1 << 16;

  /** Fewer draws than this take less time than to save and to send the run. */
  private static final long LEAST = 1 << 20;

  /** No executor has more threads that would work at them together. */
  private static final int MOST = 64;

  /** A state has some numbers for each domain, and this is to be nothing beside its draws. */
  private static final long DRAWS_FOR_A_DOMAIN = 1 << 12;

  private final String[] before;
  private final long[][] counts;

  private RoundSlices(String[] before, long[][] counts) {
    this.before = before;
    this.counts = counts;
  }

  /** Draws of a slice of a round: a multiple of those that are made at once. */
  static long length(long count, int domains) {
    long length = Math.max(LEAST, Math.max(DRAWS_FOR_A_DOMAIN * domains, (count - 1) / MOST + 1));
    return (length + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
  }

  /**
   * Makes the draws of a round.
   *
   * @param run draws them, fewer only where every domain reaches its epoch cap
   * @param count how many
   * @param length draws of a slice
   */
  static RoundSlices draw(VersaTune run, long count, long length) {
    List<String> before = new ArrayList<>();
    List<long[]> counts = new ArrayList<>();
    long[] first = counts(run.domains(), run.draws());
    for (long made = 0; made < count && run.hasNext(); ) {
      if (made % length == 0) {
        before.add(run.snapshot().toJson());
        counts.add(since(first, run));
      }
      long next = Math.min(AT_ONCE, Math.min(count, (made / length + 1) * length) - made);
      made += run.plan((int) next).size();
    }
    counts.add(since(first, run));
    return new RoundSlices(before.toArray(new String[0]), counts.toArray(new long[0][]));
  }

  private static long[] since(long[] first, VersaTune run) {
    long[] counts = counts(run.domains(), run.draws());
    for (int j = 0; j < counts.length; j++) {
      counts[j] -= first[j];
    }
    return counts;
  }

  private static long[] counts(ImmutableList<String> domains, ImmutableMap<String, Long> draws) {
    return domains.stream().mapToLong(domain -> draws.getOrDefault(domain, 0L)).toArray();
  }

  int size() {
    return before.length;
  }

  /** How often each domain is drawn in the round. */
  long[] all() {
    return counts[before.length];
  }

  /**
   * Makes the draws of one slice.
   *
   * @param slice its number
   * @param numbers of each domain, which receive the numbers in the round of the draws that are its
   * @throws IllegalStateException if they are other draws than those of the driver
   */
  void make(int slice, AscendingNumbers[] numbers) {
    AscendingNumbers.Stretch[] stretches = new AscendingNumbers.Stretch[numbers.length];
    for (int j = 0; j < stretches.length; j++) {
      stretches[j] = numbers[j].stretch(counts[slice][j], counts[slice + 1][j]);
    }
    long number = Arrays.stream(counts[slice]).sum();
    long end = Arrays.stream(counts[slice + 1]).sum();
    DrawSequence draws = DrawSequence.after(Snapshot.fromJson(before[slice]));
    try {
      while (number < end && draws.hasNext()) {
        for (int domain : draws.next((int) Math.min(AT_ONCE, end - number))) {
          stretches[domain].add(number++);
        }
      }
      for (AscendingNumbers.Stretch stretch : stretches) {
        stretch.end();
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "an executor made other draws than the driver ("
              + e.getMessage()
              + "); run the same version of versatune-core on both",
          e);
    }
  }
}
