// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.collect.ImmutableList;

/** The numbers that an axis must show; they may be none. */
final class Range {
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  Range add(double value) {
    if (Double.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return this;
  }

  Range add(Estimate estimate) {
    return estimate.present() ? add(estimate.lowest()).add(estimate.highest()) : this;
  }

  /** Returns the lowest number; 0 where there is none. */
  double low() {
    return low <= high ? low : 0;
  }

  /** Returns the highest number, always above the lowest: 1 above it where there is no other. */
  double high() {
    return high > low ? high : low() + 1;
  }

  double length() {
    return high() - low();
  }

  /**
   * Returns about {@code count} round numbers inside: multiples of 1, 2 or 5 times a power of 10.
   */
  ImmutableList<Double> ticks(int count) {
    double rough = length() / count;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double leading = rough / power;
    double step = power * (leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10);
    ImmutableList.Builder<Double> ticks = ImmutableList.builder();
    // Numbers such as 0.3 are a rounding error off their tick.
    for (long i = (long) Math.ceil(low() / step - 1e-9); i * step <= high() + step * 1e-9; i++) {
      ticks.add(i * step);
    }
    return ticks.build();
  }
}
