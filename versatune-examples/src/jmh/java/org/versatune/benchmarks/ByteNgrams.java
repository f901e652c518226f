// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Predicts each byte from those before it by counts, to compare networks with: interpolated
 * Witten–Bell smoothing (Chen and Goodman, "An Empirical Study of Smoothing Techniques for Language
 * Modeling", 1998, section 2.5). With the number n of times that a context h was seen, and the
 * number k of different bytes seen after it,
 *
 * <pre>
 * P(c | h) = (count(h, c) + k·P(c | h without its first byte)) / (n + k),
 * </pre>
 *
 * and 1/256 below the single bytes. Immutable.
 */
final class ByteNgrams {
  /** The different n-grams of each length, as numbers, sorted, so that a context is a range. */
  private final List<long[]> grams = new ArrayList<>();

  /** How often all n-grams before an index occurred, of each length. */
  private final List<long[]> before = new ArrayList<>();

  /**
   * Counts.
   *
   * @param texts what to learn from
   * @param length bytes of the longest n-gram, at most 7
   */
  ByteNgrams(List<byte[]> texts, int length) {
    for (int n = 1; n <= length; n++) {
      List<long[]> found = new ArrayList<>();
      for (byte[] text : texts) {
        long[] here = new long[Math.max(0, text.length - n + 1)];
        for (int i = 0; i < here.length; i++) {
          here[i] = number(text, i, i + n);
        }
        found.add(here);
      }
      count(Longs.concat(found.toArray(new long[0][])));
    }
  }

  private void count(long[] occurrences) {
    Arrays.sort(occurrences);
    long[] different = Arrays.stream(occurrences).distinct().toArray();
    long[] sums = new long[different.length + 1];
    int at = 0;
    for (int i = 0; i < different.length; i++) {
      while (at < occurrences.length && occurrences[at] == different[i]) {
        at++;
      }
      sums[i + 1] = at;
    }
    grams.add(different);
    before.add(sums);
  }

  private static long number(byte[] text, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = (number << 8) | (text[i] & 0xFF);
    }
    return number;
  }

  /** Returns the loss of a text: Σ −log P, in nats. */
  double loss(byte[] text) {
    double loss = 0;
    for (int i = 0; i < text.length; i++) {
      double p = 1 / 256.0;
      for (int n = 1; n <= Math.min(grams.size(), i + 1); n++) {
        long gram = number(text, i - n + 1, i + 1);
        long context = gram & ~0xFFL;
        int from = index(n, context);
        int to = index(n, context + 0x100);
        if (from < to) {
          long seen = occurrences(n, index(n, gram), index(n, gram + 1));
          double followers = to - from;
          p = (seen + followers * p) / (occurrences(n, from, to) + followers);
        }
      }
      loss -= Math.log(p);
    }
    return loss;
  }

  private int index(int n, long gram) {
    int found = Arrays.binarySearch(grams.get(n - 1), gram);
    return found >= 0 ? found : -found - 1;
  }

  private long occurrences(int n, int from, int to) {
    return before.get(n - 1)[to] - before.get(n - 1)[from];
  }
}
