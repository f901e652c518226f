// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkElementIndex;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Names the domain of each example of one batch, in the order in which they were drawn.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class BatchPlan {
  private final long number;
  private final Worker worker;

  /** What all workers drew, by position of the domain. */
  private final int[] drawn;

  /** What this worker drew. */
  private final int[] own;

  /** The place of this worker's draw in each round; empty where there is one worker. */
  private final int[] turns;

  // Named and counted when asked for: that takes several times as long as drawing does, and a
  // composer of millions of rows asks for neither.
  private final Supplier<ImmutableList<String>> sequence;
  private final Supplier<ImmutableList<String>> order;
  private final Supplier<ImmutableMap<String, Integer>> counts;

  /**
   * A batch.
   *
   * @param drawn what all workers drew, by position of the domain; not changed after this
   * @param turns for each round among them, the place of this worker's draw
   */
  BatchPlan(long number, Worker worker, ImmutableList<String> domains, int[] drawn, int[] turns) {
    this.number = number;
    this.worker = worker;
    this.drawn = drawn;
    this.turns = turns;
    this.own =
        worker.isOnly()
            ? drawn
            : IntStream.range(0, drawn.length).filter(this::isOwn).map(i -> drawn[i]).toArray();
    this.sequence = Suppliers.memoize(() -> named(drawn, domains));
    this.order = worker.isOnly() ? sequence : Suppliers.memoize(() -> named(own, domains));
    this.counts = Suppliers.memoize(() -> counts(own.clone(), domains));
  }

  private static ImmutableList<String> named(int[] positions, ImmutableList<String> domains) {
    ImmutableList.Builder<String> names = ImmutableList.builderWithExpectedSize(positions.length);
    for (int domain : positions) {
      names.add(domains.get(domain));
    }
    return names.build();
  }

  /** Counts by sorting, so that a small batch of very many domains costs no more than its size. */
  private static ImmutableMap<String, Integer> counts(int[] drawn, List<String> domains) {
    Arrays.sort(drawn);
    ImmutableMap.Builder<String, Integer> counts = ImmutableMap.builder();
    int from = 0;
    for (int to = 1; to <= drawn.length; to++) {
      if (to == drawn.length || drawn[to] != drawn[from]) {
        counts.put(domains.get(drawn[from]), to - from);
        from = to;
      }
    }
    return counts.buildOrThrow();
  }

  /**
   * Returns the number of the batch in the run.
   *
   * @return 0 for the first batch; it goes on over epochs and over a resumed run
   */
  public long number() {
    return number;
  }

  /**
   * Returns the domain of each example.
   *
   * @return one name an example, in drawn order
   */
  public ImmutableList<String> domains() {
    return order.get();
  }

  /**
   * Returns the worker that this batch is for.
   *
   * @return the worker whose run planned it
   */
  public Worker worker() {
    return worker;
  }

  /**
   * Returns whether a draw is this worker's.
   *
   * @param draw a position in {@link #sequence()}, from 0
   * @return true for exactly one draw of each round; a round has one draw for each worker
   * @throws IndexOutOfBoundsException if there is no such draw
   */
  public boolean takes(int draw) {
    checkElementIndex(draw, drawn.length, "draw");
    return isOwn(draw);
  }

  private boolean isOwn(int draw) {
    return worker.isOnly() || turns[draw / worker.workers()] == draw % worker.workers();
  }

  /**
   * Returns the draws of all workers for the batches with this number. {@link #domains()} are the
   * draws that this worker {@link #takes}. A reader that goes through a domain's examples in order
   * needs all of them, to skip the examples of the other workers.
   *
   * @return one name for each draw of all workers, in drawn order; in a run of one worker {@link
   *     #domains()}
   */
  public ImmutableList<String> sequence() {
    return sequence.get();
  }

  /**
   * Returns how many examples each domain gets.
   *
   * @return count by domain in the run's order, without the domains that get none
   */
  public ImmutableMap<String, Integer> counts() {
    return counts.get();
  }

  /**
   * Returns the number of examples.
   *
   * @return the size asked for, or less where every domain reached its epoch cap
   */
  public int size() {
    return own.length;
  }

  @Override
  public String toString() {
    return "batch " + number + " " + counts();
  }
}
