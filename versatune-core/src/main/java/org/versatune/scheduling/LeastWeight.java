package org.versatune.scheduling;

import java.util.Arrays;

/**
 * Keeps a positive weight positive: an update never takes it below 1e-12 (our choice).
 *
 * <p>Exponentials and long products leave the range of doubles sooner than one thinks: one outlier
 * loss of 1000 nats/token under exp(loss) makes every other weight exactly 0, and a rule that
 * multiplies could never lift them again. Kept at 1e-12 a domain is hardly ever drawn, but the rule
 * brings it back when the losses say so.
 */
final class LeastWeight {
  static final double VALUE = 1e-12;

  private LeastWeight() {}

  /**
   * The weights after an update, with those that were positive before it at 1e-12 at least.
   *
   * @param before the weights that the rule started from
   * @param after what it made of them, with the sum 1
   * @return the same array where no weight is too small; otherwise its projection to the bounds
   */
  static double[] kept(double[] before, double[] after) {
    boolean low = false;
    for (int j = 0; j < after.length && !low; j++) {
      low = before[j] > 0 && after[j] < VALUE;
    }
    if (!low) {
      return after;
    }
    double[] lo = new double[after.length];
    double[] hi = new double[after.length];
    Arrays.fill(hi, 1);
    for (int j = 0; j < lo.length; j++) {
      lo[j] = before[j] > 0 ? VALUE : 0;
    }
    return SimplexProjection.project(after, lo, hi);
  }

  /** As {@link #kept(double[], double[])} for a rule that gives every domain a weight. */
  static double[] kept(double[] after) {
    double[] all = new double[after.length];
    Arrays.fill(all, 1);
    return kept(all, after);
  }
}
