// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Keeps ascending numbers in some three bits each, and gives the number at an index in O(1).
 *
 * <p>Rows come in another order than their draws, so each looks its draw up at a random place. A
 * number in four bytes would be read from main memory each time, which takes longer than all else
 * that is done for the row. In three bits, the draws of ten million rows fit into a processor's
 * cache.
 *
 * <p>Elias, "Efficient storage and retrieval by content and address of static files", JACM 21
 * (1974); Fano, MIT Project MAC memo 61 (1971). Of n numbers below u, each number's lowest l =
 * ⌊log₂(u/n)⌋ bits are stored as they are. Of the rest, which ascends too, the difference from the
 * number before is stored in unary: as many zeros, and a one. These are at most 3n bits. The number
 * with index i is found by the place of the (i+1)-th one, less i. The place of every 64th is noted,
 * and ones are counted from there on.
 *
 * <p>Filled by one thread, then read by any number of threads that it is published to.
 */
final class AscendingNumbers {
  private static final int NOTED = 6;

  private final long bound;
  private final int lowBits;
  private final long[] low;
  private final long[] high;
  private final long[] noted;
  private long count;
  private long last;

  /**
   * Prepares room.
   *
   * @param bound above all numbers
   * @param count how many there will be, at most {@code bound}
   */
  AscendingNumbers(long bound, long count) {
    checkArgument(count >= 0 && count <= bound, "%s numbers below %s", count, bound);
    this.bound = bound;
    this.lowBits = Long.SIZE - 1 - (count == 0 ? 0 : Long.numberOfLeadingZeros(bound / count));
    // Two words more: each part is read from two, whether or not it crosses their border.
    this.low = new long[words(count * lowBits) + 2];
    this.high = new long[words(count + (bound >>> lowBits) + 1)];
    this.noted = new long[words(count)];
  }

  private static int words(long bits) {
    return Math.toIntExact((bits + Long.SIZE - 1) / Long.SIZE);
  }

  /** Adds a number, larger than all before. */
  void add(long number) {
    checkArgument(
        number < bound && (count == 0 ? number >= 0 : number > last),
        "%s after %s, below %s",
        number,
        last,
        bound);
    last = number;
    if (lowBits > 0) {
      long bit = count * lowBits;
      int word = (int) (bit >>> 6);
      long part = number & ((1L << lowBits) - 1);
      low[word] |= part << bit;
      low[word + 1] |= part >>> 1 >>> ~bit; // Shifts take the lowest six bits: 63 − bit.
    }
    long place = (number >>> lowBits) + count;
    high[(int) (place >>> 6)] |= 1L << place;
    if ((count & ((1 << NOTED) - 1)) == 0) {
      noted[(int) (count >>> NOTED)] = place;
    }
    count++;
  }

  /** How many were added. */
  long count() {
    return count;
  }

  /** The number at an index, from 0 and below {@link #count}. */
  long get(long index) {
    long from = noted[(int) (index >>> NOTED)];
    int word = (int) (from >>> 6);
    int before = (int) index & ((1 << NOTED) - 1);
    long ones = high[word] & (-1L << from);
    int here = Long.bitCount(ones);
    while (before >= here) {
      before -= here;
      ones = high[++word];
      here = Long.bitCount(ones);
    }
    for (; before > 0; before--) {
      ones &= ones - 1;
    }
    long place = ((long) word << 6) + Long.numberOfTrailingZeros(ones);
    long bit = index * lowBits;
    int lowWord = (int) (bit >>> 6);
    long part = (low[lowWord] >>> bit) | (low[lowWord + 1] << 1 << ~bit);
    return ((place - index) << lowBits) | (part & ((1L << lowBits) - 1));
  }
}
