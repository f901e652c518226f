// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Ordering;
import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.versatune.DomainDistribution;

/** Writes the numbers of the report, with the same digits in a plot, a table and a sentence. */
public final class Numbers {
  /** What is printed where there is no number. */
  public static final String UNDEFINED = "undefined";

  /** Most domains that a line of the console names. */
  private static final int MOST = 8;

  private Numbers() {}

  /** {@return a format filled in, with the same digits and signs in every locale} */
  @FormatMethod
  public static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** {@return a loss in nats/token with three decimals} */
  public static String loss(double loss) {
    return decimals(loss, 3);
  }

  /** {@return a gain with three decimals and its sign, which is the first thing to see} */
  public static String gain(double gain) {
    return signed(gain, 3);
  }

  /** {@return a number as {@link #decimals} writes it, with a plus sign where it is above zero} */
  public static String signed(double value, int decimals) {
    String text = decimals(value, decimals);
    return Double.isFinite(value) && value > 0 && !isZero(text) ? "+" + text : text;
  }

  /** {@return a share or a weight between 0 and 1 with three decimals} */
  public static String share(double share) {
    return decimals(share, 3);
  }

  /** {@return a fraction as per cent with one decimal, and a space that no line breaks at} */
  public static String percent(double fraction) {
    return Double.isFinite(fraction) ? decimals(100 * fraction, 1) + "\u00A0%" : UNDEFINED;
  }

  /** {@return a whole number with commas between thousands} */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@return a duration in seconds, from two minutes on in minutes and seconds} */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return UNDEFINED;
    }
    if (seconds < 120) {
      return decimals(seconds, 1) + " s";
    }
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
  }

  /**
   * {@return a number with a fixed count of decimals, a true minus sign, and no negative zero}
   *
   * @param decimals how many
   */
  public static String decimals(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return UNDEFINED;
    }
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", Math.abs(value));
    return value < 0 && !isZero(text) ? "\u2212" + text : text;
  }

  /**
   * {@return a distribution in a line, for example {@code law 6 %, code 94 %}; of many domains the
   * largest, and the rest together}
   */
  public static String shares(DomainDistribution distribution) {
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
            .map(entry -> whole(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "))
        + (named.size() == all.size()
            ? ""
            : ", " + whole(all.size() - named.size() + " others", rest));
  }

  private static String whole(String name, double share) {
    return String.format(Locale.ROOT, "%s %.0f %%", name, 100 * share);
  }

  private static boolean isZero(String text) {
    return text.chars().allMatch(c -> c == '0' || c == '.');
  }
}
