// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Map;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;

/**
 * Holds numbers by domain over the steps of a run: losses, weights, any other {@link
 * org.versatune.Signal}.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class DomainSeries {
  private final ImmutableList<String> domains;
  private final ImmutableListMultimap<String, Point> points;

  private DomainSeries(ImmutableList<String> domains, ImmutableListMultimap<String, Point> points) {
    this.domains = domains;
    this.points = points;
  }

  /**
   * One number at one step.
   *
   * @param step training steps done
   * @param value the number, in the unit of the series
   */
  public record Point(long step, double value) {}

  /**
   * Starts an empty series.
   *
   * @param domains the domains of the run, in order
   * @return a builder
   */
  public static Builder builder(List<String> domains) {
    return new Builder(Given.list(domains, "domains"));
  }

  /**
   * Returns the domains of the run.
   *
   * @return in the run's order
   */
  public ImmutableList<String> domains() {
    return domains;
  }

  /**
   * Returns the points of a domain.
   *
   * @param domain a domain of the run
   * @return its points in the order of the steps; reports without the domain have none
   * @throws IllegalArgumentException if there is no such domain
   */
  public ImmutableList<Point> of(String domain) {
    checkArgument(
        domains.contains(domain),
        "unknown domain '%s'; the domains are %s",
        domain,
        Listed.of(domains));
    return points.get(domain);
  }

  @Override
  public String toString() {
    return "DomainSeries" + Listed.of(points.asMap());
  }

  /** Collects points. Not safe for use by several threads. */
  public static final class Builder {
    private final ImmutableList<String> domains;
    private final ImmutableListMultimap.Builder<String, Point> points =
        ImmutableListMultimap.builder();

    private Builder(ImmutableList<String> domains) {
      this.domains = domains;
    }

    /**
     * Adds one point for each domain.
     *
     * @param step training steps done
     * @param byDomain the numbers; domains of the run may be absent, and others are left out
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder add(long step, Map<String, Double> byDomain) {
      ImmutableMap<String, Double> numbers = Given.numbers(byDomain, "byDomain");
      for (String domain : domains) {
        Double value = numbers.get(domain);
        if (value != null) {
          points.put(domain, new Point(step, value));
        }
      }
      return this;
    }

    /**
     * Finishes the series.
     *
     * @return the series
     */
    public DomainSeries build() {
      return new DomainSeries(domains, points.build());
    }
  }
}
