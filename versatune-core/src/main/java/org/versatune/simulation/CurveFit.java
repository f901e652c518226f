// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.special.Erf;
import org.versatune.internal.Given;
import org.versatune.record.RunRecord;

/**
 * Fits {@link LossCurves} to the losses and draws of one or more run records.
 *
 * <p>The runs must start from the same base model and differ in their mixes only: model, learning
 * rate and evaluation are taken to be the same. The influence of one domain on another shows in
 * runs of different mixes; from a single run of constant weights it cannot be fitted, and stays
 * near 0.
 *
 * <p>The error bars come from a residual bootstrap: the errors of the fit are drawn anew, by whole
 * evaluations so that domains keep what they have in common, added to the fitted losses, and the
 * curves are fitted again. Errors are first scaled by √(n/(n−p)) for n losses and p parameters (at
 * most √2), because a fit lies closer to its own data than the truth does. The same seed gives the
 * same replicates, however many threads work on them.
 *
 * <p>Not safe for use by several threads.
 */
public final class CurveFit {
  private final Observations observations;
  private boolean overwriting = true;
  private boolean influence = true;
  private double huber = 0.01;
  private int replicates = 100;
  private long seed = 1;

  private CurveFit(Observations observations) {
    this.observations = observations;
  }

  /**
   * Starts a fit to some runs.
   *
   * @param records at least one, all over the same domains
   * @return a fit with the default options
   * @throws IllegalArgumentException if there is no record, the domains differ, a record has no
   *     counts of examples drawn, or nothing was evaluated after training
   */
  public static CurveFit to(List<RunRecord> records) {
    return new CurveFit(Observations.of(Given.list(records, "records")));
  }

  /**
   * Starts a fit to some runs.
   *
   * @param records at least one, all over the same domains
   * @return a fit with the default options
   * @throws IllegalArgumentException as for {@link #to(List)}
   */
  public static CurveFit to(RunRecord... records) {
    return to(Given.list(records, "records"));
  }

  /**
   * Sets whether examples of other domains may overwrite what was learnt.
   *
   * @param fitted true by default; false for curves that never rise
   * @return this
   */
  @CanIgnoreReturnValue
  public CurveFit overwriting(boolean fitted) {
    overwriting = fitted;
    return this;
  }

  /**
   * Sets whether examples of one domain may help another.
   *
   * @param fitted true by default
   * @return this
   */
  @CanIgnoreReturnValue
  public CurveFit influence(boolean fitted) {
    influence = fitted;
    return this;
  }

  /**
   * Sets the error above which an evaluation counts as an outlier.
   *
   * @param logLoss error in log loss, above 0; 0.01 by default (about 1 % of the loss)
   * @return this
   * @throws IllegalArgumentException if it is not finite or not above 0
   */
  @CanIgnoreReturnValue
  public CurveFit huber(double logLoss) {
    checkArgument(
        logLoss > 0 && Double.isFinite(logLoss), "huber is %s; it must be above 0", logLoss);
    huber = logLoss;
    return this;
  }

  /**
   * Sets how many times to resample.
   *
   * @param count 100 by default, at least 2; 0 for no error bars
   * @return this
   * @throws IllegalArgumentException if it is negative or 1, which gives no interval
   */
  @CanIgnoreReturnValue
  public CurveFit replicates(int count) {
    checkArgument(
        count >= 0 && count != 1,
        "replicates is %s; it must be at least 2, or 0 for no error bars",
        count);
    replicates = count;
    return this;
  }

