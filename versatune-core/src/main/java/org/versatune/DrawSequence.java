// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.versatune.sampling.Samplers;

/**
 * Computes the draws that a saved run would make next, from its snapshot alone. Any process that
 * has the snapshot gets the same draws as the run, as long as nothing is reported to the run in the
 * meantime.
 *
 * <p>The draws are those of all workers together, in their order. A domain that reaches its epoch
 * cap is drawn no more, as in the run. Not safe for use by several threads.
 */
public final class DrawSequence {
  private final DrawStream draws;

  private DrawSequence(DrawStream draws) {
    this.draws = draws;
  }

  /**
   * Begins after the last draw of a saved run.
   *
   * @param snapshot the run
   * @return its draws from there on
   * @throws IllegalArgumentException if the sampler is the user's own, which cannot be built again
   *     from its name
   */
  public static DrawSequence after(Snapshot snapshot) {
    RunState state = notNull(snapshot, "snapshot").state();
    checkArgument(
        !state.own().containsKey(RunState.SAMPLER),
        "the run draws by a sampler of your own (class %s), which cannot be built again from its"
            + " name; use one of Samplers",
        state.own().get(RunState.SAMPLER));
    RunOptions options = state.options().withWorker(Worker.only());
    return new DrawSequence(
        new DrawStream(state, options, Samplers.named(state.sampler()), (domain, total) -> {}));
  }

  /**
   * Returns the domains; {@link #next} returns positions in this list.
   *
   * @return in the run's order
   */
  public ImmutableList<String> domains() {
    return draws.domains();
  }

  /**
   * Returns how often each domain has been drawn: by the run before the snapshot, and by this
   * sequence.
   *
   * @return count by domain
   */
  public ImmutableMap<String, Long> counts() {
    return draws.counts();
  }

  /**
   * Returns whether there is another draw.
   *
   * @return false only where every domain with a weight has reached its epoch cap
   */
  public boolean hasNext() {
    return draws.hasNext();
  }

  /**
   * Makes the next draws.
   *
   * @param count how many, at least 1
   * @return the position of a domain for each draw; fewer only where every domain reaches its epoch
   *     cap, and none where every one has
   */
  public int[] next(int count) {
    checkArgument(count >= 1, "%s draws were asked for; it is at least 1", count);
    return draws.hasNext() ? draws.rounds(count) : new int[0];
  }
}
