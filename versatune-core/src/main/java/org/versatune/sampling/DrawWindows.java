// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import java.math.BigInteger;

/**
 * When the next draw of each domain may come and when it must: its window of slots, counted in
 * draws since the last change of weights.
 *
 * <p>With credit c (in draws) at slot 0 and weight w, and with the margin o = 1/(2k − 2) of
 * Tijdeman's theorem for k domains of positive weight, the draw number m (from 0) is
 * <b>released</b> in the first slot t with c + t·w ≥ m + o, and is <b>due</b> in the first slot t
 * with c + t·w ≥ m + 1 − o. Drawn inside its window, a domain is never further than 1 − o ahead of
 * its target, and before it is due it is less than 1 − o behind.
 *
 * <p><b>Lead</b> is by how much the credit has passed the level at which the draw is due when the
 * slot ends in which it does so, in quanta, below w. The next window follows from the lead alone,
 * with no product that grows with the length of a run:
 *
 * <pre>
 *   next due  = due + ⌈(1 − lead)/w⌉,   next lead = lead + ⌈(1 − lead)/w⌉·w − 1
 *   release   = due − ⌊(1 − 2·o + lead)/w⌋
 * </pre>
 *
 * and without a division: each quotient is one of two whole numbers next to each other, according
 * to whether the lead is below a bound that is worked out once for a weight. This is Bresenham's
 * line: a whole step and a carry, in whole numbers, so that the last window is as exact as the
 * first.
 *
 * <p><b>Rank.</b> Windows are kept for domains of positive weight only, the largest weight first
 * and equal ones by position. Rank decides between draws due in the same slot, so that nothing
 * depends on the order in which domains were named, up to equal weights.
 *
 * <p>A slot further than 2<sup>62</sup> draws away is never reached, and is set to that.
 */
final class DrawWindows {
  private static final long NEVER = 1L << 62;
  private static final BigInteger DRAW = BigInteger.valueOf(CreditAccount.DRAW);

  /** How many domains have a positive weight: the number of ranks. The arrays are by rank. */
  int active;

  /** The position of the domain. */
  final int[] domain;

  /** Its weight, in quanta. */
  final long[] weight;

  /** The first slot in which it may be drawn. */
  final long[] release;

  /** The last slot in which it may be drawn in time. */
  final long[] due;

  /** See above. */
  final long[] lead;

  /** ⌈1/w⌉ − 1, and what that step takes the lead down by, at most w. */
  final long[] dueStep;

  final long[] dueFall;

  /** ⌊(1 − 2·o)/w⌋, and the lead from which on the step from release to due is one more. */
  final long[] releaseStep;

  final long[] releaseCarry;

  private final RadixOrder order;

  DrawWindows(int domains) {
    domain = new int[domains];
    weight = new long[domains];
    release = new long[domains];
    due = new long[domains];
    lead = new long[domains];
    dueStep = new long[domains];
    dueFall = new long[domains];
    releaseStep = new long[domains];
    releaseCarry = new long[domains];
    order = new RadixOrder(domains);
  }

  /** Ranks the domains by the weights of the account: O(k). Windows are to be opened yet. */
  void rank(CreditAccount account) {
    order.clear();
    for (int j = 0; j < account.size(); j++) {
      if (account.weight(j) > 0) {
        order.add(CreditAccount.DRAW - account.weight(j), j);
      }
    }
    order.sort();
    active = order.size();
    System.arraycopy(order.positions(), 0, domain, 0, active);
    for (int rank = 0; rank < active; rank++) {
      weight[rank] = account.weight(domain[rank]);
    }
  }

  /** The margin o, in quanta. */
  long margin() {
    return CreditAccount.DRAW / Math.max(2, 2 * (active - 1L));
  }

