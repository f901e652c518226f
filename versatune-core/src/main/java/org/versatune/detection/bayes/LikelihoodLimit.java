// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The least log-likelihood per n-gram, in nats, of a text that counts as one of a domain (our
 * choice).
 *
 * <p>Of a text of m n-grams it is base − perRoot / √m: the mean over n-grams spreads with the root
 * of their number. An n-gram that is not in the vocabulary counts like one of the vocabulary that
 * the domain never showed.
 *
 * <p>The line goes through the values that a given share of held-out pieces of about 100 and of
 * about 400 characters stay below: at each length the lower of the sample's quantile and of that of
 * a normal distribution with the sample's mean and deviation, since a domain of little text has few
 * pieces.
 *
 * @param base the least value of a long text
 * @param perRoot what a short text may have less, at least 0
 * @param longest n-grams from which on the limit stays as it is, at least 1
 */
record LikelihoodLimit(double base, double perRoot, int longest) {
  /** Held-out pieces, of two different blocks or so. */
  static final int FEWEST_PIECES = 40;

  private static final double LEAST_RATIO = 1.5;

  /** Pieces of about one length: their mean n-grams, mean value and the value few stay below. */
  private record Pieces(double ngrams, double mean, double low) {

    static Pieces of(List<Evidence> pieces, int domain, NgramTable table, double share) {
      double[] values =
          pieces.stream().mapToDouble(piece -> piece.perNgram(domain, table)).sorted().toArray();
      double mean = Arrays.stream(values).average().orElse(0);
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      double normal =
          mean
              + new NormalDistribution().inverseCumulativeProbability(share)
                  * Math.sqrt(squares / Math.max(1, values.length - 1));
      return new Pieces(
          pieces.stream().mapToInt(Evidence::ngrams).average().orElse(1),
          mean,
          Math.min(values[(int) (share * values.length)], normal));
    }
  }

  /**
   * The limit after held-out evidence.
   *
   * @param shortPieces at least one
   * @param longPieces the same text in longer pieces, at least one
   * @param table the counts that the evidence is of
   * @param share the share of held-out text that may be below the limit, above 0 and at most 0.5
   */
  static LikelihoodLimit of(
      List<Evidence> shortPieces,
      List<Evidence> longPieces,
      int domain,
      NgramTable table,
      double share) {
    Pieces few = Pieces.of(shortPieces, domain, table, share);
    Pieces many = Pieces.of(longPieces, domain, table, share);
    int longest = Math.max(1, (int) Math.round(many.ngrams()));
    if (many.ngrams() < LEAST_RATIO * few.ngrams()) {
      // One length says what the mean is, and the spread falls with the root of the length.
      return new LikelihoodLimit(
          few.mean(), Math.max(0, few.mean() - few.low()) * Math.sqrt(few.ngrams()), longest);
    }
    double perRoot =
        Math.max(
            0,
            (many.low() - few.low())
                / (1 / Math.sqrt(few.ngrams()) - 1 / Math.sqrt(many.ngrams())));
    return new LikelihoodLimit(
        Math.min(few.low(), many.low()) + perRoot / Math.sqrt(few.ngrams()), perRoot, longest);
  }

  double at(int ngrams) {
    return base - perRoot / Math.sqrt(Math.min(Math.max(ngrams, 1), longest));
  }
}
