// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.regression.OLSMultipleLinearRegression;
import org.jspecify.annotations.Nullable;

/**
 * Ordinary least squares over features of the weights, by Hipparchus.
 *
 * <p>There are three sets of features: the weights; the weights and their square roots, for losses
 * that fall steeply where a domain first appears; the weights and their pairwise products
 * (Scheffé's quadratic model of mixture experiments, 1958). None has an intercept, because weights
 * sum to 1. Which set serves is decided by the data: the one with the smallest sum of squared
 * leave-one-out errors, which least squares gives without refitting as Σ (r_i / (1 − h_ii))², h
 * being the hat matrix. Sets with too many features for the trials drop out.
 *
 * <p>Hipparchus is maintained and Apache-licensed; Smile, the other candidate, is under the GPL.
 */
final class PolynomialMixtureRegression implements MixtureRegression {
  /** Columns of the matrix closer to dependence than this count as dependent. */
  private static final double SINGULAR = 1e-9;

  private enum Features {
    LINEAR {
      @Override
      double[] of(double[] w) {
        return w;
      }
    },
    ROOT {
      @Override
      double[] of(double[] w) {
        double[] features = Arrays.copyOf(w, 2 * w.length);
        for (int j = 0; j < w.length; j++) {
          features[w.length + j] = Math.sqrt(w[j]);
        }
        return features;
      }
    },
    QUADRATIC {
      @Override
      double[] of(double[] w) {
        double[] features = Arrays.copyOf(w, w.length + w.length * (w.length - 1) / 2);
        int next = w.length;
        for (int i = 0; i < w.length; i++) {
          for (int j = 0; j < i; j++) {
            features[next++] = w[i] * w[j];
          }
        }
        return features;
      }
    };

    abstract double[] of(double[] w);
  }

  private record Model(Features features, ImmutableDoubleArray coefficients, double error) {
    double predict(double[] weights) {
      double[] x = features.of(weights);
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += coefficients.get(i) * x[i];
      }
      return sum;
    }
  }

  @Override
  public ToDoubleFunction<double[]> fit(double[][] mixes, double[] losses) {
    // A domain that no trial drew from has a column of zeros.
    int[] used =
        IntStream.range(0, mixes[0].length)
            .filter(j -> Arrays.stream(mixes).anyMatch(mix -> mix[j] > 0))
            .toArray();
    double[][] reduced = Arrays.stream(mixes).map(m -> reduced(m, used)).toArray(double[][]::new);
    Model best = null;
    for (Features features : Features.values()) {
      Model model = fitted(features, reduced, losses);
      if (model != null && (best == null || model.error < best.error)) {
        best = model;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException(
          mixes.length
              + " trials do not tell "
              + used.length
              + " domains apart: train on more mixes, and on different ones");
    }
    Model chosen = best;
    return weights -> chosen.predict(reduced(weights, used));
  }

  private static double[] reduced(double[] mix, int[] used) {
    return Arrays.stream(used).mapToDouble(j -> mix[j]).toArray();
  }

  private static @Nullable Model fitted(Features features, double[][] mixes, double[] losses) {
    double[][] x = Arrays.stream(mixes).map(features::of).toArray(double[][]::new);
    if (x[0].length >= losses.length) {
      return null;
    }
    try {
      OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression(SINGULAR);
      regression.setNoIntercept(true);
      regression.newSampleData(losses, x);
      ImmutableDoubleArray coefficients =
          ImmutableDoubleArray.copyOf(regression.estimateRegressionParameters());
      double[] residuals = regression.estimateResiduals();
      RealMatrix hat = regression.calculateHat();
      double error = 0;
      for (int i = 0; i < residuals.length; i++) {
        double left = residuals[i] / Math.max(1 - hat.getEntry(i, i), SINGULAR);
        error += left * left;
      }
      return new Model(features, coefficients, error);
    } catch (MathRuntimeException dependent) {
      return null;
    }
  }
}