  /** Opens the windows that the account says are next, the domains being ranked: O(k). */
  void open(CreditAccount account) {
    long margin = margin();
    for (int rank = 0; rank < active; rank++) {
      int position = domain[rank];
      long w = weight[rank];
      dueStep[rank] = (CreditAccount.DRAW - 1) / w;
      dueFall[rank] = CreditAccount.DRAW - dueStep[rank] * w;
      releaseStep[rank] = (CreditAccount.DRAW - 2 * margin) / w;
      releaseCarry[rank] = w - (CreditAccount.DRAW - 2 * margin - releaseStep[rank] * w);
      long whole = account.wholeNow(position);
      if (whole >= -2 && whole <= 2) {
        // What is missing to a whole draw, between −2 and 3 draws.
        long missing = (1 - whole) * CreditAccount.DRAW - account.fractionNow(position);
        set(rank, account.elapsed(), missing, margin);
      } else {
        setFar(rank, account, margin);
      }
    }
  }

  private void set(int rank, long elapsed, long missing, long margin) {
    long w = weight[rank];
    long until = ceilDiv(missing - margin, w);
    long ahead = until * w - (missing - margin);
    release[rank] = Math.min(NEVER, release(rank, elapsed + until, ahead));
    due[rank] = Math.min(NEVER, elapsed + until);
    lead[rank] = due[rank] < NEVER ? ahead : 0;
  }

  /**
   * As {@link #set}, where the numbers may not fit: far from balance, or resumed amid a long run.
   */
  private void setFar(int rank, CreditAccount account, long margin) {
    int position = domain[rank];
    BigInteger w = BigInteger.valueOf(weight[rank]);
    BigInteger never = w.multiply(BigInteger.valueOf(NEVER));
    BigInteger level = BigInteger.valueOf(margin);
    BigInteger missing =
        BigInteger.ONE
            .subtract(BigInteger.valueOf(account.whole(position)))
            .multiply(DRAW)
            .subtract(BigInteger.valueOf(account.fraction(position)))
            .max(never.negate())
            .add(BigInteger.valueOf(account.drawn(position)).multiply(DRAW));
    BigInteger start = missing.subtract(DRAW).add(level);
    BigInteger end = missing.subtract(level);
    release[rank] = start.compareTo(never) >= 0 ? NEVER : ceilDiv(start, w).longValueExact();
    if (end.compareTo(never) >= 0) {
      due[rank] = NEVER;
      lead[rank] = 0;
    } else {
      BigInteger slot = ceilDiv(end, w);
      due[rank] = slot.longValueExact();
      lead[rank] = slot.multiply(w).subtract(end).longValueExact();
    }
  }

  /** Opens the window after the one in which the domain was drawn. */
  void advance(int rank) {
    long next = due[rank] + dueStep[rank];
    long ahead = lead[rank] - dueFall[rank];
    if (ahead < 0) {
      ahead += weight[rank];
      next++;
    }
    release[rank] = Math.min(NEVER, release(rank, next, ahead));
    due[rank] = Math.min(NEVER, next);
    lead[rank] = next < NEVER ? ahead : 0;
  }

  /** When a window opens, given when it is due and the lead then. */
  long release(int rank, long due, long lead) {
    return due - releaseStep[rank] - (lead < releaseCarry[rank] ? 0 : 1);
  }

  /**
   * Whether rank {@code a}, if not drawn, would have more credit at the end of a slot than {@code
   * b}. The credit is 1 − o + lead + (slot − due)·w, which takes up to 124 bits.
   */
  boolean owedMore(int a, int b, long slot) {
    long late = slot - due[a];
    long otherLate = slot - due[b];
    long low = late * weight[a] + lead[a];
    long otherLow = otherLate * weight[b] + lead[b];
    long high = Math.multiplyHigh(late, weight[a]) + carry(low, lead[a]);
    long otherHigh = Math.multiplyHigh(otherLate, weight[b]) + carry(otherLow, lead[b]);
    return high != otherHigh ? high > otherHigh : Long.compareUnsigned(low, otherLow) > 0;
  }

  /** The carry out of an unsigned sum, given the sum and one of them. */
  static int carry(long sum, long addend) {
    return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
  }

  private static long ceilDiv(long dividend, long divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }

  private static BigInteger ceilDiv(BigInteger dividend, BigInteger divisor) {
    BigInteger[] parts = dividend.divideAndRemainder(divisor);
    return parts[1].signum() > 0 ? parts[0].add(BigInteger.ONE) : parts[0];
  }
}
