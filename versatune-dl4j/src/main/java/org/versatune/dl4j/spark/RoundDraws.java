// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.RowOrder;

/**
 * The draws of one round: says which of them a row is for. Sent to executors as {@link RoundSlices}
 * and a few numbers by domain; the tasks of each executor make the draws together, and it keeps
 * their numbers, half a byte a draw ({@link AscendingNumbers}).
 *
 * <p>The k-th draw of a domain with n rows, counted from 0 over the whole run, takes the row at
 * place k mod n of epoch ⌊k / n⌋ ({@link RowOrder}). Inversely, row i is for the draws k = e·n +
 * place(i) of all epochs e that the round touches. So the task that reads a row finds its draws,
 * and neither rows nor draws move.
 */
final class RoundDraws implements Serializable {
  private static final long serialVersionUID = 1;

  /** Epochs of a domain in one round whose orders are kept; a small domain may have thousands. */
  static final int KEPT = 16;

  private static final long[] NONE = {};

  private final RoundSlices slices;
  private final String[] domains;
  private final long seed;
  private final long firstDraw;
  private final long[] sizes;
  private final long[] before;
  private final long[] after;

  private transient @Nullable Places begun;
  private transient volatile @Nullable Places places;

  /**
   * Places of the draws.
   *
   * @param numbers for each domain, the numbers in the round of the draws that are its
   * @param orders for each domain, the order of its first epochs in the round
   * @param making the slices of the numbers, until all are made
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Places(AscendingNumbers[] numbers, RowOrder[][] orders, SharedWork making) {}

  /**
   * A round.
   *
   * @param slices its draws
   * @param domains in the run's order
   * @param seed of the run
   * @param sizes rows by domain
   * @param before draws by domain before it
   */
  RoundDraws(RoundSlices slices, String[] domains, long seed, long[] sizes, long[] before) {
    this.slices = slices;
    this.domains = domains;
    this.seed = seed;
    this.sizes = sizes;
    this.before = before;
    this.after = before.clone();
    for (int j = 0; j < after.length; j++) {
      after[j] += slices.all()[j];
    }
    this.firstDraw = Arrays.stream(before).sum();
  }

  String[] domains() {
    return domains;
  }

  /** Whether no row is for two draws, since no domain is in two epochs. */
  boolean takesRowsOnce() {
    return IntStream.range(0, sizes.length).allMatch(domain -> epochs(domain) == 1);
  }

  private long firstEpoch(int domain) {
    return before[domain] / sizes[domain];
  }

  private long lastEpoch(int domain) {
    return (after[domain] - 1) / sizes[domain];
  }

  /**
   * Epochs of a domain in the round, whose orders are kept; at least 1.
   *
   * @return more than {@link #KEPT} where not all are: then only {@link #of} finds all draws
   */
  long epochs(int domain) {
    return after[domain] == before[domain] ? 1 : lastEpoch(domain) - firstEpoch(domain) + 1;
  }

  /**
   * The numbers of the draws that some rows are for in one epoch. Many rows at once: then a
   * processor waits for several reads of its memory together.
   *
   * @param domain their domain
   * @param epoch from 0, the first of the domain in the round; one that is kept
   * @param first the number of the first row in the domain
   * @param draws receives for each row the draw, from the first draw of the run on; −1 where it is
   *     not drawn
   * @param count how many rows, at most as long as the array
   */
  void inEpoch(int domain, int epoch, long first, long[] draws, int count) {
    long from = before[domain];
    long to = after[domain];
    if (from == to) {
      Arrays.fill(draws, 0, count, -1);
      return;
    }
    Places known = places();
    RowOrder order = known.orders[domain][epoch];
    order.places(first, draws, count);
    AscendingNumbers numbers = known.numbers[domain];
    long begin = order.epoch() * sizes[domain] - from;
    long[] found = new long[count];
    int[] rows = new int[count];
    int drawn = 0;
    for (int i = 0; i < count; i++) {
      long draw = begin + draws[i];
      found[drawn] = draw;
      rows[drawn] = i;
      drawn += draw >= 0 && draw < to - from ? 1 : 0;
      draws[i] = -1;
    }
    numbers.get(found, drawn);
    for (int k = 0; k < drawn; k++) {
      draws[rows[k]] = firstDraw + found[k];
    }
  }

  /**
   * The numbers of the draws that a row is for.
   *
   * @param domain its domain
   * @param row its number in the domain
   * @return from the first draw of the run on, ascending by epoch
   */
  long[] of(int domain, long row) {
    if (after[domain] == before[domain]) {
      return NONE;
    }
    Places known = places();
    long[] found = NONE;
    long first = firstEpoch(domain);
    for (long epoch = first; epoch <= lastEpoch(domain); epoch++) {
      RowOrder[] kept = known.orders[domain];
      RowOrder order =
          epoch - first < kept.length
              ? kept[(int) (epoch - first)]
              : RowOrder.of(seed, domains[domain], sizes[domain], epoch);
      long draw = epoch * sizes[domain] + order.place(row);
      if (draw >= before[domain] && draw < after[domain]) {
        found = Arrays.copyOf(found, found.length + 1);
        found[found.length - 1] = firstDraw + known.numbers[domain].get(draw - before[domain]);
      }
    }
    return found;
  }

  private Places places() {
    Places known = places;
    if (known == null) {
      known = begun();
      AscendingNumbers[] numbers = known.numbers;
      known.making.complete(slice -> slices.make(slice, numbers));
      places = known;
    }
    return known;
  }

  /** The places before their numbers are made. */
  private synchronized Places begun() {
    Places known = begun;
    if (known == null) {
      AscendingNumbers[] numbers = new AscendingNumbers[domains.length];
      long count = Arrays.stream(after).sum() - firstDraw;
      for (int j = 0; j < numbers.length; j++) {
        numbers[j] = new AscendingNumbers(count, after[j] - before[j]);
      }
      known = new Places(numbers, orders(), new SharedWork(slices.size()));
      begun = known;
    }
    return known;
  }

  private RowOrder[][] orders() {
    RowOrder[][] orders = new RowOrder[domains.length][];
    for (int j = 0; j < orders.length; j++) {
      long epochs = after[j] == before[j] ? 0 : lastEpoch(j) - firstEpoch(j) + 1;
      orders[j] = new RowOrder[(int) Math.min(KEPT, epochs)];
      for (int epoch = 0; epoch < orders[j].length; epoch++) {
        orders[j][epoch] = RowOrder.of(seed, domains[j], sizes[j], firstEpoch(j) + epoch);
      }
    }
    return orders;
  }
}
