package org.versatune.scheduling;

/**
 * Weights multiplied by exponentials and normalised: w_j ← w_j·exp(x_j) / Σ_i w_i·exp(x_i), which
 * is softmax(log w + x).
 *
 * <p>The largest exponent is subtracted first, so that losses of 1e3 do not overflow, and the
 * weights are multiplied rather than their logarithms added, so that a zero weight stays zero and
 * equal exponents leave the weights as they are.
 */
final class Softmax {
  /** exp of this is still finite; past it a tiny weight is taken into the exponent first. */
  private static final double LARGEST_EXPONENT = 700;

  private Softmax() {}

  /** softmax(x). */
  static double[] of(double[] exponents) {
    double[] ones = new double[exponents.length];
    java.util.Arrays.fill(ones, 1);
    return reweighted(ones, exponents);
  }

  /** softmax(log w + x), zero where w is. */
  static double[] reweighted(double[] weights, double[] exponents) {
    double largest = Double.NEGATIVE_INFINITY;
    double shift = 0;
    for (int j = 0; j < weights.length; j++) {
      double logarithm = Math.log(weights[j]) + exponents[j];
      if (weights[j] > 0 && logarithm > largest) {
        largest = logarithm;
        shift = exponents[j];
      }
    }
    double[] product = new double[weights.length];
    for (int j = 0; j < product.length; j++) {
      product[j] = term(weights[j], exponents[j] - shift);
    }
    return Normalized.of(product);
  }

  private static double term(double weight, double exponent) {
    if (weight == 0) {
      return 0;
    }
    return exponent < LARGEST_EXPONENT
        ? weight * Math.exp(exponent)
        : Math.exp(Math.log(weight) + exponent);
  }
}
