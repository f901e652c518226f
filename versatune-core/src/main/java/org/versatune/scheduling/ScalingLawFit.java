// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Fits {@link ScalingLaw} by the Levenberg-Marquardt method of Hipparchus.
 *
 * <p>The method minimises a sum of squares, but the fit is to minimise a sum of Huber losses H(r).
 * So each residual r is replaced by sign(r)·√(2·H(r)): its square is twice the Huber loss, and the
 * minimum is the same. The new residual is r itself where |r| ≤ δ, and its derivative is
 * continuous, as the method needs.
 *
 * <p>log n is centred, because a and α are then less correlated. The problem is not convex, so the
 * fit starts from several points, which cover slow and fast decay with a low and a high floor, and
 * keeps the best result. A fit costs O(points) for each evaluation, of which there are at most
 * {@value #EVALUATIONS} for each starting point.
 */
final class ScalingLawFit {
  private static final double HUBER = 1e-3;
  private static final int EVALUATIONS = 200;
  private static final int PARAMETERS = 3;
  private static final double[] DECAYS = {0.15, 0.7};
  private static final double[] FLOORS = {0.4, 0.95};

  private final double[] x;
  private final double[] y;

  private ScalingLawFit(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  static Optional<ScalingLaw> of(double[] n, double[] losses) {
    if (DoubleStream.of(n).distinct().count() <= PARAMETERS) {
      return Optional.empty();
    }
    double centre = DoubleStream.of(n).map(Math::log).average().orElseThrow();
    double[] x = DoubleStream.of(n).map(value -> Math.log(value) - centre).toArray();
    double[] y = DoubleStream.of(losses).map(Math::log).toArray();
    double[] best = new ScalingLawFit(x, y).best();
    if (best == null) {
      return Optional.empty();
    }
    double a = best[0] + best[2] * centre;
    return Double.isFinite(a) && Double.isFinite(best[1]) && Double.isFinite(best[2])
        ? Optional.of(new ScalingLaw(a, best[1], best[2]))
        : Optional.empty();
  }

  private double @Nullable [] best() {
    double lowest = Arrays.stream(y).min().orElseThrow();
    double mean = Arrays.stream(y).average().orElseThrow();
    double @Nullable [] best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double decay : DECAYS) {
      for (double floor : FLOORS) {
        double e = lowest + Math.log(floor);
        // What is left of the mean loss above the floor, at the centre; never nothing.
        double a = mean + Math.log(Math.max(-Math.expm1(e - mean), 1e-6));
        double[] end = descend(new double[] {a, e, decay});
        double cost = end == null ? Double.POSITIVE_INFINITY : cost(end);
        if (cost < least) {
          least = cost;
          best = end;
        }
      }
    }
    return best;
  }

  private double @Nullable [] descend(double[] start) {
    try {
      LeastSquaresOptimizer.Optimum end =
          new LevenbergMarquardtOptimizer()
              .optimize(
                  new LeastSquaresBuilder()
                      .start(start)
                      .target(new double[x.length])
                      .model(this::residuals)
                      .maxEvaluations(EVALUATIONS)
                      .maxIterations(EVALUATIONS)
                      .build());
      return end.getPoint().toArray();
    } catch (MathRuntimeException noConvergence) {
      return null;
    }
  }

  private double cost(double[] point) {
    double cost = residuals(new ArrayRealVector(point, false)).getFirst().getNorm();
    return Double.isNaN(cost) ? Double.POSITIVE_INFINITY : cost;
  }

  /** The transformed residuals and their derivatives by a, e and α. */
  private Pair<RealVector, RealMatrix> residuals(RealVector point) {
    double a = point.getEntry(0);
    double e = point.getEntry(1);
    double alpha = point.getEntry(2);
    double[] value = new double[x.length];
    double[][] derivative = new double[x.length][PARAMETERS];
    for (int i = 0; i < x.length; i++) {
      double reducible = a - alpha * x[i];
      double high = Math.max(reducible, e);
      double model = high + Math.log(Math.exp(reducible - high) + Math.exp(e - high));
      double share = Math.exp(reducible - model);
      double residual = model - y[i];
      double size = Math.abs(residual);
      double stretch = 1;
      value[i] = residual;
      if (size > HUBER) {
        double root = Math.sqrt(HUBER * (2 * size - HUBER));
        value[i] = Math.copySign(root, residual);
        stretch = HUBER / root;
      }
      derivative[i][0] = stretch * share;
      derivative[i][1] = stretch * (1 - share);
      derivative[i][2] = stretch * -x[i] * share;
    }
    return new Pair<>(
        new ArrayRealVector(value, false), new Array2DRowRealMatrix(derivative, false));
  }
}
