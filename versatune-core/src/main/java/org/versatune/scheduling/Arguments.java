package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/** Checks of options, each naming the option and the value it was given. */
final class Arguments {
  private Arguments() {}

  @CanIgnoreReturnValue
  static double nonNegative(String name, double value) {
    checkArgument(
        value >= 0 && Double.isFinite(value),
        "%s is %s; it must be finite and at least 0",
        name,
        value);
    return value;
  }

  @CanIgnoreReturnValue
  static double positive(String name, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value),
        "%s is %s; it must be finite and above 0",
        name,
        value);
    return value;
  }

  @CanIgnoreReturnValue
  static double finite(String name, double value) {
    checkArgument(Double.isFinite(value), "%s is %s; it must be finite", name, value);
    return value;
  }

  /** A share of a whole: in [0, 1]. */
  @CanIgnoreReturnValue
  static double share(String name, double value) {
    checkArgument(value >= 0 && value <= 1, "%s is %s; it must be in [0, 1]", name, value);
    return value;
  }

  /** A share that leaves something over: in [0, 1). */
  @CanIgnoreReturnValue
  static double properShare(String name, double value) {
    checkArgument(
        value >= 0 && value < 1, "%s is %s; it must be at least 0 and below 1", name, value);
    return value;
  }

  @CanIgnoreReturnValue
  static long atLeast(String name, long least, long value) {
    checkArgument(value >= least, "%s is %s; it must be at least %s", name, value, least);
    return value;
  }
}
