// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;
import org.versatune.internal.UnicodeText;

/**
 * A checked, ordered list of domain names with the position of each.
 *
 * <p>Interned weakly: a run makes thousands of distributions over the same names, and each update
 * would otherwise build the same hash table again.
 */
final class DomainIndex {
  private static final Interner<DomainIndex> KNOWN = Interners.newWeakInterner();

  private final ImmutableList<String> names;
  private final ImmutableMap<String, Integer> positions;

  private DomainIndex(ImmutableList<String> names, ImmutableMap<String, Integer> positions) {
    this.names = names;
    this.positions = positions;
  }

  static DomainIndex of(@Nullable List<String> given) {
    List<String> domains = notNull(given, "domains");
    checkArgument(!domains.isEmpty(), "no domain given; name at least one");
    ImmutableMap.Builder<String, Integer> positions =
        ImmutableMap.builderWithExpectedSize(domains.size());
    Set<String> seen = new HashSet<>();
    int position = 0;
    for (String name : domains) {
      checkArgument(
          !notNull(name, "domains: the name at position").isBlank(),
          "domain %s has a blank name ('%s'); every domain needs a name",
          position + 1,
          name);
      if (UnicodeText.loneSurrogate(name) >= 0) {
        UnicodeText.checkWhole("the name of domain " + (position + 1), name);
      }
      checkArgument(seen.add(name), "domain '%s' is given twice; names must be unique", name);
      positions.put(name, position++);
    }
    return KNOWN.intern(new DomainIndex(ImmutableList.copyOf(domains), positions.buildOrThrow()));
  }

  ImmutableList<String> names() {
    return names;
  }

  int position(String domain) {
    Integer position = positions.get(notNull(domain, "domain"));
    if (position == null) {
      throw new IllegalArgumentException(
          "unknown domain '" + Listed.one(domain) + "'; there are " + Listed.of(names));
    }
    return position;
  }

  /** Whether there is such a domain. */
  boolean has(String domain) {
    return positions.containsKey(domain);
  }

  /** Refuses an array of more or fewer numbers than there are domains. */
  void checkLength(int length, String what) {
    if (length != names.size()) {
      throw new IllegalArgumentException(
          length
              + " "
              + what
              + "s for "
              + names.size()
              + " domains "
              + Listed.of(names)
              + "; give one for each");
    }
  }

  ImmutableMap<String, Double> toMap(double[] values) {
    return toMap(values.length, j -> values[j]);
  }

  ImmutableMap<String, Long> toMap(long[] values) {
    return toMap(values.length, j -> values[j]);
  }

  private <T> ImmutableMap<String, T> toMap(int length, IntFunction<T> value) {
    checkLength(length, "value");
    ImmutableMap.Builder<String, T> map = ImmutableMap.builderWithExpectedSize(length);
    for (int j = 0; j < length; j++) {
      map.put(names.get(j), value.apply(j));
    }
    return map.buildOrThrow();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof DomainIndex that && names.equals(that.names));
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }
}
