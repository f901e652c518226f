// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.versatune.internal.Given;

/**
 * Says how much of the training stream each domain gets: non-negative weights that sum to 1 over a
 * fixed, ordered list of domains (the P of arXiv 2411.11266).
 *
 * <p>It is what detection finds, what a {@link WeightScheduler} changes and what a {@link
 * DomainSampler} draws from. The interface is sealed, so that its invariants hold everywhere: at
 * least one domain, names unique and not blank, every weight finite and in [0, 1], the sum within
 * 1e-12 of 1. Two distributions are equal when they have the same domains in the same order with
 * the same weights, bit for bit.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public sealed interface DomainDistribution permits DenseDistribution {

  /**
   * Returns a distribution with the same weight for every domain.
   *
   * @param domains the names, unique and not blank, at least one
   * @return weights of 1/k each
   * @throws IllegalArgumentException if there is no domain, or a name is blank or given twice
   */
  static DomainDistribution uniform(List<String> domains) {
    double[] ones = new double[notNull(domains, "domains").size()];
    Arrays.fill(ones, 1);
    return DenseDistribution.relative(domains, ones);
  }

  /**
   * Returns a distribution with the same weight for every domain.
   *
   * @param domains the names, unique and not blank, at least one
   * @return weights of 1/k each
   * @throws IllegalArgumentException if there is no domain, or a name is blank or given twice
   */
  static DomainDistribution uniform(String... domains) {
    return uniform(Given.list(domains, "domains"));
  }

  /**
   * Returns a distribution with weights that already sum to 1.
   *
   * <p>A sum that differs from 1 by more than 1e-12 and at most 1e-6 (in a rounded table, say) is
   * corrected by dividing all weights by it. A larger difference is refused, because it usually
   * means that a domain is missing. For counts or other relative numbers use {@link #relative(List,
   * double...)}.
   *
   * @param domains the names, unique and not blank, at least one
   * @param weights one weight a domain, in the same order
   * @return the distribution
   * @throws IllegalArgumentException if the lengths differ, a weight is negative or not finite (the
   *     domain is named), or the sum is further than 1e-6 from 1
   */
  static DomainDistribution of(List<String> domains, double... weights) {
    return DenseDistribution.exact(domains, notNull(weights, "weights"));
  }

  /**
   * Returns a distribution with weights that already sum to 1, in the iteration order of the map.
   *
   * @param weights weight by domain
   * @return the distribution
   * @throws IllegalArgumentException as for {@link #of(List, double...)}
   */
  static DomainDistribution of(Map<String, ? extends Number> weights) {
    ImmutableMap<String, Double> numbers = Given.numbers(weights, "weights");
    return DenseDistribution.exact(numbers.keySet().asList(), DenseDistribution.numbers(numbers));
  }

  /**
   * Returns a distribution with weights in proportion to non-negative numbers, for example counts
   * of examples.
   *
   * @param domains the names, unique and not blank, at least one
   * @param values one number a domain, in the same order, at least one of them positive
   * @return the numbers divided by their sum
   * @throws IllegalArgumentException if the lengths differ, a value is negative or not finite (the
   *     domain is named), or all are zero
   */
  static DomainDistribution relative(List<String> domains, double... values) {
    return DenseDistribution.relative(domains, notNull(values, "values"));
  }

  /**
   * Returns a distribution with weights in proportion to non-negative numbers, in the iteration
   * order of the map.
   *
   * @param values number by domain, at least one of them positive
   * @return the numbers divided by their sum
   * @throws IllegalArgumentException as for {@link #relative(List, double...)}
   */
  static DomainDistribution relative(Map<String, ? extends Number> values) {
    ImmutableMap<String, Double> numbers = Given.numbers(values, "values");
    return DenseDistribution.relative(
        numbers.keySet().asList(), DenseDistribution.numbers(numbers));
  }

  /**
   * Reads what {@link #write} has written, or any other JSON object of one weight a domain.
   *
   * @param file the file, for example {@code {"law": 0.7, "code": 0.3}}
   * @return the distribution, in the order of the file
   * @throws IllegalArgumentException if it holds something else, or as for {@link #of(List,
   *     double...)}; the message names the file
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  static DomainDistribution read(Path file) {
    return MixFile.read(notNull(file, "file"));
  }

  /**
   * Writes the weights to a file as a JSON object, which {@link #read} and programs in other
   * languages can read.
   *
   * @param file where to; replaced in one step, folders are made as needed
   * @throws java.io.UncheckedIOException if it cannot be written; an older file stays
   */
  default void write(Path file) {
    MixFile.write(this, notNull(file, "file"));
  }

  /**
   * Returns the domains in their fixed order.
   *
   * @return unique names, at least one
   */
  ImmutableList<String> domains();

  /**
   * Returns the number of domains, k.
   *
   * @return at least 1
   */
  default int size() {
    return domains().size();
  }

  /**
   * Returns the weight of the domain at a position.
   *
   * @param index a position in {@link #domains()}
   * @return in [0, 1]
   * @throws IndexOutOfBoundsException if there is no such position
   */
  double weight(int index);

  /**
   * Returns the weight of a domain.
   *
   * @param domain a name in {@link #domains()}
   * @return in [0, 1]
   * @throws IllegalArgumentException if there is no such domain; the message lists those there are
   */
  double weight(String domain);

  /**
   * Returns the position of a domain.
   *
   * @param domain a name in {@link #domains()}
   * @return its index in {@link #domains()}
   * @throws IllegalArgumentException if there is no such domain; the message lists those there are
   */
  int indexOf(String domain);

  /**
   * Returns the weights as a fresh array in the order of {@link #domains()}.
   *
   * @return an array that the caller may change
   */
  double[] toArray();

  /**
   * Returns the weights by name, in the order of {@link #domains()}.
   *
   * @return an immutable map
   */
  ImmutableMap<String, Double> asMap();

  /**
   * Names numbers by domain.
   *
   * @param values any numbers, one a domain, in the order of {@link #domains()}
   * @return number by domain, in the same order
   * @throws IllegalArgumentException if there are more or fewer numbers than domains
   */
  ImmutableMap<String, Double> byDomain(double[] values);

  /**
   * Names whole numbers by domain, for example counts of draws.
   *
   * @param values any numbers, one a domain, in the order of {@link #domains()}
   * @return number by domain, in the same order
   * @throws IllegalArgumentException if there are more or fewer numbers than domains
   */
  ImmutableMap<String, Long> byDomain(long[] values);

  /**
   * Multiplies each weight by a factor for its domain, and normalises. Most multiplicative rules
   * consist of this step. A zero weight stays zero.
   *
   * @param factor the factor by domain, finite and not negative
   * @return the new weights over the same domains
   * @throws IllegalArgumentException if a factor is negative or not finite (the domain is named),
   *     or every product is zero
   */
  default DomainDistribution reweighted(ToDoubleFunction<String> factor) {
    notNull(factor, "factor");
    double[] product = toArray();
    for (int j = 0; j < product.length; j++) {
      product[j] *= factor.applyAsDouble(domains().get(j));
    }
    return withRelativeWeights(product);
  }

  /**
   * Returns the same domains with other weights that already sum to 1.
   *
   * @param weights one weight a domain, in the order of {@link #domains()}
   * @return the distribution
   * @throws IllegalArgumentException as for {@link #of(List, double...)}
   */
  DomainDistribution withWeights(double... weights);

  /**
   * Returns the same domains with weights in proportion to other numbers.
   *
   * @param values one number a domain, in the order of {@link #domains()}, at least one positive
   * @return the numbers divided by their sum
   * @throws IllegalArgumentException as for {@link #relative(List, double...)}
   */
  DomainDistribution withRelativeWeights(double... values);
}
