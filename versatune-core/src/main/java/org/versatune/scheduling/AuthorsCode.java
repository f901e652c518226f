// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableSet;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/**
 * Runs the rule of the public code of VersaTune's authors, which is simpler than the paper's:
 *
 * <pre>w_j ∝ w_j·exp(ℓ_j − ℓref_j)</pre>
 *
 * <p>with exp(ℓ_j) where no reference loss is given. The authors apply it once an epoch; put {@link
 * Schedulers#interval} around it for that. It is not phase 2a of the paper (arXiv 2411.11266),
 * which is {@link Fostering}: in the authors' code that formula is a commented-out line.
 *
 * <p>Losses are in nats/token and may be 0. Immutable and safe for use by any number of threads.
 */
final class AuthorsCode extends BuiltInRule {
  static final Options DEFAULTS = Options.of("authors-code");

  AuthorsCode(Options options) {
    super(options);
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    double[] exponents = feedback.nonNegative(Signal.VALIDATION_LOSS, current.domains());
    double[] references = feedback.nonNegativeOr(Signal.REFERENCE_LOSS, current.domains(), 0);
    for (int j = 0; j < exponents.length; j++) {
      exponents[j] -= references[j];
    }
    double[] before = current.toArray();
    double[] after = Weights.keptPositive(before, Softmax.reweighted(before, exponents));
    WeightUpdate.Builder update =
        WeightUpdate.builder(current.withWeights(after)).factor("exponent", exponents);
    return feedback.has(Signal.REFERENCE_LOSS)
        ? update.note("multiplied by exp(loss − reference)").build()
        : update
            .standIn(
                Signal.REFERENCE_LOSS, "no reference losses are known: multiplied by exp(loss)")
            .build();
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    return ImmutableSet.of(Signal.REFERENCE_LOSS);
  }
}
