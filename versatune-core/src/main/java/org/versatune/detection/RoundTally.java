// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import java.util.List;
import java.util.Optional;
import org.versatune.DomainDistribution;

/**
 * Adds up the judgements of one round.
 *
 * <p>Always in the order of the texts, whichever thread judged which: floating-point sums depend on
 * their order, and the result must not depend on the number of threads. Two passes, mean first,
 * because the one-pass formula Σx² − n·x̄² loses every digit where the probabilities hardly differ.
 */
final class RoundTally {
  /**
   * The largest variance that a quantity in [0, 1] can have (Popoviciu's inequality). It replaces
   * the variance of a round with a single accepted text, which is undefined: one text says nothing
   * about the spread, so the worst is assumed (our choice).
   */
  private static final double LARGEST_VARIANCE = 0.25;

  private RoundTally() {}

  static DetectionRound of(
      int number,
      long seed,
      DomainDistribution template,
      List<Optional<DomainDistribution>> judgements,
      int failed) {
    int k = template.size();
    long[] top = new long[k];
    double[] mean = new double[k];
    int accepted = 0;
    for (Optional<DomainDistribution> judgement : judgements) {
      if (judgement.isPresent()) {
        accepted++;
        double[] p = judgement.get().toArray();
        top[largest(p)]++;
        for (int j = 0; j < k; j++) {
          mean[j] += p[j];
        }
      }
    }
    for (int j = 0; j < k; j++) {
      mean[j] /= accepted;
    }
    double[] variance = new double[k];
    for (Optional<DomainDistribution> judgement : judgements) {
      if (judgement.isPresent()) {
        for (int j = 0; j < k; j++) {
          double off = judgement.get().weight(j) - mean[j];
          variance[j] += off * off;
        }
      }
    }
    for (int j = 0; j < k; j++) {
      variance[j] = accepted > 1 ? variance[j] / (accepted - 1) : k > 1 ? LARGEST_VARIANCE : 0;
    }
    return new DetectionRound(
        number,
        seed,
        accepted,
        judgements.size() - accepted,
        template.withWeights(mean),
        template.byDomain(variance),
        template.byDomain(top),
        failed);
  }

  /** The position of the largest; the first of those that tie. */
  static int largest(double[] values) {
    int at = 0;
    for (int j = 1; j < values.length; j++) {
      if (values[j] > values[at]) {
        at = j;
      }
    }
    return at;
  }
}
