// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

/**
 * Draws a span for a few domains, at less than twice the price of the alias method: a window is an
 * int, and the slots around the one to be taken are the bits of a long.
 *
 * <p>Windows are taken in the order in which they are due. As long as what the domains are owed is
 * balanced, the number of windows due before a slot lags behind the number of slots by less than k,
 * so that the window number i (from 0) is due before slot i + k; and of the slots well before slot
 * i hardly one is still free. So the word holds 64 slots, from some before slot i to a little more
 * than k after it, with ones for those that are taken, and moves on by one slot a window. Adding
 * the bit of the release to it carries through all that are taken to the first that is free, which
 * is then the only bit that has become a one. No branch depends on the weights.
 *
 * <p>A slot that is free when the word leaves it is a <b>hole</b>. Domains of small weight make
 * some, whose windows are released long before they are due. A window released before the last hole
 * takes the first hole that it may have, any other looks in the word: from its release to the start
 * of the word there is nothing free.
 *
 * <p>Slots are numbered from 64 on, so that the word may begin before the span.
 *
 * <p>Cost: O(k + length) for a span, and a step more for a hole that was passed over, of which
 * there are fewer than k as long as all is balanced. Memory: 20 bytes for each slot of the longest
 * span.
 */
final class FewDomains extends WindowSieve {
  /** The most domains; {@link ManyDomains} draws for more. */
  static final int MOST = 40;

  /** The most draws of a span, so that all arrays stay in the nearest caches. */
  static final int LONGEST = 1 << 12;

  /** How much further ahead than k slots the word reaches, for where all is not quite balanced. */
  private static final int RESERVE = 10;

  /** What {@link #takeHole} returns where there is none: later than any window is due. */
  private static final int NONE = Integer.MAX_VALUE;

  private static final int BITS = Long.SIZE;

  // A window in an int, from above: the slot in which it is due, the domain, and the release.
  private static final int DUE = 19;
  private static final int DOMAIN = 13;
  private static final int RELEASE = (1 << DOMAIN) - 1;
  private static final int LABELS = 1 << (DUE - DOMAIN);

  /** A slot later, due and released. */
  private static final int SLOT = (1 << DUE) + 1;

  /** Whether windows hold the position of the domain; otherwise its rank. */
  private final boolean positions;

  private final int[] listed = new int[LONGEST];

  /** In the order in which they are due. */
  private final int[] ordered = new int[BITS + LONGEST];

  /** By slot. */
  private final int[] taken = new int[BITS + LONGEST + BITS];

  /** Slots that the word has left free, in ascending order. */
  private final int[] hole = new int[LONGEST];

  private int holes;

  FewDomains(DrawWindows windows, CreditAccount account) {
    super(windows, account, LONGEST, BITS);
    positions = account.size() <= LABELS;
  }

  private int label(int rank) {
    return (positions ? windows.domain[rank] : rank) << DOMAIN;
  }

  @Override
  void list(int rank, int n, int slot, int opens, int from) {
    int label = label(rank);
    listed[from] = slot << DUE | label | opens;
    count[slot]++;
    int sinceRelease = (int) windows.releaseStep[rank] + 1;
    long ahead = line(rank, from + 1, from + n, slot * SLOT + label - sinceRelease);
    int last = listed[from + n - 1] >>> DUE;
    // A lead as high as that comes of a longer step.
    int carry = ahead < windows.weight[rank] - windows.dueFall[rank] ? 0 : 1;
    due[rank] += last - slot + windows.dueStep[rank] + carry;
    lead[rank] = ahead;
  }

  /**
   * Writes down the windows after one. What is left of the lead is kept less what the next step
   * takes it down by, so that each step waits for three instructions of the one before.
   *
   * @return the lead of the window after them
   */
  private long line(int rank, int from, int to, int before) {
    int[] listed = this.listed;
    int[] count = this.count;
    long w = windows.weight[rank];
    long fall = windows.dueFall[rank];
    long releaseCarry = windows.releaseCarry[rank] - fall;
    int step = (int) windows.dueStep[rank] * SLOT;
    int window = before;
    long left = lead[rank] - fall;
    for (int i = from; i < to; i++) {
      // The shifts are −1 where there is a carry, so that nothing branches on it.
      long borrow = left >> 63;
      left = left - fall + (w & borrow);
      window += step + ((int) borrow & SLOT);
      int released = window - (int) ((left - releaseCarry) >> 63);
      listed[i] = released;
      count[released >>> DUE]++;
    }
    return left + (w & left >> 63);
  }

  @Override
  boolean fill(int n, int end) {
    // The window in place p looks for a slot from p on: places have lower numbers than slots.
    int from = windows.active + RESERVE;
    order(n, from, end);
    holes = 0;
    int[] ordered = this.ordered;
    int[] taken = this.taken;
    int to = from + n;
    int lastHole = -1;
    long word = (1L << (BITS - from)) - 1;
    for (int p = from; p < to; p++) {
      int window = ordered[p];
      int release = window & RELEASE;
      int slot;
      if (release > lastHole) {
        int bit = Math.max(release - p, 0);
        if (bit >= BITS) {
          return false;
        }
        long before = word;
        word |= word + (1L << bit);
        slot = p + Long.numberOfTrailingZeros(word ^ before);
      } else {
        slot = takeHole(release);
        lastHole = holes == 0 ? -1 : hole[holes - 1];
      }
      if (slot > window >>> DUE) {
        return false;
      }
      taken[slot] = window;
      if ((word & 1) == 0) {
        lastHole = p;
        hole[holes++] = p;
      }
      word >>>= 1;
    }
    leave(word, to, end);
    // It is more where the word was full to its end and could not take in a slot.
    return holes == end - BITS - n;
  }

  private void order(int n, int from, int end) {
    int[] listed = this.listed;
    int[] ordered = this.ordered;
    int[] place = count;
    sumUp(place, BITS, end, from);
    for (int i = 0; i < n; i++) {
      int window = listed[i];
      ordered[place[window >>> DUE]++] = window;
    }
  }

  /** Has the word leave what comes after the last window. */
  private void leave(long word, int from, int end) {
    for (int slot = from; slot < end; slot++) {
      if (slot - from >= BITS || (word >>> (slot - from) & 1) == 0) {
        hole[holes++] = slot;
      }
    }
  }

  /**
   * Takes the first hole from a release on.
   *
   * @return {@link #NONE} if there is none
   */
  private int takeHole(int release) {
    int i = 0;
    while (i < holes && hole[i] < release) {
      i++;
    }
    if (i == holes) {
      return NONE;
    }
    int slot = hole[i];
    holes--;
    System.arraycopy(hole, i + 1, hole, i, holes - i);
    return slot;
  }

  @Override
  boolean fillOpen(int rank, int release) {
    int slot = takeHole(release);
    if (slot == NONE) {
      return false;
    }
    taken[slot] = label(rank);
    return true;
  }

  @Override
  void write(int[] out, int length) {
    int[] taken = this.taken;
    if (positions) {
      for (int i = 0; i < length; i++) {
        out[i] = taken[BITS + i] >>> DOMAIN & LABELS - 1;
      }
    } else {
      for (int i = 0; i < length; i++) {
        out[i] = windows.domain[taken[BITS + i] >>> DOMAIN & LABELS - 1];
      }
    }
  }
}
