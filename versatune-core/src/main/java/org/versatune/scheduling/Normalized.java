package org.versatune.scheduling;

import java.util.stream.DoubleStream;

/** Numbers divided by their sum. */
final class Normalized {
  private Normalized() {}

  /**
   * Divides finite, non-negative numbers, not all zero, by their sum. Scaled by the largest first,
   * so that the sum does not overflow; the sum is compensated, as 100 000 domains need.
   */
  static double[] of(double[] values) {
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
}
