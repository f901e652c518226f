package org.versatune.examples.report.chart;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sign a strategy with the intervals of both its numbers: what was gained against what it cost.
 *
 * <p>A builder, for one thread.
 */
public final class ScatterChart {
  private record Point(String name, Estimate x, Estimate y) {}

  private final String title;
  private final List<Point> points = new ArrayList<>();
  private final Range across = new Range();
  private final Range up = new Range();
  private String xTitle = "";
  private String yTitle = "";
  private boolean legend = true;
  private @Nullable Palette palette;
  private int width = 440;
  private int height = 300;

  private ScatterChart(String title) {
    this.title = title;
  }

  /**
   * Starts a chart.
   *
   * @param title what it shows, in a few words
   * @return a chart without points
   */
  public static ScatterChart titled(String title) {
    return new ScatterChart(title);
  }

  /**
   * Names the axes.
   *
   * @param x the horizontal one, with its unit
   * @param y the vertical one, with its unit
   * @return this
   */
  @CanIgnoreReturnValue
  public ScatterChart axes(String x, String y) {
    xTitle = x;
    yTitle = y;
    return this;
  }

  /**
   * Adds a point.
   *
   * @param name what it stands for
   * @param x its horizontal number
   * @param y its vertical number; nothing is drawn if either is NaN
   * @return this
   */
  @CanIgnoreReturnValue
  public ScatterChart point(String name, Estimate x, Estimate y) {
    points.add(new Point(name, x, y));
    if (x.present() && y.present()) {
      across.add(x);
      up.add(y);
    }
    return this;
  }

  /**
   * Adds a point without intervals.
   *
   * @param name what it stands for
   * @param x its horizontal number
   * @param y its vertical number; nothing is drawn if either is NaN
   * @return this
   */
  @CanIgnoreReturnValue
  public ScatterChart point(String name, double x, double y) {
    return point(name, Estimate.of(x), Estimate.of(y));
  }

  /**
   * Makes the axes show at least this point, the origin for one.
   *
   * @param x on the horizontal axis
   * @param y on the vertical axis
   * @return this
   */
  @CanIgnoreReturnValue
  public ScatterChart covering(double x, double y) {
    across.add(x);
    up.add(y);
    return this;
  }

  /**
   * Sets the points' styles; without it they are those of strategies.
   *
   * @param styles has one for each name
   * @return this
   */
  @CanIgnoreReturnValue
  public ScatterChart palette(Palette styles) {
    palette = styles;
    return this;
  }

  /**
   * Leaves the legend out, where the page has one for several pictures.
   *
   * @return this
   */
  @CanIgnoreReturnValue
  public ScatterChart withoutLegend() {
    legend = false;
    return this;
  }

  /**
   * Sets the size of the picture without its legend.
   *
   * @param wide in pixels where it is shown at its full size
   * @param high in the same unit
   * @return this
   */
  @CanIgnoreReturnValue
  public ScatterChart size(int wide, int high) {
    width = wide;
    height = high;
    return this;
  }

  /**
   * Draws it.
   *
   * @return the chart
   */
  public Chart draw() {
    ImmutableList<String> names =
        points.stream().map(Point::name).distinct().collect(ImmutableList.toImmutableList());
    Palette styles = palette == null ? Palette.ofStrategies(names) : palette;
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
    return new Plot()
        .axis("x", xTitle, across.low() - side, across.high() + side)
        .axis("y", yTitle, up.low() - edge, up.high() + edge)
        .series(names, styles, ImmutableList.of("color", "shape", "fill"), legend, width)
        .layer("segment", whiskers, "size", 0.8, "show_legend", false)
        .layer("point", marks, "size", 4.0)
        .draw(title, describe(), width, height);
  }

  private String describe() {
    return Descriptions.join(
        yTitle + " against " + xTitle,
        points.stream().map(point -> point.name() + ": " + point.y() + " at " + point.x()));
  }
}
