// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

/**
 * Draws a span for any number of domains, with a {@link BitTree} of the slots that are free.
 *
 * <p>A window is a long. Each takes the first member of the tree from its release on, in the order
 * in which they are due.
 *
 * <p>Cost: O(k + length) for a span. Memory: 24 bytes for each slot of the longest span.
 */
final class ManyDomains extends WindowSieve {
  /** The most draws of a span. */
  static final int LONGEST = 1 << 18;

  // From above: the slot in which a window is due, its release, and the position of the domain.
  private static final int DUE = 45;
  private static final int RELEASE = 27;
  private static final int SLOT = LONGEST - 1;
  private static final int DOMAIN = (1 << RELEASE) - 1;

  private final long[] listed;

  /** In the order in which they are due. */
  private final long[] ordered;

  /** By slot. */
  private final int[] domainAt;

  private final BitTree free;

  ManyDomains(DrawWindows windows, CreditAccount account, int longest) {
    super(windows, account, longest, 0);
    listed = new long[longest];
    ordered = new long[longest];
    domainAt = new int[longest];
    free = new BitTree(longest);
  }

  @Override
  void list(int rank, int n, int slot, int opens, int from) {
    long[] listed = this.listed;
    int[] count = this.count;
    long w = windows.weight[rank];
    long step = windows.dueStep[rank];
    long fall = windows.dueFall[rank];
    long releaseStep = windows.releaseStep[rank] + 1;
    long releaseCarry = windows.releaseCarry[rank];
    long domain = windows.domain[rank];
    long d = slot;
    long r = opens;
    long ahead = lead[rank];
    for (int i = from; i < from + n; i++) {
      listed[i] = d << DUE | r << RELEASE | domain;
      count[(int) d]++;
      // The shifts are −1 where there is a carry, so that nothing branches on it.
      ahead -= fall;
      long borrow = ahead >> 63;
      ahead += w & borrow;
      d += step - borrow;
      r = d - releaseStep - ((ahead - releaseCarry) >> 63);
    }
    due[rank] += d - slot;
    lead[rank] = ahead;
  }

  @Override
  boolean fill(int n, int end) {
    order(n, end);
    free.fill(end);
    for (int p = 0; p < n; p++) {
      long window = ordered[p];
      int slot = free.take((int) (window >>> RELEASE) & SLOT);
      if (slot < 0 || slot > window >>> DUE) {
        return false;
      }
      domainAt[slot] = (int) window & DOMAIN;
    }
    return true;
  }

  private void order(int n, int end) {
    long[] listed = this.listed;
    long[] ordered = this.ordered;
    int[] place = count;
    sumUp(place, 0, end, 0);
    for (int i = 0; i < n; i++) {
      long window = listed[i];
      ordered[place[(int) (window >>> DUE)]++] = window;
    }
  }

  @Override
  boolean fillOpen(int rank, int release) {
    int slot = free.take(release);
    if (slot < 0) {
      return false;
    }
    domainAt[slot] = windows.domain[rank];
    return true;
  }

  @Override
  void write(int[] out, int length) {
    System.arraycopy(domainAt, 0, out, 0, length);
  }
}
