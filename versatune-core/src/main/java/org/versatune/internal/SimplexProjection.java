// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Puts weights between bounds so that both hold exactly: every weight inside its bounds, and the
 * sum 1.
 *
 * <p>Of all distributions x with lo_j ≤ x_j ≤ hi_j it finds the one nearest to the weights w in the
 * Kullback-Leibler sense, Σ x_j·log(x_j / w_j), which the Karush-Kuhn-Tucker conditions give as
 *
 * <pre>x_j = clip(c·w_j, lo_j, hi_j),   c such that Σ x_j = 1</pre>
 *
 * <p>so weights that meet no bound keep their ratios. Renormalising after clipping would break the
 * floor again. Σ x_j grows with c piecewise linearly and bends where c·w_j meets a bound. Sorting
 * the 2k bends and bisecting over them, with one sum of k terms a step, takes O(k log k); between
 * two bends the equation is linear. The bends are kept as 1/c = w_j/bound, because that neither
 * overflows nor loses the tiny weights.
 *
 * <p>A zero weight goes to its lower bound. If the positive weights cannot carry 1 even at their
 * upper bounds, the rest goes to the zero-weight domains at one common level within their bounds.
 *
 * <p>Safe for use by any number of threads.
 */
public final class SimplexProjection {
  /** How far a sum may be from what it should be, by rounding alone. */
  private static final double TOLERANCE = 1e-12;

  private SimplexProjection() {}

  /**
   * The projection.
   *
   * @param weights w, one a domain, finite and at least 0; they need not sum to 1
   * @param lo lower bounds in [0, 1]
   * @param hi upper bounds in [0, 1]
   * @return x with lo_j ≤ x_j ≤ hi_j exactly and Σ within 1e-12 of 1; weights that already satisfy
   *     that come back as they are
   * @throws IllegalArgumentException if the lengths differ, a weight or bound is out of range, lo_j
   *     &gt; hi_j, Σ lo &gt; 1 or Σ hi &lt; 1
   */
  public static double[] project(double[] weights, double[] lo, double[] hi) {
    Given.notNull(weights, "weights");
    Given.notNull(lo, "lo");
    Given.notNull(hi, "hi");
    check(weights, lo, hi);
    if (within(weights, lo, hi)) {
      return weights.clone();
    }
    return projected(atMostOne(weights), lo, hi);
  }

  /**
   * The weights in the same ratios, none above 1, so that no ratio of weight and bound overflows.
   */
  private static double[] atMostOne(double[] weights) {
    double largest = DoubleStream.of(weights).max().orElse(0);
    return largest > 1
        ? DoubleStream.of(weights).map(weight -> weight / largest).toArray()
        : weights;
  }

  private static double[] projected(double[] weights, double[] lo, double[] hi) {
    double most = 0;
    for (int j = 0; j < weights.length; j++) {
      most += weights[j] > 0 ? hi[j] : lo[j];
    }
    double[] x = new double[weights.length];
    if (most >= 1) {
      fill(x, weights, lo, hi, 1);
      return x;
    }
    // The positive weights are at their upper bounds, and the others share what is left.
    double[] level = new double[weights.length];
    double[] low = lo.clone();
    for (int j = 0; j < weights.length; j++) {
      level[j] = weights[j] > 0 ? 0 : 1;
      low[j] = weights[j] > 0 ? hi[j] : lo[j];
    }
    fill(x, level, low, hi, 1);
    return x;
  }

  private static void check(double[] weights, double[] lo, double[] hi) {
    checkArgument(
        weights.length == lo.length,
        "%s weights and %s lower bounds; there must be one of each a domain",
        weights.length,
        lo.length);
    checkArgument(
        weights.length == hi.length,
        "%s weights and %s upper bounds; there must be one of each a domain",
        weights.length,
        hi.length);
    for (int j = 0; j < weights.length; j++) {
      if (!(weights[j] >= 0) || Double.isInfinite(weights[j])) {
        throw new IllegalArgumentException(
            "weight " + j + " is " + weights[j] + "; it must be finite and at least 0");
      }
      if (!(lo[j] >= 0 && lo[j] <= hi[j] && hi[j] <= 1)) {
        throw new IllegalArgumentException(
            "weight "
                + j
                + " has the bounds "
                + lo[j]
                + " and "
                + hi[j]
                + "; they must satisfy 0 ≤ lower ≤ upper ≤ 1");
      }
    }
    double least = DoubleStream.of(lo).sum();
    double most = DoubleStream.of(hi).sum();
    checkArgument(
        least <= 1 + TOLERANCE, "the lower bounds sum to %s, more than 1: lower them", least);
    checkArgument(
        most >= 1 - TOLERANCE, "the upper bounds sum to %s, less than 1: raise them", most);
  }

  private static boolean within(double[] weights, double[] lo, double[] hi) {
    for (int j = 0; j < weights.length; j++) {
      if (weights[j] < lo[j] || weights[j] > hi[j]) {
        return false;
      }
    }
    return Math.abs(DoubleStream.of(weights).sum() - 1) <= TOLERANCE;
  }

  /** Writes clip(c·w, lo, hi) into x with c such that the sum is the total. */
  private static void fill(double[] x, double[] w, double[] lo, double[] hi, double total) {
    double[] bends = bends(w, lo, hi);
    // The first bend, counted from the largest 1/c, at which the sum reaches the total.
    int from = 0;
    int to = bends.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sumAt(bends[middle], w, lo, hi) >= total) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    double before = from == 0 ? Double.POSITIVE_INFINITY : bends[from - 1];
    double after = from == bends.length ? 0 : bends[from];
    double[] fixed = new double[w.length];
    double[] free = new double[w.length];
    for (int j = 0; j < w.length; j++) {
      if (w[j] == 0 || w[j] / lo[j] <= after) {
        fixed[j] = lo[j];
      } else if (w[j] / hi[j] >= before) {
        fixed[j] = hi[j];
      } else {
        free[j] = w[j];
      }
    }
    double left = total - DoubleStream.of(fixed).sum();
    double moving = DoubleStream.of(free).sum();
    for (int j = 0; j < w.length; j++) {
      double value = free[j] > 0 ? left * (free[j] / moving) : fixed[j];
      x[j] = Math.min(Math.max(value, lo[j]), hi[j]);
    }
  }

  /** The values of 1/c at which some c·w_j meets a bound, largest first. */
  private static double[] bends(double[] w, double[] lo, double[] hi) {
    double[] bends = new double[2 * w.length];
    int count = 0;
    for (int j = 0; j < w.length; j++) {
      if (w[j] > 0) {
        bends[count++] = -w[j] / lo[j];
        bends[count++] = -w[j] / hi[j];
      }
    }
    double[] sorted = Arrays.copyOf(bends, count);
    Arrays.sort(sorted);
    int infinite = 0;
    while (infinite < count && Double.isInfinite(sorted[infinite])) {
      infinite++;
    }
    double[] finite = Arrays.copyOfRange(sorted, infinite, count);
    for (int i = 0; i < finite.length; i++) {
      finite[i] = -finite[i];
    }
    return finite;
  }

  private static double sumAt(double inverse, double[] w, double[] lo, double[] hi) {
    double[] clipped = new double[w.length];
    for (int j = 0; j < w.length; j++) {
      clipped[j] = w[j] == 0 ? lo[j] : Math.min(Math.max(w[j] / inverse, lo[j]), hi[j]);
    }
    return DoubleStream.of(clipped).sum();
  }
}
