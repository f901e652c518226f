package org.versatune.sampling;

import java.util.Arrays;

/**
 * Draws a whole span of slots at once where every draw finds a slot in its window: in O(1) a draw
 * for any number of domains, without a priority queue.
 *
 * <p>While nobody is late, the rule is earliest deadline first among unit jobs with release times
 * and deadlines that are known in advance. Slot by slot it takes a queue of jobs; the same schedule
 * comes out of the jobs in the order of their deadlines, each taking the first free slot from its
 * release on (Lipski and Preparata 1981, Gabow and Tarjan 1985: in both, a slot goes to the first
 * in order of those released by then that no earlier slot has taken). So a span is drawn in passes
 * over arrays:
 *
 * <ol>
 *   <li><b>windows</b>: domain by domain, the largest first, the windows due within the span are
 *       written down one after the other by whole steps and a carry ({@link DrawWindows}), and are
 *       counted by the slot in which they are due;
 *   <li><b>order</b>: a counting sort by due slot, stable, so that equals stay in order of rank.
 *       Behind them come the windows that are open at the end of the span, at most one a domain, by
 *       due slot too ({@link RadixOrder});
 *   <li><b>slots</b>, in one of two ways with the same result ({@link #near}, {@link #far}).
 * </ol>
 *
 * <p>A draw that finds no free slot by its due slot, or a slot that nobody takes, means that the
 * windows conflict, as they may after a change of weights. Then nothing has moved, and {@link
 * WindowHeaps} has to draw the span.
 *
 * <p>Cost: O(k + length) for a span. Memory: 40 bytes for each slot of the longest span, 70 for a
 * domain.
 *
 * <p>W. Lipski, F. P. Preparata, "Efficient algorithms for finding maximum matchings in convex
 * bipartite graphs and related problems", Acta Informatica 15 (1981); H. N. Gabow, R. E. Tarjan, "A
 * linear-time algorithm for a special case of disjoint set union", JCSS 30 (1985).
 */
final class WindowSieve implements DrawSpan {
  /** With fewer domains than bits in a word, slots are filled by {@link #near}. */
  private static final int WORD = Long.SIZE;

  private final DrawWindows windows;
  private final CreditAccount account;

  // By rank: the windows open after the span, and how many draws of the domain the span has.
  private final long[] release;
  private final long[] due;
  private final long[] lead;
  private final int[] draws;

  /** Windows due within the span, domain by domain: due slot and release, from the span's start. */
  private final int[] dueSlot;

  private final int[] releaseSlot;

  /** How many windows are due before a slot; one more entry than slots. */
  private final int[] dueBefore;

  /** For every slot the place in the order for the next window due there. */
  private final int[] place;

  /** By place in the order: the domain's position and its release. */
  private final int[] domainAt;

  private final int[] releaseAt;

  private final int[] dueAt;

  /**
   * {@link #near}: the places released in a slot, as bits from {@code dueBefore} of the slot on.
   */
  private final long[] released;

  /** {@link #near}: the places released further ahead than that. */
  private final int[] furtherPlaces;

  /** {@link #near}: the same places, as a set. {@link #far}: the free slots. */
  private final BitTree bits;

  /** By how much the windows due ran behind the slots where that was last looked for. */
  private int lag;

  /** Ranks whose windows are open at the end of the span, by due slot. */
  private final RadixOrder open;

  WindowSieve(DrawWindows windows, CreditAccount account, int longest) {
    this.windows = windows;
    this.account = account;
    int k = account.size();
    release = new long[k];
    due = new long[k];
    lead = new long[k];
    draws = new int[k];
    dueSlot = new int[longest + 1];
    releaseSlot = new int[longest + 1];
    dueBefore = new int[longest + 1];
    place = new int[longest + 1];
    domainAt = new int[longest + k];
    releaseAt = new int[longest + k];
    dueAt = new int[longest + k];
    released = new long[longest + 1];
    furtherPlaces = new int[longest + k];
    bits = new BitTree(longest + WORD);
    open = new RadixOrder(k);
  }

  @Override
  public boolean draw(long before, int[] out, int length) {
    int listed = listWindows(before + 1, length);
    if (listed < 0) {
      return false;
    }
    sumUp(length);
    open.sort();
    boolean near = windows.active < WORD;
    if (near) {
      Arrays.fill(released, 0, length + 1, 0);
    }
    int further = order(before + 1, length, listed, near);
    if (further < 0) {
      return false;
    }
    if (further > 0) {
      enterLater(further, length);
    }
    int openDrawn = near ? near(out, length, listed, further) : far(out, length, listed);
    if (openDrawn < 0) {
      return false;
    }
    moveOn(openDrawn);
    return true;
  }

