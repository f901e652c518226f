// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** A rule that asks for signals and keeps what it got. */
final class AskingRule implements WeightScheduler {
  private final ImmutableSet<Signal> signals;
  final List<Feedback> got = new ArrayList<>();

  AskingRule(Signal... signals) {
    this.signals = ImmutableSet.copyOf(signals);
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    got.add(feedback);
    return WeightUpdate.of(current);
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return signals;
  }
}
