// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws one sign for each strategy with the intervals of its two numbers: what was gained against
 * what it cost.
 *
 * <p>A builder, for one thread.
 */
public final class ScatterChart extends ChartBuilder<ScatterChart> {
  private record Point(String name, Estimate x, Estimate y) {}

  private final List<Point> points = new ArrayList<>();
  private final Plot.Table cloud = new Plot.Table("x", "y");
  private final Map<String, Plot.Table> lines = new LinkedHashMap<>();
  private final Range across = new Range();
  private final Range up = new Range();

  private ScatterChart(String title) {
    super(title, 300);
  }

  /** Starts a chart; the title says in a few words what it shows. */
  public static ScatterChart titled(String title) {
    return new ScatterChart(title);
  }

  /** Adds a point with the name of what it shows; nothing is drawn if a number is NaN. */
  @CanIgnoreReturnValue
  public ScatterChart point(String name, Estimate x, Estimate y) {
    points.add(new Point(name, x, y));
    if (x.present() && y.present()) {
      across.add(x);
      up.add(y);
    }
    return this;
  }

  /** Adds a point without intervals. */
  @CanIgnoreReturnValue
  public ScatterChart point(String name, double x, double y) {
    return point(name, Estimate.of(x), Estimate.of(y));
  }

  /** Adds a small grey point without a name, one of many. */
  @CanIgnoreReturnValue
  public ScatterChart dot(double x, double y) {
    cloud.row(x, y);
    return covering(x, y);
  }

  /** Adds the next point of a grey line, solid or dashed. */
  @CanIgnoreReturnValue
  public ScatterChart line(boolean dashed, double x, double y) {
    lines.computeIfAbsent(dashed ? "dashed" : "solid", type -> new Plot.Table("x", "y")).row(x, y);
    return covering(x, y);
  }

  /** Makes the axes show at least this point, for example the origin. */
  @CanIgnoreReturnValue
  public ScatterChart covering(double x, double y) {
    across.add(x);
    up.add(y);
    return this;
  }

  @Override
  public Chart draw() {
    ImmutableList<String> names =
        points.stream().map(Point::name).distinct().collect(ImmutableList.toImmutableList());
    Palette styles = styles(names, Palette::ofStrategies);
    Plot.Table whiskers = new Plot.Table("x", "xend", "y", "yend", "color");
    Plot.Table marks = new Plot.Table("x", "y", "color", "shape", "fill");
    for (Point point : points) {
      Estimate x = point.x();
      Estimate y = point.y();
      if (!x.present() || !y.present()) {
        continue;
      }
      if (x.hasInterval()) {
        whiskers.row(x.low(), x.high(), y.value(), y.value(), point.name());
      }
      if (y.hasInterval()) {
        whiskers.row(x.value(), x.value(), y.low(), y.high(), point.name());
      }
      marks.row(x.value(), y.value(), point.name(), point.name(), point.name());
    }
    double side = 0.05 * across.length();
    double edge = 0.05 * up.length();
    String description =
        Labels.description(
            yTitle + " against " + xTitle,
            points.stream().map(point -> point.name() + ": " + point.y() + " at " + point.x()));
    Plot plot =
        new Plot()
            .axis("x", xTitle, across.low() - side, across.high() + side)
            .axis("y", yTitle, up.low() - edge, up.high() + edge)
            .series(names, styles, ImmutableList.of("color", "shape", "fill"), legend, width)
            .layer("point", cloud, "size: 2.0, color: '#a9b2bc', show_legend: false");
    lines.forEach(
        (type, line) ->
            plot.layer(
                "path",
                line,
                "size: 1.0, color: '%s', linetype: '%s', show_legend: false",
                TidySvg.SOFT,
                type));
    return plot.layer("segment", whiskers, "size: 0.8, show_legend: false")
        .layer("point", marks, "size: 4.0")
        .draw(title, description, width, height);
  }
}
