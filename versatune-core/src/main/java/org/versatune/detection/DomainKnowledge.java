// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.Range;

/**
 * Says how well a language model predicts held-out text of one domain, compared with a yardstick.
 * All losses are nats per byte of UTF-8 over all texts together, so that models with different
 * tokens can be compared.
 *
 * @param texts held-out texts, at least 5
 * @param bytes their bytes
 * @param modelLoss the model's loss
 * @param yardstickLoss the yardstick's
 * @param byteEntropy the entropy of the bytes of these texts: a model with a larger loss predicts
 *     them worse than the frequencies of their bytes alone do
 * @param knowledge yardstick's loss − model's loss: above 0 where the model predicts the domain
 *     better than the yardstick
 * @param standardError the standard error of the knowledge, by a bootstrap over the texts
 * @param interval the 95 % interval of the knowledge, from the same bootstrap
 */
public record DomainKnowledge(
    int texts,
    long bytes,
    double modelLoss,
    double yardstickLoss,
    double byteEntropy,
    double knowledge,
    double standardError,
    Range<Double> interval) {

  /**
   * Checks that nothing is missing.
   *
   * @param texts held-out texts, at least 5
   * @param bytes their bytes
   * @param modelLoss the model's loss
   * @param yardstickLoss the yardstick's
   * @param byteEntropy the entropy of the bytes of these texts
   * @param knowledge yardstick's loss − model's loss
   * @param standardError the standard error of the knowledge, by a bootstrap over the texts
   * @param interval the 95 % interval of the knowledge, from the same bootstrap
   * @throws NullPointerException if there is no interval
   */
  public DomainKnowledge {
    notNull(interval, "interval");
  }
}
