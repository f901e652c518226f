// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import java.util.Arrays;

/**
 * Finds the shares of domains from which the labels of a classifier that errs were drawn.
 *
 * <p>With C_ij the probability that a text of domain i is labelled j, and q_j the share of label j,
 * it maximizes the likelihood Σ_j q_j log Σ_i w_i C_ij over the w on the simplex, by expectation
 * maximization: w_i ← Σ_j q_j w_i C_ij / Σ_i' w_i' C_i'j. The likelihood is concave in w, so the
 * start does not matter; from the uniform one no share ends below 0. (Estimates of class shares
 * from the confusion of a classifier: Saerens, Latinne and Decaestecker, Neural Computation 14,
 * 2002; Lipton, Wang and Smola, ICML 2018, invert the matrix instead, which may leave the simplex.)
 *
 * <p>A label that C gives to no domain says nothing and is left out.
 */
final class LabelMixture {
  private static final int MOST_STEPS = 20_000;

  /** Where the estimate itself ends: far below any interval. */
  static final double FINE = 1e-11;

  /** Where a repetition of a bootstrap ends. */
  static final double COARSE = 1e-7;

  private LabelMixture() {}

  /**
   * The shares.
   *
   * @param labels share of each label, at least 0, not all 0
   * @param confusion with a row for each domain
   * @param tolerance ends when no share moves by more in a step
   * @return shares that sum to 1
   */
  static double[] shares(double[] labels, Confusion confusion, double tolerance) {
    int k = confusion.domains();
    double[] shares = new double[k];
    Arrays.fill(shares, 1.0 / k);
    double[] ratios = new double[labels.length];
    double[] next = new double[k];
    for (int step = 0; step < MOST_STEPS; step++) {
      Arrays.fill(ratios, 0);
      confusion.addLabels(shares, ratios);
      for (int j = 0; j < ratios.length; j++) {
        ratios[j] = ratios[j] > 0 ? labels[j] / ratios[j] : 0;
      }
      Arrays.fill(next, 0);
      confusion.addDomains(shares, ratios, next);
      double sum = Arrays.stream(next).sum();
      if (sum <= 0) {
        break;
      }
      double moved = 0;
      for (int i = 0; i < k; i++) {
        next[i] /= sum;
        moved = Math.max(moved, Math.abs(next[i] - shares[i]));
        shares[i] = next[i];
      }
      if (moved < tolerance) {
        break;
      }
    }
    return shares;
  }
}
