// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

/**
 * Keeps a fixed mix between proportional (T = 1) and uniform (T → ∞): temperature-scaled mixing
 * (Raffel et al., T5, arXiv 1910.10683, section 3.5.2),
 *
 * <pre>w_j ∝ min(scale·n_j, max)^(1/T)</pre>
 *
 * <p>n_j is the number of examples of domain j; max is an artificial limit on the size of a data
 * set. T is 2 unless set (our choice), the scale 1, and there is no limit.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Temperature extends FixedMix {
  private static final Option<Double> TEMPERATURE = Option.positive("temperature").or(2.0);
  private static final Option<Double> SCALE = Option.positive("scale").or(1.0);
  private static final Option<Double> MAX = Option.positive("max").orNone();

  static final Options DEFAULTS = Options.of("temperature", TEMPERATURE, SCALE, MAX);

  Temperature(Options options) {
    super(
        options,
        setup -> {
          Double max = options.find(MAX);
          double limit = max == null ? Double.POSITIVE_INFINITY : max;
          return tempered(setup, options.get(TEMPERATURE), options.get(SCALE), limit);
        });
  }

  /**
   * Returns this rule with another temperature T.
   *
   * @param temperature finite and above 0; 2 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Temperature temperature(double temperature) {
    return new Temperature(options.with(TEMPERATURE, temperature));
  }

  /**
   * Returns this rule with another scale of the sizes.
   *
   * @param scale finite and above 0; 1 by default; it matters only where there is a limit
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Temperature scale(double scale) {
    return new Temperature(options.with(SCALE, scale));
  }

  /**
   * Returns this rule with a limit on the scaled sizes.
   *
   * @param max examples, finite and above 0; none by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Temperature max(double max) {
    return new Temperature(options.with(MAX, max));
  }
}
