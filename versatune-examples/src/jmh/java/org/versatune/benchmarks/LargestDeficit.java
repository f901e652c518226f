// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;

/**
 * The rule one would write first, as a yardstick: add every weight to its domain's deficit and draw
 * the domain with the largest. It reads and writes every domain at every draw, and it does not stay
 * within one draw of the target.
 */
final class LargestDeficit implements DomainSampler {
  private final double[] deficit;
  private double[] weights;

  LargestDeficit(DomainDistribution weights) {
    this.weights = weights.toArray();
    deficit = new double[this.weights.length];
  }

  @Override
  public int next() {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < deficit.length; j++) {
      double owed = deficit[j] + weights[j];
      deficit[j] = owed;
      if (owed > most && weights[j] > 0) {
        most = owed;
        best = j;
      }
    }
    deficit[best]--;
    return best;
  }

  @Override
  public void reweigh(DomainDistribution next) {
    weights = next.toArray();
  }

  @Override
  public SavedState state() {
    return SavedState.builder().doubles("deficit", deficit).build();
  }
}
