// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.internal.RunLock;

/**
 * Counts the tokens of the examples of a run whose weights are shares of tokens. {@link
 * VersaTune#tokens} gives it.
 *
 * <p>The rate of drawing is q_j ∝ w_j / t_j with t_j the mean number of tokens of an example. The
 * means are given to the builder, or counted here as examples are drawn. Until an example with
 * tokens of each domain with a weight has been counted, domains are drawn at their weights.
 *
 * <p>Safe for use by any number of threads: all methods take the lock of the run.
 */
public final class RunTokens {
  private final RunLock lock;
  private final DrawStream draws;

  RunTokens(RunLock lock, DrawStream draws) {
    this.lock = lock;
    this.draws = draws;
  }

  /**
   * Returns what the weights of the run are shares of.
   *
   * @return as given to {@link RunBuilder#weightsBy}
   */
  public WeightUnit unit() {
    return lock.holding(() -> draws.rates().unit());
  }

  /**
   * Returns whether the means are counted: weights are shares of tokens, and no means were given.
   *
   * @return false where {@link #count} must not be called
   */
  public boolean areCounted() {
    return lock.holding(() -> draws.rates().areCounted());
  }

  /**
   * Returns whether the mean of every domain with a weight is known, so that draws follow it.
   *
   * @return true where weights are shares of examples: then no mean is needed
   */
  public boolean areKnown() {
    return lock.holding(() -> draws.rates().areKnown(draws.weights()));
  }

  /**
   * Counts the tokens of examples that were drawn. The rates change from the next draw on. Workers
   * that share the draws must count alike: the examples of all of them, after equally many draws.
   *
   * @param examples how many, at least 1, by domain
   * @param tokens how many tokens they have together, at least 0, for the same domains
   * @throws IllegalStateException if the means are not counted
   * @throws IllegalArgumentException if a domain is unknown or a number out of range; nothing has
   *     changed then
   */
  public void count(Map<String, ? extends Number> examples, Map<String, ? extends Number> tokens) {
    lock.holding(() -> draws.count(examples, tokens));
  }

  /**
   * Returns the mean number of tokens of an example, as far as it is known.
   *
   * @return above 0 by domain
   */
  public ImmutableMap<String, Double> means() {
    return lock.holding(() -> draws.rates().means());
  }
}
