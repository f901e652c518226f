package org.versatune;

import static org.versatune.internal.Given.notNull;

/**
 * Draws the domain of the next example so that the stream follows the weights.
 *
 * <p>A sampler is mutable and not safe for use by several threads: {@code VersaTune} guards the one
 * it owns. Implementations stand in {@code org.versatune.sampling}.
 */
public interface DomainSampler {

  /**
   * Draws one domain by the weights in force.
   *
   * @return a position in the domains' order; never one whose weight is zero
   */
  int next();

  /**
   * Fills a block with the next draws: the same ones, in the same order, as so many calls of {@link
   * #next()}, and faster where a sampler has a loop of its own.
   *
   * @param out where the positions go, all of it is filled; an empty block draws nothing
   */
  default void next(int[] out) {
    notNull(out, "out");
    for (int i = 0; i < out.length; i++) {
      out[i] = next();
    }
  }

  /**
   * Changes the weights from the next draw on. What earlier weights promised is kept: the running
   * target of a domain is the integral of the weights in force.
   *
   * @param weights the new weights, over the same domains
   * @throws IllegalArgumentException if the number of domains differs
   */
  void reweigh(DomainDistribution weights);

  /**
   * Everything the sampler knows beside its weights.
   *
   * @return a state from which {@link Kind#resume} goes on bit for bit
   */
  SavedState state();

  /** A way of drawing, before it is bound to weights and a seed. */
  interface Kind {

    /**
     * The name and options of the kind, for the run record and for resuming.
     *
     * @return the description
     */
    RuleDescription describe();

    /**
     * A fresh sampler.
     *
     * @param weights the weights to start with
     * @param seed the seed of whatever is random about it
     * @return the sampler
     */
    DomainSampler start(DomainDistribution weights, long seed);

    /**
     * A sampler that goes on where a saved one stood.
     *
     * @param weights the weights that were in force
     * @param state what {@link DomainSampler#state()} gave
     * @return the sampler
     * @throws IllegalArgumentException if the state does not fit the kind or the number of domains
     */
    DomainSampler resume(DomainDistribution weights, SavedState state);
  }
}
