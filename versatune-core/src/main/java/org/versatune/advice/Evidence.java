// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.advice;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.Locale;

/**
 * Holds what one strategy reached in a study: a row of the table behind an {@link Advice}.
 *
 * @param strategy its name in the study
 * @param start the distribution that it started from: {@code uniform}, {@code detected}, {@code
 *     base} (the base model's true mix) or {@code mix} (one of its own)
 * @param steps training steps
 * @param numbers by measure: {@code mean_gain}, {@code worst_gain}, and the same with {@code
 *     _over_uniform} for the paired difference to uniform weights; {@code max_forgetting}, the
 *     highest share of its base loss that a domain lost; {@code target_gain} and {@code
 *     mean_forgetting} of an expansion. In an expansion both measures of forgetting leave out the
 *     target
 */
public record Evidence(
    String strategy, String start, long steps, ImmutableMap<String, Range> numbers) {

  /**
   * Checks that nothing is missing.
   *
   * @param strategy its name in the study
   * @param start the distribution that it started from
   * @param steps training steps
   * @param numbers by measure
   * @throws NullPointerException if something is null; the message names it
   */
  public Evidence {
    notNull(strategy, "strategy");
    notNull(start, "start");
    notNull(numbers, "numbers");
  }

  /**
   * A mean over seeds with its 95 % interval.
   *
   * @param mean the mean
   * @param low the lower end
   * @param high the upper end
   */
  public record Range(double mean, double low, double high) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%+.3f [%+.3f, %+.3f]", mean, low, high);
    }
  }

  @Override
  public String toString() {
    return strategy + " from " + start + ", " + steps + " steps: " + numbers;
  }
}
