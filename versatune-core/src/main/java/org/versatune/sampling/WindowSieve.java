// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import java.util.Arrays;

/**
 * Draws a whole span of slots at once where every draw finds a slot in its window: in O(1) a draw
 * for any number of domains, without a priority queue.
 *
 * <p>While no domain is late, the rule is earliest deadline first among unit jobs with release
 * times and deadlines that are known in advance. Slot by slot it takes a queue of jobs; the same
 * schedule comes out of the jobs in the order of their deadlines, each taking the first free slot
 * from its release on (Lipski and Preparata 1981, Gabow and Tarjan 1985: in both, a slot goes to
 * the first in order of those released by then that no earlier slot has taken). So a span is drawn
 * in passes over arrays:
 *
 * <ol>
 *   <li><b>windows</b>: domain by domain, the largest first, the windows due within the span are
 *       written down one after the other by whole steps and a carry ({@link DrawWindows}), and are
 *       counted by the slot in which they are due;
 *   <li><b>order</b>: a counting sort by due slot, stable, so that equals stay in order of rank;
 *   <li><b>slots</b>: each takes the first free slot from its release on. What slots are left go in
 *       the same way to the windows that are open at the end of the span, at most one a domain, by
 *       due slot too ({@link RadixOrder}).
 * </ol>
 *
 * <p>{@link FewDomains} and {@link ManyDomains} differ in how windows are written down and free
 * slots are found.
 *
 * <p>A draw that finds no free slot by its due slot, or a slot that no draw takes, means that the
 * windows conflict, as they may after a change of weights. Then nothing has moved, and {@link
 * WindowHeaps} has to draw the span.
 *
 * <p>W. Lipski, F. P. Preparata, "Efficient algorithms for finding maximum matchings in convex
 * bipartite graphs and related problems", Acta Informatica 15 (1981); H. N. Gabow, R. E. Tarjan, "A
 * linear-time algorithm for a special case of disjoint set union", JCSS 30 (1985).
 */
abstract class WindowSieve implements DrawSpan {
  /** The number of the first slot of a span in all that is counted by slot. */
  final int first;

  final DrawWindows windows;

  /** By slot how many windows are due there. */
  final int[] count;

  /** Ranks whose windows are open at the end of the span, by due slot. */
  private final RadixOrder open;

  private final CreditAccount account;

  // By rank: the first window due after the span, and how many are due within it.
  final long[] due;
  final long[] lead;
  private final long[] release;
  private final int[] draws;

  /**
   * For spans up to a length.
   *
   * @param first the number to give to the first slot
   */
  WindowSieve(DrawWindows windows, CreditAccount account, int longest, int first) {
    this.windows = windows;
    this.account = account;
    this.first = first;
    int k = account.size();
    release = new long[k];
    due = new long[k];
    lead = new long[k];
    draws = new int[k];
    count = new int[first + longest];
    open = new RadixOrder(k);
  }

  @Override
  public final boolean draw(long before, int[] out, int length) {
    long zero = before + 1 - first;
    int end = first + length;
    int listed = list(zero, end);
    if (listed < 0 || !fill(listed, end)) {
      return false;
    }
    open.sort();
    int drawn = fillOpen(zero, length - listed);
    if (drawn < length - listed) {
      return false;
    }
    write(out, length);
    moveOn(drawn);
    return true;
  }

  /**
   * Writes down the windows due within the span.
   *
   * @param zero the slot of number 0
   * @param end the number of the first slot after the span
   * @return how many; negative if some window is late already or more are due than there are slots
   */
  private int list(long zero, int end) {
    Arrays.fill(count, first, end, 0);
    open.clear();
    int listed = 0;
    for (int rank = 0; rank < windows.active; rank++) {
      due[rank] = windows.due[rank];
      lead[rank] = windows.lead[rank];
      release[rank] = windows.release[rank];
      long next = due[rank] - zero;
      int n = 0;
      if (next < end) {
        n = dueBy(end - 1 - next, windows.weight[rank], lead[rank]);
        if (next < first || n > end - first - listed) {
          return -1;
        }
        list(rank, n, (int) next, (int) Math.max(first, release[rank] - zero), listed);
        release[rank] = windows.release(rank, due[rank], lead[rank]);
        listed += n;
      }
      draws[rank] = n;
      if (release[rank] - zero < end) {
        open.add(due[rank] - zero, rank);
      }
    }
    return listed;
  }

  /** How many windows are due within {@code later} slots after one in which a window is due. */
  private static int dueBy(long later, long weight, long lead) {
    long low = later * weight + lead;
    long high = Math.multiplyHigh(later, weight) + DrawWindows.carry(low, lead);
    return (int) (high << 4 | low >>> 60) + 1;
  }

  /**
   * Writes down the next windows of a domain, counts them by the slot in which they are due, and
   * takes {@link #due} and {@link #lead} to the window after them.
   *
   * @param n how many, at least one
   * @param slot in which slot the first of them is due
   * @param opens in which slot it is released, or the first of the span
   * @param from how many windows have been written down before
   */
  abstract void list(int rank, int n, int slot, int opens, int from);

  /** Turns the counts by slot into the place in the order for the first window due there. */
  static void sumUp(int[] count, int from, int to, int start) {
    int sum = start;
    for (int slot = from; slot < to; slot++) {
      int here = count[slot];
      count[slot] = sum;
      sum += here;
    }
  }

  /**
   * Gives slots to the windows written down, in the order in which they are due.
   *
   * @return false if one finds none in its window
   */
  abstract boolean fill(int listed, int end);

  /**
   * Gives the first slot that is left, from a release on, to a domain whose window is due later.
   *
   * @return false if none is left there
   */
  abstract boolean fillOpen(int rank, int release);

  /** Writes the domains of the slots. */
  abstract void write(int[] out, int length);

  /**
   * Gives the slots that are left to the windows open at the end of the span, as many as there are
   * slots. The ranks of those that got one are moved to the front of {@link #open}.
   *
   * @return how many those are
   */
  private int fillOpen(long zero, int left) {
    int drawn = 0;
    int[] ranks = open.positions();
    for (int i = 0; i < open.size() && drawn < left; i++) {
      int rank = ranks[i];
      if (fillOpen(rank, (int) Math.max(first, release[rank] - zero))) {
        ranks[drawn++] = rank;
      }
    }
    return drawn;
  }

  /**
   * Moves windows and account on, after the first {@code openDrawn} open windows were drawn too.
   */
  private void moveOn(int openDrawn) {
    int k = windows.active;
    System.arraycopy(release, 0, windows.release, 0, k);
    System.arraycopy(due, 0, windows.due, 0, k);
    System.arraycopy(lead, 0, windows.lead, 0, k);
    for (int rank = 0; rank < k; rank++) {
      account.draw(windows.domain[rank], draws[rank]);
    }
    for (int i = 0; i < openDrawn; i++) {
      int rank = open.positions()[i];
      account.draw(windows.domain[rank], 1);
      windows.advance(rank);
    }
  }
}
