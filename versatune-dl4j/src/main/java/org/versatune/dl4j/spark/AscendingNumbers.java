// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkArgument;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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
 * <p>Filled in stretches, each by one thread, any number of them at the same time; then read by any
 * number of threads that it is published to.
 */
final class AscendingNumbers {
  private static final int NOTED = 6;

  /** From the word where one of the noted is on: 64 of them take three bits each, or a bit less. */
  private static final int HOPS = 3;

  private static final long EACH_BYTE = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final long bound;
  private final long count;
  private final int lowBits;
  private final long[] low;
  private final long[] high;
  private final long[] noted;

  /**
   * Starts with no numbers.
   *
   * @param bound above all numbers
   * @param count how many there will be, at most {@code bound}
   */
  AscendingNumbers(long bound, long count) {
    checkArgument(count >= 0 && count <= bound, "%s numbers below %s", count, bound);
    this.bound = bound;
    this.count = count;
    this.lowBits = Long.SIZE - 1 - (count == 0 ? 0 : Long.numberOfLeadingZeros(bound / count));
    // Two words more: each part is read from two, whether or not it crosses their border.
    this.low = new long[words(count * lowBits) + 2];
    this.high = new long[words(count + (bound >>> lowBits) + 1)];
    this.noted = new long[words(count)];
  }

  private static int words(long bits) {
    return Math.toIntExact((bits + Long.SIZE - 1) / Long.SIZE);
  }

  /**
   * Begins a stretch, which is complete after {@link Stretch#end}. Filled again with the same
   * numbers, a stretch stays the same.
   *
   * @param index of its first number
   * @param end one more than the index of its last number
   */
  Stretch stretch(long index, long end) {
    checkArgument(
        index >= 0 && index <= end && end <= count, "from %s to %s of %s", index, end, count);
    return new Stretch(index, end);
  }

  /**
   * A stretch of the numbers. Bits of a word are gathered and written once, since the first word
   * and the last are those of other stretches too.
   */
  final class Stretch {
    private final long end;
    private long index;
    private long last = -1;
    private int lowWord;
    private long lowBitsOfWord;
    private int highWord;
    private long highBitsOfWord;

    private Stretch(long index, long end) {
      this.index = index;
      this.end = end;
      this.lowWord = (int) ((index * lowBits) >>> 6);
    }

    /** Adds a number, larger than all before. */
    void add(long number) {
      if (number <= last || number >= bound || index >= end) {
        throw refused(number);
      }
      last = number;
      int from = (int) (index * lowBits) & 63;
      long part = number & ((1L << lowBits) - 1);
      lowBitsOfWord |= part << from;
      if (from + lowBits >= Long.SIZE) {
        flush(low, lowWord++, lowBitsOfWord);
        lowBitsOfWord = part >>> 1 >>> ~from; // Shifts take the lowest six bits: 63 − from.
      }
      long place = (number >>> lowBits) + index;
      int word = (int) (place >>> 6);
      if (word != highWord) {
        flush(high, highWord, highBitsOfWord);
        highWord = word;
        highBitsOfWord = 0;
      }
      highBitsOfWord |= 1L << place;
      if ((index & ((1 << NOTED) - 1)) == 0) {
        noted[(int) (index >>> NOTED)] = place;
      }
      index++;
    }

    private IllegalArgumentException refused(long number) {
      return new IllegalArgumentException(
          "%s after %s, below %s, with index %s below %s"
              .formatted(number, last, bound, index, end));
    }

    /** Completes the stretch. */
    void end() {
      checkArgument(index == end, "%s numbers are missing", end - index);
      flush(low, lowWord, lowBitsOfWord);
      flush(high, highWord, highBitsOfWord);
    }

    private static void flush(long[] words, int word, long bits) {
      if (bits != 0) {
        WORD.getAndBitwiseOr(words, word, bits);
      }
    }
  }

  /** The number at an index, from 0. */
  long get(long index) {
    long[] number = {index};
    get(number, 1);
    return number[0];
  }

  /**
   * The numbers at many indexes. Each step is done for all of them before the next, and has no
   * branch that depends on them: so a processor waits for several reads of its memory together.
   *
   * @param indexes from 0; receives the numbers
   * @param count how many, at most as long as the array
   */
  void get(long[] indexes, int count) {
    long[] places = new long[count];
    long[] ones = new long[count];
    for (int i = 0; i < count; i++) {
      places[i] = noted[(int) (indexes[i] >>> NOTED)];
    }
    for (int i = 0; i < count; i++) {
      ones[i] = high[(int) (places[i] >>> 6)] & (-1L << places[i]);
    }
    for (int i = 0; i < count; i++) {
      places[i] = place((int) (places[i] >>> 6), ones[i], (int) indexes[i] & ((1 << NOTED) - 1));
    }
    for (int i = 0; i < count; i++) {
      long bit = indexes[i] * lowBits;
      int word = (int) (bit >>> 6);
      long part = (low[word] >>> bit) | (low[word + 1] << 1 << ~bit);
      indexes[i] = ((places[i] - indexes[i]) << lowBits) | (part & ((1L << lowBits) - 1));
    }
  }

  /** The place in {@link #high} of the one that has a number of ones before it from a word on. */
  private long place(int firstWord, long firstOnes, int skipped) {
    int word = firstWord;
    long ones = firstOnes;
    int before = skipped;
    // The words that 64 ones are in, as a rule. The mask is −1 as long as it is a later one.
    for (int hop = 0; hop < HOPS; hop++) {
      int here = Long.bitCount(ones);
      int isLater = ~((before - here) >> 31);
      before -= here & isLater;
      word -= isLater;
      ones = (ones & ~isLater) | (high[word] & isLater);
    }
    for (int here = Long.bitCount(ones); before >= here; here = Long.bitCount(ones)) {
      before -= here;
      ones = high[++word];
    }
    return ((long) word << 6) + select(ones, before);
  }

  /**
   * The place in a word of the one that has a number of ones before it: Vigna, "Broadword
   * implementation of rank/select queries", WEA 2008. Finds the byte by the ones up to the end of
   * each byte, and the bit by the ones up to each bit of that byte.
   */
  private static int select(long ones, int before) {
    long sums = ones - ((ones >>> 1) & 0x5555555555555555L);
    sums = (sums & 0x3333333333333333L) + ((sums >>> 2) & 0x3333333333333333L);
    sums = ((sums + (sums >>> 4)) & 0x0f0f0f0f0f0f0f0fL) * EACH_BYTE;
    int from = atMost(sums, before) << 3;
    int left = before - ((int) ((sums << 8) >>> from) & 0xff);
    // Each bit of the byte in a byte of its own, moved to the lowest bit of that.
    long bits = (((ones >>> from) & 0xff) * EACH_BYTE) & 0x8040201008040201L;
    bits = ((bits + 0x7f7f7f7f7f7f7f7fL) >>> 7) & EACH_BYTE;
    return from + atMost(bits * EACH_BYTE, left);
  }

  /** How many of the eight bytes, each below 128, are not above a limit below 128. */
  private static int atMost(long bytes, int limit) {
    return Long.bitCount((((limit * EACH_BYTE) | HIGHEST_BITS) - bytes) & HIGHEST_BITS);
  }
}
