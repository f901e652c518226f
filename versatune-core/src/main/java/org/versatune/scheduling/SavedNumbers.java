// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.function.DoublePredicate;
import java.util.function.LongPredicate;
import org.versatune.SavedState;
import org.versatune.internal.Listed;

/**
 * Reads the saved state of a rule, and refuses what no rule saves: arrays of another length, and
 * numbers out of range. A rule that went on from those would give wrong weights, or fail at a later
 * report without saying why.
 *
 * @param saved the state, whose numbers are finite
 * @param domains the domains of the run
 */
record SavedNumbers(SavedState saved, ImmutableList<String> domains) {
  /** By how much the sum of saved weights may be off. */
  private static final double ROUNDING = 1e-6;

  private static final String DAMAGED =
      ": the snapshot was changed or is damaged, go on from another one";

  /** Numbers of which each is at least 0, one for each domain. */
  ImmutableDoubleArray nonNegative(String name) {
    return each(name, number -> number >= 0, "at least 0");
  }

  /** Numbers above 0, one for each domain. */
  ImmutableDoubleArray positive(String name) {
    return each(name, number -> number > 0, "above 0");
  }

  /** Numbers that are at least 0, or the one that says that there is none. */
  ImmutableDoubleArray nonNegativeOr(String name, double none) {
    return each(
        name,
        number -> number >= 0 || number == none,
        "at least 0, or " + none + " where there is none");
  }

  /** Weights, one for each domain, of sum 1. */
  ImmutableDoubleArray weights(String name) {
    ImmutableDoubleArray weights = nonNegative(name);
    double sum = weights.stream().sum();
    if (!(Math.abs(sum - 1) <= ROUNDING)) {
      throw new IllegalArgumentException(
          "saved weights '" + name + "' sum to " + sum + " and not to 1" + DAMAGED);
    }
    return weights;
  }

  /** Numbers without a fraction that are at least 0, one for each domain. */
  ImmutableDoubleArray whole(String name) {
    return each(
        name, number -> number >= 0 && number == Math.rint(number), "a whole number, at least 0");
  }

  /** Numbers of which each passes a check, one for each domain. */
  ImmutableDoubleArray each(String name, DoublePredicate check, String must) {
    double[] numbers = saved.doubles(name, domains.size());
    for (int j = 0; j < numbers.length; j++) {
      if (!check.test(numbers[j])) {
        throw wrong(name + "' of domain '" + domains.get(j), numbers[j], must);
      }
    }
    return ImmutableDoubleArray.copyOf(numbers);
  }

  /** Whole numbers of which each passes a check, one for each domain. */
  ImmutableLongArray longs(String name, LongPredicate check, String must) {
    long[] numbers = integers(name, domains.size());
    for (int j = 0; j < numbers.length; j++) {
      if (!check.test(numbers[j])) {
        throw wrong(name + "' of domain '" + domains.get(j), numbers[j], must);
      }
    }
    return ImmutableLongArray.copyOf(numbers);
  }

  /** Whole numbers, as many as are expected. */
  long[] integers(String name, int length) {
    long[] numbers = saved.longs(name);
    if (numbers.length != length) {
      throw new IllegalArgumentException(
          "saved state '"
              + name
              + "' has "
              + numbers.length
              + " numbers where "
              + length
              + " were expected: it belongs to another set of domains, or is damaged");
    }
    return numbers;
  }

  /** A single whole number that is at least 0. */
  long count(String name) {
    return atLeast(name, 0, integers(name, 1)[0]);
  }

  /** Returns a number that was saved, if it is large enough. */
  static long atLeast(String name, long least, long number) {
    if (number < least) {
      throw wrong(name, number, "at least " + least);
    }
    return number;
  }

  /** The error that a number is out of range. */
  static IllegalArgumentException wrong(String name, Object number, String must) {
    return new IllegalArgumentException(
        "saved state '" + name + "' is " + number + "; it must be " + must + DAMAGED);
  }

  /** The error that numbers do not fit each other. */
  static IllegalArgumentException unfit(String what) {
    return new IllegalArgumentException("saved state: " + what + DAMAGED);
  }

  /**
   * Checks that every array of doubles that is saved under the name of a domain is of one of the
   * run's.
   *
   * @param prefix what comes before the name of the domain
   */
  void requireKnown(String prefix) {
    ImmutableSet<String> known = ImmutableSet.copyOf(domains);
    for (String name : saved.allDoubles().keySet()) {
      if (name.startsWith(prefix) && !known.contains(name.substring(prefix.length()))) {
        throw unfit(
            "'"
                + Listed.one(name.substring(prefix.length()))
                + "' is no domain of this run, which has "
                + Listed.of(domains));
      }
    }
  }
}
