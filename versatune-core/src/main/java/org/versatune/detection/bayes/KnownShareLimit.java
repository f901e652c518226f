// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

/**
 * How large a share of a text's n-grams must be in the vocabulary, so that the text counts as one
 * that the classifier can read.
 *
 * <p>Of a text of m n-grams the share u(m) = base + perRoot / √m is expected to be unknown at most:
 * the spread of a share falls with the root of the number that it is taken over. The odds of a
 * known n-gram may be half of that (our choice: new text is odder than held-out text, and what a
 * model writes is odder than both), which makes the limit (1 − u) / (1 + u).
 *
 * @param base the share that is unknown in a long text, 0 to 1
 * @param perRoot what a short text may have more, at least 0
 * @param longest n-grams from which on the limit stays as it is, at least 1
 */
record KnownShareLimit(double base, double perRoot, int longest) {
  /** The limit where nothing was learnt: half of the n-grams (our choice). */
  static final KnownShareLimit DEFAULT = fixed(0.5);

  private static final double TOLERANCE = 1e-9;

  /** The same limit for texts of every length. */
  static KnownShareLimit fixed(double share) {
    return new KnownShareLimit((1 - share) / (1 + share), 0, 1);
  }

  double at(int ngrams) {
    double root = Math.sqrt(Math.min(Math.max(ngrams, 1), longest));
    double unknown = Math.min(base + perRoot / root, 1);
    return (1 - unknown) / (1 + unknown);
  }

  boolean allows(Evidence evidence) {
    return evidence.knownShare() >= at(evidence.ngrams()) - TOLERANCE;
  }
}
