// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Writes durations as people do, and counts those that are too long to be counted. */
public final class Durations {
  private static final int NANO_DIGITS = 9;

  private Durations() {}

  /**
   * Writes a duration for a message: {@code 0.3 s}, {@code 1 min 30 s} or {@code 2 h}, where Java
   * writes {@code PT2H}.
   *
   * @param duration any
   * @return at most two units
   */
  public static String text(Duration duration) {
    if (duration.isNegative()) {
      return "-" + text(new BigDecimal(duration.getSeconds()).negate(), -duration.getNano());
    }
    return text(new BigDecimal(duration.getSeconds()), duration.getNano());
  }

  private static String text(BigDecimal whole, int nanos) {
    BigDecimal seconds = whole.add(BigDecimal.valueOf(nanos, NANO_DIGITS));
    BigDecimal minute = BigDecimal.valueOf(60);
    if (seconds.compareTo(minute) < 0) {
      return seconds.signum() == 0 ? "0 s" : seconds.stripTrailingZeros().toPlainString() + " s";
    }
    BigDecimal[] minutes = seconds.setScale(0, RoundingMode.HALF_UP).divideAndRemainder(minute);
    if (minutes[0].compareTo(minute) < 0) {
      return units(minutes, "min", "s");
    }
    return units(minutes[0].divideAndRemainder(minute), "h", "min");
  }

  private static String units(BigDecimal[] parts, String large, String small) {
    return parts[0].toPlainString()
        + " "
        + large
        + (parts[1].signum() == 0 ? "" : " " + parts[1].toPlainString() + " " + small);
  }

  /**
   * Counts the nanoseconds of a duration.
   *
   * @param duration any
   * @return its nanoseconds; the largest number there is where they are more, so that whoever waits
   *     "for ever" does
   */
  public static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
