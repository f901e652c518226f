// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.base.Ascii;

/**
 * Holds a question and its answer.
 *
 * @param effect {@link Group#FOSTERING}, {@link Group#EXPANSION} or {@link Group#CONFIRMATION}
 * @param question the question, as a sentence that is true or not
 * @param measure what was measured: a fraction, 0.1 for 10 %; where its name begins with a gain
 *     "less" another, a difference of gains
 * @param threshold the claim: how high the measure must be at least
 * @param estimate its mean over seeds
 * @param low lower end of its 95 % interval
 * @param high upper end of its 95 % interval
 * @param verdict the answer
 */
public record Conclusion(
    String effect,
    String question,
    String measure,
    double threshold,
    double estimate,
    double low,
    double high,
    Verdict verdict) {
  /** The answer to a question. */
  public enum Verdict {
    /** The whole interval is at the threshold or above it. */
    @JsonProperty("confirmed")
    CONFIRMED,
    /** The whole interval is below the threshold. */
    @JsonProperty("refuted")
    REFUTED,
    /** The threshold is inside the interval. */
    @JsonProperty("undecided")
    UNDECIDED;

    @Override
    public String toString() {
      return Ascii.toLowerCase(name());
    }
  }
}
