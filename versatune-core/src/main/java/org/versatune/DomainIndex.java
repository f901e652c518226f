package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import java.util.List;
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
    java.util.Set<String> seen = new java.util.HashSet<>();
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
          "unknown domain '"
              + Listed.one(domain)
              + "'; the domains of this run are "
              + Listed.of(names));
    }
    return position;
  }

  /** Whether there is such a domain. */
  boolean has(String domain) {
    return positions.containsKey(domain);
  }

  ImmutableMap<String, Double> toMap(double[] values) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builderWithExpectedSize(values.length);
    for (int j = 0; j < values.length; j++) {
      map.put(names.get(j), values[j]);
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
