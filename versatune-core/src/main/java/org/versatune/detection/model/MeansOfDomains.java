// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.hash.Hasher;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/** Linear discriminants of domains: a weight vector and a bias for each. */
final class MeansOfDomains {
  private final double[][] weights;
  private final double[] biases;
  private final DecompositionSolver covariance;

  /**
   * A piece of training text.
   *
   * @param document the number of its document
   * @param domain the position of its domain
   * @param length its characters
   * @param vector its embedding
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and large.
  record Piece(int document, int domain, int length, float[] vector) {}

  private MeansOfDomains(double[][] weights, double[] biases, DecompositionSolver covariance) {
    this.weights = weights;
    this.biases = biases;
    this.covariance = covariance;
  }

  /**
   * Fits the discriminants.
   *
   * @param pieces of each domain at least one
   * @param shrinkage 0 to 1: how far the covariance is moved towards the identity
   */
  static MeansOfDomains of(List<Piece> pieces, int domains, double shrinkage) {
    int d = pieces.get(0).vector().length;
    double[][] means = means(pieces, domains, d);
    double[][] covariance = new double[d][d];
    double[] off = new double[d];
    for (Piece piece : pieces) {
      for (int a = 0; a < d; a++) {
        off[a] = piece.vector()[a] - means[piece.domain()][a];
      }
      for (int a = 0; a < d; a++) {
        for (int b = 0; b <= a; b++) {
          covariance[a][b] += off[a] * off[b];
        }
      }
    }
    double trace = 0;
    for (int a = 0; a < d; a++) {
      trace += covariance[a][a];
    }
    // Pieces that are all alike have no spread; any level then gives the same order of domains.
    double level = trace > 0 ? trace / d : pieces.size();
    for (int a = 0; a < d; a++) {
      for (int b = 0; b <= a; b++) {
        double shrunk = (1 - shrinkage) * covariance[a][b] + (a == b ? shrinkage * level : 0);
        covariance[a][b] = shrunk / pieces.size();
        covariance[b][a] = covariance[a][b];
      }
    }
    RealMatrix columns = new Array2DRowRealMatrix(means, false).transpose();
    DecompositionSolver solver =
        new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false)).getSolver();
    RealMatrix solved = solver.solve(columns);
    double[] biases = new double[domains];
    double[][] weights = new double[domains][];
    for (int j = 0; j < domains; j++) {
      weights[j] = solved.getColumn(j);
      for (int a = 0; a < d; a++) {
        biases[j] -= weights[j][a] * means[j][a] / 2;
      }
    }
    return new MeansOfDomains(weights, biases, solver);
  }

  private static double[][] means(List<Piece> pieces, int domains, int d) {
    double[][] means = new double[domains][d];
    int[] counts = new int[domains];
    for (Piece piece : pieces) {
      counts[piece.domain()]++;
      for (int a = 0; a < d; a++) {
        means[piece.domain()][a] += piece.vector()[a];
      }
    }
    for (int j = 0; j < domains; j++) {
      for (int a = 0; a < d; a++) {
        means[j][a] /= counts[j];
      }
    }
    return means;
  }

  double[] scores(float[] vector) {
    double[] scores = biases.clone();
    for (int j = 0; j < scores.length; j++) {
      for (int a = 0; a < vector.length; a++) {
        scores[j] += weights[j][a] * vector[a];
      }
    }
    return scores;
  }

  /**
   * The distance of a vector from the mean of a domain, measured by the spread within domains
   * (Mahalanobis, 1936).
   *
   * @param score the vector's score of that domain
   */
  double distance(float[] vector, double score) {
    double[] x = new double[vector.length];
    for (int a = 0; a < x.length; a++) {
      x[a] = vector[a];
    }
    // (x−μ)·S⁻¹(x−μ) = x·S⁻¹x − 2 (w·x − ½ w·μ)
    RealVector whole = new ArrayRealVector(x, false);
    double square = covariance.solve(whole).dotProduct(whole) - 2 * score;
    return Math.sqrt(Math.max(0, square));
  }

  void putInto(Hasher hasher) {
    for (int j = 0; j < biases.length; j++) {
      hasher.putDouble(biases[j]);
      for (double weight : weights[j]) {
        hasher.putDouble(weight);
      }
    }
  }
}
