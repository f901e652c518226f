package org.versatune.examples.study;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Ordering;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.versatune.DomainDistribution;

/** Numbers for people to read. */
final class Numbers {
  /** Most domains that a line of the console names. */
  private static final int MOST = 8;

  private Numbers() {}

  static String loss(double natsPerToken) {
    return String.format(Locale.ROOT, "%.3f", natsPerToken);
  }

  /** A number that may be on either side of 0. */
  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** For example {@code law 6 %, code 94 %}; of many domains the largest, and the rest together. */
  static String shares(DomainDistribution distribution) {
    ImmutableMap<String, Double> all = distribution.asMap();
    ImmutableSet<String> named =
        ImmutableSet.copyOf(
            all.size() <= MOST
                ? all.keySet()
                : Ordering.natural()
                    .onResultOf((String domain) -> distribution.weight(domain))
                    .greatestOf(all.keySet(), MOST - 1));
    double rest =
        all.entrySet().stream()
            .filter(entry -> !named.contains(entry.getKey()))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    return all.entrySet().stream()
            .filter(entry -> named.contains(entry.getKey()))
            .map(entry -> share(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "))
        + (named.size() == all.size()
            ? ""
            : ", " + share(all.size() - named.size() + " others", rest));
  }

  private static String share(String name, double share) {
    return String.format(Locale.ROOT, "%s %.0f %%", name, 100 * share);
  }
}
