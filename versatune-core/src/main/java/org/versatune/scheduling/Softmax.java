// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import java.util.Arrays;

/**
 * Multiplies weights by exponentials and normalises them: w_j ← w_j·exp(x_j) / Σ_i w_i·exp(x_i),
 * which is softmax(log w + x).
 *
 * <p>The shift is that of log w + x, so no exponent overflows and no weight is lost that a double
 * can hold beside the largest. Where the largest term has a weight of ordinary size, weights are
 * multiplied rather than their logarithms added, so that equal exponents leave the weights as they
 * are. A zero weight stays zero. Exponents beyond ±1e300 count as ±1e300, and −∞ means a weight of
 * zero.
 */
final class Softmax {
  /** exp of this is still finite; past it a tiny weight is taken into the exponent first. */
  private static final double LARGEST_EXPONENT = 700;

  /** Below this a weight times an exponential may be too small for a double. */
  private static final double SMALLEST_FACTOR = 1e-100;

  private static final double LARGEST_INPUT = 1e300;

  private Softmax() {}

  /** softmax(x). */
  static double[] of(double[] exponents) {
    double[] ones = new double[exponents.length];
    Arrays.fill(ones, 1);
    return reweighted(ones, exponents);
  }

  /** softmax(log w + x), zero where w is. */
  static double[] reweighted(double[] weights, double[] exponents) {
    int top = -1;
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < weights.length; j++) {
      double logarithm = (weights[j] == 1 ? 0 : Math.log(weights[j])) + bounded(exponents[j]);
      if (weights[j] > 0 && logarithm > largest) {
        largest = logarithm;
        top = j;
      }
    }
    boolean multiplied = top >= 0 && weights[top] >= SMALLEST_FACTOR;
    double shift = top < 0 ? 0 : bounded(exponents[top]);
    double[] product = new double[weights.length];
    for (int j = 0; j < product.length; j++) {
      double exponent = bounded(exponents[j]);
      if (weights[j] > 0) {
        product[j] =
            multiplied
                ? term(weights[j], exponent - shift)
                : Math.exp(Math.log(weights[j]) + exponent - largest);
      }
    }
    return Weights.normalized(product);
  }

  /** A number that overflowed, brought back to the largest that a double can hold. */
  static double finite(double number) {
    return Math.min(Math.max(number, -Double.MAX_VALUE), Double.MAX_VALUE);
  }

  private static double bounded(double exponent) {
    return exponent == Double.NEGATIVE_INFINITY
        ? exponent
        : Math.min(Math.max(exponent, -LARGEST_INPUT), LARGEST_INPUT);
  }

  private static double term(double weight, double exponent) {
    return exponent < LARGEST_EXPONENT
        ? weight * Math.exp(exponent)
        : Math.exp(Math.log(weight) + exponent);
  }
}
