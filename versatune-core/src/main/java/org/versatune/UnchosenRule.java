// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableSet;

/**
 * Keeps the weights constant where the user named no rule and gave no reference losses for the
 * default rule. Every update says so, since a user who reports losses expects weights to move.
 */
record UnchosenRule(WeightScheduler constant) implements WeightScheduler {
  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    WeightUpdate held = constant.update(current, feedback);
    return held.toBuilder(held.weights())
        .standIn(
            Signal.REFERENCE_LOSS,
            "no rule was named and no reference losses are given, so the weights stay constant")
        .build();
  }

  @Override
  public WeightUpdate start(Setup setup) {
    return WeightUpdate.builder(constant.start(setup).weights()).next(this).build();
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return constant.signals();
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    return ImmutableSet.of(Signal.REFERENCE_LOSS);
  }

  @Override
  public RuleDescription describe() {
    return constant.describe();
  }
}
