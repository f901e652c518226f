// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

/**
 * Draws the domain of the next example so that the stream follows the weights.
 *
 * <p>A sampler is mutable and not safe for use by several threads: {@code VersaTune} guards the one
 * it owns. {@code org.versatune.sampling.Samplers} makes the built-in ones.
 */
public interface DomainSampler {

  /**
   * Draws one domain by the weights in force.
   *
   * @return a position in the domains' order; never one whose weight is zero
   */
  int next();

  /**
   * Fills an array with the next draws: those that repeated calls of {@link #next()} would make, in
   * the same order. A sampler may override this with a faster loop.
   *
   * @param out receives one position a draw; an empty array draws nothing
   */
  default void next(int[] out) {
    notNull(out, "out");
    for (int i = 0; i < out.length; i++) {
      out[i] = next();
    }
  }

  /**
   * Changes the weights from the next draw on. What a domain was owed under earlier weights stays
   * owed: the target of its count is the sum, over all draws, of its weight at each draw.
   *
   * @param weights the new weights, over the same domains
   * @throws IllegalArgumentException if the number of domains differs
   */
  void reweigh(DomainDistribution weights);

  /**
   * Saves the sampler's state, without its weights.
   *
   * @return a state from which {@link Kind#resume} goes on bit for bit
   */
  SavedState state();

  /** Describes a way of drawing, and starts samplers of it with weights and a seed. */
  interface Kind {

    /**
     * Returns the name and options of the kind, for the run record and for resuming.
     *
     * @return the description
     */
    RuleDescription describe();

    /**
     * Starts a sampler.
     *
     * @param weights the weights to start with
     * @param seed the seed of whatever is random about it
     * @return the sampler
     */
    DomainSampler start(DomainDistribution weights, long seed);

    /**
     * Returns a sampler that continues exactly as a saved one would have.
     *
     * @param weights the weights that were in force
     * @param state what {@link DomainSampler#state()} gave
     * @return the sampler
     * @throws IllegalArgumentException if the state does not fit the kind or the number of domains
     */
    DomainSampler resume(DomainDistribution weights, SavedState state);
  }
}
