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
 * slot ends in which it does so, in quanta. The next window follows from the lead alone, with no
 * product that grows with the length of a run:
 *
 * <pre>
 *   next release = due + ⌈(2·o − lead)/w⌉
 *   next due     = due + g with g = ⌈(1 − lead)/w⌉,   next lead = lead + g·w − 1
 * </pre>
 *
 * <p>A slot further than 2<sup>62</sup> draws away is as good as never and is kept at that.
 */
final class DrawWindows {
  private static final long NEVER = 1L << 62;
  private static final BigInteger DRAW = BigInteger.valueOf(CreditAccount.DRAW);

  private final long[] weight;
  private final long[] release;
  private final long[] due;
  private final long[] lead;
  private long margin;

  DrawWindows(int domains) {
    weight = new long[domains];
    release = new long[domains];
    due = new long[domains];
    lead = new long[domains];
  }

  /**
   * Sets the margin o for windows that are opened from here on.
   *
   * @param active how many domains have a positive weight
   */
  void setMarginFor(int active) {
    margin = CreditAccount.DRAW / Math.max(2, 2 * (active - 1L));
  }

  /** The first slot in which the domain may be drawn. */
  long release(int position) {
    return release[position];
  }

  /** The last slot in which the domain may be drawn in time. */
  long due(int position) {
    return due[position];
  }

  /** The order of release, made strict by {@link #dueBefore}. */
  boolean releasedBefore(int a, int b) {
    return release[a] != release[b] ? release[a] < release[b] : dueBefore(a, b);
  }

  /**
   * Whether the draw of {@code a} is due before that of {@code b}. Among those due in the same slot
   * the one that would be further behind at its end comes first, then the lower position.
   */
  boolean dueBefore(int a, int b) {
    if (due[a] != due[b]) {
      return due[a] < due[b];
    }
    return lead[a] != lead[b] ? lead[a] > lead[b] : a < b;
  }

  /**
   * Whether {@code a}, if not drawn, would have more credit at the end of a slot than {@code b}.
   * The credit is 1 − o + lead + (slot − due)·w, which takes up to 124 bits.
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

  /** The carry out of the addition of two unsigned longs, given the sum and one of them. */
  private static int carry(long sum, long addend) {
    return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
  }

  /** Opens the window that the account says is the domain's next; its weight must be positive. */
  void open(int position, CreditAccount account) {
    weight[position] = account.weight(position);
    long whole = account.whole(position);
    if (account.drawn(position) == 0 && whole >= -2 && whole <= 2) {
      // What is missing to a whole draw, between −2 and 3 draws.
      set(position, (1 - whole) * CreditAccount.DRAW - account.fraction(position));
    } else {
      setFar(position, account);
    }
  }

  private void set(int position, long missing) {
    long w = weight[position];
    release[position] = ceilDiv(missing - CreditAccount.DRAW + margin, w);
    due[position] = ceilDiv(missing - margin, w);
    lead[position] = due[position] * w - (missing - margin);
  }

  /**
   * As {@link #set}, where the numbers may not fit: far from balance, or resumed amid a long run.
   */
  private void setFar(int position, CreditAccount account) {
    BigInteger w = BigInteger.valueOf(weight[position]);
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
    release[position] = start.compareTo(never) >= 0 ? NEVER : ceilDiv(start, w).longValueExact();
    if (end.compareTo(never) >= 0) {
      due[position] = NEVER;
      lead[position] = 0;
    } else {
      BigInteger slot = ceilDiv(end, w);
      due[position] = slot.longValueExact();
      lead[position] = slot.multiply(w).subtract(end).longValueExact();
    }
  }

  /** Opens the window after the one in which the domain was drawn. */
  void advance(int position) {
    long w = weight[position];
    long slot = due[position];
    long ahead = lead[position];
    release[position] = Math.min(NEVER, slot + ceilDiv(2 * margin - ahead, w));
    long gap = ceilDiv(CreditAccount.DRAW - ahead, w);
    if (slot + gap < NEVER) {
      due[position] = slot + gap;
      lead[position] = ahead + gap * w - CreditAccount.DRAW;
    } else {
      due[position] = NEVER;
      lead[position] = 0;
    }
  }

  private static long ceilDiv(long dividend, long divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }

  private static BigInteger ceilDiv(BigInteger dividend, BigInteger divisor) {
    BigInteger[] parts = dividend.divideAndRemainder(divisor);
    return parts[1].signum() > 0 ? parts[0].add(BigInteger.ONE) : parts[0];
  }
}
