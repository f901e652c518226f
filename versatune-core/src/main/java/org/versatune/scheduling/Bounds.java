package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.versatune.DomainDistribution;
import org.versatune.WeightUpdate;
import org.versatune.internal.Listed;

/**
 * The bounds of one moment, given how often each domain has been drawn.
 *
 * <p>A domain that has reached its limit is bounded to exactly 0 and its floor is lifted. One
 * projection then does what the epoch cap first and floor and cap after it would do, because the
 * projection depends on nothing but the ratios of the weights.
 */
final class Bounds {
  /** How far a sum may be from 1 by rounding alone. */
  private static final double ROUNDING = 1e-12;

  private final double[] lo;
  private final double[] hi;
  private final int exhausted;
  private final boolean lifted;

  /**
   * Bounds.
   *
   * @param domains the domains of the run
   * @param floor least weight, one a domain
   * @param cap greatest weight, one a domain
   * @param draws number of examples drawn so far
   * @param limits how many may be drawn in all
   * @throws IllegalArgumentException if a floor is above its cap; the message names the domain
   */
  Bounds(
      DomainDistribution domains, double[] floor, double[] cap, double[] draws, double[] limits) {
    lo = floor.clone();
    hi = cap.clone();
    requireRoom(domains, lo, hi);
    int ended = 0;
    double room = 0;
    for (int j = 0; j < lo.length; j++) {
      if (lo[j] > hi[j]) {
        throw new IllegalArgumentException(
            "floor "
                + lo[j]
                + " of domain '"
                + domains.domains().get(j)
                + "' is above its cap "
                + hi[j]);
      }
      if (draws[j] >= limits[j]) {
        ended++;
        lo[j] = 0;
        hi[j] = 0;
      }
      room += hi[j];
    }
    exhausted = ended;
    lifted = ended > 0 && room < 1;
    for (int j = 0; j < hi.length && lifted; j++) {
      hi[j] = draws[j] >= limits[j] ? 0 : 1;
    }
  }

  private static void requireRoom(DomainDistribution domains, double[] lo, double[] hi) {
    double least = DoubleStream.of(lo).sum();
    double most = DoubleStream.of(hi).sum();
    if (least > 1 + ROUNDING) {
      throw new IllegalArgumentException(
          "the lower bounds sum to "
              + least
              + ", more than 1: "
              + listed(domains, lo)
              + "; lower the floors");
    }
    if (most < 1 - ROUNDING) {
      throw new IllegalArgumentException(
          "the upper bounds sum to "
              + most
              + ", less than 1: "
              + listed(domains, hi)
              + "; raise the caps");
    }
  }

  private static String listed(DomainDistribution domains, double[] numbers) {
    Map<String, Double> byDomain = new LinkedHashMap<>();
    for (int j = 0; j < numbers.length; j++) {
      byDomain.put(domains.domains().get(j), numbers[j]);
    }
    return Listed.of(byDomain);
  }

  /** Whether some domain that may still be drawn has weight or is to have some. */
  boolean leaveSomethingOf(DomainDistribution weights) {
    if (exhausted == 0) {
      return true;
    }
    for (int j = 0; j < hi.length; j++) {
      if (hi[j] > 0 && (weights.weight(j) > 0 || lo[j] > 0)) {
        return true;
      }
    }
    return false;
  }

  /** Weights within the bounds, and what each bound added or took. */
  WeightUpdate.Builder around(WeightUpdate inner, DomainDistribution wanted) {
    checkArgument(
        leaveSomethingOf(wanted),
        "every domain that has weight has reached its epoch cap: there is nothing to draw; raise"
            + " epochCap");
    double[] before = wanted.toArray();
    double[] after = keepingPositive(before, SimplexProjection.project(before, lo, hi));
    WeightUpdate.Builder update = inner.toBuilder(wanted.withWeights(after));
    explain(update, before, after);
    if (exhausted > 0) {
      update.condition("exhausted domains", exhausted);
      update.note(exhausted + " of " + lo.length + " domains have reached their epoch cap");
    }
    if (lifted) {
      update.note("the caps of the others cannot carry 1 and are lifted");
    }
    return update;
  }

  /** Projects again where the bounds alone would take a positive weight below the least. */
  private double[] keepingPositive(double[] before, double[] after) {
    double[] least = lo.clone();
    boolean raised = false;
    double sum = 0;
    for (int j = 0; j < after.length; j++) {
      double kept = Math.min(Math.min(before[j], Weights.LEAST), hi[j]);
      if (after[j] < kept) {
        least[j] = kept;
        raised = true;
      }
      sum += least[j];
    }
    return raised && sum <= 1 ? SimplexProjection.project(before, least, hi) : after;
  }

  private void explain(WeightUpdate.Builder update, double[] before, double[] after) {
    double[] added = new double[before.length];
    double[] removed = new double[before.length];
    double[] rescaled = new double[before.length];
    boolean moved = false;
    for (int j = 0; j < before.length; j++) {
      double change = after[j] - before[j];
      moved |= change != 0;
      if (change > 0 && after[j] == lo[j]) {
        added[j] = change;
      } else if (change < 0 && after[j] == hi[j]) {
        removed[j] = -change;
      } else {
        rescaled[j] = change;
      }
    }
    if (moved) {
      update.factor("floor", added).factor("cap", removed).factor("rescaled", rescaled);
    }
  }
}
