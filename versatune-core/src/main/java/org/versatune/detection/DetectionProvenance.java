// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import java.util.OptionalDouble;

/**
 * Where a detection came from: with the same model and classifier, these values give the same
 * result again. The number of threads is not among them, because it changes nothing.
 *
 * @param generator what wrote the texts
 * @param classifier what judged them
 * @param domains the domains in their order
 * @param rounds rounds that were planned, T
 * @param samplesPerRound texts a round, N
 * @param tolerance half-width at which detection stops early; empty where it never does
 * @param declinedShare share of all texts that may be declined, 0 to 1
 * @param smoothing Dirichlet pseudo-count α of each domain
 * @param seed the seed of the whole detection
 */
public record DetectionProvenance(
    String generator,
    String classifier,
    ImmutableList<String> domains,
    int rounds,
    int samplesPerRound,
    OptionalDouble tolerance,
    double declinedShare,
    double smoothing,
    long seed) {

  /**
   * Checks that nothing is missing.
   *
   * @param generator what wrote the texts
   * @param classifier what judged them
   * @param domains the domains in their order
   * @param rounds rounds that were planned, T
   * @param samplesPerRound texts a round, N
   * @param tolerance half-width at which detection stops early; empty where it never does
   * @param declinedShare share of all texts that may be declined, 0 to 1
   * @param smoothing Dirichlet pseudo-count α of each domain
   * @param seed the seed of the whole detection
   * @throws NullPointerException if something is null; the message names it
   */
  public DetectionProvenance {
    notNull(generator, "generator");
    notNull(classifier, "classifier");
    notNull(domains, "domains");
    notNull(tolerance, "tolerance");
  }
}
