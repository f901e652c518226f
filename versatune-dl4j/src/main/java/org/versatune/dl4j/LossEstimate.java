// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Holds the loss of a domain on a validation set, and its standard error.
 *
 * <p>ℓ = Σ y_i / Σ n_i over the examples i, where y_i is the loss of example i summed over its n_i
 * tokens. The standard error is that of a ratio, by linearisation (Cochran, Sampling Techniques,
 * 1977, chapter 6):
 *
 * <pre>se² = m/(m − 1) · Σ (y_i − ℓ·n_i)² / (Σ n_i)²</pre>
 *
 * <p>over the m examples that have a token. Examples vary independently, the tokens of one text do
 * not; an error that counted tokens would be too small. The validation set counts as a sample of
 * the domain, so there is no correction for its size. For several outputs ℓ is the weighted sum of
 * their losses, and the deviations of an example are summed alike.
 *
 * @param loss nats/token
 * @param standardError nats/token, at least 0; NaN where it is not known: for a single example, and
 *     for an output layer that gives no losses of single examples
 * @param examples how many examples have a token that counts, at least 1
 * @param tokens how many tokens count, those of all outputs together, at least 1
 */
public record LossEstimate(double loss, double standardError, long examples, long tokens) {
  /**
   * Checks the counts.
   *
   * @param loss nats/token
   * @param standardError nats/token, or NaN
   * @param examples at least 1
   * @param tokens at least 1
   */
  public LossEstimate {
    checkArgument(
        examples >= 1 && tokens >= 1,
        "a loss over %s examples and %s tokens; there must be some",
        examples,
        tokens);
  }
}
