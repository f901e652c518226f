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
    permits LevelChart, RadarChart, ScatterChart, StackedBarChart {
  final String title;
  boolean legend = true;
  int width = 440;
  int height;
  String xTitle = "";
  String yTitle = "";
  private @Nullable Palette palette;

  ChartBuilder(String title, int height) {
    this.title = title;
    this.height = height;
  }

  @SuppressWarnings("unchecked") // The classes that are permitted give themselves for B.
  final B self() {
    return (B) this;
  }

  /** Names the axis of the numbers, with its unit. */
  @CanIgnoreReturnValue
  public B axis(String name) {
    return axes("", name);
  }

  /** Names the horizontal and the vertical axis, with their units. */
  @CanIgnoreReturnValue
  public B axes(String x, String y) {
    xTitle = x;
    yTitle = y;
    return self();
  }

  /**
   * Sets the style of each name that is drawn; without it lines and stacked parts have those of
   * domains, all else those of strategies.
   */
  @CanIgnoreReturnValue
  public B palette(Palette styles) {
    palette = styles;
    return self();
  }

  /** Leaves the legend out, where the page has one for several pictures or there is one series. */
  @CanIgnoreReturnValue
  public B withoutLegend() {
    legend = false;
    return self();
  }

  /** Sets the width in pixels where the picture has its full size; the height stays. */
  @CanIgnoreReturnValue
  public B width(int wide) {
    width = wide;
    return self();
  }

  /**
   * Sets the size of the picture without its legend, in pixels where it has its full size. A height
   * of 0 leaves it to the chart, where bars lie on their side.
   */
  @CanIgnoreReturnValue
  public B size(int wide, int high) {
    width = wide;
    height = high;
    return self();
  }

  /** Draws the chart. */
  public abstract Chart draw();

  final Palette styles(ImmutableList<String> names, Function<Iterable<String>, Palette> otherwise) {
    return palette == null ? otherwise.apply(names) : palette;
  }
}
