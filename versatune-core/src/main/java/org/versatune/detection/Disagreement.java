// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.versatune.internal.Given.notNull;

import java.util.Locale;
import java.util.Optional;

/**
 * Names one point in which a detection and the model's losses disagree: {@link
 * Detection#disagreements}.
 *
 * @param domain the domain of which the model seems to write much
 * @param betterKnown the domain of which it writes less but which, by its losses, it knows better;
 *     empty if the point is that it predicts the first domain worse than the frequencies of its
 *     bytes do
 * @param difference by how much, nats per byte, above 0
 */
public record Disagreement(String domain, Optional<String> betterKnown, double difference) {

  /**
   * Checks that nothing is missing.
   *
   * @param domain the domain of which the model seems to write much
   * @param betterKnown the domain that it knows better; empty where it predicts the first domain
   *     worse than the frequencies of its bytes do
   * @param difference by how much, nats per byte, above 0
   * @throws NullPointerException if something is null; the message names it
   */
  public Disagreement {
    notNull(domain, "domain");
    notNull(betterKnown, "betterKnown");
  }

  /** Returns one sentence. */
  @Override
  public String toString() {
    return betterKnown
        .map(
            other ->
                String.format(
                    Locale.ROOT,
                    "detection finds more of '%s' than of '%s', and by its losses the model knows"
                        + " '%s' better, by %.3f nats/byte",
                    domain,
                    other,
                    other,
                    difference))
        .orElseGet(
            () ->
                String.format(
                    Locale.ROOT,
                    "detection finds much of '%s', and the model predicts it worse than the"
                        + " frequencies of its bytes do, by %.3f nats/byte",
                    domain,
                    difference));
  }
}
