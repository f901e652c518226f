// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Gives the loss of one domain as a function of the effective examples N that the model has seen of
 * it, in the form of ADO (arXiv 2410.11820):
 *
 * <pre>L(N) = exp(e) + exp(a) · N^(−α)</pre>
 *
 * @param e log of the loss that is left after endless training, log nats/token
 * @param a log of the scale of what can be learnt
 * @param alpha how fast it is learnt, α, above 0
 * @param seen N of the base model, in examples, above 0: what the model knows before the first step
 *     is worth this number of examples
 * @param overwriting share of N that one example of another domain takes away, in [0, 1):
 *     forgetting (our choice; 0 for curves that never rise)
 */
public record LossCurve(double e, double a, double alpha, double seen, double overwriting) {

  /**
   * Checks the numbers.
   *
   * @param e log of the irreducible loss
   * @param a log of the scale
   * @param alpha the exponent
   * @param seen N of the base model, examples
   * @param overwriting share of N lost an example of another domain
   * @throws IllegalArgumentException if a number is out of range; the message names it
   */
  public LossCurve {
    checkArgument(Double.isFinite(e), "e is %s; it must be finite", e);
    checkArgument(Double.isFinite(a), "a is %s; it must be finite", a);
    checkArgument(
        alpha > 0 && Double.isFinite(alpha), "alpha is %s; it must be finite and above 0", alpha);
    checkArgument(
        seen > 0 && Double.isFinite(seen),
        "seen is %s; it must be finite and above 0: what the base model knows, in examples",
        seen);
    checkArgument(
        overwriting >= 0 && overwriting < 1,
        "overwriting is %s; it must be in [0, 1): the share lost an example of another domain",
        overwriting);
  }

  /**
   * Returns the loss after some examples.
   *
   * @param effective effective examples N, the base model's included, above 0
   * @return nats/token
   */
  public double loss(double effective) {
    return Math.exp(e) + Math.exp(a - alpha * Math.log(effective));
  }

  /**
   * Returns the loss of the base model.
   *
   * @return L(seen), nats/token
   */
  public double baseLoss() {
    return loss(seen);
  }
}
