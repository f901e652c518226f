// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

/** Sums many doubles without the error that a plain loop collects. */
public final class CompensatedSum {
  private CompensatedSum() {}

  /**
   * Neumaier's compensated sum (1974): within a rounding or two of the true sum, for 100 000
   * numbers as well.
   *
   * @param values finite numbers
   * @return their sum
   */
  public static double of(double[] values) {
    double sum = 0;
    double lost = 0;
    for (double value : values) {
      double next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
      sum = next;
    }
    return sum + lost;
  }
}
