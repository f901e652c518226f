// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

/**
 * Keeps a fixed mix that is as uniform as a budget allows while no domain is repeated for more than
 * a number of epochs: UniMax (Chung et al., arXiv 2304.09151, algorithm 1). In the order of
 * ascending size,
 *
 * <pre>U_i = min(budget left / domains left, epochs·n_i),   w_i = U_i / Σ U</pre>
 *
 * <p>n_i is the number of examples and the budget is in examples, too. The limit is 4 epochs unless
 * set; the budget has no default. Setting up costs O(k log k).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class UniMax extends FixedMix {
  private static final Option<Double> BUDGET = Option.positive("budget");
  private static final Option<Double> EPOCHS = Option.positive("epochs").or(4.0);

  static final Options DEFAULTS = Options.of("unimax", BUDGET, EPOCHS);

  UniMax(double budget) {
    this(DEFAULTS.with(BUDGET, budget));
  }

  UniMax(Options options) {
    super(options, setup -> evenedOut(setup, options.get(BUDGET), options.get(EPOCHS)));
  }

  /**
   * Returns this rule with another limit of repetition.
   *
   * @param epochs how often a domain may be repeated, finite and above 0; 4 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public UniMax epochs(double epochs) {
    return new UniMax(options.with(EPOCHS, epochs));
  }
}
