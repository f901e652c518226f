// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

/** Checks of numbers, each naming the number and its value. */
final class Arguments {
  private Arguments() {}

  static void nonNegative(String name, double value) {
    checkArgument(
        value >= 0 && Double.isFinite(value),
        "%s is %s; it must be finite and at least 0",
        name,
        value);
  }

  static void positive(String name, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value),
        "%s is %s; it must be finite and above 0",
        name,
        value);
  }

  static void aboveOne(String name, double value) {
    checkArgument(
        value > 1 && Double.isFinite(value),
        "%s is %s; it must be finite and above 1",
        name,
        value);
  }

  static void finite(String name, double value) {
    checkArgument(Double.isFinite(value), "%s is %s; it must be finite", name, value);
  }

  /** A share of a whole: in [0, 1]. */
  static void share(String name, double value) {
    checkArgument(value >= 0 && value <= 1, "%s is %s; it must be in [0, 1]", name, value);
  }

  /** A share that leaves something over: in [0, 1). */
  static void properShare(String name, double value) {
    checkArgument(
        value >= 0 && value < 1, "%s is %s; it must be at least 0 and below 1", name, value);
  }

  static void atLeast(String name, long least, long value) {
    checkArgument(value >= least, "%s is %s; it must be at least %s", name, value, least);
  }
}
