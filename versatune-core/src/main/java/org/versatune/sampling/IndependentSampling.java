// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.versatune.internal.Given.notNull;

import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.RuleDescription;
import org.versatune.SavedState;

/** Independent draws by the alias method. Immutable. */
final class IndependentSampling implements DomainSampler.Kind {
  static final String NAME = "independent";

  @Override
  public RuleDescription describe() {
    return RuleDescription.of(NAME);
  }

  @Override
  public DomainSampler start(DomainDistribution weights, long seed) {
    notNull(weights, "weights");
    return new AliasSampler(weights, seed);
  }

  @Override
  public DomainSampler resume(DomainDistribution weights, SavedState state) {
    notNull(weights, "weights");
    notNull(state, "state");
    return new AliasSampler(weights, state.number("random"));
  }
}
