// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;

/**
 * Computes the matrix A of {@link Aioli}, how much training on one domain lowers the loss of
 * another, from what a sweep over perturbed mixes has measured.
 *
 * <p>The sweep trains on K mixes; mix j gives domain j its own share f and every other g = (1 −
 * f)/(K − 1). D[i][j] is by how much mix j lowered the loss of domain i. If losses fall linearly,
 * D[i][j] = Σ_m P[j][m]·A[i][m] with P[j] the mix j, so each row of A solves a linear system. P =
 * (f − g)·I + g·1·1ᵀ has rows that sum to 1, and the Sherman-Morrison formula gives its inverse:
 *
 * <pre>A[i][m] = (D[i][m] − g·Σ_j D[i][j]) / (f − g)</pre>
 *
 * <p>in O(K²) for all rows. The matrix is then shifted so that no entry is negative, and divided by
 * its sum.
 */
final class InteractionMatrix {
  /** A sum that is smaller, beside the entries, is what rounding leaves of zero. */
  private static final double SMALL = 1e-12;

  /** Sums of k² numbers up to this are finite. */
  private static final double LARGEST = 1e200;

  private InteractionMatrix() {}

  /** Refuses a number of domains and an own share for which the system has no solution. */
  static void checkSolvable(int k, double ownShare) {
    checkArgument(k > 1, "an interaction between domains needs more than one domain");
    checkArgument(
        Math.abs(ownShare * k - 1) > SMALL,
        "ownShare is %s, which is 1/K for K = %s domains: every mix of the sweep would be uniform",
        (Object) ownShare,
        (Object) k);
  }

  /** A, or empty where its entries sum to nothing. */
  static Optional<double[][]> solved(double[][] improvement, double ownShare) {
    int k = improvement.length;
    checkSolvable(k, ownShare);
    double other = (1 - ownShare) / (k - 1);
    double scale = scale(improvement);
    double[][] a = new double[k][k];
    double least = 0;
    double largest = 0;
    for (int i = 0; i < k; i++) {
      double row = 0;
      for (double value : improvement[i]) {
        row += value * scale;
      }
      for (int m = 0; m < k; m++) {
        a[i][m] = (improvement[i][m] * scale - other * row) / (ownShare - other);
        least = Math.min(least, a[i][m]);
        largest = Math.max(largest, Math.abs(a[i][m]));
      }
    }
    double sum = 0;
    for (double[] row : a) {
      for (int m = 0; m < k; m++) {
        row[m] -= least;
        sum += row[m];
      }
    }
    if (sum <= SMALL * k * k * largest) {
      return Optional.empty();
    }
    for (double[] row : a) {
      for (int m = 0; m < k; m++) {
        row[m] /= sum;
      }
    }
    return Optional.of(a);
  }

  /** A is divided by its sum, so a scale changes nothing but what overflows. */
  private static double scale(double[][] improvement) {
    double largest = 0;
    for (double[] row : improvement) {
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest > LARGEST ? 1 / largest : 1;
  }
}
