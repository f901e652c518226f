// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.Arrays;

/**
 * Finds the position of a key among distinct keys: a hash table with open addressing and linear
 * probing, at most half full, so that a search ends after two steps on average.
 *
 * <p>A slot is two numbers side by side, a key and its position, so that both come with one cache
 * line. An empty slot holds a number that is none of the keys. Takes 32 to 64 bytes a key.
 * Immutable.
 */
final class KeyIndex {
  /** 2⁶⁴ divided by the golden ratio: spreads keys that differ in their low bits alone. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final int LARGEST = 1 << 28;

  /** Key and position, in turn. */
  private final long[] slots;

  private final long empty;
  private final int shift;

  /**
   * Makes the index.
   *
   * @param keys distinct and ascending
   */
  KeyIndex(long[] keys) {
    if (keys.length > LARGEST) {
      throw new IllegalArgumentException(
          keys.length + " n-grams are more than the " + LARGEST + " that can be indexed");
    }
    int most = Math.max(1, 2 * keys.length - 1);
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(most);
    this.empty = absentFrom(keys);
    this.slots = new long[2 << bits];
    this.shift = Long.SIZE - bits;
    Arrays.fill(slots, empty);
    for (int i = 0; i < keys.length; i++) {
      int at = start(keys[i]);
      while (slots[at] != empty) {
        at = after(at);
      }
      slots[at] = keys[i];
      slots[at + 1] = i;
    }
  }

  /**
   * Finds a key.
   *
   * @return its position among the keys, −1 where it is none of them
   */
  int of(long key) {
    int at = start(key);
    for (long found = slots[at]; found != empty; found = slots[at]) {
      if (found == key) {
        return (int) slots[at + 1];
      }
      at = after(at);
    }
    return -1;
  }

  /**
   * Finds many keys: what is slow is waiting for memory, and here the processor waits for many
   * slots at once, since the first loop asks for all of them before any is compared.
   *
   * @param keys what to look for
   * @param from the first of them
   * @param to after the last of them
   * @param positions gets their positions among the keys, −1 where one is none, from 0 on
   */
  void of(long[] keys, int from, int to, int[] positions) {
    long[] found = new long[to - from];
    for (int i = 0; i < found.length; i++) {
      int at = start(keys[from + i]);
      positions[i] = at;
      found[i] = slots[at];
    }
    for (int i = 0; i < found.length; i++) {
      long key = keys[from + i];
      int at = positions[i];
      while (found[i] != key && found[i] != empty) {
        at = after(at);
        found[i] = slots[at];
      }
      positions[i] = found[i] == key && key != empty ? (int) slots[at + 1] : -1;
    }
  }

  private int start(long key) {
    return (int) ((key * SPREAD) >>> shift) << 1;
  }

  private int after(int at) {
    return (at + 2) & (slots.length - 1);
  }

  private static long absentFrom(long[] keys) {
    long candidate = Long.MIN_VALUE;
    for (long key : keys) {
      if (key != candidate) {
        return candidate;
      }
      candidate++;
    }
    return candidate;
  }
}
