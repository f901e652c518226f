// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.OrderedLookup;

/**
 * The numbers of a signal by domain. Remembers the array that it was read into last: a report is
 * read several times in the run's order, and what is known before training at every report.
 *
 * <p>Immutable as seen from outside, and safe for use by any number of threads.
 */
final class SignalNumbers {
  private final ImmutableMap<String, Double> byDomain;

  /** Whichever thread sets it, the numbers are the same. */
  private volatile @Nullable Read last;

  /** What {@link #in} found for these domains. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and never handed out.
  private record Read(ImmutableList<String> domains, double[] numbers) {}

  SignalNumbers(ImmutableMap<String, Double> byDomain) {
    this.byDomain = byDomain;
  }

  ImmutableMap<String, Double> byDomain() {
    return byDomain;
  }

  /**
   * The numbers in the order of some domains.
   *
   * @return a fresh array; null where a domain has no number
   */
  double @Nullable [] in(ImmutableList<String> domains) {
    Read read = read(domains);
    return read == null ? null : read.numbers.clone();
  }

  /** These numbers in the order of some domains, among which are all that they are for. */
  SignalNumbers inOrderOf(ImmutableList<String> domains) {
    Map<String, Double> ordered = OrderedLookup.inOrderOf(domains, byDomain);
    return ordered == byDomain ? this : new SignalNumbers(ImmutableMap.copyOf(ordered));
  }

  /** Whether these are numbers for all of some domains and for no other. */
  boolean areFor(ImmutableList<String> domains) {
    return byDomain.size() == domains.size() && read(domains) != null;
  }

  @SuppressWarnings("ReferenceEquality") // Equal lists that are two objects are read once more.
  private @Nullable Read read(ImmutableList<String> domains) {
    Read known = last;
    if (known != null && known.domains == domains) {
      return known;
    }
    double[] numbers = new double[domains.size()];
    OrderedLookup lookup = new OrderedLookup(byDomain);
    for (int j = 0; j < numbers.length; j++) {
      Double number = lookup.get(domains.get(j));
      if (number == null) {
        return null;
      }
      numbers[j] = number;
    }
    Read read = new Read(domains, numbers);
    last = read;
    return read;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SignalNumbers that && byDomain.equals(that.byDomain);
  }

  @Override
  public int hashCode() {
    return byDomain.hashCode();
  }
}
