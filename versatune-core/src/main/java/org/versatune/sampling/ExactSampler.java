// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;

/**
 * Draws domains so that, while weights stay, no domain is ever a whole draw away from the integral
 * of its weight.
 *
 * <p><b>The problem</b> is the chairman assignment: a union of states chooses its chairman each
 * year so that at all times the number of chairmen from each state is within one of the sum of its
 * weights (Tijdeman, "The chairman assignment problem", Discrete Mathematics 32, 1980). The same is
 * known as proportionate fairness on one processor (Baruah, Cohen, Plaxton and Varvel,
 * "Proportionate progress", Algorithmica 15, 1996), whose words release and deadline are used here.
 *
 * <p><b>The rule</b> is earliest deadline first among the eligible, with Tijdeman's windows ({@link
 * DrawWindows}). By his theorem it keeps |draws − target| ≤ 1 − 1/(2k − 2) for every one of k ≥ 2
 * domains at every prefix, the best bound possible for weights in general, provided that the rule
 * knows the weights to come: that is, while they stay as they are.
 *
 * <p><b>Changes of weights</b> are not known in advance, so a change can make several draws due at
 * once, of which all but one will be late. So the first draws after a change of up to 40 domains
 * look at what is owed by the end of this slot and the next ({@link Settling}). Where draws are
 * late nevertheless (our choice), the domain that would be furthest behind is drawn, not the one
 * that is late for longest: a domain of small weight is late for long when it is behind by little.
 * Among many late domains the eight that are due first compete.
 *
 * <p><b>Weights of zero.</b> What a domain was owed, or was ahead, when its weight fell to zero
 * stays on its account: it is never drawn meanwhile, and goes on from there when its weight comes
 * back. The credits of all domains sum to zero, so the others are off their targets by as much
 * together. Where that leaves no domain eligible, the one with most credit among the eight that
 * will be eligible soonest is drawn early (our choice).
 *
 * <p><b>Exactness.</b> Weights and credits are whole numbers of quanta, 2<sup>60</sup> to a draw
 * ({@link CreditAccount}), windows are whole slots with a whole remainder ({@link DrawWindows}).
 * Nothing is rounded after the weights have been, so there is nothing that could drift: after
 * 10<sup>9</sup> or 10<sup>15</sup> draws a window is where integer division would put it. Ties go
 * to the larger weight, then to the lower position; nothing else depends on the order of the
 * domains.
 *
 * <p><b>Cost.</b> Draws are decided ahead, a span at a time, in passes over arrays: O(1) a draw for
 * any number of domains ({@link WindowSieve}, {@link TwoDomains}), as long as no domain is late,
 * and O(log k) with two heaps where one is ({@link WindowHeaps}). All draw the same sequence, so
 * that it does not depend on where spans begin and end. A change of weights undoes the draws that
 * were decided and not handed out, and a saved state does not hold them. So spans start short after
 * a change and double up to 16·k draws and more: few draws are decided in vain. A draw allocates
 * nothing; a change of weights costs O(k).
 */
final class ExactSampler implements DomainSampler {
  private static final int SHORTEST = 32;
  private static final int SETTLED_AT_ONCE = 16;
  private static final int LONG = FewDomains.LONGEST;
  private static final int LONGEST = ManyDomains.LONGEST;

  private final CreditAccount account;
  private final DrawWindows windows;
  private final DrawSpan two;
  private final DrawSpan few;
  private final DrawSpan many;
  private final DrawSpan heaps;
  private final Settling settling;
  private final int[] ahead;
  private DomainDistribution weights;

  /** Draws the spans in which no domain is late. */
  private DrawSpan sieve;

  // How many draws spans have under these weights, and the next one.
  private int shortest;
  private int longest;
  private int length;

  /** How many draws are left of those that {@link Settling} draws after a change of weights. */
  private int unsettled;

  /** Whether the next span is the first that windows serve since a change of weights. */
  private boolean first;

  /** How many draws are in {@link #ahead}, and how many of them are handed out. */
  private int decided;

  private int handedOut;

  private ExactSampler(DomainDistribution weights, CreditAccount account) {
    this.weights = weights;
    this.account = account;
    int k = account.size();
    ahead = new int[longest(k)];
    windows = new DrawWindows(k);
    two = new TwoDomains(windows, account);
    few = new FewDomains(windows, account);
    many = k > FewDomains.MOST ? new ManyDomains(windows, account, ahead.length) : few;
    heaps = new WindowHeaps(windows, account);
    settling = new Settling(windows, account);
    sieve = few;
    begin();
  }

