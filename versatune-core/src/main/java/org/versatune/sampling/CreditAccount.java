// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import org.versatune.SavedState;

/**
 * What each domain is owed, to the last quantum: the integral of its weights minus its draws.
 *
 * <p>One draw is 2<sup>60</sup> quanta and so is the sum of the weights, so that every draw pays
 * out exactly what it takes in and the account can never drift. Since the last change of weights
 * only two counts move, the draws of the domain and the draws of all; the credit follows from them
 * by one multiplication of 128 bits. At a change the credits are settled: kept as a whole number of
 * draws and a fraction of a draw, which no run can overflow.
 */
final class CreditAccount {
  /** Quanta in one draw, and in the sum of the weights: 2^60. */
  static final long DRAW = 1L << 60;

  private static final long FRACTION = DRAW - 1;

  private static final String SETTLING = "settling";
  private static final long MOST_SETTLING = 1L << 20;

  private final long[] whole;
  private final long[] fraction;
  private final long[] drawn;
  private long[] weight;
  private long elapsed;

  /** Of the draws since the last change of weights, those before this number are settled. */
  private long settling = Settling.SLOTS;

  /** An account in which no domain is owed anything. */
  CreditAccount(long[] weight) {
    this.weight = weight;
    whole = new long[weight.length];
    fraction = new long[weight.length];
    drawn = new long[weight.length];
  }

  private CreditAccount(long[] weight, SavedState saved) {
    this.weight = weight;
    whole = saved.longs("whole");
    fraction = saved.longs("fraction");
    drawn = saved.longs("drawn");
    elapsed = saved.number("elapsed");
    // States saved before there was settling go on without, until the weights change.
    settling = saved.has(SETTLING) ? saved.number(SETTLING) : 0;
  }

  /**
   * The account that a state was saved of.
   *
   * @throws IllegalArgumentException if the state cannot have come from an account with these
   *     weights
   */
  static CreditAccount resume(long[] weight, SavedState saved) {
    CreditAccount account = new CreditAccount(weight, saved);
    account.check();
    return account;
  }

  private void check() {
    int k = weight.length;
    checkArgument(
        whole.length == k && fraction.length == k && drawn.length == k,
        "saved sampler holds %s domains, the weights %s: it belongs to another set of domains",
        whole.length,
        k);
    checkArgument(
        settling >= 0 && settling <= MOST_SETTLING,
        "saved sampler: %s draws that follow a change of weights closely cannot be",
        settling);
    long draws = 0;
    long wholes = 0;
    for (int j = 0; j < k; j++) {
      boolean possible =
          fraction[j] >= 0
              && fraction[j] < DRAW
              && drawn[j] >= 0
              && (drawn[j] == 0 || weight[j] > 0);
      checkArgument(
          possible,
          "saved sampler: %s draws and fraction %s at position %s cannot be, with weight %s/2^60;"
              + " was it saved under other weights?",
          drawn[j],
          fraction[j],
          j,
          weight[j]);
      draws += drawn[j];
      wholes += whole[j];
    }
    checkArgument(
        draws == elapsed, "saved sampler: %s draws by domain, but %s in all", draws, elapsed);
    // Credits sum to zero. Added in two halves, because 2^34 fractions and more would overflow.
    long carry = 0;
    long sum = 0;
    for (long part : fraction) {
      sum += part;
      carry += sum >>> 60;
      sum &= FRACTION;
    }
    checkArgument(
        wholes + carry == 0 && sum == 0,
        "saved sampler: what the domains are owed is not balanced");
  }

  /**
   * The state before the last draws.
   *
   * @param undrawn domains of which a draw is not to count
   * @param from where in the array those to leave out start
   * @param to where they end
   */
  SavedState state(int[] undrawn, int from, int to) {
    long[] made = drawn.clone();
    for (int i = from; i < to; i++) {
      made[undrawn[i]]--;
    }
    return SavedState.builder()
        .longs("whole", whole)
        .longs("fraction", fraction)
        .longs("drawn", made)
        .longs("elapsed", elapsed - (to - from))
        .longs(SETTLING, settling)
        .build();
  }

  int size() {
    return weight.length;
  }

  /** How many domains have a positive weight. */
  int active() {
    int active = 0;
    for (long quanta : weight) {
      active += quanta > 0 ? 1 : 0;
    }
    return active;
  }

  /** The weight of a domain in quanta. */
  long weight(int position) {
    return weight[position];
  }

  /** Whole draws that the domain was owed at the last change of weights, rounded down. */
  long whole(int position) {
    return whole[position];
  }

  /** What it was owed beyond the whole draws, in quanta, below one draw. */
  long fraction(int position) {
    return fraction[position];
  }

  /** Draws of a domain since the last change of weights. */
  long drawn(int position) {
    return drawn[position];
  }

  /** Draws of all domains since the last change of weights. */
  long elapsed() {
    return elapsed;
  }

  /** Whole draws that the domain is owed now, rounded down. */
  long wholeNow(int position) {
    // elapsed · weight, up to 123 bits: the upper part in draws, the lower in quanta.
    long high = Math.multiplyHigh(elapsed, weight[position]);
    long low = elapsed * weight[position];
    long carry = (fraction[position] + (low & FRACTION)) >>> 60;
    return whole[position] + ((high << 4) | (low >>> 60)) + carry - drawn[position];
  }

  /** What it is owed now beyond the whole draws, in quanta, below one draw. */
  long fractionNow(int position) {
    return (fraction[position] + ((elapsed * weight[position]) & FRACTION)) & FRACTION;
  }

  /**
   * Whether at the last change of weights some domain was owed something or ahead, and each domain
   * of positive weight by at most {@code draws} draws.
   */
  boolean unsettled(int draws) {
    boolean unsettled = false;
    for (int j = 0; j < weight.length; j++) {
      unsettled |= whole[j] != 0 || fraction[j] != 0;
      if (weight[j] > 0 && (whole[j] < -draws || whole[j] >= draws)) {
        return false;
      }
    }
    return unsettled;
  }

  /** How many of the next draws are among those that follow a change of weights closely. */
  long settlingLeft() {
    return Math.max(0, settling - elapsed);
  }

  /** Counts draws of a domain. */
  void draw(int position, int times) {
    drawn[position] += times;
    elapsed += times;
  }

  /** Takes back the draw of a domain that was made since the last change of weights. */
  void undraw(int position) {
    drawn[position]--;
    elapsed--;
  }

  /** Settles what the weights so far have promised, and goes on with others. */
  void reweigh(long[] next) {
    for (int j = 0; j < weight.length; j++) {
      long settled = wholeNow(j);
      fraction[j] = fractionNow(j);
      whole[j] = settled;
      drawn[j] = 0;
    }
    elapsed = 0;
    settling = Settling.SLOTS;
    weight = next;
  }
}
