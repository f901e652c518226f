// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.primitives.ImmutableDoubleArray;
import org.versatune.SavedState;

/**
 * The mean of all weights that a rule has given.
 *
 * @param sum of the weights, one number a domain
 * @param count of the weights
 */
record RunningMean(ImmutableDoubleArray sum, long count) {
  private static final String SUM = "sum";
  private static final String COUNT = "count";

  static RunningMean empty(int size) {
    return new RunningMean(ImmutableDoubleArray.copyOf(new double[size]), 0);
  }

  static RunningMean restored(SavedState state, int size) {
    return new RunningMean(
        ImmutableDoubleArray.copyOf(state.doubles(SUM, size)), state.number(COUNT));
  }

  RunningMean with(double[] weights) {
    double[] more = sum.toArray();
    for (int j = 0; j < more.length; j++) {
      more[j] += weights[j];
    }
    return new RunningMean(ImmutableDoubleArray.copyOf(more), count + 1);
  }

  double[] mean() {
    return Weights.normalized(sum.toArray());
  }

  SavedState state() {
    return SavedState.builder().doubles(SUM, sum.toArray()).longs(COUNT, count).build();
  }
}
