// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.math.LongMath;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;

/**
 * Says what a training set is made of: for each domain the number of examples, of passes over its
 * data (epochs) and of repeats.
 *
 * <p><b>For a fixed budget</b>, for trainers that take a prepared data set and do not draw as they
 * go: {@link #of} and {@link #builder}. Counts are the weights times the budget, rounded by largest
 * remainder so that they sum to the budget exactly; rounding each down would lose up to an example
 * a domain. Remainders within 1e-9 are equal, and the domain that comes first is served first among
 * them.
 *
 * <p>A domain whose count is above its size must repeat examples. An epoch cap limits its passes;
 * the largest budget that fits is then
 *
 * <pre>
 *   limit_i = ⌊cap_i · size_i⌋,   total = ⌊min(N, min over w_i &gt; 0 of limit_i / w_i) + 1e-9⌋
 * </pre>
 *
 * <p><b>Of what was drawn</b>: {@link #ofCounts}, and {@code VersaTune.composition()} for a run.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Composition {
  private final ImmutableMap<String, Long> counts;
  private final ImmutableMap<String, Double> sizes;
  private final long total;

  private Composition(
      ImmutableMap<String, Long> counts, ImmutableMap<String, Double> sizes, long total) {
    this.counts = counts;
    this.sizes = sizes;
    this.total = total;
  }

  /**
   * Computes the composition for a budget where the sizes of the domains are not known.
   *
   * @param weights the weights
   * @param budget the number of examples N, at least 0 and at most 2^53
   * @return the composition
   * @throws IllegalArgumentException if the budget is out of range
   */
  public static Composition of(DomainDistribution weights, long budget) {
    notNull(weights, "weights");
    return builder(weights).budget(budget).build();
  }

  /**
   * Makes the composition of examples that were counted.
   *
   * @param counts number of examples by domain, each at least 0
   * @param sizes how many different examples each domain has, above 0 for a domain with counted
   *     examples; domains may be missing, and then have no passes and repeats
   * @return the composition
   * @throws IllegalArgumentException if a number is out of range, or a size is that of an unknown
   *     domain
   */
  public static Composition ofCounts(
      Map<String, Long> counts, Map<String, ? extends Number> sizes) {
    ImmutableMap<String, Long> counted = Given.map(counts, "counts");
    ImmutableMap<String, Double> sized = Given.numbers(sizes, "sizes");
    long total = 0;
    for (Map.Entry<String, Long> count : counted.entrySet()) {
      checkArgument(
          count.getValue() >= 0,
          "count of domain '%s' is %s; it must be at least 0",
          count.getKey(),
          count.getValue());
      total = Math.addExact(total, count.getValue());
    }
    for (String domain : sized.keySet()) {
      checkArgument(
          counted.containsKey(domain),
          "a size is given for domain '%s', counts only for %s",
          domain,
          Listed.of(counted.keySet()));
    }
    ImmutableMap.Builder<String, Double> checked = ImmutableMap.builder();
    for (Map.Entry<String, Long> count : counted.entrySet()) {
      Double size = sized.get(count.getKey());
      if (size != null) {
        checkArgument(
            (size > 0 && Double.isFinite(size)) || (size == 0 && count.getValue() == 0),
            "size of domain '%s' is %s, and %s examples of it are counted",
            count.getKey(),
            sizes.get(count.getKey()),
            count.getValue());
        checked.put(count.getKey(), size);
      }
    }
    return new Composition(counted, checked.buildOrThrow(), total);
  }

  /**
   * Starts from weights; the budget, the sizes, or both must follow.
   *
   * @param weights the weights
   * @return a builder
   */
  public static Builder builder(DomainDistribution weights) {
    notNull(weights, "weights");
    return new Builder(weights);
  }

  /**
   * Returns the number of examples by domain.
   *
   * @return in the order of the weights, 0 included; they sum to {@link #total()}
   */
  public ImmutableMap<String, Long> counts() {
    return counts;
  }

  /**
   * Returns the number of examples in all.
   *
   * @return the budget, or the largest number below it that the epoch caps allow; the sum of the
   *     counts
   */
  public long total() {
    return total;
  }

  /**
   * Returns how many times the data of each domain is passed over: examples over size.
   *
   * @return passes by domain, at least 0 and seldom whole; without the domains of unknown size
   */
  public ImmutableMap<String, Double> epochs() {
    ImmutableMap.Builder<String, Double> epochs = ImmutableMap.builder();
    sizes.forEach((domain, size) -> epochs.put(domain, size == 0 ? 0 : count(domain) / size));
    return epochs.buildOrThrow();
  }

  /**
   * Returns how many of each domain's examples come after the first pass over its data, where data
   * is passed over in order.
   *
   * @return repeats by domain, at least 0; without the domains of unknown size
   */
  public ImmutableMap<String, Long> repeats() {
    ImmutableMap.Builder<String, Long> repeats = ImmutableMap.builder();
    sizes.forEach(
        (domain, size) ->
            repeats.put(domain, Math.max(0, count(domain) - (long) Math.floor(size))));
    return repeats.buildOrThrow();
  }

  /**
   * Returns the domains that have fewer examples than their count, and so must be drawn with
   * replacement or passed over more than once.
   *
   * @return empty where no sizes are known
   */
  public ImmutableSet<String> repeated() {
    return ImmutableSet.copyOf(Maps.filterValues(repeats(), n -> n > 0).keySet());
  }

  private long count(String domain) {
    return counts.getOrDefault(domain, 0L);
  }

  /**
   * Returns a table with a line for each domain: examples, share, and passes and repeats where the
   * size is known.
   *
   * @return several lines of text
   */
  @Override
  public String toString() {
    int width =
        counts.keySet().stream().mapToInt(String::length).reduce("domain".length(), Math::max);
    ImmutableMap<String, Double> epochs = epochs();
    ImmutableMap<String, Long> repeats = repeats();
    StringBuilder table = new StringBuilder();
    line(table, width, "domain", "examples", "share", "epochs", "repeats");
    counts.forEach(
        (domain, count) ->
            line(
                table,
                width,
                domain,
                count.toString(),
                total == 0 ? "-" : number("%.2f %%", 100.0 * count / total),
                epochs.containsKey(domain) ? number("%.2f", epochs.get(domain)) : "-",
                repeats.containsKey(domain) ? String.valueOf(repeats.get(domain)) : "-"));
    line(table, width, "total", Long.toString(total), "", "", "");
    return table.toString();
  }

  private static String number(String format, @Nullable Double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static void line(StringBuilder table, int width, String domain, String... cells) {
    table.append(Strings.padEnd(domain, width, ' '));
    StringBuilder rest = new StringBuilder();
    for (String cell : cells) {
      rest.append(' ').append(Strings.padStart(cell, 12, ' '));
    }
    table.append(rest.toString().stripTrailing()).append('\n');
  }

  /** Collects what limits the counts. Not safe for use by several threads. */
  public static final class Builder {
    private static final long MOST = 1L << 53;

    private final DomainDistribution weights;
    private ImmutableMap<String, Long> sizes = ImmutableMap.of();
    private ImmutableMap<String, Double> epochCaps = ImmutableMap.of();
    private long budget = -1;

    private Builder(DomainDistribution weights) {
      this.weights = weights;
    }

    /**
     * Sets the number of examples N in all.
     *
     * @param examples at least 0 and at most 2^53; by default the sum of the sizes
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder budget(long examples) {
      checkArgument(
          examples >= 0 && examples <= MOST, "budget is %s; it must be 0 to 2^53", examples);
      budget = examples;
      return this;
    }

    /**
     * Sets how many examples each domain has.
     *
     * @param byDomain at least 0 and at most 2^53, for each domain and no other; at least 1 where
     *     the weight is positive
     * @return this builder
     * @throws IllegalArgumentException if a domain is missing, unknown or empty, or a size is out
     *     of range
     */
    public Builder sizes(Map<String, ? extends Number> byDomain) {
      Given.numbers(byDomain, "byDomain");
      ImmutableMap.Builder<String, Long> checked = ImmutableMap.builder();
      for (String domain : checkedDomains(byDomain, "size")) {
        Number size = byDomain.get(domain);
        checkArgument(
            size != null
                && size.doubleValue() == size.longValue()
                && size.longValue() >= 0
                && size.longValue() <= MOST,
            "size of domain '%s' is %s; it must be a whole number, 0 to 2^53",
            domain,
            size);
        checkArgument(
            size.longValue() > 0 || weights.weight(domain) == 0,
            "domain '%s' has no example but weight %s; give it examples, or weight 0",
            domain,
            weights.weight(domain));
        checked.put(domain, size.longValue());
      }
      sizes = checked.buildOrThrow();
      return this;
    }

    /**
     * Forbids that a domain is passed over more than a number of times.
     *
     * @param passes the number, for every domain; finite and above 0, and it need not be whole
     * @return this builder
     * @throws IllegalArgumentException if it is not finite or not above 0
     */
    public Builder epochCap(double passes) {
      return epochCap(Maps.toMap(weights.domains(), domain -> passes));
    }

    /**
     * Forbids that a domain is passed over more than its own number of times.
     *
     * @param byDomain the number by domain, finite and above 0; a domain that is not in it may be
     *     passed over without limit
     * @return this builder
     * @throws IllegalArgumentException if a domain is unknown or a number is not finite or not
     *     above 0
     */
    public Builder epochCap(Map<String, ? extends Number> byDomain) {
      Given.numbers(byDomain, "byDomain");
      ImmutableMap.Builder<String, Double> checked = ImmutableMap.builder();
      byDomain.forEach(
          (domain, passes) -> {
            weights.indexOf(domain);
            checkArgument(
                Double.isFinite(passes.doubleValue()) && passes.doubleValue() > 0,
                "epoch cap of domain '%s' is %s; it must be finite and above 0",
                domain,
                passes);
            checked.put(domain, passes.doubleValue());
          });
      epochCaps = checked.buildOrThrow();
      return this;
    }

    private Iterable<String> checkedDomains(Map<String, ?> byDomain, String what) {
      for (String domain : byDomain.keySet()) {
        weights.indexOf(domain);
      }
      for (String domain : weights.domains()) {
        checkArgument(
            byDomain.containsKey(domain),
            "no %s is given for domain '%s', only for %s",
            what,
            domain,
            Listed.of(byDomain.keySet()));
      }
      return weights.domains();
    }

    /**
     * Computes the composition.
     *
     * @return the composition
     * @throws IllegalArgumentException if neither budget nor sizes were given, an epoch cap was
     *     given without sizes, or an explicit budget does not fit the epoch caps (the domain that
     *     runs out first is named)
     */
    public Composition build() {
      checkArgument(
          budget >= 0 || !sizes.isEmpty(),
          "neither a budget nor sizes were given; give the number of examples, or the domains' sizes");
      checkArgument(
          epochCaps.isEmpty() || !sizes.isEmpty(),
          "an epoch cap needs the domains' sizes: passes over how many examples?");
      long total = epochCaps.isEmpty() ? wanted() : capped();
      long[] counts = LargestRemainder.apportion(weights.toArray(), total);
      return new Composition(
          weights.byDomain(counts),
          ImmutableMap.copyOf(Maps.transformValues(sizes, Long::doubleValue)),
          total);
    }

    private long wanted() {
      if (budget >= 0) {
        return budget;
      }
      long sum = 0;
      for (long size : sizes.values()) {
        sum = LongMath.saturatedAdd(sum, size);
      }
      checkArgument(sum <= MOST, "the sizes sum to %s, above 2^53: give a budget", sum);
      return sum;
    }

    private long capped() {
      double most = wanted();
      String first = "";
      for (Map.Entry<String, Double> cap : epochCaps.entrySet()) {
        double weight = weights.weight(cap.getKey());
        if (weight > 0) {
          long size = sizes.getOrDefault(cap.getKey(), 0L);
          double fits = Math.floor(cap.getValue() * size + LargestRemainder.TOLERANCE) / weight;
          if (fits < most) {
            most = fits;
            first = cap.getKey();
          }
        }
      }
      long total = (long) Math.floor(most + LargestRemainder.TOLERANCE);
      checkArgument(
          budget < 0 || total == budget,
          "a budget of %s does not fit: domain '%s' has %s examples, and %s passes over them at weight"
              + " %s allow %s in all; lower the budget or raise the epoch cap",
          budget,
          first,
          sizes.getOrDefault(first, 0L),
          epochCaps.getOrDefault(first, 0.0),
          weights.domains().contains(first) ? weights.weight(first) : 0,
          total);
      return total;
    }
  }
}
