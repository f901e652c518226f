// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

import java.util.Optional;
import org.versatune.DomainDistribution;

/**
 * Holds one text that a model wrote and the classifier's judgement of it. People read it to judge
 * the judge.
 *
 * @param round the round, counted from 1
 * @param position the position in the round, counted from 0
 * @param text what the model wrote
 * @param judgement the probability of each domain, in the detector's order; empty where the
 *     classifier declined
 */
public record JudgedText(
    int round, int position, String text, Optional<DomainDistribution> judgement) {

  /**
   * Checks that nothing is missing.
   *
   * @param round the round, counted from 1
   * @param position the position in the round, counted from 0
   * @param text what the model wrote
   * @param judgement the probability of each domain, in the detector's order; empty where the
   *     classifier declined
   * @throws NullPointerException if something is null; the message names it
   */
  public JudgedText {
    notNull(text, "text");
    notNull(judgement, "judgement");
  }
}
