// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.InvalidFeedbackException;
import org.versatune.internal.Given;

/**
 * Computes how much of a domain a model has lost against a baseline: the forgetting degree of
 * VersaTune's phase 2b (arXiv 2411.11266),
 *
 * <pre>φ_j = max((ℓ_j − d_j) / d_j, 0)</pre>
 *
 * <p>with ℓ_j the validation loss and d_j the baseline. It is 0 where the loss has not risen, 1
 * where it has doubled, and has no upper limit.
 */
public final class ForgettingDegree {
  private ForgettingDegree() {}

  /**
   * Computes the forgetting degree of one domain.
   *
   * @param loss validation loss ℓ, nats/token, finite and at least 0
   * @param baseline what it is compared with, d, nats/token, finite and above 0
   * @return φ, at least 0, dimensionless
   * @throws IllegalArgumentException if a loss is out of range
   */
  public static double of(double loss, double baseline) {
    Losses.checkValidationLoss(loss);
    if (!(baseline > 0) || Double.isInfinite(baseline)) {
      throw new IllegalArgumentException(
          "baseline loss is " + baseline + "; it must be finite and above 0 (nats/token)");
    }
    return Math.min(Math.max((loss - baseline) / baseline, 0), Double.MAX_VALUE);
  }

  /**
   * Computes the forgetting degree of every domain.
   *
   * @param losses validation loss by domain, nats/token, finite and at least 0
   * @param baselines baseline by domain, nats/token, finite and above 0; domains may be absent
   * @return φ by domain, at least 0, in the order of the losses; 0 where there is no baseline
   * @throws InvalidFeedbackException if a loss is out of range; the message names the domain
   */
  public static ImmutableMap<String, Double> of(
      Map<String, Double> losses, Map<String, Double> baselines) {
    notNull(losses, "losses");
    return against(Given.numbers(baselines, "baselines"), losses);
  }

  /** As {@link #of(Map, Map)}, the baselines being known to be numbers. */
  static ImmutableMap<String, Double> against(
      ImmutableMap<String, Double> baselines, Map<String, Double> losses) {
    return Losses.compared(
        losses,
        baselines,
        (domain, loss, baseline) ->
            baseline == null ? 0 : of(loss, Losses.positive("baseline loss", domain, baseline)));
  }
}
