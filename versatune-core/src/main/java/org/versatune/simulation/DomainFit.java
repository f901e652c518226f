// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/**
 * Fits the curve of one domain: robust least squares on the logarithm of the loss, by
 * Levenberg–Marquardt (Hipparchus).
 *
 * <p>The curve is fitted as L = E + B·(N/n0)^(−α), with B what the base model can still learn: in
 * this form the parameters are far less entangled than in (e, a, α). Parameters, examples in units
 * of the longest run X:
 *
 * <pre>
 *   0  logit(E/lowest loss)   so that 0 &lt; E &lt; lowest loss
 *   1  log B
 *   2  log α
 *   3  log(n0/X)
 *   4  log(ρ·X)               where overwriting is fitted
 *   …  √A[i,j]                for each i ≠ j, where influence is fitted
 * </pre>
 *
 * <p>Residuals pass through the pseudo-Huber loss, smooth and linear in the tails. One run often
 * cannot tell all parameters apart, so every parameter is also pulled towards a usual value, as
 * hard as one evaluation with the error of measurement that the data show: the pull decides only
 * where the data do not. A bootstrap replicate pulls towards values drawn from around the usual
 * ones (randomised maximum a posteriori), so that what the data leave open stays open in the error
 * bars. Start points on a small grid guard against local minima. All of this is our choice; ADO
 * (arXiv 2410.11820) fits e, a and α alone, from a grid, with a Huber loss on log loss.
 */
final class DomainFit {
  private static final int LIMIT = 0;
  private static final int REDUCIBLE = 1;
  private static final int ALPHA = 2;
  private static final int SEEN = 3;
  private static final int FIRST_OPTIONAL = 4;

  /** Usual values of the parameters 0 to 4, and how far from them is one standard deviation. */
  private static final double[] CENTRE = {1, -1, Math.log(0.4), 0, Math.log(0.3)};

  private static final double[] SPREAD = {2, 2, 0.7, 2, 2};

  /** The same for √A, around 0. */
  private static final double INFLUENCE_SPREAD = 0.3;

  /**
   * Error of measurement in log loss to start from; then the data's own, but no less than the
   * least.
   */
  private static final double FIRST_ERROR = 3e-3;

  private static final double LEAST_ERROR = 1e-4;

  /** Beyond these a curve does not differ from its limit in double precision. */
  private static final double[] LOWEST = {-12, -20, Math.log(0.01), -9, -12};

  private static final double[] HIGHEST = {12, 5, Math.log(5), 9, 5};

  private static final int MOST_ITERATIONS = 100;

  /** Relative change of the cost at which a search ends; a replicate need not be as exact. */
  private static final double TOLERANCE = 1e-8;

  private static final double REPLICATE_TOLERANCE = 1e-5;

  private final Observations observations;
  private final int domain;
  private final boolean overwriting;
  private final boolean influence;
  private final double huber;
  private final int parameters;
  private final double lowestLoss;
  private final double firstLoss;
  private final int observed;
  private double error = FIRST_ERROR;

  DomainFit(
      Observations observations, int domain, boolean overwriting, boolean influence, double huber) {
    int k = observations.domains().size();
    this.observations = observations;
    this.domain = domain;
    this.overwriting = overwriting && k > 1;
    this.influence = influence && k > 1;
    this.huber = huber;
    this.parameters = FIRST_OPTIONAL + (this.overwriting ? 1 : 0) + (this.influence ? k - 1 : 0);
    double[] known =
        Arrays.stream(observations.logLosses(domain)).filter(Double::isFinite).toArray();
    this.observed = known.length;
    checkArgument(
        observed >= 3,
        "domain '%s' has %s losses in the run records; a curve needs at least 3",
        observations.domains().get(domain),
        observed);
    this.lowestLoss = Math.exp(Arrays.stream(known).min().orElseThrow());
    this.firstLoss = Math.exp(known[0]);
  }

  /** The best fit from a grid of start points. Sets the error of measurement on the way. */
  double[] fit() {
    double[] target = observations.logLosses(domain);
    double[] best = best(target, grid());
    error = Math.max(errorOf(best, target), LEAST_ERROR);
    return best(target, ImmutableList.<double[]>builder().add(best).addAll(grid()).build());
  }

  /**
   * A fit to other losses at the same evaluations, from a point nearby, with the parameters pulled
   * somewhere else.
   *
   * @param surprise where to, in standard deviations from the usual values
   */
  double[] refit(double[] target, double[] start, double[] surprise) {
    return new Search(target, surprise).from(start, REPLICATE_TOLERANCE).point;
  }

