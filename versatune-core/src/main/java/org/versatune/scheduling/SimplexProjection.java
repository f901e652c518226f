package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

/** Weights within bounds: clip(c·w, lo, hi) with c such that the sum is 1. */
public final class SimplexProjection {
  private SimplexProjection() {}

  /**
   * Projects weights.
   *
   * @param weights weights
   * @param lo lower bounds
   * @param hi upper bounds
   * @return within the bounds
   */
  public static double[] project(double[] weights, double[] lo, double[] hi) {
    double sumLo = 0;
    double sumHi = 0;
    for (int j = 0; j < weights.length; j++) {
      sumLo += lo[j];
      sumHi += hi[j];
    }
    checkArgument(sumLo <= 1 + 1e-12, "floors sum to %s, more than 1", sumLo);
    checkArgument(sumHi >= 1 - 1e-12, "caps sum to %s, less than 1", sumHi);
    double low = 0;
    double high = 1e18;
    for (int i = 0; i < 300; i++) {
      double c = (low + high) / 2;
      if (sum(weights, lo, hi, c) > 1) {
        high = c;
      } else {
        low = c;
      }
    }
    double[] x = new double[weights.length];
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      x[j] = Math.min(hi[j], Math.max(lo[j], low * weights[j]));
      sum += x[j];
    }
    for (int j = 0; j < x.length && Math.abs(1 - sum) > 1e-15; j++) {
      double next = Math.min(hi[j], Math.max(lo[j], x[j] + 1 - sum));
      sum += next - x[j];
      x[j] = next;
    }
    return x;
  }

  private static double sum(double[] w, double[] lo, double[] hi, double c) {
    double sum = 0;
    for (int j = 0; j < w.length; j++) {
      sum += Math.min(hi[j], Math.max(lo[j], c * w[j]));
    }
    return sum;
  }
}
