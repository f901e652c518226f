// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.Given;

/**
 * The value of an option that is one number for all domains, or a number for each of some.
 *
 * @param all the one number; null where there is a number for each of some
 * @param some number by domain
 */
record PerDomain(@Nullable Double all, ImmutableMap<String, Double> some) {

  static PerDomain all(double number) {
    return new PerDomain(number, ImmutableMap.of());
  }

  static PerDomain of(String parameter, Map<String, ? extends Number> byDomain) {
    return new PerDomain(null, Given.numbers(byDomain, parameter));
  }

  static PerDomain read(WrittenValue value) {
    return value.value() instanceof Map<?, ?>
        ? new PerDomain(null, value.numbers())
        : all(value.number());
  }

  /** A check of every number, which names the domain of one that it refuses. */
  static Option.Check<PerDomain> each(Option.Check<Double> check) {
    return (label, numbers) -> {
      if (numbers.all != null) {
        check.check(label, numbers.all);
      }
      numbers.some.forEach(
          (domain, number) -> check.check(label + " of domain '" + domain + "'", number));
    };
  }

  /**
   * The numbers in the order of the domains; those without one get the other number.
   *
   * @throws IllegalArgumentException if a number is for a domain that the run does not have
   */
  double[] over(DomainDistribution domains, double otherwise) {
    double[] numbers = new double[domains.size()];
    Arrays.fill(numbers, all != null ? all : otherwise);
    int j = 0;
    for (Map.Entry<String, Double> entry : some.entrySet()) {
      // Mostly they are all there and in the run's order: then no name has to be looked up.
      boolean inOrder = j < numbers.length && domains.domains().get(j).equals(entry.getKey());
      numbers[inOrder ? j : domains.indexOf(entry.getKey())] = entry.getValue();
      j++;
    }
    return numbers;
  }

  /** Whether any domain has a number that differs from the other one. */
  boolean differsFrom(double otherwise) {
    return all != null ? all != otherwise : some.values().stream().anyMatch(n -> n != otherwise);
  }

  /** As a description holds it. */
  Object written() {
    return all != null ? all : some;
  }
}
