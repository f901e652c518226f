// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.Arrays;

/** What a text says about its domain before any prior: Σ log P(g | j) over its n-grams, nats. */
final class Evidence {
  private final double[] logLikelihoods;
  private final int length;
  private final int ngrams;
  private final int known;

  private Evidence(double[] logLikelihoods, int length, int ngrams, int known) {
    this.logLikelihoods = logLikelihoods;
    this.length = length;
    this.ngrams = ngrams;
    this.known = known;
  }

  static Evidence of(String text, CharacterNgrams ngrams, NgramTable table, int domains) {
    int[] folded = CharacterNgrams.fold(text);
    double[] sums = new double[domains];
    long[] keys = ngrams.keys(folded);
    int known = table.addTo(sums, keys);
    return new Evidence(sums, folded.length, keys.length, known);
  }

  /**
   * The evidence of an excerpt of a training text as it would be without that text.
   *
   * @param whole the training text
   * @param domain its domain
   */
  static Evidence heldOut(
      String excerpt,
      String whole,
      int domain,
      CharacterNgrams ngrams,
      NgramTable table,
      int domains) {
    long[] keys = ngrams.keys(excerpt);
    KeyIndex distinct = new KeyIndex(Arrays.stream(keys).sorted().distinct().toArray());
    int[] inWhole = new int[keys.length];
    long[] ofTable = {0};
    int[] folded = CharacterNgrams.fold(whole);
    ngrams.forEach(
        folded,
        0,
        folded.length,
        key -> {
          int at = distinct.of(key);
          if (at >= 0) {
            inWhole[at]++;
          }
          ofTable[0] += table.contains(key) ? 1 : 0;
        });
    double[] sums = new double[domains];
    int known = 0;
    for (long key : keys) {
      // The first and last n-grams of an excerpt need not be those of the folded whole.
      int at = distinct.of(key);
      known += table.addTo(sums, key, domain, inWhole[at], ofTable[0]) ? 1 : 0;
    }
    return new Evidence(sums, CharacterNgrams.fold(excerpt).length, keys.length, known);
  }

  /** The text's characters after folding. */
  int length() {
    return length;
  }

  /** Its n-grams, known or not. */
  int ngrams() {
    return ngrams;
  }

  /** The share of its n-grams that are in the vocabulary; 0 where there is none at all. */
  double knownShare() {
    return ngrams == 0 ? 0 : (double) known / ngrams;
  }

  /** Its n-grams that are in the vocabulary. */
  int known() {
    return known;
  }

  /**
   * The log-likelihood per n-gram in a domain, nats: an n-gram that is not in the vocabulary counts
   * like one that the domain never showed.
   */
  double perNgram(int domain, NgramTable table) {
    return (logLikelihoods[domain] + (ngrams - known) * table.logUnseen(domain)) / ngrams;
  }

  double logLikelihood(int domain) {
    return logLikelihoods[domain];
  }

  /**
   * Bayes' rule with the evidence weakened by a temperature: p_j ∝ prior_j · exp(L_j / τ), shifted
   * by the largest exponent so that nothing underflows as a whole.
   */
  double[] posterior(double[] logPriors, double temperature) {
    double[] p = new double[logPriors.length];
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < p.length; j++) {
      p[j] = logPriors[j] + logLikelihoods[j] / temperature;
      max = Math.max(max, p[j]);
    }
    double sum = 0;
    for (int j = 0; j < p.length; j++) {
      p[j] = StrictMath.exp(p[j] - max);
      sum += p[j];
    }
    for (int j = 0; j < p.length; j++) {
      p[j] /= sum;
    }
    return p;
  }
}
