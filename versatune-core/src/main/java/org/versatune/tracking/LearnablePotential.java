// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.InvalidFeedbackException;
import org.versatune.internal.Given;

/**
 * Computes how much a model can still learn in a domain, as a share of its present loss: the
 * learnable potential of VersaTune's phase 2a (arXiv 2411.11266),
 *
 * <pre>γ_j = max((ℓ_j − ℓref_j) / ℓ_j, 0)</pre>
 *
 * <p>with ℓ_j the validation loss and ℓref_j what a specialist of that domain alone reaches. It is
 * 0 where the model is as good as the specialist or better, and approaches 1 as the specialist's
 * loss becomes small beside the model's. A loss of 0 leaves nothing to learn, γ = 0.
 */
public final class LearnablePotential {
  private LearnablePotential() {}

  /**
   * Computes the potential of one domain.
   *
   * @param loss validation loss ℓ, nats/token, finite and at least 0
   * @param reference reference loss ℓref, nats/token, finite and at least 0
   * @return γ in [0, 1], dimensionless
   * @throws IllegalArgumentException if a loss is out of range
   */
  public static double of(double loss, double reference) {
    Losses.checkValidationLoss(loss);
    if (!(reference >= 0) || Double.isInfinite(reference)) {
      throw new IllegalArgumentException(
          "reference loss is " + reference + "; it must be finite and at least 0 (nats/token)");
    }
    return loss > reference ? (loss - reference) / loss : 0;
  }

  /**
   * Computes the potential of every domain.
   *
   * @param losses validation loss by domain, nats/token, finite and at least 0
   * @param references reference loss for at least these domains, nats/token, finite and at least 0
   * @return γ by domain, in [0, 1], in the order of the losses
   * @throws InvalidFeedbackException if a domain has no reference loss, or a loss is out of range;
   *     the message names the domain
   */
  public static ImmutableMap<String, Double> of(
      Map<String, Double> losses, Map<String, Double> references) {
    notNull(losses, "losses");
    ImmutableMap<String, Double> known = Given.numbers(references, "references");
    return Losses.compared(
        losses,
        known,
        (domain, loss, reference) -> {
          double there = Losses.requireKnown("reference", domain, reference, known);
          return of(loss, Losses.nonNegative("reference loss", domain, there));
        });
  }
}
