// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.Arrays;
import java.util.List;

/**
 * How often each n-gram of the vocabulary occurs in each domain, and the log-probabilities that
 * follow:
 *
 * <pre>log P(g | j) = log((c_gj + α) / (N_j + α·V))</pre>
 *
 * <p>with N_j the n-grams of domain j, V the size of the vocabulary and α the additive smoothing
 * (McCallum and Nigam, 1998, equation 6, with α = 1). The logarithms are computed with {@link
 * StrictMath}, so that a table gives the same judgements on every machine. Immutable by convention:
 * the arrays are not to be changed.
 *
 * <p>A key is found by open addressing with linear probing, in {@link KeyIndex}: one or two cache
 * lines where a binary search of half a million keys takes nineteen steps.
 */
final class NgramTable {
  /** N-grams that are looked up together: their slots fit into the first cache. */
  private static final int AT_ONCE = 256;

  private final int domains;
  private final long[] keys;
  private final KeyIndex index;

  /** {@code counts[g * domains + j]}. */
  private final int[] counts;

  /** {@code logProbabilities[g * domains + j]}: what one n-gram needs lies side by side. */
  private final double[] logProbabilities;

  /** log P(g | j) of an n-gram that domain j never showed. */
  private final double[] logUnseen;

  /** N_j + α·V. */
  private final double[] sums;

  private final double alpha;

  NgramTable(int domains, long[] keys, int[] counts, double alpha) {
    this.domains = domains;
    this.keys = keys;
    this.index = new KeyIndex(keys);
    this.counts = counts;
    this.alpha = alpha;
    this.sums = new double[domains];
    for (int i = 0; i < counts.length; i++) {
      sums[i % domains] += counts[i];
    }
    double[] denominator = new double[domains];
    for (int j = 0; j < domains; j++) {
      sums[j] += alpha * keys.length;
      denominator[j] = StrictMath.log(sums[j]);
    }
    this.logUnseen = new double[domains];
    for (int j = 0; j < domains; j++) {
      logUnseen[j] = StrictMath.log(alpha) - denominator[j];
    }
    this.logProbabilities = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      logProbabilities[i] = StrictMath.log(counts[i] + alpha) - denominator[i % domains];
    }
  }

  /** The table over the {@code maximum} n-grams that are most frequent in all domains together. */
  static NgramTable of(List<NgramCounts> byDomain, int maximum, double alpha) {
    NgramCounts pooled = new NgramCounts();
    byDomain.forEach(pooled::addAll);
    long[] keys = mostFrequent(pooled, maximum);
    int k = byDomain.size();
    int[] counts = new int[Math.multiplyExact(keys.length, k)];
    for (int j = 0; j < k; j++) {
      long[] domainKeys = byDomain.get(j).keys();
      long[] domainCounts = byDomain.get(j).counts();
      int at = 0;
      for (int g = 0; g < keys.length; g++) {
        while (at < domainKeys.length && domainKeys[at] < keys[g]) {
          at++;
        }
        if (at < domainKeys.length && domainKeys[at] == keys[g]) {
          counts[g * k + j] = Math.toIntExact(domainCounts[at]);
        }
      }
    }
    return new NgramTable(k, keys, counts, alpha);
  }

  private static long[] mostFrequent(NgramCounts pooled, int maximum) {
    long[] keys = pooled.keys();
    if (keys.length <= maximum) {
      return keys;
    }
    long[] counts = pooled.counts();
    long[] sorted = counts.clone();
    Arrays.sort(sorted);
    long threshold = sorted[sorted.length - maximum];
    int atThreshold = maximum - (int) Arrays.stream(counts).filter(c -> c > threshold).count();
    long[] kept = new long[maximum];
    int size = 0;
    for (int g = 0; g < keys.length; g++) {
      // Among those as frequent as the last that fits, the smallest keys stay.
      if (counts[g] > threshold || (counts[g] == threshold && atThreshold-- > 0)) {
        kept[size++] = keys[g];
      }
    }
    return kept;
  }

  double logUnseen(int domain) {
    return logUnseen[domain];
  }

  int size() {
    return keys.length;
  }

  long[] keys() {
    return keys;
  }

  int[] counts() {
    return counts;
  }

  /** Whether an n-gram was counted in any domain but one. */
  boolean isKnownOutside(int domain, long key) {
    int g = index.of(key);
    for (int j = 0; g >= 0 && j < domains; j++) {
      if (j != domain && counts[g * domains + j] > 0) {
        return true;
      }
    }
    return false;
  }

  boolean contains(long key) {
    return index.of(key) >= 0;
  }

  /**
   * Adds log P(g | j) as it would be without a part of the text of one domain.
   *
   * @param domain the domain that the part is of
   * @param fewer how often the n-gram occurs in the part
   * @param ngrams n-grams of the part that are in the vocabulary
   * @return whether the n-gram occurs in the rest of the text; nothing is added where it does not
   */
  boolean addTo(double[] sums, long key, int domain, int fewer, long ngrams) {
    int g = index.of(key);
    if (g < 0) {
      return false;
    }
    int at = g * domains;
    long left = -fewer;
    for (int j = 0; j < domains; j++) {
      left += counts[at + j];
    }
    if (left <= 0) {
      return false;
    }
    for (int j = 0; j < domains; j++) {
      sums[j] +=
          j == domain
              ? StrictMath.log(counts[at + j] - fewer + alpha)
                  - StrictMath.log(this.sums[j] - ngrams)
              : logProbabilities[at + j];
    }
    return true;
  }

  /**
   * Adds log P(g | j) of n-grams to each domain's sum, one n-gram after the other.
   *
   * @return how many of the n-grams are in the vocabulary; nothing is added for those that are not
   */
  int addTo(double[] sums, long[] ngrams) {
    int known = 0;
    int[] positions = new int[Math.min(ngrams.length, AT_ONCE)];
    for (int from = 0; from < ngrams.length; from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, ngrams.length);
      index.of(ngrams, from, to, positions);
      for (int i = 0; i < to - from; i++) {
        int at = positions[i] * domains;
        if (at >= 0) {
          known++;
          for (int j = 0; j < domains; j++) {
            sums[j] += logProbabilities[at + j];
          }
        }
      }
    }
    return known;
  }
}
