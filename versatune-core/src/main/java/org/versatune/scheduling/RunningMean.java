package org.versatune.scheduling;

import com.google.common.primitives.ImmutableDoubleArray;
import org.versatune.SavedState;

/** The mean of all weights that a rule has given: what some rules take for their result. */
final class RunningMean {
  private static final String SUM = "sum";
  private static final String COUNT = "count";

  private final ImmutableDoubleArray sum;
  private final long count;

  private RunningMean(ImmutableDoubleArray sum, long count) {
    this.sum = sum;
    this.count = count;
  }

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

  boolean isEmpty() {
    return count == 0;
  }

  double[] mean() {
    return Normalized.of(sum.toArray());
  }

  SavedState state() {
    return SavedState.builder().doubles(SUM, sum.toArray()).longs(COUNT, count).build();
  }
}
