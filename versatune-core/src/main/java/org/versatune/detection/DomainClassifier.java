// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import java.util.Optional;
import org.versatune.DomainDistribution;

/**
 * Judges which domain a text belongs to.
 *
 * <p>Called from several threads at once; an implementation must allow that and give the same
 * answer for the same text.
 */
@FunctionalInterface
public interface DomainClassifier {

  /**
   * Judges one text.
   *
   * @param text any text, possibly empty
   * @return the probability of each domain (a hard label is a distribution with a single 1), or
   *     empty where the classifier declines to judge
   */
  Optional<DomainDistribution> classify(String text);
}
