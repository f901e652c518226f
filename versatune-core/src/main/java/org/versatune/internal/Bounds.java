// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The floor, the cap and the epoch cap of each domain: how far its weight may go, and how often it
 * may be drawn.
 *
 * <p>A domain that was drawn as often as its epoch cap allows is exhausted: its weight is exactly 0
 * and its floor is lifted. Where the caps of the domains that are left cannot carry 1, they are
 * lifted, too (our choice). One projection then gives the weights that two would give, first for
 * the epoch cap and then for floor and cap, because it depends on the ratios of the weights alone.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Bounds {
  /** No projection takes a positive weight below this where the bounds allow more. */
  public static final double LEAST_WEIGHT = 1e-12;

  /** How far a sum may be from 1 by rounding alone. */
  private static final double ROUNDING = 1e-12;

  /** A product within this below a whole number is that number. */
  private static final double COUNT_ROUNDING = 1e-9;

  private final double[] floor;
  private final double[] cap;
  private final double[] limit;
  private final boolean drawsLimited;

  private Bounds(double[] floor, double[] cap, double[] limit) {
    this.floor = floor;
    this.cap = cap;
    this.limit = limit;
    drawsLimited = DoubleStream.of(limit).anyMatch(Double::isFinite);
  }

  /**
   * Bounds.
   *
   * @param domains the names, in order, for messages
   * @param floor least weight, one a domain
   * @param cap greatest weight, one a domain
   * @param epochs how many times its size a domain may be drawn, one a domain; infinite for any
   *     number of times
   * @param sizes number of examples, one a domain
   * @return the bounds
   * @throws IllegalArgumentException if a floor is above its cap, the floors sum to more than 1 or
   *     the caps to less; the message names the domain, or lists the numbers
   */
  public static Bounds of(
      List<String> domains, double[] floor, double[] cap, double[] epochs, double[] sizes) {
    requireRoom(domains, floor, cap);
    double[] limit = new double[floor.length];
    for (int j = 0; j < floor.length; j++) {
      if (floor[j] > cap[j]) {
        throw new IllegalArgumentException(
            "floor " + floor[j] + " of domain '" + domains.get(j) + "' is above its cap " + cap[j]);
      }
      limit[j] = mostDraws(epochs[j], sizes[j]);
    }
    return new Bounds(floor.clone(), cap.clone(), limit);
  }

  /**
   * Returns how often an epoch cap lets a domain be drawn: floor(epochs · size), where a product
   * that only rounding keeps below a whole number counts as that number.
   *
   * @param epochs the epoch cap, at least 0; infinite for none
   * @param size number of examples of the domain
   * @return a whole number, or infinity
   */
  public static double mostDraws(double epochs, double size) {
    return Double.isInfinite(epochs)
        ? Double.POSITIVE_INFINITY
        : Math.floor(epochs * size + COUNT_ROUNDING);
  }

  private static void requireRoom(List<String> domains, double[] floor, double[] cap) {
    double least = DoubleStream.of(floor).sum();
    double most = DoubleStream.of(cap).sum();
    if (least > 1 + ROUNDING) {
      throw new IllegalArgumentException(
          "the lower bounds sum to "
              + least
              + ", more than 1: "
              + listed(domains, floor)
              + "; lower the floors");
    }
    if (most < 1 - ROUNDING) {
      throw new IllegalArgumentException(
          "the upper bounds sum to "
              + most
              + ", less than 1: "
              + listed(domains, cap)
              + "; raise the caps");
    }
  }

  private static String listed(List<String> domains, double[] numbers) {
    return Listed.of(
        Maps.transformValues(
            Maps.uniqueIndex(IntStream.range(0, numbers.length).boxed().toList(), domains::get),
            j -> numbers[j]));
  }

  /**
   * Whether some domain has an epoch cap, so that every draw must be looked at.
   *
   * @return false where any domain may be drawn any number of times
   */
  public boolean limitDraws() {
    return drawsLimited;
  }

  /**
   * Whether a domain has been drawn as often as its epoch cap allows.
   *
   * @param domain its position
   * @param drawn how often it has been drawn
   * @return true where it must not be drawn again
   */
  public boolean isExhausted(int domain, long drawn) {
    return drawn >= limit[domain];
  }

  /**
   * Whether domains of positive weight may be drawn {@code more} times in all, which is enough for
   * {@code more} draws to happen. Where it is not so they may happen all the same, if weight moves
   * to a domain that has none now.
   *
   * @param more number of draws
   * @param drawn how often each domain has been drawn
   * @param weight the weight of the domain at a position
   * @return true where they certainly happen
   */
  public boolean allow(long more, long[] drawn, IntToDoubleFunction weight) {
    double room = 0;
    for (int j = 0; j < drawn.length && room < more; j++) {
      if (weight.applyAsDouble(j) > 0 && drawn[j] < limit[j]) {
        room += Math.min((double) more, limit[j] - drawn[j]);
      }
    }
    return room >= more;
  }

  /**
   * The bounds of a moment.
   *
   * @param drawn how often each domain has been drawn
   * @return floor and cap as they hold for the domains that are left
   */
  public Moment after(double[] drawn) {
    double[] lo = floor.clone();
    double[] hi = cap.clone();
    int exhausted = 0;
    for (int j = 0; j < lo.length; j++) {
      if (drawn[j] >= limit[j]) {
        exhausted++;
        lo[j] = 0;
        hi[j] = 0;
      }
    }
    boolean lifted = exhausted > 0 && DoubleStream.of(hi).sum() < 1 - ROUNDING;
    for (int j = 0; j < hi.length && lifted; j++) {
      hi[j] = drawn[j] >= limit[j] ? 0 : 1;
    }
    return new Moment(lo, hi, exhausted, lifted);
  }

  /**
   * The bounds of a moment.
   *
   * @param drawn how often each domain has been drawn
   * @return floor and cap as they hold for the domains that are left
   */
  public Moment after(long[] drawn) {
    return after(Arrays.stream(drawn).asDoubleStream().toArray());
  }

  /** The bounds after some draws. Immutable and safe for use by any number of threads. */
  public static final class Moment {
    private final double[] lo;
    private final double[] hi;
    private final int exhausted;
    private final boolean lifted;

    private Moment(double[] lo, double[] hi, int exhausted, boolean lifted) {
      this.lo = lo;
      this.hi = hi;
      this.exhausted = exhausted;
      this.lifted = lifted;
    }

    /**
     * The number of domains that were drawn as often as their epoch caps allow.
     *
     * @return at least 0
     */
    public int exhausted() {
      return exhausted;
    }

    /**
     * Whether the caps of the domains that are left cannot carry 1 and are lifted.
     *
     * @return false where every cap holds
     */
    public boolean capsAreLifted() {
      return lifted;
    }

    /**
     * The least weight of a domain.
     *
     * @param domain its position
     * @return in [0, 1]
     */
    public double least(int domain) {
      return lo[domain];
    }

    /**
     * The greatest weight of a domain.
     *
     * @param domain its position
     * @return in [0, 1]
     */
    public double greatest(int domain) {
      return hi[domain];
    }

    /**
     * Whether some domain that may still be drawn has weight or is to have some.
     *
     * @param weights one a domain
     * @return false where nothing is left to draw
     */
    public boolean leaveSomethingOf(double[] weights) {
      if (exhausted == 0) {
        return true;
      }
      for (int j = 0; j < hi.length; j++) {
        if (hi[j] > 0 && (weights[j] > 0 || lo[j] > 0)) {
          return true;
        }
      }
      return false;
    }

    /**
     * The weights within these bounds that are nearest to others, by {@link SimplexProjection}.
     *
     * @param weights one a domain, of which the bounds leave something
     * @return weights that sum to 1
     */
    public double[] project(double[] weights) {
      double[] projected = SimplexProjection.project(weights, lo, hi);
      double[] least = lo.clone();
      boolean raised = false;
      double sum = 0;
      for (int j = 0; j < projected.length; j++) {
        double kept = Math.min(Math.min(weights[j], LEAST_WEIGHT), hi[j]);
        if (projected[j] < kept) {
          least[j] = kept;
          raised = true;
        }
        sum += least[j];
      }
      return raised && sum <= 1 ? SimplexProjection.project(weights, least, hi) : projected;
    }
  }
}
