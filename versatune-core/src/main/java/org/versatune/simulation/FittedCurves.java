// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;

/**
 * Holds loss curves fitted to run records, with the bootstrap replicates that carry their
 * uncertainty.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class FittedCurves {
  private final LossCurves curves;
  private final ImmutableList<Replicate> replicates;
  private final ImmutableMap<String, Double> residuals;
  private final double longestRun;

  FittedCurves(
      LossCurves curves,
      ImmutableList<Replicate> replicates,
      ImmutableMap<String, Double> residuals,
      double longestRun) {
    this.curves = curves;
    this.replicates = replicates;
    this.residuals = residuals;
    this.longestRun = longestRun;
  }

  /**
   * The fit to losses resampled once.
   *
   * @param curves the curves
   * @param noise an error of measurement to go with them, in log loss by position of the domain
   */
  record Replicate(LossCurves curves, ImmutableDoubleArray noise) {}

  /**
   * Returns the best fit.
   *
   * @return curve by domain
   */
  public LossCurves curves() {
    return curves;
  }

  /**
   * Returns the fits to resampled losses.
   *
   * @return as many as {@link CurveFit#replicates} asked for
   */
  public ImmutableList<LossCurves> replicates() {
    return replicates.stream().map(Replicate::curves).collect(ImmutableList.toImmutableList());
  }

  ImmutableList<Replicate> noisyReplicates() {
    return replicates;
  }

  /**
   * Returns how far the curves are from the losses they were fitted to.
   *
   * @return root mean square of log loss − log curve by domain: 0.01 is about 1 % of the loss
   */
  public ImmutableMap<String, Double> residuals() {
    return residuals;
  }

  /**
   * Returns the length of the longest run that was fitted.
   *
   * @return examples; a simulation of more extrapolates
   */
  public double longestRun() {
    return longestRun;
  }

  @Override
  public String toString() {
    return "FittedCurves of "
        + curves
        + ", residuals "
        + residuals
        + ", "
        + replicates.size()
        + " replicates";
  }
}