  private ImmutableList<double[]> grid() {
    ImmutableList.Builder<double[]> starts = ImmutableList.builder();
    for (double limit : new double[] {-1, 1.5}) {
      for (double alpha : new double[] {0.2, 0.8}) {
        for (double seen : new double[] {-1.5, 1}) {
          double[] start = new double[parameters];
          start[LIMIT] = limit;
          start[REDUCIBLE] = Math.log(Math.max(firstLoss - share(limit) * lowestLoss, 0.02));
          start[ALPHA] = Math.log(alpha);
          start[SEEN] = seen;
          Arrays.fill(start, FIRST_OPTIONAL, parameters, INFLUENCE_SPREAD);
          if (overwriting) {
            start[FIRST_OPTIONAL] = CENTRE[FIRST_OPTIONAL];
          }
          starts.add(start);
        }
      }
    }
    return starts.build();
  }

  private double[] best(double[] target, ImmutableList<double[]> starts) {
    Search best = new Search(target, new double[parameters]);
    for (double[] start : starts) {
      Search search = new Search(target, new double[parameters]).from(start, TOLERANCE);
      if (search.cost < best.cost) {
        best = search;
      }
    }
    if (Double.isInfinite(best.cost)) {
      throw new IllegalStateException(
          "no loss curve could be fitted to domain '" + observations.domains().get(domain) + "'");
    }
    return best.point;
  }

  private double errorOf(double[] point, double[] target) {
    double[] predicted = predict(point);
    double squares = 0;
    for (int t = 0; t < target.length; t++) {
      double residual = Double.isNaN(target[t]) ? 0 : robust(predicted[t] - target[t]);
      squares += residual * residual;
    }
    return Math.sqrt(squares / degreesOfFreedom());
  }

  /**
   * Losses less parameters, but at least half of the losses: the pulls take up some of the freedom.
   */
  int degreesOfFreedom() {
    return Math.max(observed - parameters, (observed + 1) / 2);
  }

  /** A search that remembers the best point it has been to, however it ends. */
  private final class Search {
    private final double[] target;
    private final double[] surprise;
    private double[] point;
    private double cost = Double.POSITIVE_INFINITY;

    Search(double[] target, double[] surprise) {
      this.target = target;
      this.surprise = surprise;
      this.point = new double[parameters];
    }

    @CanIgnoreReturnValue
    Search from(double[] start, double tolerance) {
      point = start;
      try {
        new LevenbergMarquardtOptimizer()
            .withCostRelativeTolerance(tolerance)
            .withParameterRelativeTolerance(tolerance)
            .optimize(
                new LeastSquaresBuilder()
                    .model(this::residuals)
                    .target(new double[target.length + parameters])
                    .start(start)
                    .parameterValidator(DomainFit.this::bounded)
                    .maxEvaluations(2 * MOST_ITERATIONS)
                    .maxIterations(MOST_ITERATIONS)
                    .build());
      } catch (MathRuntimeException e) {
        // Out of iterations or in a corner: the best point so far is kept.
        return this;
      }
      return this;
    }

    private Pair<RealVector, RealMatrix> residuals(RealVector at) {
      double[] values = new double[target.length + parameters];
      double[][] jacobian = new double[target.length + parameters][parameters];
      DomainFit.this.residuals(at.toArray(), target, surprise, values, jacobian);
      double squares = 0;
      for (double value : values) {
        squares += value * value;
      }
      if (squares < cost) {
        cost = squares;
        point = at.toArray();
      }
      return Pair.create(
          new ArrayRealVector(values, false), new Array2DRowRealMatrix(jacobian, false));
    }
  }

  private RealVector bounded(RealVector point) {
    RealVector inside = point.copy();
    for (int p = 0; p < parameters; p++) {
      double low = isInfluence(p) ? -1 : LOWEST[p];
      double high = isInfluence(p) ? 1 : HIGHEST[p];
      inside.setEntry(p, Math.min(Math.max(point.getEntry(p), low), high));
    }
    return inside;
  }

  private void residuals(
      double[] point, double[] target, double[] surprise, double[] values, double[][] jacobian) {
    int rows = target.length;
    double[] predicted = new double[rows];
    predict(point, predicted, jacobian);
    for (int t = 0; t < rows; t++) {
      if (Double.isNaN(target[t])) {
        Arrays.fill(jacobian[t], 0);
      } else {
        double residual = predicted[t] - target[t];
        double u = Math.hypot(1, residual / huber);
        double slope = Math.sqrt((u + 1) / 2) / u;
        values[t] = robust(residual);
        for (int p = 0; p < parameters; p++) {
          jacobian[t][p] *= slope;
        }
      }
    }
    for (int p = 0; p < parameters; p++) {
      double centre = isInfluence(p) ? 0 : CENTRE[p];
      double spread = isInfluence(p) ? INFLUENCE_SPREAD : SPREAD[p];
      values[rows + p] = error * ((point[p] - centre) / spread - surprise[p]);
      jacobian[rows + p][p] = error / spread;
    }
  }

