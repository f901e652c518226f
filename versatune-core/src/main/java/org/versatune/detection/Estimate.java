// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.versatune.DomainDistribution;

/**
 * The estimate over all rounds so far, and how sure it is.
 *
 * <p>With T rounds, p_r the distribution of round r, n_r its accepted texts and s_r² the unbiased
 * variance inside it, for each domain:
 *
 * <pre>
 * p̄          = (1/T) Σ_r p_r
 * se_sample² = (1/T²) Σ_r s_r² / n_r
 * se_round²  = Σ_r (p_r − p̄)² / (T − 1) / T
 * half-width = 1.959963984540054 · max(se_sample, se_round)
 * </pre>
 *
 * <p>The first error assumes that texts are independent; the second sees what independence misses,
 * for example a model that drifts from round to round, but is itself shaky for few rounds. The
 * larger of the two is the honest one. With a single round the second is undefined and only the
 * first counts (our choice). Smoothing moves the distribution and leaves the half-widths as they
 * are.
 */
record Estimate(DomainDistribution distribution, ImmutableMap<String, Double> halfWidths) {
  /** The 97.5 % quantile of the standard normal distribution. */
  static final double Z = 1.959963984540054;

  static Estimate of(
      DomainDistribution template, ImmutableList<DetectionRound> rounds, double smoothing) {
    int k = template.size();
    int t = rounds.size();
    double[] mean = new double[k];
    double[] halfWidth = new double[k];
    for (int j = 0; j < k; j++) {
      String domain = template.domains().get(j);
      double withinRounds = 0;
      for (DetectionRound round : rounds) {
        mean[j] += round.distribution().weight(j);
        withinRounds += variance(round, domain) / round.accepted();
      }
      mean[j] /= t;
      double seSample = Math.sqrt(withinRounds) / t;
      double betweenRounds = 0;
      for (DetectionRound round : rounds) {
        double off = round.distribution().weight(j) - mean[j];
        betweenRounds += off * off;
      }
      double seRound = t > 1 ? Math.sqrt(betweenRounds / (t - 1) / t) : 0;
      halfWidth[j] = Z * Math.max(seSample, seRound);
    }
    return new Estimate(
        template.withWeights(smoothed(mean, rounds, smoothing)), template.byDomain(halfWidth));
  }

  private static double variance(DetectionRound round, String domain) {
    Double variance = round.variances().get(domain);
    if (variance == null) {
      throw new IllegalStateException("round " + round.number() + " lacks domain '" + domain + "'");
    }
    return variance;
  }

  /** The shares with a pseudo-count α for each domain. */
  static double[] smoothed(double[] mean, ImmutableList<DetectionRound> rounds, double alpha) {
    if (alpha == 0) {
      return mean;
    }
    long n = rounds.stream().mapToLong(DetectionRound::accepted).sum();
    double[] smoothed = new double[mean.length];
    for (int j = 0; j < mean.length; j++) {
      smoothed[j] = (n * mean[j] + alpha) / (n + alpha * mean.length);
    }
    return smoothed;
  }
}
