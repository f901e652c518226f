// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Holds a number and the interval around it.
 *
 * @param value the number; NaN where there is none, and then nothing is drawn
 * @param low lower end of its interval; NaN for no interval
 * @param high upper end of its interval; NaN for no interval
 */
public record Estimate(double value, double low, double high) {
  /** Refuses an interval that ends below its beginning. */
  public Estimate {
    checkArgument(!(low > high), "an interval from %s to %s", low, high);
  }

  /** {@return a number without an interval} */
  public static Estimate of(double value) {
    return new Estimate(value, Double.NaN, Double.NaN);
  }

  boolean present() {
    return Double.isFinite(value);
  }

  boolean hasInterval() {
    return present() && Double.isFinite(low) && Double.isFinite(high);
  }

  /** Returns the lowest number drawn for it. */
  double lowest() {
    return hasInterval() ? Math.min(low, value) : value;
  }

  /** Returns the highest number drawn for it. */
  double highest() {
    return hasInterval() ? Math.max(high, value) : value;
  }

  @Override
  public String toString() {
    return Labels.number(value)
        + (hasInterval() ? " (" + Labels.number(low) + " to " + Labels.number(high) + ")" : "");
  }
}
