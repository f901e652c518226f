// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts keys: two parallel arrays sorted by key, and a buffer of keys that are not counted yet.
 *
 * <p>When the buffer is full it is sorted and merged into the arrays, so m keys of which v differ
 * cost O(m log b + v·m/b) for a buffer of b, and 16 bytes for each of the v: a hash table with
 * boxed keys takes several times as much. Not safe for several threads.
 */
final class NgramCounts {
  private static final int BUFFER = 1 << 17;

  private long[] keys = new long[0];
  private long[] counts = new long[0];
  private long @Nullable [] buffer;
  private int buffered;

  void add(long key) {
    if (buffer == null) {
      buffer = new long[BUFFER];
    }
    if (buffered == BUFFER) {
      flush();
    }
    buffer[buffered++] = key;
  }

  /** Adds the counts of another. */
  void addAll(NgramCounts other) {
    flush();
    other.flush();
    merge(other.keys, other.counts, other.keys.length);
  }

  /** The different keys, ascending; not to be changed. */
  long[] keys() {
    flush();
    return keys;
  }

  /** How often each of {@link #keys()} was added; not to be changed. */
  long[] counts() {
    flush();
    return counts;
  }

  long total() {
    return Arrays.stream(counts()).sum();
  }

  private void flush() {
    if (buffer == null || buffered == 0) {
      return;
    }
    Arrays.sort(buffer, 0, buffered);
    long[] newKeys = new long[buffered];
    long[] newCounts = new long[buffered];
    int size = 0;
    for (int i = 0; i < buffered; i++) {
      if (size == 0 || newKeys[size - 1] != buffer[i]) {
        newKeys[size++] = buffer[i];
      }
      newCounts[size - 1]++;
    }
    buffered = 0;
    merge(newKeys, newCounts, size);
  }

  private void merge(long[] otherKeys, long[] otherCounts, int otherSize) {
    long[] mergedKeys = new long[keys.length + otherSize];
    long[] mergedCounts = new long[keys.length + otherSize];
    int size = 0;
    int a = 0;
    int b = 0;
    while (a < keys.length || b < otherSize) {
      boolean fromA = b == otherSize || (a < keys.length && keys[a] <= otherKeys[b]);
      boolean fromB = a == keys.length || (b < otherSize && otherKeys[b] <= keys[a]);
      mergedKeys[size] = fromA ? keys[a] : otherKeys[b];
      mergedCounts[size++] = (fromA ? counts[a] : 0) + (fromB ? otherCounts[b] : 0);
      a += fromA ? 1 : 0;
      b += fromB ? 1 : 0;
    }
    keys = Arrays.copyOf(mergedKeys, size);
    counts = Arrays.copyOf(mergedCounts, size);
  }
}
