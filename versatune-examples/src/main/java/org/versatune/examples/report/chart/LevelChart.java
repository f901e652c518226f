// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A chart of numbers along one axis, with lines across it to compare them with. A builder, for one
 * thread.
 *
 * @param <B> the kind
 */
abstract sealed class LevelChart<B extends LevelChart<B>> extends ChartBuilder<B>
    permits BarChart, LineChart {
  final List<Level> levels = new ArrayList<>();
  final Range range = new Range();

  LevelChart(String title, int height) {
    super(title, height);
  }

  record Level(String name, double value) {}

  /** Adds a line across the chart, with its name on it; not drawn if it is not finite. */
  @CanIgnoreReturnValue
  public B level(String name, double value) {
    if (Double.isFinite(value)) {
      levels.add(new Level(name, value));
      range.add(value);
    }
    return self();
  }

  /** Makes the axis show at least these numbers, for example those of other pictures. */
  @CanIgnoreReturnValue
  public B covering(double low, double high) {
    range.add(low).add(high);
    return self();
  }

  /** Says in words what a chart shows, its levels last. */
  final String describe(String what, Stream<String> numbers, String between) {
    return Labels.description(
        what,
        Stream.concat(
            numbers,
            levels.stream().map(level -> level.name() + between + Labels.number(level.value()))));
  }
}
