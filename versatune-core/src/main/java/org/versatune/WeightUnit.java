// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

/** Says what the weights of a run are shares of. */
public enum WeightUnit {
  /** Weights are shares of the examples drawn; the default. */
  EXAMPLES,

  /**
   * Weights are shares of the tokens trained on. A domain with long examples is drawn less often:
   * the rate of drawing is q_j ∝ w_j / t_j, where t_j is the mean number of tokens of an example of
   * domain j.
   */
  TOKENS
}