  private static int longest(int domains) {
    return powerOfTwo(32L * domains, LONG);
  }

  /** A power of two from a number on, but not below a lowest nor above the longest span. */
  private static int powerOfTwo(long from, int lowest) {
    return (int) Long.highestOneBit(Math.max(lowest, Math.min(LONGEST, from)));
  }

  static ExactSampler start(DomainDistribution weights) {
    return new ExactSampler(weights, new CreditAccount(quanta(weights)));
  }

  static ExactSampler resume(DomainDistribution weights, SavedState state) {
    return new ExactSampler(weights, CreditAccount.resume(quanta(weights), state));
  }

  private static long[] quanta(DomainDistribution weights) {
    return Quanta.of(weights, CreditAccount.DRAW);
  }

  /** Begins to draw by the weights of the account. */
  private void begin() {
    windows.rank(account);
    unsettled = settling.left();
    if (unsettled == 0) {
      openWindows();
    } else {
      length = Math.min(SETTLED_AT_ONCE, unsettled);
    }
    decided = 0;
    handedOut = 0;
  }

  private void openWindows() {
    windows.open(account);
    sieve = windows.active > FewDomains.MOST ? many : few;
    shortest = powerOfTwo(windows.active / 4L, SHORTEST);
    longest = longest(windows.active);
    length = shortest;
    first = true;
  }

  @Override
  public int next() {
    if (handedOut == decided) {
      decideAhead();
    }
    return ahead[handedOut++];
  }

  @Override
  public void next(int[] out) {
    notNull(out, "out");
    int filled = 0;
    while (filled < out.length) {
      int wanted = out.length - filled;
      if (handedOut == decided) {
        if (filled == 0 && wanted >= length) {
          filled = decide(out);
          continue;
        }
        decideAhead();
      }
      int part = Math.min(wanted, decided - handedOut);
      System.arraycopy(ahead, handedOut, out, filled, part);
      handedOut += part;
      filled += part;
    }
  }

  private void decideAhead() {
    handedOut = 0;
    decided = decide(ahead);
  }

  /**
   * Decides a span.
   *
   * @return how many draws
   */
  private int decide(int[] out) {
    int span = length;
    if (unsettled > 0) {
      settle(out, span);
    } else if (two.draw(account.elapsed(), out, span) || sieve.draw(account.elapsed(), out, span)) {
      // As long as all before together: the end of each falls on a power of two.
      length = first ? span : Math.min(2 * span, longest);
      first = false;
    } else {
      heaps.draw(account.elapsed(), out, span);
      length = Math.max(span / 2, shortest);
    }
    return span;
  }

  private void settle(int[] out, int span) {
    settling.draw(account.elapsed(), out, span);
    unsettled -= span;
    length = Math.min(SETTLED_AT_ONCE, unsettled);
    if (unsettled == 0) {
      openWindows();
    }
  }

  @Override
  public void reweigh(DomainDistribution next) {
    notNull(next, "weights");
    reweigh(next, new int[0], 0);
  }

  /**
   * Takes back draws made since the last change of weights, and goes on with other weights. The
   * same weights as before are no change: nothing is taken back then.
   *
   * @param next the new weights
   * @param drawn domains drawn since the last change of weights
   * @param from where in the array the draws to take back start
   * @return whether the weights are others than before
   */
  boolean reweigh(DomainDistribution next, int[] drawn, int from) {
    checkDomains(weights, next);
    if (next.equals(weights)) {
      return false;
    }
    long[] quanta = quanta(next);
    undraw(ahead, handedOut, decided);
    undraw(drawn, from, drawn.length);
    account.reweigh(quanta);
    weights = next;
    begin();
    return true;
  }

  private void undraw(int[] drawn, int from, int to) {
    for (int i = from; i < to; i++) {
      account.undraw(drawn[i]);
    }
  }

  @Override
  public SavedState state() {
    return account.state(ahead, handedOut, decided);
  }

  static void checkDomains(DomainDistribution current, DomainDistribution next) {
    checkArgument(
        next.domains().equals(current.domains()),
        "the sampler draws from %s domains %s, the new weights are over %s domains %s",
        current.size(),
        current.domains(),
        next.size(),
        next.domains());
  }
}