  /** Moves windows and account on, the first so many of the open windows having been drawn too. */
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

  /**
   * Writes down the windows due within the span and counts them by slot.
   *
   * @return how many; negative if some window is late already or more are due than there are slots
   */
  private int listWindows(long start, int length) {
    int[] dueSlot = this.dueSlot;
    int[] releaseSlot = this.releaseSlot;
    int[] count = place;
    Arrays.fill(count, 0, length + 1, 0);
    open.clear();
    int listed = 0;
    for (int rank = 0; rank < windows.active; rank++) {
      long d = windows.due[rank] - start;
      long r = windows.release[rank] - start;
      long ahead = windows.lead[rank];
      int n = 0;
      if (d < length) {
        long w = windows.weight[rank];
        n = d < 0 ? length + 1 : dueBy(length - 1 - d, w, ahead);
        if (n > length - listed) {
          return -1;
        }
        long fall = windows.dueFall[rank];
        long carryBelow = windows.releaseCarry[rank];
        long step = windows.dueStep[rank];
        long releaseStep = windows.releaseStep[rank];
        r = Math.max(r, 0);
        for (int i = 0; i < n; i++) {
          dueSlot[listed + i] = (int) d;
          releaseSlot[listed + i] = (int) r;
          count[(int) d]++;
          // The shifts are −1 where there is a carry, so that nothing branches on it.
          r = d + releaseStep - ((ahead - carryBelow) >> 63);
          long left = ahead - fall;
          long borrow = left >> 63;
          ahead = left + (w & borrow);
          d += step - borrow;
        }
        listed += n;
      }
      draws[rank] = n;
      due[rank] = d + start;
      lead[rank] = ahead;
      release[rank] = r + start;
      if (r < length) {
        open.add(d, rank);
      }
    }
    return listed;
  }

  /** How many windows are due in the slots from one in which a window is due to so many later. */
  private static int dueBy(long later, long weight, long lead) {
    long low = later * weight + lead;
    long high = Math.multiplyHigh(later, weight) + DrawWindows.carry(low, lead);
    return (int) (high << 4 | low >>> 60) + 1;
  }

  private void sumUp(int length) {
    int[] place = this.place;
    int sum = 0;
    for (int slot = 0; slot <= length; slot++) {
      int count = place[slot];
      place[slot] = sum;
      sum += count;
    }
    System.arraycopy(place, 0, dueBefore, 0, length + 1);
  }

  /**
   * Brings the windows due within the span into order, and those open at its end behind them.
   *
   * @return how many are released further ahead than the word reaches; negative if windows conflict
   */
  private int order(long start, int length, int listed, boolean near) {
    int from = 0;
    int further = 0;
    for (int rank = 0; rank < windows.active; rank++) {
      int to = from + draws[rank];
      int domain = windows.domain[rank];
      if (!near) {
        orderFar(from, to, domain);
      } else if (longestWindow(rank) < WORD - windows.active) {
        if (!orderNear(from, to, domain)) {
          return -1;
        }
      } else {
        further = orderFurther(from, to, domain, further);
      }
      from = to;
    }
    for (int i = 0; i < open.size(); i++) {
      int rank = open.positions()[i];
      int p = listed + i;
      int r = (int) Math.max(release[rank] - start, 0);
      domainAt[p] = windows.domain[rank];
      dueAt[p] = length;
      releaseAt[p] = r;
      if (near) {
        further = release(p, r, further);
      }
    }
    return further;
  }

  private void orderFar(int from, int to, int domain) {
    for (int i = from; i < to; i++) {
      int d = dueSlot[i];
      int p = place[d]++;
      domainAt[p] = domain;
      dueAt[p] = d;
      releaseAt[p] = releaseSlot[i];
    }
  }

  /** The slots from the release of a window to when it is due, at most, but for the first. */
  private long longestWindow(int rank) {
    return windows.dueStep[rank] + 1 - windows.releaseStep[rank];
  }

  /**
   * For a domain whose windows are so short that the word reaches them when they are released.
   *
   * @return false if it does not, as it may where windows conflict
   */
  private boolean orderNear(int from, int to, int domain) {
    int[] place = this.place;
    int[] dueBefore = this.dueBefore;
    int[] dueSlot = this.dueSlot;
    int[] releaseSlot = this.releaseSlot;
    int[] domainAt = this.domainAt;
    long[] released = this.released;
    int furthest = 0;
    for (int i = from; i < to; i++) {
      int r = releaseSlot[i];
      int p = place[dueSlot[i]]++;
      domainAt[p] = domain;
      int ahead = p - dueBefore[r];
      furthest |= ahead;
      released[r] |= 1L << ahead;
    }
    return furthest < WORD;
  }

