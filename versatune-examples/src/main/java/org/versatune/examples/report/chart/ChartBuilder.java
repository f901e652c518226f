// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds the options that all kinds of chart have. A builder, for one thread.
 *
 * @param <B> the kind
 */
public abstract sealed class ChartBuilder<B extends ChartBuilder<B>>
    permits BarChart, LineChart, RadarChart, ScatterChart, StackedBarChart {
  final String title;
  boolean legend = true;
  int width = 440;
  int height;
  private @Nullable Palette palette;

  ChartBuilder(String title, int height) {
    this.title = title;
    this.height = height;
  }

  abstract B self();

  /**
   * Sets the styles; without it lines and stacked parts have those of domains, all else those of
   * strategies.
   *
   * @param styles has one for each name that is drawn
   * @return this
   */
  @CanIgnoreReturnValue
  public B palette(Palette styles) {
    palette = styles;
    return self();
  }

  /**
   * Leaves the legend out, where the page has one for several pictures or there is one series.
   *
   * @return this
   */
  @CanIgnoreReturnValue
  public B withoutLegend() {
    legend = false;
    return self();
  }

  /**
   * Sets the width of the picture; the height stays.
   *
   * @param wide in pixels where it is shown at its full size
   * @return this
   */
  @CanIgnoreReturnValue
  public B width(int wide) {
    width = wide;
    return self();
  }

  /**
   * Sets the size of the picture without its legend.
   *
   * @param wide in pixels where it is shown at its full size
   * @param high in the same unit; 0 leaves it to the chart, where bars lie on their side
   * @return this
   */
  @CanIgnoreReturnValue
  public B size(int wide, int high) {
    width = wide;
    height = high;
    return self();
  }

  /**
   * Draws it.
   *
   * @return the chart
   */
  public abstract Chart draw();

  final Palette styles(ImmutableList<String> names, Function<Iterable<String>, Palette> otherwise) {
    return palette == null ? otherwise.apply(names) : palette;
  }
}
