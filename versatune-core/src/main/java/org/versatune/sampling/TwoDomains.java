// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

/**
 * Draws a span for two domains of positive weight: a Bresenham line.
 *
 * <p>The margin is half a draw for two domains, so that a window is a single slot ({@link
 * DrawWindows}), and what the two are owed sums to the one draw of the slot. So the rule comes down
 * to one comparison: the first domain by rank is drawn where it is owed half a draw or more by the
 * end of the slot, otherwise the second, which is owed more than half then. Where both are owed
 * half, both are due, and the first by rank is drawn as in {@link WindowHeaps}.
 *
 * <p>What the first is owed, less half a draw, is from w − 1 up to below w in all slots if it is in
 * one, w being its weight. Modulo one draw it grows by w a slot, and is at least 0 exactly where it
 * is below w modulo one draw. Scaled to a draw of 2<sup>64</sup> the modulo costs nothing: an
 * addition and a comparison without sign a draw, and nothing is rounded.
 *
 * <p>Where that does not hold, as it may after a change of weights, another way has to draw.
 */
final class TwoDomains implements DrawSpan {
  private static final int SCALE = Long.numberOfLeadingZeros(CreditAccount.DRAW) + 1;
  private static final int BITS = Long.SIZE - SCALE;

  private final DrawWindows windows;
  private final CreditAccount account;

  TwoDomains(DrawWindows windows, CreditAccount account) {
    this.windows = windows;
    this.account = account;
  }

  @Override
  public boolean draw(long before, int[] out, int length) {
    if (windows.active != 2 || !balanced(before + 1)) {
      return false;
    }
    long w = windows.weight[0];
    long owed = owed(0, before + 1);
    line(out, length, owed << SCALE, w << SCALE);
    long modulo = (owed + length * w) & (CreditAccount.DRAW - 1);
    long after = modulo < w ? modulo : modulo - CreditAccount.DRAW;
    int draws = draws(length, w, owed - after);
    moveOn(0, before + 1 + length, after, draws);
    moveOn(1, before + 1 + length, -after, length - draws);
    return true;
  }

  private void line(int[] out, int length, long start, long step) {
    int first = windows.domain[0];
    int second = windows.domain[1];
    // Signed comparisons of numbers moved by 2^63 are those without sign.
    long limit = step + Long.MIN_VALUE;
    long at = start + Long.MIN_VALUE;
    for (int i = 0; i < length; i++) {
      out[i] = at < limit ? first : second;
      at += step;
    }
  }

  /** Whether the windows fit to each other and both domains are in time. */
  private boolean balanced(long slot) {
    long w = windows.weight[0];
    long owed = owed(0, slot);
    return fits(0, slot)
        && fits(1, slot)
        && owed < w
        && owed >= w - CreditAccount.DRAW
        && owed == -owed(1, slot);
  }

  /** What a domain is owed by the end of a slot, less half a draw. */
  private long owed(int rank, long slot) {
    return windows.lead[rank] + (slot - windows.due[rank]) * windows.weight[rank];
  }

  /** Whether the product in {@link #owed} fits. */
  private boolean fits(int rank, long slot) {
    long since = slot - windows.due[rank];
    long product = since * windows.weight[rank];
    return Math.multiplyHigh(since, windows.weight[rank]) == (product >> 63)
        && product <= 2 * CreditAccount.DRAW
        && product >= -2 * CreditAccount.DRAW;
  }

  /** By how many whole draws length · w and a difference are more than nothing: they are whole. */
  private static int draws(int length, long w, long difference) {
    long low = length * w + difference;
    long high =
        Math.multiplyHigh(length, w) + (difference >> 63) + DrawWindows.carry(low, difference);
    return (int) ((high << SCALE) | (low >>> BITS));
  }

  private void moveOn(int rank, long slot, long owed, int draws) {
    long w = windows.weight[rank];
    long until = -Math.floorDiv(owed, w);
    windows.due[rank] = slot + until;
    windows.release[rank] = slot + until;
    windows.lead[rank] = owed + until * w;
    account.draw(windows.domain[rank], draws);
  }
}
