// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.versatune.scheduling.Protection;

/**
 * Sets how far the losses of protected domains may rise: {@code
 * builder.protect("general").within(0.01)}. Without a call of {@link #within} the tolerance is
 * 0.01. Not safe for use by several threads.
 */
public final class ProtectedDomains {
  private final RunBuilder builder;
  private final Chosen chosen;
  private final Protection named;

  ProtectedDomains(RunBuilder builder, Chosen chosen, Protection named) {
    this.builder = builder;
    this.chosen = chosen;
    this.named = named;
    chosen.add(named);
  }

  /**
   * Sets the tolerance of these domains.
   *
   * @param tolerance τ, by how much of its base loss the loss of each of them may end above it:
   *     0.01 is one per cent; finite and at least 0
   * @return the builder of the run
   * @throws IllegalArgumentException if it is out of range
   */
  public RunBuilder within(double tolerance) {
    chosen.add(named.within(tolerance));
    return builder;
  }

  /**
   * What the calls of a builder protect, all together: the tolerance of a domain is that of the
   * last call which names it, else that of all domains.
   */
  static final class Chosen {
    private static final String WITHIN = "within";

    private final Map<Object, Object> some = new LinkedHashMap<>();
    private @Nullable Object all;
    private @Nullable Protection constants;

    /** Adds domains, and keeps the constants that were set before. */
    void add(Protection protection) {
      constants = constants == null ? protection : constants;
      Object within = Objects.requireNonNull(protection.describe().options().get(WITHIN));
      if (within instanceof Map<?, ?> byDomain) {
        some.putAll(byDomain);
      } else {
        all = within;
      }
    }

    /** Adds domains, and takes the constants over for all. */
    void set(Protection protection) {
      constants = null;
      add(protection);
    }

    /** The protection of a run over some domains; null where nothing is protected. */
    @Nullable Protection over(DomainDistribution domains) {
      if (constants == null) {
        return null;
      }
      Map<Object, Object> within = new LinkedHashMap<>();
      if (all != null && !some.isEmpty()) {
        Object others = all;
        domains.domains().forEach(domain -> within.put(domain, others));
      }
      within.putAll(some);
      RuleDescription described = constants.describe();
      Map<String, Object> options = new LinkedHashMap<>(described.options());
      options.put(WITHIN, within.isEmpty() && all != null ? all : ImmutableMap.copyOf(within));
      return Protection.of(RuleDescription.of(described.name(), options));
    }
  }
}