  private boolean isInfluence(int parameter) {
    return parameter >= FIRST_OPTIONAL + (overwriting ? 1 : 0);
  }

  /** The number whose square is the pseudo-Huber loss 2δ²(√(1 + (r/δ)²) − 1). */
  private double robust(double residual) {
    return residual * Math.sqrt(2 / (Math.hypot(1, residual / huber) + 1));
  }

  /** The predicted log losses. */
  double[] predict(double[] point) {
    double[] predicted = new double[observations.rows().size()];
    predict(point, predicted, new double[predicted.length][parameters]);
    return predicted;
  }

  /**
   * The predicted log losses with their derivatives, which follow N through the run by the same
   * recursion.
   */
  private void predict(double[] point, double[] predicted, double[][] jacobian) {
    double limitShare = share(point[LIMIT]);
    double limit = lowestLoss * limitShare;
    double reducible = Math.exp(point[REDUCIBLE]);
    double alpha = Math.exp(point[ALPHA]);
    double seen = Math.exp(point[SEEN]);
    double rate = overwriting ? Math.exp(point[FIRST_OPTIONAL]) : 0;
    int firstInfluence = FIRST_OPTIONAL + (overwriting ? 1 : 0);
    double unit = observations.longest();

    double n = seen;
    double[] dn = new double[parameters];
    for (int t = 0; t < predicted.length; t++) {
      Observations.Row row = observations.rows().get(t);
      if (row.startsRun()) {
        n = seen;
        Arrays.fill(dn, 0);
        dn[SEEN] = seen;
      }
      double own = row.examples()[domain] / unit;
      double others = 0;
      double gained = own;
      int p = firstInfluence;
      for (int i = 0; i < row.examples().length; i++) {
        if (i != domain) {
          double examples = row.examples()[i] / unit;
          others += examples;
          if (influence) {
            gained += point[p] * point[p] * examples;
            p++;
          }
        }
      }
      double x = rate * others;
      double decay = Math.exp(-x);
      double mean = EffectiveExamples.meanDecay(x);
      double meanSlope = x < 1e-4 ? -0.5 + x / 3 : (decay - mean) / x;
      for (int q = 0; q < parameters; q++) {
        dn[q] *= decay;
      }
      if (overwriting) {
        dn[FIRST_OPTIONAL] += (gained * meanSlope - n * decay) * x;
      }
      if (influence) {
        p = firstInfluence;
        for (int i = 0; i < row.examples().length; i++) {
          if (i != domain) {
            dn[p] += 2 * point[p] * mean * row.examples()[i] / unit;
            p++;
          }
        }
      }
      n = n * decay + gained * mean;

      double logGrowth = Math.log(n / seen);
      double learnable = reducible * Math.exp(-alpha * logGrowth);
      double loss = limit + learnable;
      predicted[t] = Math.log(loss);
      double[] gradient = jacobian[t];
      for (int q = 0; q < parameters; q++) {
        gradient[q] = -alpha * learnable * dn[q] / n / loss;
      }
      gradient[LIMIT] += limit * (1 - limitShare) / loss;
      gradient[REDUCIBLE] += learnable / loss;
      gradient[ALPHA] -= alpha * learnable * logGrowth / loss;
      gradient[SEEN] += alpha * learnable / loss;
    }
  }

  private static double share(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** The curve at a point. */
  LossCurve curve(double[] point) {
    double unit = observations.longest();
    double alpha = Math.exp(point[ALPHA]);
    double seen = unit * Math.exp(point[SEEN]);
    return new LossCurve(
        Math.log(lowestLoss * share(point[LIMIT])),
        point[REDUCIBLE] + alpha * Math.log(seen),
        alpha,
        seen,
        overwriting ? Math.min(Math.exp(point[FIRST_OPTIONAL]) / unit, 0.999) : 0);
  }

  /** The influence of the domain at a position on this one. */
  double influenceOf(int other, double[] point) {
    if (!influence) {
      return 0;
    }
    int p = FIRST_OPTIONAL + (overwriting ? 1 : 0) + (other < domain ? other : other - 1);
    return point[p] * point[p];
  }

  /** How many losses the fit rests on. */
  int observed() {
    return observed;
  }

  /** How many parameters it has. */
  int parameters() {
    return parameters;
  }
}
