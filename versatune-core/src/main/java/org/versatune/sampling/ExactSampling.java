// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.RuleDescription;
import org.versatune.SavedState;

/**
 * Draws so that the counts follow the weights exactly: the default way of drawing. {@link
 * Samplers#exact()} makes it.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class ExactSampling implements DomainSampler.Kind {
  static final String NAME = "exact";
  static final String WINDOW = "window";

  private final int window;

  ExactSampling(int window) {
    this.window = window;
  }

  /**
   * Returns a kind that makes the same draws in a random order inside windows of a fixed length.
   * This hides the periodic order that exact draws have under fixed weights. At the end of a window
   * the counts are those of the exact draws. A change of weights ends the window at once: draws
   * that were prepared and not yet used are discarded, and the next draw follows the new weights.
   *
   * @param window how many draws are shuffled together, 1 to 1 000 000; 1 shuffles nothing
   * @return a new kind
   * @throws IllegalArgumentException if the window is out of range
   */
  public ExactSampling shuffled(int window) {
    checkArgument(
        window >= 1 && window <= 1_000_000, "window is %s; it must be 1 to 1000000", window);
    return new ExactSampling(window);
  }

  @Override
  public RuleDescription describe() {
    return window == 1
        ? RuleDescription.of(NAME)
        : RuleDescription.of(NAME, ImmutableMap.of(WINDOW, window));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The seed is that of the shuffle; without one nothing is random about the draws.
   */
  @Override
  public DomainSampler start(DomainDistribution weights, long seed) {
    notNull(weights, "weights");
    return window == 1 ? ExactSampler.start(weights) : ShuffledSampler.start(weights, window, seed);
  }

  @Override
  public DomainSampler resume(DomainDistribution weights, SavedState state) {
    notNull(weights, "weights");
    notNull(state, "state");
    return window == 1
        ? ExactSampler.resume(weights, state)
        : ShuffledSampler.resume(weights, window, state);
  }
}
