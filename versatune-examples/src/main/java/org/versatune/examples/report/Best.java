package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Which of several numbers is the best, as far as their written digits tell: two that read the same
 * are equally good. Where all read the same there is no best.
 */
final class Best {
  private Best() {}

  static ImmutableList<Boolean> highest(List<Double> values, DoubleFunction<String> format) {
    return of(values, format, 1);
  }

  static ImmutableList<Boolean> lowest(List<Double> values, DoubleFunction<String> format) {
    return of(values, format, -1);
  }

  private static ImmutableList<Boolean> of(
      List<Double> values, DoubleFunction<String> format, int sign) {
    double best =
        values.stream()
            .filter(Double::isFinite)
            .mapToDouble(v -> sign * v)
            .max()
            .orElse(Double.NaN);
    String text = format.apply(sign * best);
    boolean distinct =
        values.stream().filter(Double::isFinite).map(format::apply).distinct().count() > 1;
    return values.stream()
        .map(v -> distinct && Double.isFinite(v) && format.apply(v).equals(text))
        .collect(ImmutableList.toImmutableList());
  }
}
