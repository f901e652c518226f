// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import java.util.Optional;
import org.versatune.InvalidFeedbackException;

/**
 * Gives the loss of a domain after some amount of training, by a power law above a floor:
 *
 * <pre>L(n) = exp(e) + exp(a)·n^−α</pre>
 *
 * <p>n counts sequences or examples: the unit of the amounts that the law was fitted to. Adaptive
 * data optimisation (Jiang et al., arXiv 2410.11820) fits this law to each domain.
 *
 * @param a logarithm of the part of the loss at n = 1 that training can remove, in nats/token
 * @param e logarithm of the part that no amount of training removes, in nats/token
 * @param alpha the exponent α: the larger, the faster the loss falls
 */
public record ScalingLaw(double a, double e, double alpha) {

  /**
   * Checks that the numbers are finite.
   *
   * @param a logarithm of the reducible loss at n = 1
   * @param e logarithm of the irreducible loss
   * @param alpha the exponent α
   * @throws IllegalArgumentException if one is not finite
   */
  public ScalingLaw {
    Arguments.finite("a", a);
    Arguments.finite("e", e);
    Arguments.finite("alpha", alpha);
  }

  /**
   * Returns the loss after some training.
   *
   * @param n amount of training, above 0
   * @return nats/token, at least exp(e)
   */
  public double lossAt(double n) {
    return Math.exp(e) + Math.exp(a - alpha * Math.log(n));
  }

  /**
   * Fits a law to measured losses. Single losses that are far off change it little.
   *
   * <p>The fit minimises Σ_i H(log L_i − log L(n_i)) over a, e and α, where H is the Huber loss
   * with δ = 1e-3. It tries a grid of starting points and is deterministic.
   *
   * @param n amounts of training, finite and above 0
   * @param losses the loss at each, nats/token, finite and above 0
   * @return empty where there are fewer than four different amounts, or the fit does not converge
   * @throws IllegalArgumentException if the lengths differ or a number is out of range
   */
  public static Optional<ScalingLaw> fit(double[] n, double[] losses) {
    notNull(n, "n");
    notNull(losses, "losses");
    if (n.length != losses.length) {
      throw new IllegalArgumentException(
          n.length + " amounts of training for " + losses.length + " losses");
    }
    for (int i = 0; i < n.length; i++) {
      Arguments.positive("amount of training", n[i]);
      if (!(losses[i] > 0) || Double.isInfinite(losses[i])) {
        throw new InvalidFeedbackException(
            "loss after " + n[i] + " is " + losses[i] + "; it must be finite and above 0");
      }
    }
    return ScalingLawFit.of(n, losses);
  }
}
