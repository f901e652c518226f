// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Table;
import com.google.common.collect.Tables;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Draws profiles over domains as closed lines around a centre, one spoke for each domain and one
 * line for each strategy. The further out, the more; the innermost ring is the lowest round number
 * below all.
 *
 * <p>Good for seeing shapes at a glance, poor for reading numbers: put a {@link BarChart} with
 * intervals or a table beside it. A builder, for one thread.
 */
public final class RadarChart extends ChartBuilder<RadarChart> {
  private final Table<String, String, Double> points =
      Tables.newCustomTable(new LinkedHashMap<>(), LinkedHashMap::new);
  private final Range range = new Range().add(0);

  private RadarChart(String title) {
    super(title, 0);
  }

  /** Starts a chart; the title says in a few words what it shows. */
  public static RadarChart titled(String title) {
    return new RadarChart(title);
  }

  /**
   * Adds a point.
   *
   * @param line the line, in the order of the first points
   * @param spoke the spoke, clockwise from the top in the order of the first points
   * @param value NaN opens the line
   */
  @CanIgnoreReturnValue
  public RadarChart point(String line, String spoke, double value) {
    points.put(line, spoke, value);
    range.add(value);
    return this;
  }

  /**
   * Draws the chart.
   *
   * @throws IllegalArgumentException if there are fewer than three spokes, which enclose nothing
   */
  @Override
  public Chart draw() {
    ImmutableList<String> names = ImmutableList.copyOf(points.rowKeySet());
    ImmutableList<String> spokes = ImmutableList.copyOf(points.columnKeySet());
    checkArgument(spokes.size() >= 3, "a radar needs three spokes or more, not %s", spokes);
    Palette styles = styles(names, Palette::ofStrategies);
    List<Double> ticks = range.ticks(4);
    double step = ticks.size() > 1 ? ticks.get(1) - ticks.get(0) : range.length();
    // The centre is a step below the innermost ring where numbers are negative, else 0.
    double centre = range.low() < 0 ? ticks.get(0) - step : 0;
    double outer = range.high() - centre;
    Plot.Table rings = new Plot.Table("x", "y", "group");
    Plot.Table zero = new Plot.Table("x", "y");
    Plot.Texts ringNames = new Plot.Texts();
    for (double tick : ticks) {
      double radius = (tick - centre) / outer;
      if (radius <= 1e-9) {
        continue;
      }
      for (int i = 0; i <= spokes.size(); i++) {
        double angle = angle(i, spokes.size());
        rings.row(radius * Math.sin(angle), radius * Math.cos(angle), Double.toString(tick));
        if (tick == 0 && centre < 0) {
          zero.row(radius * Math.sin(angle), radius * Math.cos(angle));
        }
      }
      // Half-way between two spokes, where few lines meet.
      double middle = angle(1, 2 * spokes.size());
      double height = radius * Math.cos(middle);
      String name = Labels.number(Math.rint(tick * 1e9) / 1e9);
      ringNames.add(height * Math.sin(middle), height * Math.cos(middle), name, "middle", "center");
    }
    Plot.Table rays = new Plot.Table("x", "y", "xend", "yend");
    Plot.Texts spokeNames = new Plot.Texts();
    for (int i = 0; i < spokes.size(); i++) {
      double x = Math.sin(angle(i, spokes.size()));
      double y = Math.cos(angle(i, spokes.size()));
      rays.row(0.0, 0.0, x, y);
      spokeNames.add(
          1.06 * x,
          1.06 * y,
          Labels.fit(spokes.get(i), Plot.FONT, width * 0.2),
          Math.abs(x) < 0.2 ? "middle" : x > 0 ? "left" : "right",
          y > 0.8 ? "bottom" : y < -0.8 ? "top" : "center");
    }
    Plot.Table lines = new Plot.Table("x", "y", "color", "linetype", "group");
    Plot.Table marks = new Plot.Table("x", "y", "color", "shape", "fill");
    for (String name : names) {
      int piece = 0;
      for (int i = 0; i <= spokes.size(); i++) {
        Double value = points.get(name, spokes.get(i % spokes.size()));
        if (value == null || !Double.isFinite(value)) {
          piece++;
          continue;
        }
        double radius = (value - centre) / outer;
        double angle = angle(i, spokes.size());
        double x = radius * Math.sin(angle);
        double y = radius * Math.cos(angle);
        lines.row(x, y, name, name, name + " #" + piece);
        if (i < spokes.size()) {
          marks.row(x, y, name, name, name);
        }
      }
    }
    return new Plot()
        .axis("x", "", -1.7, 1.7)
        .axis("y", "", -1.2, 1.2)
        .bare()
        .series(names, styles, Plot.LINE_LOOKS, legend, width)
        .layer("path", rings, "color: '#d8dee4', size: 0.6")
        .layer("path", zero, "color: '%s', size: 0.9", TidySvg.SOFT)
        .layer("segment", rays, "color: '#d8dee4', size: 0.6")
        .layer("path", lines, "size: 0.9")
        .layer("point", marks, "size: 2.8")
        .texts(ringNames, TidySvg.SOFT)
        .texts(spokeNames, TidySvg.INK)
        .draw(title, Labels.description(yTitle, points), width, width * 12 / 17);
  }

  /** Returns the angle of a spoke, clockwise from the top. */
  private static double angle(int spoke, int spokes) {
    return 2 * Math.PI * spoke / spokes;
  }
}
