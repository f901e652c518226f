// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import com.google.common.hash.Hashing;
import java.util.Random;

/**
 * Says which draw of each round is a worker's own, where n workers share one sequence of draws.
 *
 * <p>Were it always the one at the worker's rank, each worker would see every n-th draw, and
 * wherever the sequence has a period that shares a factor with n, some domains only: four equal
 * domains and four workers would give each worker a single domain. So the workers change places
 * from round to round, by a permutation that depends on the seed: in n rounds each worker has each
 * place once (a Latin square of shifted permutations; our choice). Which draws are made does not
 * depend on it.
 *
 * <p>A turn is a function of the seed and the number of the round alone, so there is no state to
 * save. Not safe for use by several threads.
 */
public final class WorkerTurns {
  private final int rank;
  private final int workers;
  private final long seed;
  private final int[] shifts;
  private long block = -1;

  /**
   * The turns of one worker.
   *
   * @param rank which worker, from 0
   * @param workers how many there are, at least 1
   * @param seed the same on every worker
   */
  public WorkerTurns(int rank, int workers, long seed) {
    this.rank = rank;
    this.workers = workers;
    this.seed = seed;
    this.shifts = new int[workers];
  }

  /**
   * The draw that is this worker's.
   *
   * @param round the number of the round in the sequence, at least 0
   * @return its place in the round, from 0 to n − 1; another one for each worker
   */
  public int of(long round) {
    if (workers == 1) {
      return 0;
    }
    if (round / workers != block) {
      block = round / workers;
      shuffle();
    }
    return (rank + shifts[(int) (round % workers)]) % workers;
  }

  private void shuffle() {
    // java.util.Random is a fixed algorithm by contract; the hash makes its seeds independent.
    Random random =
        new Random(Hashing.murmur3_128().newHasher().putLong(seed).putLong(block).hash().asLong());
    for (int i = 0; i < workers; i++) {
      int other = random.nextInt(i + 1);
      shifts[i] = shifts[other];
      shifts[other] = i;
    }
  }
}
