// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Learns a {@link KnownShareLimit} for each domain from text that the counts have not seen.
 *
 * <p>Held-out pieces of about 100 and of about 400 characters each give the unknown share that 1 %
 * of them exceed: the larger of the sample's quantile and of that of a normal distribution with the
 * sample's mean and deviation, since a domain of little text has few pieces. The line in 1/√m
 * through the two is the limit. A domain with too little text to hold blocks out is cut into fifths
 * instead, each of which is read with what the other four and the other domains show; a text that
 * comes several times counts once there. No limit is stricter than 10 % + 0.5/√m unknown, because
 * held-out text without a surprise would allow none, and none tolerates more than 80 % at length
 * (our choices).
 */
final class KnownShareFit {
  /** Held-out pieces, of ten different blocks or so. */
  static final int FEWEST_LONG_PIECES = 40;

  private static final int FEWEST_PIECES = 5;
  private static final int FOLDS = 5;
  private static final double QUANTILE = 0.99;
  private static final double NORMAL_QUANTILE = 2.326347874040841;
  private static final double LEAST_BASE = 0.1;
  private static final double LEAST_PER_ROOT = 0.5;
  private static final double LARGEST_BASE = 0.8;

  /** Long pieces are about four times as long as short ones. */
  private static final int LONG = 4;

  private static final double LEAST_RATIO = 1.5;

  private KnownShareFit() {}

  /** Pieces of text: the mean number of their n-grams and what is unknown of each, in any order. */
  private record Pieces(double ngrams, double mean, double exceeded) {

    static Pieces of(double[] ngrams, double[] unknown) {
      int n = unknown.length;
      double mean = Arrays.stream(unknown).average().orElse(0);
      double squares = Arrays.stream(unknown).map(u -> (u - mean) * (u - mean)).sum();
      double[] sorted = unknown.clone();
      Arrays.sort(sorted);
      double quantile = sorted[Math.min(n - 1, (int) (QUANTILE * n))];
      double normal = mean + NORMAL_QUANTILE * Math.sqrt(squares / (n - 1));
      return new Pieces(
          Arrays.stream(ngrams).average().orElse(1), mean, Math.min(Math.max(quantile, normal), 1));
    }
  }

  /**
   * The limit after held-out evidence.
   *
   * @param shortPieces at least two pieces
   * @param longPieces the same text in longer pieces, at least two
   */
  static KnownShareLimit of(List<Evidence> shortPieces, List<Evidence> longPieces) {
    Pieces few = pieces(shortPieces);
    Pieces many = pieces(longPieces);
    if (many.ngrams() < LEAST_RATIO * few.ngrams()) {
      return alone(few);
    }
    double perRoot =
        Math.max(
            0,
            (few.exceeded() - many.exceeded())
                / (1 / Math.sqrt(few.ngrams()) - 1 / Math.sqrt(many.ngrams())));
    return bounded(
        Math.max(few.exceeded(), many.exceeded()) - perRoot / Math.sqrt(few.ngrams()),
        perRoot,
        many.ngrams());
  }

  /**
   * The limit of a domain with little text, read in fifths.
   *
   * @param texts its different texts, in short pieces
   * @param table the counts of all domains
   * @param domain the position of the domain
   */
  static KnownShareLimit ofLittle(
      List<String> texts, CharacterNgrams ngrams, NgramTable table, int domain) {
    List<long[]> keys = texts.stream().map(ngrams::keys).filter(k -> k.length > 0).toList();
    if (keys.size() < FEWEST_PIECES) {
      return KnownShareLimit.DEFAULT;
    }
    double[] count = new double[keys.size()];
    double[] unknown = new double[keys.size()];
    for (int fold = 0; fold < FOLDS; fold++) {
      Set<Long> others = new HashSet<>();
      for (int i = 0; i < keys.size(); i++) {
        if (fold(i, keys.size()) != fold) {
          Arrays.stream(keys.get(i)).forEach(others::add);
        }
      }
      for (int i = 0; i < keys.size(); i++) {
        if (fold(i, keys.size()) == fold) {
          count[i] = keys.get(i).length;
          unknown[i] =
              Arrays.stream(keys.get(i))
                      .filter(key -> !others.contains(key) && !table.isKnownOutside(domain, key))
                      .count()
                  / count[i];
        }
      }
    }
    return alone(Pieces.of(count, unknown));
  }

  private static int fold(int piece, int pieces) {
    return piece * FOLDS / pieces;
  }

  private static Pieces pieces(List<Evidence> evidence) {
    return Pieces.of(
        evidence.stream().mapToDouble(Evidence::ngrams).toArray(),
        evidence.stream().mapToDouble(piece -> 1 - piece.knownShare()).toArray());
  }

  /** One length says what the mean is, and the spread falls with the root of the length. */
  private static KnownShareLimit alone(Pieces pieces) {
    return bounded(
        pieces.mean(),
        (pieces.exceeded() - pieces.mean()) * Math.sqrt(pieces.ngrams()),
        LONG * pieces.ngrams());
  }

  private static KnownShareLimit bounded(double base, double perRoot, double longest) {
    return new KnownShareLimit(
        Math.min(Math.max(base, LEAST_BASE), LARGEST_BASE),
        Math.max(perRoot, LEAST_PER_ROOT),
        Math.max(1, (int) Math.round(longest)));
  }
}
