// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import java.util.Arrays;

/**
 * A set of whole numbers that gives up its next member in a few steps: a bitmap, and above it a
 * bitmap of the words that are not empty, and so on, each 64 times as short as the one below.
 *
 * <p>Cost: O(log<sub>64</sub> n), three steps up and three down for a quarter of a million.
 */
final class BitTree {
  private final long[][] levels;
  private final long[] lowest;

  /** Nothing below is a member: the start of a word. */
  private int first;

  BitTree(int capacity) {
    int depth = 1;
    for (int words = (capacity + 63) >>> 6; words > 1; words = (words + 63) >>> 6) {
      depth++;
    }
    levels = new long[depth][];
    int size = capacity;
    for (int level = 0; level < depth; level++) {
      size = (size + 63) >>> 6;
      levels[level] = new long[Math.max(size, 1)];
    }
    lowest = levels[0];
  }

  /** Makes it the set of all numbers below {@code size} and no other. */
  void fill(int size) {
    first = 0;
    int members = size;
    for (long[] words : levels) {
      int whole = members >>> 6;
      Arrays.fill(words, 0, whole, -1);
      Arrays.fill(words, whole, words.length, 0);
      if ((members & 63) != 0) {
        words[whole] = (1L << members) - 1;
      }
      members = (members + 63) >>> 6;
    }
  }

  /**
   * Takes out the first member that is not below a number. The search starts no earlier than the
   * first word that is not empty, where it would nearly always end, so that it hardly ever has to
   * climb.
   *
   * @return −1 if there is none
   */
  int take(int from) {
    int start = Math.max(from, first);
    int word = start >>> 6;
    if (word >= lowest.length) {
      return -1;
    }
    long found = lowest[word] & -1L << start;
    if (found == 0) {
      int member = climb(word + 1);
      if (member < 0) {
        return -1;
      }
      word = member >>> 6;
      found = lowest[word];
    }
    int member = word << 6 | Long.numberOfTrailingZeros(found);
    long rest = lowest[word] ^ Long.lowestOneBit(found);
    lowest[word] = rest;
    if (rest == 0) {
      empty(word);
      if (word << 6 == first) {
        int next = climb(word + 1);
        first = next < 0 ? lowest.length << 6 : next & -64;
      }
    }
    return member;
  }

  /** Takes a word of the lowest level out of the levels above, having no member any more. */
  private void empty(int emptied) {
    int index = emptied;
    for (int level = 1; level < levels.length; level++) {
      long rest = levels[level][index >>> 6] & ~(1L << index);
      levels[level][index >>> 6] = rest;
      if (rest != 0) {
        return;
      }
      index >>>= 6;
    }
  }

  /** The first member in a word of the lowest level that is not below one. */
  private int climb(int firstWord) {
    int index = firstWord;
    for (int level = 1; level < levels.length; level++) {
      int word = index >>> 6;
      if (word >= levels[level].length) {
        return -1;
      }
      long found = levels[level][word] & -1L << index;
      if (found != 0) {
        index = word << 6 | Long.numberOfTrailingZeros(found);
        for (int below = level - 1; below >= 0; below--) {
          index = index << 6 | Long.numberOfTrailingZeros(levels[below][index]);
        }
        return index;
      }
      index = word + 1;
    }
    return -1;
  }
}
