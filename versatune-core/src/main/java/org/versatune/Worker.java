// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Names one of n workers that share the draws of a run: each takes one of every n draws, so that
 * together they take every draw once.
 *
 * <p><b>Rounds.</b> Every worker makes all draws, since each depends on those before, and keeps one
 * of each round of n. So workers that have made equally many draws agree on the weights, and a
 * change of weights or of the number of workers takes effect at the same draw on all of them. The
 * first round begins at draw 0, or where a run was resumed.
 *
 * <p><b>In common.</b> All workers need the same arguments to {@link RunBuilder}, and the same
 * reports: equal numbers (of one evaluation, or averaged over the workers) after equally many
 * draws. A report after m draws of each of n workers governs the draws from m·n on, so a batch of b
 * on each worker is a batch of n·b of one process. Workers are in step if {@link VersaTune#draws()}
 * and {@link VersaTune#weights()} agree. Give {@link RunBuilder#record} to one of them only.
 *
 * <p><b>Turns.</b> A worker's place in the round changes from round to round, by a permutation that
 * follows from the run's seed; in n rounds each worker has each place once (our choice). With a
 * fixed place a worker would get only some of the domains, wherever n shares a factor with the
 * period of the draws. {@link BatchPlan#takes} says which draws are whose.
 *
 * <p>Immutable and safe for use by any number of threads.
 *
 * @param rank which worker, from 0 to {@code workers} − 1
 * @param workers how many there are, at least 1
 */
public record Worker(int rank, int workers) {
  private static final Worker ONLY = new Worker(0, 1);

  /**
   * Checks the range.
   *
   * @param rank which worker, from 0
   * @param workers how many there are, at least 1
   * @throws IllegalArgumentException if there is no such worker
   */
  public Worker {
    checkArgument(workers >= 1, "%s workers; there must be at least 1", workers);
    checkArgument(
        rank >= 0 && rank < workers,
        "worker %s of %s does not exist; ranks go from 0 to %s",
        rank,
        workers,
        workers - 1);
  }

  /**
   * Returns a worker.
   *
   * @param rank which worker, from 0
   * @param workers how many there are, at least 1
   * @return the worker
   * @throws IllegalArgumentException if there is no such worker
   */
  public static Worker of(int rank, int workers) {
    return new Worker(rank, workers);
  }

  /**
   * Returns the only worker of a run, worker 0 of 1, which takes every draw.
   *
   * @return the only worker
   */
  public static Worker only() {
    return ONLY;
  }

  /**
   * Returns whether this worker is the only one, and so takes every draw.
   *
   * @return true if there is one worker
   */
  public boolean isOnly() {
    return workers == 1;
  }

  @Override
  public String toString() {
    return "worker " + rank + " of " + workers;
  }
}
