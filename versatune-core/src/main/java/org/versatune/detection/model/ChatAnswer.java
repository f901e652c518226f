// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableList;

/**
 * What one call brought.
 *
 * @param kind a label or none
 * @param weights probabilities of the domains in their order; empty unless the kind is a label
 * @param soft whether the weights come from log-probabilities
 * @param inputTokens tokens of the question, as counted by the provider or estimated
 * @param outputTokens tokens of the answer
 */
record ChatAnswer(
    Kind kind, ImmutableList<Double> weights, boolean soft, long inputTokens, long outputTokens) {

  /** What an answer is. */
  enum Kind {
    /** One of the domains. */
    LABEL,
    /** The text belongs to none of the domains. */
    NONE,
    /** No label, or half of one, or a refusal. */
    UNUSABLE
  }
}
