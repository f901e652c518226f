package org.versatune.sampling;

import org.versatune.DomainDistribution;

/**
 * The exact sampler's rule as it is stated, worked out anew at every draw from what every domain is
 * owed: O(k) a draw and nothing remembered but credits. For credits of a few draws.
 */
final class PlainRule {
  private static final long DRAW = CreditAccount.DRAW;

  private final long[] credit;
  private long[] weight;

  PlainRule(DomainDistribution weights) {
    weight = Quanta.of(weights, DRAW);
    credit = new long[weight.length];
  }

  void reweigh(DomainDistribution weights) {
    weight = Quanta.of(weights, DRAW);
  }

  int next() {
    int active = 0;
    for (int j = 0; j < weight.length; j++) {
      active += weight[j] > 0 ? 1 : 0;
      credit[j] += weight[j];
    }
    long margin = DRAW / Math.max(2, 2 * (active - 1L));
    int drawn = draw(margin);
    credit[drawn] -= DRAW;
    return drawn;
  }

  private int draw(long margin) {
    int first = -1;
    for (int j = 0; j < weight.length; j++) {
      if (weight[j] > 0 && credit[j] >= margin && (first < 0 || before(j, first, margin, false))) {
        first = j;
      }
    }
    if (first < 0) {
      return mostOwedOfEight(margin, false);
    }
    return wait(first, DRAW - margin) > 0 ? first : mostOwedOfEight(margin, true);
  }

  /** Slots from this one until the credit at the end of the slot reaches a level. */
  private long wait(int j, long level) {
    return -Math.floorDiv(credit[j] - level, weight[j]);
  }

  private boolean before(int a, int b, long margin, boolean byRelease) {
    if (byRelease && wait(a, margin) != wait(b, margin)) {
      return wait(a, margin) < wait(b, margin);
    }
    long due = wait(a, DRAW - margin);
    long otherDue = wait(b, DRAW - margin);
    if (due != otherDue) {
      return due < otherDue;
    }
    return weight[a] != weight[b] ? weight[a] > weight[b] : a < b;
  }

  private int mostOwedOfEight(long margin, boolean late) {
    boolean[] taken = new boolean[weight.length];
    int best = -1;
    for (int n = 0; n < 8; n++) {
      int next = -1;
      for (int j = 0; j < weight.length; j++) {
        boolean competes =
            weight[j] > 0
                && !taken[j]
                && (!late || (credit[j] >= margin && wait(j, DRAW - margin) <= 0));
        if (competes && (next < 0 || before(j, next, margin, !late))) {
          next = j;
        }
      }
      if (next < 0) {
        break;
      }
      taken[next] = true;
      if (best < 0 || credit[next] > credit[best]) {
        best = next;
      }
    }
    return best;
  }
}
