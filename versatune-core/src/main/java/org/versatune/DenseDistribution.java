// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.CompensatedSum;
import org.versatune.internal.Listed;

/** The one implementation of {@link DomainDistribution}: an array beside its index of names. */
final class DenseDistribution implements DomainDistribution {

  /** A sum this close to 1 is left alone, so that saved weights come back bit for bit. */
  static final double SUM_TOLERANCE = 1e-12;

  /** A sum this close to 1 is taken for that of a rounded table, and divided out. */
  private static final double ROUNDING_TOLERANCE = 1e-6;

  private final DomainIndex index;
  private final double[] weights;

  private DenseDistribution(DomainIndex index, double[] weights) {
    this.index = index;
    this.weights = weights;
  }

  /** The index of any distribution: there is no other implementation. */
  static DomainIndex index(DomainDistribution distribution) {
    return ((DenseDistribution) distribution).index;
  }

  static DenseDistribution exact(List<String> domains, double[] weights) {
    return exact(DomainIndex.of(domains), weights);
  }

  private static DenseDistribution exact(DomainIndex index, double[] weights) {
    double[] copy = checked(index, weights, "weight");
    double sum = CompensatedSum.of(copy);
    if (!(Math.abs(sum - 1) <= ROUNDING_TOLERANCE)) {
      throw new IllegalArgumentException(
          "weights sum to "
              + sum
              + ", not 1: "
              + describe(index, copy)
              + "; give weights that sum to 1 (DomainDistribution.relative(...) normalises counts)");
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      divide(copy, sum);
    }
    return new DenseDistribution(index, copy);
  }

  static DenseDistribution relative(List<String> domains, double[] values) {
    return relative(DomainIndex.of(domains), values);
  }

  private static DenseDistribution relative(DomainIndex index, double[] values) {
    double[] copy = checked(index, values, "value");
    // Scaled by the largest first: a sum of values near Double.MAX_VALUE must not overflow.
    double max = Arrays.stream(copy).max().orElse(0);
    if (!(max > 0)) {
      throw new IllegalArgumentException(
          "every value is zero, no weights follow from that: " + describe(index, copy));
    }
    divide(copy, max);
    divide(copy, CompensatedSum.of(copy));
    return new DenseDistribution(index, copy);
  }

  static double[] numbers(Map<String, ? extends Number> values) {
    return values.values().stream().mapToDouble(Number::doubleValue).toArray();
  }

  private static double[] checked(DomainIndex index, double[] values, String what) {
    index.checkLength(values.length, what);
    double[] copy = values.clone();
    for (int j = 0; j < copy.length; j++) {
      if (!(copy[j] >= 0 && Double.isFinite(copy[j]))) {
        throw new IllegalArgumentException(
            what
                + " of domain '"
                + index.names().get(j)
                + "' is "
                + copy[j]
                + "; it must be finite and at least 0");
      }
      copy[j] += 0.0; // −0 is 0, and equal weights have equal bits.
    }
    return copy;
  }

  private static void divide(double[] values, double by) {
    for (int j = 0; j < values.length; j++) {
      values[j] /= by;
    }
  }

  private static String describe(DomainIndex index, double[] values) {
    StringBuilder text = new StringBuilder("{");
    int shown = Math.min(values.length, 12);
    for (int j = 0; j < shown; j++) {
      text.append(j == 0 ? "" : ", ")
          .append(Listed.one(index.names().get(j)))
          .append('=')
          .append(values[j]);
    }
    return text.append(shown < values.length ? ", …}" : "}").toString();
  }

  @Override
  public ImmutableList<String> domains() {
    return index.names();
  }

  @Override
  public double weight(int position) {
    return weights[position];
  }

  @Override
  public double weight(String domain) {
    return weights[index.position(domain)];
  }

  @Override
  public int indexOf(String domain) {
    return index.position(domain);
  }

  @Override
  public double[] toArray() {
    return weights.clone();
  }

  @Override
  public ImmutableMap<String, Double> asMap() {
    return index.toMap(weights);
  }

  @Override
  public ImmutableMap<String, Double> byDomain(double[] values) {
    return index.toMap(notNull(values, "values"));
  }

  @Override
  public ImmutableMap<String, Long> byDomain(long[] values) {
    return index.toMap(notNull(values, "values"));
  }

  @Override
  public DomainDistribution withWeights(double... other) {
    return exact(index, notNull(other, "weights"));
  }

  @Override
  public DomainDistribution withRelativeWeights(double... values) {
    return relative(index, notNull(values, "values"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DenseDistribution that
        && index.equals(that.index)
        && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return 31 * index.hashCode() + Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return describe(index, weights);
  }
}
