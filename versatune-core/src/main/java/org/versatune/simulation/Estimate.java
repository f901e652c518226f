package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.Locale;

/**
 * A predicted number with the interval in which a measured one is expected 19 times out of 20.
 *
 * @param value the prediction
 * @param low lower end, at most the value
 * @param high upper end, at least the value
 * @param replicates the number of bootstrap replicates behind the interval; 0 where there are none,
 *     and low and high then equal the value and say nothing
 */
public record Estimate(double value, double low, double high, int replicates) {

  /**
   * Checks the order of the numbers.
   *
   * @param value the prediction
   * @param low lower end
   * @param high upper end
   * @param replicates number of replicates
   * @throws IllegalArgumentException if they are not low ≤ value ≤ high
   */
  public Estimate {
    checkArgument(
        low <= value && value <= high, "an estimate of %s is not in [%s, %s]", value, low, high);
  }

  /**
   * The percentiles 2.5 and 97.5 of the replicates, interpolated, and widened where they do not
   * hold the value itself.
   */
  static Estimate of(double value, double[] replicates) {
    if (replicates.length == 0) {
      return new Estimate(value, value, value, 0);
    }
    double[] sorted = replicates.clone();
    Arrays.sort(sorted);
    return new Estimate(
        value,
        Math.min(value, quantile(sorted, 0.025)),
        Math.max(value, quantile(sorted, 0.975)),
        sorted.length);
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /**
   * Whether a measured number is inside the interval.
   *
   * @param measured what came out
   * @return true if low ≤ measured ≤ high
   */
  public boolean holds(double measured) {
    return low <= measured && measured <= high;
  }

  @Override
  public String toString() {
    return replicates == 0
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", value, low, high);
  }
}
