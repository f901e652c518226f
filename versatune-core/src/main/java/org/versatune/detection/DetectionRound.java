// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import org.versatune.DomainDistribution;

/**
 * What one round of detection found.
 *
 * @param number the round, counted from 1
 * @param seed the seed that the generator got in this round
 * @param accepted texts that the classifier placed, at least 1
 * @param declined texts that the classifier declined
 * @param distribution the mean of the classifier's probabilities over the accepted texts, without
 *     smoothing
 * @param variances the variance of those probabilities by domain (divisor n − 1); the bound 1/4
 *     where a single text was accepted
 * @param topCounts accepted texts by their most probable domain (the first of those that tie)
 * @param failed declined texts that are declined because the classifier failed on them
 */
public record DetectionRound(
    int number,
    long seed,
    int accepted,
    int declined,
    DomainDistribution distribution,
    ImmutableMap<String, Double> variances,
    ImmutableMap<String, Long> topCounts,
    int failed) {

  /**
   * Checks that nothing is missing.
   *
   * @param number the round, counted from 1
   * @param seed the seed that the generator got in this round
   * @param accepted texts that the classifier placed, at least 1
   * @param declined texts that the classifier declined
   * @param distribution the mean of the classifier's probabilities over the accepted texts, without
   *     smoothing
   * @param variances the variance of those probabilities by domain (divisor n − 1); the bound 1/4
   *     where a single text was accepted
   * @param topCounts accepted texts by their most probable domain (the first of those that tie)
   * @param failed declined texts that are declined because the classifier failed on them
   * @throws NullPointerException if something is null; the message names it
   */
  public DetectionRound {
    notNull(distribution, "distribution");
    notNull(variances, "variances");
    notNull(topCounts, "topCounts");
  }
}