  /**
   * Sets the seed of the bootstrap.
   *
   * @param value any number, 1 by default
   * @return this
   */
  @CanIgnoreReturnValue
  public CurveFit seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Fits the curves.
   *
   * @return curves and replicates
   * @throws IllegalArgumentException if a domain has fewer than 3 losses; the message names it
   * @throws IllegalStateException if no curve can be fitted to a domain; the message names it
   */
  public FittedCurves fit() {
    ImmutableList<DomainFit> fits =
        IntStream.range(0, observations.domains().size())
            .mapToObj(j -> new DomainFit(observations, j, overwriting, influence, huber))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<double[]> points =
        fits.parallelStream().map(DomainFit::fit).collect(ImmutableList.toImmutableList());

    int rows = observations.rows().size();
    double[][] fitted = new double[fits.size()][];
    double[][] errors = new double[fits.size()][rows];
    ImmutableMap.Builder<String, Double> rootMeanSquares = ImmutableMap.builder();
    for (int j = 0; j < fits.size(); j++) {
      fitted[j] = fits.get(j).predict(points.get(j));
      double[] measured = observations.logLosses(j);
      double squares = 0;
      for (int t = 0; t < rows; t++) {
        errors[j][t] = measured[t] - fitted[j][t];
        squares += Double.isNaN(errors[j][t]) ? 0 : errors[j][t] * errors[j][t];
      }
      rootMeanSquares.put(
          observations.domains().get(j), Math.sqrt(squares / fits.get(j).observed()));
      widen(errors[j], fits.get(j));
    }

    SplittableRandom random = new SplittableRandom(seed);
    ImmutableList<SplittableRandom> sources =
        IntStream.range(0, replicates)
            .mapToObj(b -> random.split())
            .collect(ImmutableList.toImmutableList());
    ImmutableList<FittedCurves.Replicate> resampled =
        sources.parallelStream()
            .map(source -> replicate(fits, points, fitted, errors, source))
            .collect(ImmutableList.toImmutableList());
    return new FittedCurves(
        curves(fits, points), resampled, rootMeanSquares.buildOrThrow(), observations.longest());
  }

  private static void widen(double[] errors, DomainFit fit) {
    double factor = Math.sqrt((double) fit.observed() / fit.degreesOfFreedom());
    for (int t = 0; t < errors.length; t++) {
      errors[t] *= factor;
    }
  }

  private FittedCurves.Replicate replicate(
      ImmutableList<DomainFit> fits,
      ImmutableList<double[]> points,
      double[][] fitted,
      double[][] errors,
      SplittableRandom random) {
    int rows = observations.rows().size();
    int[] drawn = random.ints(rows + 1L, 0, rows).toArray();
    ImmutableList.Builder<double[]> refitted = ImmutableList.builder();
    ImmutableDoubleArray.Builder noise = ImmutableDoubleArray.builder();
    for (int j = 0; j < fits.size(); j++) {
      double[] target = new double[rows];
      for (int t = 0; t < rows; t++) {
        boolean missing = Double.isNaN(errors[j][t]);
        target[t] = missing ? Double.NaN : fitted[j][t] + error(errors[j], drawn[t], t);
      }
      double[] surprise =
          random
              .doubles(fits.get(j).parameters(), 1e-12, 1)
              .map(CurveFit::normalQuantile)
              .toArray();
      refitted.add(fits.get(j).refit(target, points.get(j), surprise));
      noise.add(error(errors[j], drawn[rows], 0));
    }
    return new FittedCurves.Replicate(curves(fits, refitted.build()), noise.build());
  }

  /** A standard normal number from a uniform one. */
  private static double normalQuantile(double share) {
    return Math.sqrt(2) * Erf.erfInv(2 * share - 1);
  }

  /** The error of the drawn evaluation, or another's where that evaluation lacks the domain. */
  private static double error(double[] errors, int drawn, int instead) {
    if (!Double.isNaN(errors[drawn])) {
      return errors[drawn];
    }
    return Double.isNaN(errors[instead]) ? 0 : errors[instead];
  }

  private LossCurves curves(ImmutableList<DomainFit> fits, ImmutableList<double[]> points) {
    ImmutableList<String> domains = observations.domains();
    ImmutableMap.Builder<String, LossCurve> curves = ImmutableMap.builder();
    ImmutableTable.Builder<String, String, Double> influences = ImmutableTable.builder();
    for (int j = 0; j < domains.size(); j++) {
      curves.put(domains.get(j), fits.get(j).curve(points.get(j)));
      for (int i = 0; i < domains.size(); i++) {
        if (i != j && influence) {
          influences.put(domains.get(i), domains.get(j), fits.get(j).influenceOf(i, points.get(j)));
        }
      }
    }
    return new LossCurves(curves.buildOrThrow(), influences.buildOrThrow());
  }
}
