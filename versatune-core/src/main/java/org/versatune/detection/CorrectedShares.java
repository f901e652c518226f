// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Range;
import org.versatune.DomainDistribution;

/**
 * The detected shares with the classifier's errors taken out, and what is known of these errors.
 *
 * <p>A classifier that takes a tenth of all science for medicine finds too much medicine in every
 * round. Its errors on held-out text show which mix explains its answers best; these shares are
 * that mix. The estimate is the maximum of the likelihood on the simplex (after Saerens, Latinne
 * and Decaestecker, 2002); interval and held-out pieces are our choice; see {@code
 * docs/detection.md}. Errors remain where a model's texts of a domain are unlike the held-out
 * texts.
 *
 * @param distribution the share of each domain, smoothed where smoothing was asked for
 * @param intervals the 95 % interval of each share, within [0, 1], without smoothing. It holds the
 *     sampling of the texts, the spread between rounds and the uncertainty of the confusion
 * @param confusion for each actual domain where the classifier places its texts
 * @param texts held-out texts that were used
 * @param pieces accepted pieces of these texts, as long as what the model writes
 */
public record CorrectedShares(
    DomainDistribution distribution,
    ImmutableMap<String, Range<Double>> intervals,
    ImmutableMap<String, DomainDistribution> confusion,
    int texts,
    long pieces) {

  /**
   * Checks that nothing is missing.
   *
   * @param distribution the share of each domain, smoothed where smoothing was asked for
   * @param intervals the 95 % interval of each share, within [0, 1], without smoothing. It holds
   *     the sampling of the texts, the spread between rounds and the uncertainty of the confusion
   * @param confusion for each actual domain where the classifier places its texts
   * @param texts held-out texts that were used
   * @param pieces accepted pieces of these texts, as long as what the model writes
   * @throws NullPointerException if something is null; the message names it
   * @throws IllegalArgumentException if intervals or confusion are over other domains
   */
  public CorrectedShares {
    notNull(distribution, "distribution");
    notNull(intervals, "intervals");
    notNull(confusion, "confusion");
    checkArgument(
        intervals.keySet().equals(distribution.asMap().keySet())
            && confusion.keySet().equals(distribution.asMap().keySet()),
        "the shares are over %s, the intervals over %s and the confusion over %s",
        distribution.domains(),
        intervals.keySet(),
        confusion.keySet());
  }
}