  /** For a domain with windows that may be further ahead than that. */
  private int orderFurther(int from, int to, int domain, int furtherBefore) {
    int further = furtherBefore;
    for (int i = from; i < to; i++) {
      int p = place[dueSlot[i]]++;
      domainAt[p] = domain;
      releaseAt[p] = releaseSlot[i];
      further = release(p, releaseSlot[i], further);
    }
    return further;
  }

  private int release(int p, int r, int further) {
    int ahead = p - dueBefore[r];
    if (ahead < WORD) {
      released[r] |= 1L << ahead;
      return further;
    }
    furtherPlaces[further] = p;
    return further + 1;
  }

  /** Lets the places released too far ahead of their time in where the word comes to reach them. */
  private void enterLater(int further, int length) {
    bits.clear();
    for (int i = 0; i < further; i++) {
      int p = furtherPlaces[i];
      bits.add(p);
      int slot = entry(p, length);
      released[slot] |= 1L << (p - dueBefore[slot]);
    }
  }

  /**
   * The first slot from which the word reaches a place. The number of windows due runs behind that
   * of slots by so much as it did where it was last looked for, or nearly.
   */
  private int entry(int p, int length) {
    int last = p - WORD;
    int slot = Math.min(Math.max(last + lag, 0), length);
    while (dueBefore[slot] <= last) {
      slot++;
    }
    while (slot > 0 && dueBefore[slot - 1] > last) {
      slot--;
    }
    lag = slot - last;
    return slot;
  }

  /**
   * Slot by slot: a word holds those of the next 64 places that are released and not drawn, from
   * the first that is due now or later, and its lowest bit is the draw. No branch hangs on the
   * weights but the rare one where none of the 64 is released.
   *
   * @return how many of the open windows were drawn; negative if the windows conflict
   */
  private int near(int[] out, int length, int listed, int further) {
    int[] dueBefore = this.dueBefore;
    int[] domainAt = this.domainAt;
    long[] released = this.released;
    long ready = 0;
    int base = 0;
    for (int slot = 0; slot < length; slot++) {
      ready |= released[slot];
      int p;
      if (ready != 0) {
        p = base + Long.numberOfTrailingZeros(ready);
        ready &= ready - 1;
      } else {
        p = further == 0 ? -1 : takeFurther(base + WORD, slot, length);
        if (p < 0) {
          return -1;
        }
      }
      out[slot] = domainAt[p];
      int next = dueBefore[slot + 1];
      ready >>>= next - base;
      base = next;
    }
    ready |= released[length];
    int drawn = 0;
    int[] ranks = open.positions();
    for (int i = 0; i < open.size(); i++) {
      if ((ready >>> i & 1) == 0) {
        ranks[drawn++] = ranks[i];
      }
    }
    // A place that was shifted out undrawn was late, and an open window was drawn in its stead.
    return drawn == length - listed ? drawn : -1;
  }

  /** The first place from one on that is released, taken out of where it would come in later. */
  private int takeFurther(int from, int slot, int length) {
    for (int p = bits.next(from); p >= 0; p = bits.next(p + 1)) {
      if (releaseAt[p] <= slot) {
        bits.remove(p);
        int entry = entry(p, length);
        released[entry] &= ~(1L << (p - dueBefore[entry]));
        return p;
      }
    }
    return -1;
  }

  /**
   * Place by place: each takes the first slot that is free from its release on.
   *
   * @return how many of the open windows were drawn; negative if the windows conflict
   */
  private int far(int[] out, int length, int listed) {
    bits.fill(length);
    for (int p = 0; p < listed; p++) {
      int slot = bits.take(releaseAt[p]);
      if (slot < 0 || slot > dueAt[p]) {
        return -1;
      }
      out[slot] = domainAt[p];
    }
    int drawn = 0;
    int[] ranks = open.positions();
    for (int i = 0; i < open.size() && drawn < length - listed; i++) {
      int slot = bits.take(releaseAt[listed + i]);
      if (slot >= 0) {
        out[slot] = domainAt[listed + i];
        ranks[drawn++] = ranks[i];
      }
    }
    return drawn == length - listed ? drawn : -1;
  }
}
