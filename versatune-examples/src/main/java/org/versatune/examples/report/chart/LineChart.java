// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lines over training steps, budgets or any other number, with bands of uncertainty and horizontal
 * lines to compare them with.
 *
 * <pre>{@code
 * Chart chart = LineChart.titled("Weights under fostering").axes("training steps", "weight")
 *     .point("law", 0, 0.06).point("law", 100, 0.08).point("code", 0, 0.37)
 *     .draw();
 * }</pre>
 *
 * <p>A builder, for one thread.
 */
public final class LineChart extends ChartBuilder<LineChart> {
  private static final int FEW_POINTS = 12;

  private record Point(double x, Estimate y) {}

  private record Level(String name, double value) {}

  private final Map<String, List<Point>> lines = new LinkedHashMap<>();
  private final List<Level> levels = new ArrayList<>();
  private final Range range = new Range();
  private String xTitle = "";
  private String yTitle = "";
  private boolean steps;

  private LineChart(String title) {
    super(title, 270);
  }

  /**
   * Starts a chart.
   *
   * @param title what it shows, in a few words
   * @return a chart without lines
   */
  public static LineChart titled(String title) {
    return new LineChart(title);
  }

  /**
   * Names the axes.
   *
   * @param x the horizontal one, with its unit
   * @param y the vertical one, with its unit
   * @return this
   */
  @CanIgnoreReturnValue
  public LineChart axes(String x, String y) {
    xTitle = x;
    yTitle = y;
    return this;
  }

  /**
   * Adds a point to a line.
   *
   * @param line the line's name; points of a line come in the order of their x
   * @param x finite
   * @param y NaN breaks the line
   * @return this
   */
  @CanIgnoreReturnValue
  public LineChart point(String line, double x, double y) {
    return point(line, x, Estimate.of(y));
  }

  /**
   * Adds a point with an interval, which becomes part of a band around the line.
   *
   * @param line the line's name; points of a line come in the order of their x
   * @param x finite
   * @param y its value may be NaN, which breaks the line
   * @return this
   * @throws IllegalArgumentException if x is not finite; the message names the line
   */
  @CanIgnoreReturnValue
  public LineChart point(String line, double x, Estimate y) {
    checkArgument(Double.isFinite(x), "line '%s' has a point at %s", line, x);
    lines.computeIfAbsent(line, name -> new ArrayList<>()).add(new Point(x, y));
    range.add(y);
    return this;
  }

  /**
   * Adds a horizontal line with its name on it.
   *
   * @param name its name
   * @param value where; not drawn if it is not finite
   * @return this
   */
  @CanIgnoreReturnValue
  public LineChart level(String name, double value) {
    if (Double.isFinite(value)) {
      levels.add(new Level(name, value));
      range.add(value);
    }
    return this;
  }

  /**
   * Makes the vertical axis show at least these numbers, those of other pictures for one.
   *
   * @param low lowest
   * @param high highest
   * @return this
   */
  @CanIgnoreReturnValue
  public LineChart covering(double low, double high) {
    range.add(low).add(high);
    return this;
  }

  /**
   * Draws level pieces from each point to the next: a setting that holds until it is changed.
   *
   * @return this
   */
  @CanIgnoreReturnValue
  public LineChart steps() {
    steps = true;
    return this;
  }

  @Override
  LineChart self() {
    return this;
  }

  @Override
  public Chart draw() {
    ImmutableList<String> names = ImmutableList.copyOf(lines.keySet());
    Palette styles = styles(names, Palette::ofDomains);
    Range along = new Range();
    lines.values().forEach(line -> line.forEach(point -> along.add(point.x())));
    Plot.Table curve = new Plot.Table("x", "y", "color", "linetype", "group");
    Plot.Table band = new Plot.Table("x", "ymin", "ymax", "fill", "group");
    Plot.Table marks = new Plot.Table("x", "y", "color", "shape", "fill");
    lines.forEach((name, points) -> fill(name, points, names.indexOf(name), curve, band, marks));
    Plot.Table rules = new Plot.Table("yintercept");
    Plot.Texts labels = new Plot.Texts();
    double margin = 0.06 * range.length();
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      rules.row(level.value());
      // Names of neighbouring levels at opposite ends, so that they cannot meet.
      labels.add(
          i % 2 == 0 ? along.high() : along.low(),
          level.value() + margin / 3,
          Labels.fit(level.name(), Plot.FONT, width / 2.5),
          i % 2 == 0 ? "right" : "left",
          "bottom");
    }
    double edge = 0.02 * along.length();
    return new Plot()
        .axis("x", xTitle, along.low() - edge, along.high() + edge)
        .axis(
            "y",
            yTitle,
            range.low() - margin,
            range.high() + margin + (levels.isEmpty() ? 0 : margin))
        .series(
            names, styles, ImmutableList.of("color", "fill", "shape", "linetype"), legend, width)
        .layer("ribbon", band, "alpha", 0.18, "size", 0.0, "show_legend", false)
        .layer("hline", rules, "color", Palette.NEUTRAL, "linetype", "dashed", "size", 0.7)
        .layer(steps ? "step" : "line", curve, "size", 0.9)
        .layer("point", marks, "size", 2.8)
        .texts(labels, TidySvg.INK)
        .draw(title, describe(), width, height);
  }

  private static void fill(
      String name,
      List<Point> points,
      int index,
      Plot.Table curve,
      Plot.Table band,
      Plot.Table marks) {
    int piece = 0;
    // Markers at every few points, at others on the next line: lines on top of each other show.
    int every = (points.size() + FEW_POINTS - 1) / FEW_POINTS;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (!point.y().present()) {
        piece++;
        continue;
      }
      String group = name + " #" + piece;
      curve.row(point.x(), point.y().value(), name, name, group);
      if (point.y().hasInterval()) {
        band.row(point.x(), point.y().low(), point.y().high(), name, group);
      }
      if (i % every == index % every) {
        marks.row(point.x(), point.y().value(), name, name, name);
      }
    }
  }

  private String describe() {
    return Descriptions.join(
        yTitle + " over " + xTitle,
        Stream.concat(
            lines.entrySet().stream().map(line -> line.getKey() + " " + course(line.getValue())),
            levels.stream().map(level -> level.name() + " at " + Labels.number(level.value()))));
  }

  private static String course(List<Point> points) {
    List<Point> present = points.stream().filter(point -> point.y().present()).toList();
    return present.isEmpty()
        ? "without a number"
        : "from " + present.get(0).y() + " to " + present.get(present.size() - 1).y();
  }
}
