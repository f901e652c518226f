// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Lets weights change only by a part of what the rule inside says:
 *
 * <pre>out = β·previous + (1 − β)·new</pre>
 *
 * <p>The previous weights are those in force, so a bound around this decorator is taken into
 * account (our choice). The rule's own reasons are kept.
 */
final class Smoothed extends Decorator {
  private static final Option<Double> INERTIA = Option.properShare("smoothing");

  static final Options OPTIONS = Options.of("smoothed", INERTIA, RULE);

  Smoothed(Options options, WeightScheduler rule) {
    super(options, rule);
  }

  Smoothed(WeightScheduler rule, double inertia) {
    this(OPTIONS.with(INERTIA, inertia), rule);
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    double inertia = options.get(INERTIA);
    WeightUpdate inner = RuleCalls.update(rule(), current, feedback);
    double[] smooth = inner.weights().toArray();
    double[] kept = new double[smooth.length];
    double[] falling = new double[smooth.length];
    for (int j = 0; j < smooth.length; j++) {
      double wanted = smooth[j];
      // Equal numbers give the same number, so weights that a rule holds stay bit for bit.
      smooth[j] =
          inertia == 0 ? wanted : current.weight(j) + (1 - inertia) * (wanted - current.weight(j));
      kept[j] = -wanted;
      falling[j] = smooth[j] < current.weight(j) ? smooth[j] : 0;
    }
    smooth = Weights.keptPositive(falling, smooth);
    for (int j = 0; j < smooth.length; j++) {
      kept[j] += smooth[j];
    }
    return inner.toBuilder(current.withWeights(smooth))
        .factor("smoothing", kept)
        .next(after(inner))
        .build();
  }

  @Override
  Smoothed around(WeightScheduler other) {
    return new Smoothed(options, other);
  }
}
