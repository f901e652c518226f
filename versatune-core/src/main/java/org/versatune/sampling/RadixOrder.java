// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import java.util.Arrays;

/**
 * Puts positions in the order of their keys; equal keys keep the order in which they came.
 *
 * <p>A least-significant-digit radix sort on digits of 11 bits that leaves out digits in which all
 * keys agree, and an insertion sort where there are few: O(n), and no allocation once it is made,
 * which the JDK's sorts do not promise.
 */
final class RadixOrder {
  private static final int DIGIT = 11;
  private static final int FEW = 48;

  private final int[] starts = new int[1 << DIGIT];
  private long[] keys;
  private long[] otherKeys;
  private int[] positions;
  private int[] otherPositions;
  private int size;
  private long union;
  private long common;

  RadixOrder(int capacity) {
    keys = new long[capacity];
    positions = new int[capacity];
    boolean few = capacity <= FEW;
    otherKeys = new long[few ? 0 : capacity];
    otherPositions = new int[few ? 0 : capacity];
    clear();
  }

  void clear() {
    size = 0;
    union = 0;
    common = -1;
  }

  /**
   * Adds a position.
   *
   * @param key at least 0
   */
  void add(long key, int position) {
    keys[size] = key;
    positions[size++] = position;
    union |= key;
    common &= key;
  }

  int size() {
    return size;
  }

  /** What was added, in the order of {@link #sort}, in the first {@link #size()} places. */
  int[] positions() {
    return positions;
  }

  void sort() {
    if (size <= FEW) {
      insertionSort();
      return;
    }
    long varying = union ^ common;
    for (int shift = 0; shift < Long.SIZE && varying >>> shift != 0; shift += DIGIT) {
      if ((varying >>> shift & ((1 << DIGIT) - 1)) != 0) {
        sortByDigit(shift);
      }
    }
  }

  private void insertionSort() {
    for (int i = 1; i < size; i++) {
      long key = keys[i];
      int position = positions[i];
      int hole = i;
      for (; hole > 0 && keys[hole - 1] > key; hole--) {
        keys[hole] = keys[hole - 1];
        positions[hole] = positions[hole - 1];
      }
      keys[hole] = key;
      positions[hole] = position;
    }
  }

  private void sortByDigit(int shift) {
    int mask = (1 << DIGIT) - 1;
    Arrays.fill(starts, 0);
    for (int i = 0; i < size; i++) {
      starts[(int) (keys[i] >>> shift) & mask]++;
    }
    int sum = 0;
    for (int digit = 0; digit <= mask; digit++) {
      int count = starts[digit];
      starts[digit] = sum;
      sum += count;
    }
    for (int i = 0; i < size; i++) {
      int place = starts[(int) (keys[i] >>> shift) & mask]++;
      otherKeys[place] = keys[i];
      otherPositions[place] = positions[i];
    }
    long[] swappedKeys = keys;
    keys = otherKeys;
    otherKeys = swappedKeys;
    int[] swappedPositions = positions;
    positions = otherPositions;
    otherPositions = swappedPositions;
  }
}
