// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.Locale;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.StatUtils;

/**
 * Holds a predicted number, and the interval in which a measured one is expected 19 times out of
 * 20.
 *
 * @param value the prediction
 * @param low lower end, at most the value
 * @param high upper end, at least the value
 * @param replicates the number of bootstrap replicates behind the interval; 0 where there are none,
 *     and low and high then equal the value and say nothing
 */
public record Estimate(double value, double low, double high, int replicates) {

  /** The share of further replicates that an interval leaves out on either side. */
  private static final double OUTSIDE = 0.025;

  /**
   * Checks the order of the numbers.
   *
   * @param value the prediction
   * @param low lower end
   * @param high upper end
   * @param replicates number of replicates
   * @throws IllegalArgumentException if they are not low ≤ value ≤ high
   */
  public Estimate {
    checkArgument(
        low <= value && value <= high, "an estimate of %s is not in [%s, %s]", value, low, high);
  }

  /**
   * The interval that a further replicate falls into with a probability of 95 %, widened where it
   * does not hold the value itself.
   *
   * <p>Of n replicates and a further one, each is as likely to come at any place in order; so the
   * percentiles are those at the places 0.025·(n + 1) and 0.975·(n + 1), interpolated (Hyndman and
   * Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996: definition
   * 6). The usual ones, at places counted from the first to the last replicate, hold 93 % with 100
   * replicates. Fewer than 39 have no such places: then the interval goes from the smallest to the
   * largest, and at least as far as that of a further number from a normal distribution, mean ±
   * t·s·√(1 + 1/n).
   */
  static Estimate of(double value, double[] replicates) {
    int n = replicates.length;
    if (n == 0) {
      return new Estimate(value, value, value, 0);
    }
    double[] sorted = replicates.clone();
    Arrays.sort(sorted);
    double low = Math.min(value, quantile(sorted, OUTSIDE));
    double high = Math.max(value, quantile(sorted, 1 - OUTSIDE));
    if (OUTSIDE * (n + 1) < 1 && n >= 2) {
      double mean = StatUtils.mean(sorted);
      double reach = -new TDistribution(n - 1).inverseCumulativeProbability(OUTSIDE);
      reach *= Math.sqrt(StatUtils.variance(sorted) * (1 + 1.0 / n));
      low = Math.min(low, mean - reach);
      high = Math.max(high, mean + reach);
    }
    return new Estimate(value, low, high, n);
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length + 1) - 1;
    int below = (int) Math.min(Math.max(position, 0), sorted.length - 1);
    int above = Math.min(below + 1, sorted.length - 1);
    double between = Math.max(position - below, 0);
    return sorted[below] + between * (sorted[above] - sorted[below]);
  }

  /**
   * Returns whether a measured number is inside the interval.
   *
   * @param measured what came out
   * @return true if low ≤ measured ≤ high
   */
  public boolean holds(double measured) {
    return low <= measured && measured <= high;
  }

  @Override
  public String toString() {
    return replicates == 0
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", value, low, high);
  }
}
