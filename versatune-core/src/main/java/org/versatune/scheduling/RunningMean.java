// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableList;
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

  static RunningMean restored(SavedState state, ImmutableList<String> domains) {
    SavedNumbers numbers = new SavedNumbers(state, domains);
    RunningMean mean = new RunningMean(numbers.nonNegative(SUM), numbers.count(COUNT));
    // Each of the weights that were added up sums to 1.
    double total = mean.sum.stream().sum();
    if (!(Math.abs(total - mean.count) <= 1e-6 * mean.count)) {
      throw SavedNumbers.unfit("the sum of " + mean.count + " weights is " + total);
    }
    return mean;
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
