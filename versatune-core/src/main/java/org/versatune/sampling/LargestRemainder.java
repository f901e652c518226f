// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import org.versatune.internal.CompensatedSum;

/**
 * Whole numbers in proportion to weights, with an exact sum.
 *
 * <p>Hamilton's method: every domain gets the whole part of its quota, and what is left goes to the
 * largest remainders, one each. Two choices keep the result from hanging on the last bit of a
 * double: the whole part of x is floor(x + 1e-9), and remainders within 1e-9 of the last one served
 * count as equal, so that the lowest positions among them are served first.
 *
 * <p>Weights sum to 1 only within rounding. The difference, small as it is, amounts to many units
 * when the total is 2<sup>60</sup>, so it is spread in proportion to the weights before remainders
 * are compared. A total that is a power of two costs no rounding at all: weight · total is exact.
 *
 * <p>Cost: O(k) expected, the last remainder served being found by quickselect.
 */
final class LargestRemainder {
  /** Numbers closer than this are taken for equal; a quota this close below a whole reaches it. */
  static final double TOLERANCE = 1e-9;

  private LargestRemainder() {}

  /**
   * Apportions a total.
   *
   * @param weights at least one, not negative, summing to 1 within 1e-6
   * @param total at least 0 and at most 2^62
   * @return one number a weight, summing to the total exactly; 0 where the weight is 0
   */
  static long[] apportion(double[] weights, long total) {
    long[] whole = new long[weights.length];
    double[] remainder = new double[weights.length];
    long missing = total;
    for (int j = 0; j < weights.length; j++) {
      double quota = weights[j] * total;
      whole[j] = (long) Math.floor(quota);
      remainder[j] = quota - whole[j];
      missing -= whole[j];
    }
    double unclaimed = missing - CompensatedSum.of(remainder);
    for (int j = 0; j < weights.length; j++) {
      double quota = remainder[j] + unclaimed * weights[j];
      long units = (long) Math.floor(quota + TOLERANCE);
      whole[j] += units;
      missing -= units;
      remainder[j] = weights[j] > 0 ? quota - units : Double.NEGATIVE_INFINITY;
    }
    serve(whole, remainder, missing);
    return whole;
  }

  /** Gives one unit each to the domains with the largest remainders. */
  private static void serve(long[] whole, double[] remainder, long units) {
    if (units <= 0) {
      return;
    }
    double last = largest(remainder, (int) units);
    long left = units;
    for (int j = 0; j < whole.length; j++) {
      if (remainder[j] > last + TOLERANCE) {
        whole[j]++;
        left--;
      }
    }
    for (int j = 0; j < whole.length && left > 0; j++) {
      if (Math.abs(remainder[j] - last) <= TOLERANCE) {
        whole[j]++;
        left--;
      }
    }
  }

  /** The n-th largest of some numbers, n counted from 1: Hoare's quickselect. */
  private static double largest(double[] numbers, int n) {
    double[] work = numbers.clone();
    int target = work.length - n;
    int from = 0;
    int to = work.length - 1;
    while (from < to) {
      double pivot = median(work[from], work[(from + to) >>> 1], work[to]);
      int left = from;
      int right = to;
      while (left <= right) {
        while (work[left] < pivot) {
          left++;
        }
        while (work[right] > pivot) {
          right--;
        }
        if (left <= right) {
          double swapped = work[left];
          work[left++] = work[right];
          work[right--] = swapped;
        }
      }
      if (target <= right) {
        to = right;
      } else if (target >= left) {
        from = left;
      } else {
        return work[target];
      }
    }
    return work[target];
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
