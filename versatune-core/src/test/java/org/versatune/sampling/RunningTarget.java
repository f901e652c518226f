// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.versatune.DomainDistribution;

/** Follows a sampler: the integral of the weights less the draws, for every domain. */
final class RunningTarget {
  private final double[] target;
  private final long[] draws;
  private double[] weights;
  private double furthest;

  RunningTarget(DomainDistribution weights) {
    this.weights = weights.toArray();
    target = new double[this.weights.length];
    draws = new long[this.weights.length];
  }

  void reweigh(DomainDistribution next) {
    weights = next.toArray();
  }

  void draw(int domain) {
    assertThat(weights[domain]).as("weight of the domain drawn").isPositive();
    draws[domain]++;
    for (int j = 0; j < target.length; j++) {
      target[j] += weights[j];
      furthest = Math.max(furthest, Math.abs(draws[j] - target[j]));
    }
  }

  /** The largest |draws − target| of any domain after any draw so far. */
  double furthest() {
    return furthest;
  }

  long draws(int domain) {
    return draws[domain];
  }

  @Override
  public String toString() {
    return Arrays.toString(draws);
  }
}
