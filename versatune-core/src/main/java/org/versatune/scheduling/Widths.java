// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/**
 * The widths ℓ0_j − ℓref_j of the domains: the way from the base model's loss to the specialist's.
 *
 * <p>A width counts as at least a quarter of the mean width (our choice), since rules divide by it:
 * a domain with hardly anything to learn would otherwise take everything. Where no domain has any
 * width, all are 0.
 */
final class Widths {
  private static final double LEAST_OF_MEAN = 0.25;

  private Widths() {}

  /** The widths, from losses of the base model and of specialists. */
  static double[] of(double[] base, double[] references) {
    double[] widths = new double[base.length];
    for (int j = 0; j < widths.length; j++) {
      widths[j] = Math.max(base[j] - references[j], 0);
    }
    double mean = Arrays.stream(widths).average().orElse(0);
    if (!(mean > 0)) {
      return new double[widths.length];
    }
    for (int j = 0; j < widths.length; j++) {
      widths[j] = Math.max(widths[j], LEAST_OF_MEAN * mean);
    }
    return widths;
  }

  /** Whether no domain has any width. */
  static boolean areNone(double[] widths) {
    return !(Arrays.stream(widths).max().orElse(0) > 0);
  }

  /**
   * The base losses of a report, or what the rules of this package use in their place.
   *
   * @param first the first losses that were reported; empty before
   * @return null where the losses of this report are the first
   */
  static double @Nullable [] base(
      Feedback feedback, DomainDistribution domains, ImmutableDoubleArray first) {
    if (feedback.has(Signal.BASE_LOSS)) {
      return feedback.positive(Signal.BASE_LOSS, domains.domains());
    }
    return first.isEmpty() ? null : first.toArray();
  }

  /** An update which says where the first losses replace those of the base model. */
  static WeightUpdate.Builder update(DomainDistribution weights, Feedback feedback) {
    WeightUpdate.Builder update = WeightUpdate.builder(weights);
    return feedback.has(Signal.BASE_LOSS)
        ? update
        : update.standIn(
            Signal.BASE_LOSS,
            "no base losses are known: the first losses that were reported are used instead");
  }
}
