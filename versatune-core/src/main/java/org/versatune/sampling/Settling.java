// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

/**
 * Draws the first slots after a change of weights, in which what domains are owed under the old
 * weights meets the rates of the new ones.
 *
 * <p><b>The problem.</b> Earliest deadline first lets a domain come close to a whole draw ahead or
 * behind, which harms none while weights stay. After a change, several domains that are close to a
 * whole draw behind may have large weights: one of them is drawn in each slot, and the others fall
 * more than a draw behind. Then the draw that is due first is the wrong choice: it serves a slow
 * domain that is owed .86 draws while two fast ones at .79 fall behind.
 *
 * <p><b>The rule</b> (our choice) finds the lowest level that no domain need exceed in this slot
 * and the next, and draws the domain that would exceed it first. Let e be what a domain is owed by
 * the end of the slot, and w its weight. After one draw in this slot, or two in this and the next,
 * at least one domain is owed
 *
 * <pre>
 *   L = max(second largest e, third largest of all e + w and e + w − 1, 1/2)
 * </pre>
 *
 * or less than half a draw, which is no reason to hurry. Of the domains that may be drawn (e ≥ o,
 * the margin of {@link DrawWindows}), the one is drawn that is first to be owed more than L at its
 * weight; among equals the one that is owed most, then the first by rank. Mostly that is the domain
 * that is owed most, unless two others would exceed L in the next slot. Where no domain is owed
 * much, it is earliest deadline first at the level of half a draw. Where none may be drawn, the
 * domain that is owed most is drawn.
 *
 * <p>After {@link #SLOTS} draws credits are close enough together for windows to serve them.
 * Weights redrawn from a flat Dirichlet distribution every n-th draw, n ≥ 10, then stay within 1.2
 * draws of their targets in all that we have measured; with windows alone some reach 1.37.
 *
 * <p>Used for 3 to {@link #MOST} domains: two have windows of a single slot, and among more than
 * that hardly any weight is large enough for a domain to exceed L. Not used where nothing was owed
 * at the change, as at the start, so that weights that stay are served by windows from the first
 * draw on; nor where more is owed than two draws, as weights of zero may leave it.
 *
 * <p>What is drawn follows from the account alone. Cost: O(k) a draw.
 */
final class Settling implements DrawSpan {
  /** How many draws after a change are drawn in this way. */
  static final int SLOTS = 64;

  /** For more domains than that, windows alone do. */
  static final int MOST = FewDomains.MOST;

  private static final long DRAW = CreditAccount.DRAW;
  private static final long HALF = DRAW / 2;

  private final DrawWindows windows;
  private final CreditAccount account;

  /** By rank what the domain is owed by the end of the slot, in quanta. */
  private final long[] owed;

  /** What is owed by the end of the next slot, without and with a draw in between. */
  private final long[] next;

  Settling(DrawWindows windows, CreditAccount account) {
    this.windows = windows;
    this.account = account;
    owed = new long[Math.min(MOST, account.size())];
    next = new long[2 * owed.length];
  }

  /** How many of the next draws are to be drawn in this way, the domains being ranked. */
  int left() {
    return applies() ? (int) account.settlingLeft() : 0;
  }

  private boolean applies() {
    return account.settlingLeft() > 0
        && windows.active >= 3
        && windows.active <= MOST
        && account.unsettled(2);
  }

  @Override
  public boolean draw(long before, int[] out, int length) {
    int k = windows.active;
    for (int rank = 0; rank < k; rank++) {
      // Within a few draws of zero, so that it fits.
      int position = windows.domain[rank];
      owed[rank] = account.wholeNow(position) * DRAW + account.fractionNow(position);
    }
    long margin = windows.margin();
    for (int i = 0; i < length; i++) {
      int rank = draw(margin);
      owed[rank] -= DRAW;
      out[i] = windows.domain[rank];
      account.draw(out[i], 1);
    }
    return true;
  }

  private int draw(long margin) {
    long[] owed = this.owed;
    long[] weight = windows.weight;
    int k = windows.active;
    int most = 0;
    long largest = Long.MIN_VALUE;
    for (int rank = 0; rank < k; rank++) {
      long e = owed[rank] + weight[rank];
      owed[rank] = e;
      if (e > largest) {
        largest = e;
        most = rank;
      }
    }
    if (largest < margin || (largest > HALF && !threeReach(largest, k))) {
      return most;
    }
    long level = Math.max(level(k), HALF);
    return largest > level ? most : firstPast(level, margin);
  }

  /** Whether the third largest by the end of the next slot is as large as that. */
  private boolean threeReach(long largest, int k) {
    long[] owed = this.owed;
    long[] weight = windows.weight;
    long below = 0;
    for (int rank = 0; rank < k; rank++) {
      // Each shift is −1 where the number is below: nothing branches on it.
      long above = owed[rank] + weight[rank] - largest;
      below += (above >> 63) + ((above - DRAW) >> 63);
    }
    return 2L * k + below >= 3;
  }

  /** The second largest now or the third largest by the end of the next slot. */
  private long level(int k) {
    long largest = Long.MIN_VALUE;
    long second = Long.MIN_VALUE;
    long[] next = this.next;
    for (int rank = 0; rank < k; rank++) {
      long e = owed[rank];
      second = Math.max(second, Math.min(largest, e));
      largest = Math.max(largest, e);
      next[2 * rank] = e + windows.weight[rank];
      next[2 * rank + 1] = next[2 * rank] - DRAW;
    }
    long first = Long.MIN_VALUE;
    long middle = Long.MIN_VALUE;
    long third = Long.MIN_VALUE;
    for (int i = 0; i < 2 * k; i++) {
      long fallen = Math.min(first, next[i]);
      first = Math.max(first, next[i]);
      third = Math.max(third, Math.min(middle, fallen));
      middle = Math.max(middle, fallen);
    }
    return Math.max(second, third);
  }

  /** The domain that is first to be owed more than a level, which none is in this slot. */
  private int firstPast(long level, long margin) {
    int first = -1;
    long wait = Long.MAX_VALUE;
    for (int rank = 0; rank < windows.active; rank++) {
      if (owed[rank] >= margin) {
        long slots = (level - owed[rank]) / windows.weight[rank];
        if (slots < wait || (slots == wait && owed[rank] > owed[first])) {
          first = rank;
          wait = slots;
        }
      }
    }
    return first;
  }
}
