package org.versatune.examples.study;

import java.util.Locale;
import java.util.stream.Collectors;
import org.versatune.DomainDistribution;

/** Numbers for people to read. */
final class Numbers {
  private Numbers() {}

  static String loss(double natsPerByte) {
    return String.format(Locale.ROOT, "%.3f", natsPerByte);
  }

  /** A number that may be on either side of 0. */
  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** For example {@code law 6 %, code 94 %}. */
  static String shares(DomainDistribution distribution) {
    return distribution.asMap().entrySet().stream()
        .map(
            entry ->
                String.format(Locale.ROOT, "%s %.0f %%", entry.getKey(), 100 * entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
