// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.versatune.internal.Bounds;
import org.versatune.internal.SimplexProjection;

/** Arithmetic on arrays of weights, one a domain. */
final class Weights {
  /**
   * No update takes a positive weight below this (our choice).
   *
   * <p>Exponentials and long products leave the range of doubles sooner than one expects: one
   * outlier loss of 1000 nats/token under exp(loss) makes every other weight exactly 0, and a rule
   * that multiplies could never lift them again. At 1e-12 a domain is hardly ever drawn, but the
   * rule brings it back when the losses say so.
   */
  static final double LEAST = Bounds.LEAST_WEIGHT;

  private Weights() {}

  /**
   * Divides finite, non-negative numbers, not all zero, by their sum. Scaled by the largest first,
   * so that the sum does not overflow; the sum is compensated, as 100 000 domains need.
   */
  static double[] normalized(double[] values) {
    double largest = DoubleStream.of(values).max().orElse(0);
    double[] scaled = new double[values.length];
    for (int j = 0; j < scaled.length; j++) {
      scaled[j] = values[j] / largest;
    }
    double sum = DoubleStream.of(scaled).sum();
    for (int j = 0; j < scaled.length; j++) {
      scaled[j] /= sum;
    }
    return scaled;
  }

  /** Mixes weights with the uniform distribution: (1 − share)·w + share/K. */
  static double[] explored(double[] weights, double share) {
    double[] mixed = new double[weights.length];
    for (int j = 0; j < mixed.length; j++) {
      mixed[j] = (1 - share) * weights[j] + share / mixed.length;
    }
    return mixed;
  }

  /**
   * Keeps positive weights positive: those that were positive before an update are at least {@link
   * #LEAST} after it.
   *
   * @param before the weights that the rule started from
   * @param after what it made of them, with the sum 1
   * @return the same array where no weight is too small; otherwise its projection to the bounds
   */
  static double[] keptPositive(double[] before, double[] after) {
    boolean low = false;
    for (int j = 0; j < after.length && !low; j++) {
      low = before[j] > 0 && after[j] < LEAST;
    }
    if (!low) {
      return after;
    }
    double[] lo = new double[after.length];
    double[] hi = new double[after.length];
    Arrays.fill(hi, 1);
    for (int j = 0; j < lo.length; j++) {
      lo[j] = before[j] > 0 ? LEAST : 0;
    }
    return SimplexProjection.project(after, lo, hi);
  }

  /** As {@link #keptPositive(double[], double[])} for a rule that gives every domain a weight. */
  static double[] keptPositive(double[] after) {
    double[] all = new double[after.length];
    Arrays.fill(all, 1);
    return keptPositive(all, after);
  }
}
