// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import java.util.Arrays;
import org.versatune.DomainDistribution;

/**
 * Draws by the exact sampler's rule as docs/sampling.md states it. Read this class first: it works
 * the rule out anew at each draw, from what each domain is owed, at O(k) a draw and without any
 * other state. Tests compare the faster ways with it.
 *
 * <p>Credits of more than a few draws overflow.
 */
final class PlainRule {
  private static final long DRAW = CreditAccount.DRAW;

  private final long[] credit;
  private long[] weight;

  /** Draws since the last change of weights, and what was owed then. */
  private int elapsed;

  private long[] settled;

  PlainRule(DomainDistribution weights) {
    weight = Quanta.of(weights, DRAW);
    credit = new long[weight.length];
    settled = new long[weight.length];
  }

  void reweigh(DomainDistribution weights) {
    weight = Quanta.of(weights, DRAW);
    elapsed = 0;
    settled = credit.clone();
  }

  int next() {
    int active = 0;
    for (int j = 0; j < weight.length; j++) {
      active += weight[j] > 0 ? 1 : 0;
      credit[j] += weight[j];
    }
    long margin = DRAW / Math.max(2, 2 * (active - 1L));
    int drawn = settling(active) ? settle(margin) : draw(margin);
    credit[drawn] -= DRAW;
    elapsed++;
    return drawn;
  }

  private boolean settling(int active) {
    boolean unsettled = false;
    for (int j = 0; j < settled.length; j++) {
      unsettled |= settled[j] != 0;
      if (weight[j] > 0 && (settled[j] < -2 * DRAW || settled[j] >= 2 * DRAW)) {
        return false;
      }
    }
    return unsettled && elapsed < 64 && active >= 3 && active <= 40;
  }

  private int settle(long margin) {
    long[] now = new long[weight.length];
    long[] next = new long[2 * weight.length];
    Arrays.fill(now, Long.MIN_VALUE);
    Arrays.fill(next, Long.MIN_VALUE);
    boolean anyEligible = false;
    for (int j = 0; j < weight.length; j++) {
      if (weight[j] > 0) {
        now[j] = credit[j];
        next[2 * j] = credit[j] + weight[j];
        next[2 * j + 1] = credit[j] + weight[j] - DRAW;
        anyEligible |= credit[j] >= margin;
      }
    }
    Arrays.sort(now);
    Arrays.sort(next);
    long level = Math.max(now[now.length - 2], Math.max(next[next.length - 3], DRAW / 2));
    int first = -1;
    for (int j = 0; j < weight.length; j++) {
      boolean eligible = weight[j] > 0 && (credit[j] >= margin || !anyEligible);
      if (eligible && (first < 0 || reaches(j, first, level, anyEligible))) {
        first = j;
      }
    }
    return first;
  }

  /** Whether one domain passes a level before another, or else is owed more. */
  private boolean reaches(int a, int b, long level, boolean anyEligible) {
    long slots = credit[a] > level ? -1 : (level - credit[a]) / weight[a];
    long otherSlots = credit[b] > level ? -1 : (level - credit[b]) / weight[b];
    if (anyEligible && slots != otherSlots) {
      return slots < otherSlots;
    }
    if (credit[a] != credit[b]) {
      return credit[a] > credit[b];
    }
    return weight[a] != weight[b] ? weight[a] > weight[b] : a < b;
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
