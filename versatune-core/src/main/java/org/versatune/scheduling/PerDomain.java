package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.internal.Given;

/** An option that is one number for all domains, or a number for each of some. */
final class PerDomain {
  private final @Nullable Double all;
  private final ImmutableMap<String, Double> some;

  private PerDomain(@Nullable Double all, ImmutableMap<String, Double> some) {
    this.all = all;
    this.some = some;
  }

  static PerDomain all(double number) {
    return new PerDomain(number, ImmutableMap.of());
  }

  static PerDomain of(String option, Map<String, ? extends Number> byDomain) {
    return new PerDomain(null, Given.numbers(byDomain, option));
  }

  /** This option, if every number in it is in range. */
  PerDomain checked(String option, DoublePredicate allowed, String range) {
    if (all != null) {
      checkArgument(allowed.test(all), "%s is %s; it must be %s", option, all, range);
    }
    some.forEach(
        (domain, number) ->
            checkArgument(
                allowed.test(number),
                "%s of domain '%s' is %s; it must be %s",
                option,
                domain,
                number,
                range));
    return this;
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

  /** As it stands in a description. */
  Object written() {
    return all != null ? all : some;
  }
}
