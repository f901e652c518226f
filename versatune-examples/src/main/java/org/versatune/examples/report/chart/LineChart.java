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

/**
 * Draws lines over training steps, budgets or any other number, with bands of uncertainty, and
 * horizontal lines to compare them with.
 *
 * <pre>{@code
 * Chart chart = LineChart.titled("Weights under fostering").axes("training steps", "weight")
 *     .point("law", 0, 0.06).point("law", 100, 0.08).point("code", 0, 0.37)
 *     .draw();
 * }</pre>
 *
 * <p>A builder, for one thread.
 */
public final class LineChart extends LevelChart<LineChart> {
  private static final int FEW_POINTS = 12;

  private record Point(double x, Estimate y) {}

  private final Map<String, List<Point>> lines = new LinkedHashMap<>();
  private boolean steps;

  private LineChart(String title) {
    super(title, 270);
  }

  /** Starts a chart; the title says in a few words what it shows. */
  public static LineChart titled(String title) {
    return new LineChart(title);
  }

  /** Adds a point to a line, in the order of x, which is finite; a y of NaN breaks the line. */
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
   * @throws IllegalArgumentException if x is not finite; the message names the line
   */
  @CanIgnoreReturnValue
  public LineChart point(String line, double x, Estimate y) {
    checkArgument(Double.isFinite(x), "line '%s' has a point at %s", line, x);
    lines.computeIfAbsent(line, name -> new ArrayList<>()).add(new Point(x, y));
    range.add(y);
    return this;
  }

  /** Draws level pieces from each point to the next: a setting that holds until it is changed. */
  @CanIgnoreReturnValue
  public LineChart steps() {
    steps = true;
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
    lines.forEach(
        (name, points) -> {
          int piece = 0;
          // Markers at every few points, at others on the next line: lines on top of each other
          // show.
          int every = (points.size() + FEW_POINTS - 1) / FEW_POINTS;
          for (int i = 0; i < points.size(); i++) {
            double x = points.get(i).x();
            Estimate y = points.get(i).y();
            if (!y.present()) {
              piece++;
              continue;
            }
            String group = name + " #" + piece;
            curve.row(x, y.value(), name, name, group);
            if (y.hasInterval()) {
              band.row(x, y.low(), y.high(), name, group);
            }
            if (i % every == names.indexOf(name) % every) {
              marks.row(x, y.value(), name, name, name);
            }
          }
        });
    Plot.Table rules = new Plot.Table("yintercept");
    Plot.Texts labels = new Plot.Texts();
    double margin = 0.06 * range.length();
    boolean right = true;
    for (Level level : levels) {
      rules.row(level.value());
      // Names of neighbouring levels at opposite ends, so that they cannot meet.
      labels.add(
          right ? along.high() : along.low(),
          level.value() + margin / 3,
          Labels.fit(level.name(), Plot.FONT, width / 2.5),
          right ? "right" : "left",
          "bottom");
      right = !right;
    }
    double edge = 0.02 * along.length();
    double top = range.high() + margin + (levels.isEmpty() ? 0 : margin);
    return new Plot()
        .axis("x", xTitle, along.low() - edge, along.high() + edge)
        .axis("y", yTitle, range.low() - margin, top)
        .series(names, styles, Plot.LINE_LOOKS, legend, width)
        .layer("ribbon", band, "alpha: 0.18, size: 0.0, show_legend: false")
        .layer("hline", rules, "size: 0.7, linetype: 'dashed', color: '%s'", Palette.NEUTRAL)
        .layer(steps ? "step" : "line", curve, "size: 0.9")
        .layer("point", marks, "size: 2.8")
        .texts(labels, TidySvg.INK)
        .draw(title, describe(), width, height);
  }

  private String describe() {
    return describe(
        yTitle + " over " + xTitle,
        lines.entrySet().stream().map(line -> line.getKey() + " " + course(line.getValue())),
        " at ");
  }

  private static String course(List<Point> points) {
    List<Estimate> present = points.stream().map(Point::y).filter(Estimate::present).toList();
    return present.isEmpty()
        ? "without a number"
        : "from " + present.get(0) + " to " + present.get(present.size() - 1);
  }
}
