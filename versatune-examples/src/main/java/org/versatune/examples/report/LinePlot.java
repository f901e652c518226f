package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Lines over training steps, with horizontal lines to compare them with. */
final class LinePlot {
  private static final double WIDTH = 340;
  private static final double TOP = 26;
  private static final double BOTTOM = 200;
  private static final double LABEL_ROOM = 66;

  /** A point; a NaN breaks the line. */
  record Point(double step, double value) {}

  /** A line. */
  record Line(String name, LineStyle style, ImmutableList<Point> points) {}

  /** A horizontal line with its name beside it. */
  record Level(String name, double value, boolean dotted) {}

  /** How a line gets from one point to the next. */
  enum Shape {
    /** Straight: a quantity measured now and then. */
    STRAIGHT,
    /** Level until the next point: a setting that holds until it is changed. */
    STEPS
  }

  private final Shape shape;
  private final String unit;
  private final ToDoubleFunction<ImmutableList<Line>> lowest;
  private final ToDoubleFunction<ImmutableList<Line>> highest;

  private LinePlot(
      Shape shape,
      String unit,
      ToDoubleFunction<ImmutableList<Line>> lowest,
      ToDoubleFunction<ImmutableList<Line>> highest) {
    this.shape = shape;
    this.unit = unit;
    this.lowest = lowest;
    this.highest = highest;
  }

  /** Settings between 0 and a number that several pictures share. */
  static LinePlot ofSettings(String unit, double high) {
    return new LinePlot(Shape.STEPS, unit, lines -> 0, lines -> high);
  }

  /** Measurements, each picture with the range of its own numbers. */
  static LinePlot ofMeasurements(String unit) {
    return new LinePlot(
        Shape.STRAIGHT,
        unit,
        lines -> values(lines).min().orElse(0),
        lines -> values(lines).max().orElse(1));
  }

  String draw(String id, String title, List<Line> given, List<Level> levels) {
    ImmutableList<Line> lines = ImmutableList.copyOf(given);
    double[] heights = levels.stream().mapToDouble(Level::value).filter(Double::isFinite).toArray();
    double low = DoubleStream.concat(DoubleStream.of(heights), one(lowest, lines)).min().orElse(0);
    double high =
        DoubleStream.concat(DoubleStream.of(heights), one(highest, lines)).max().orElse(1);
    Axis y = Axis.covering(low, high, BOTTOM, TOP, 6);
    double left = 10 + y.ticks().stream().mapToDouble(t -> width(y.label(t))).max().orElse(0);
    double right = WIDTH - (levels.isEmpty() ? 14 : LABEL_ROOM);
    double lastStep =
        lines.stream().flatMap(l -> l.points().stream()).mapToDouble(Point::step).max().orElse(0);
    Axis x = Axis.exact(0, Math.max(1, lastStep), left, right, LinePlot::width);

    SvgPicture picture = new SvgPicture(id, title, describe(lines, levels), WIDTH, BOTTOM + 36);
    for (double tick : y.ticks()) {
      double at = y.position(tick);
      picture.line(left, at, right, at, "grid");
      picture.text(left - 5, at + 4, y.label(tick), SvgPicture.Anchor.END, "tick");
    }
    for (double tick : x.ticks()) {
      double at = x.position(tick);
      picture.line(at, BOTTOM, at, BOTTOM + 4, "zero");
      picture.text(at, BOTTOM + 17, x.label(tick), SvgPicture.Anchor.MIDDLE, "tick");
    }
    picture.line(left, BOTTOM, right, BOTTOM, "zero");
    picture.text(0, 13, unit, SvgPicture.Anchor.START, "axis");
    picture.text(
        (left + right) / 2, BOTTOM + 31, "training steps", SvgPicture.Anchor.MIDDLE, "axis");
    draw(picture, y, left, right, levels);
    for (int i = 0; i < lines.size(); i++) {
      draw(picture, x, y, lines.get(i), i, lines.size());
    }
    return picture.finish();
  }

  /** Levels, each with its name at the right, names pushed apart where levels are close. */
  private static void draw(
      SvgPicture picture, Axis y, double left, double right, List<Level> levels) {
    List<Level> drawn = new ArrayList<>(levels);
    drawn.removeIf(level -> !Double.isFinite(level.value()));
    drawn.sort(Comparator.comparingDouble(Level::value));
    double free = BOTTOM + 4;
    for (Level level : drawn) {
      double at = y.position(level.value());
      picture.line(left, at, right, at, level.dotted() ? "level dotted" : "level");
      double baseline = Math.min(at + 4, free);
      picture.text(right + 4, baseline, level.name(), SvgPicture.Anchor.START, "tick");
      free = baseline - 13;
    }
  }

  private void draw(SvgPicture picture, Axis x, Axis y, Line line, int index, int lines) {
    StringBuilder d = new StringBuilder();
    boolean open = false;
    double before = 0;
    for (Point point : line.points()) {
      if (!Double.isFinite(point.value())) {
        open = false;
        continue;
      }
      double px = x.position(point.step());
      double py = y.position(point.value());
      if (open && shape == Shape.STEPS) {
        d.append('L').append(SvgPicture.point(px, before));
      }
      d.append(open ? 'L' : 'M').append(SvgPicture.point(px, py));
      open = true;
      before = py;
    }
    picture.path(d.toString(), line.style(), 2);
    mark(picture, x, y, line, index, lines);
  }

  /**
   * Up to four markers a line, at steps of its own, so that those of lines on top of each other
   * stand side by side.
   */
  private void mark(SvgPicture picture, Axis x, Axis y, Line line, int index, int lines) {
    ImmutableList<Point> points =
        line.points().stream()
            .filter(p -> Double.isFinite(p.value()))
            .collect(ImmutableList.toImmutableList());
    if (points.isEmpty()) {
      return;
    }
    double first = points.get(0).step();
    double length = points.get(points.size() - 1).step() - first;
    DoubleUnaryOperator along = step -> valueAt(points, step);
    for (int i = 0; i < 4; i++) {
      double step = first + length * (i + (index + 0.5) / lines) / 4;
      picture.marker(x.position(step), y.position(along.applyAsDouble(step)), line.style(), true);
    }
  }

  private double valueAt(ImmutableList<Point> points, double step) {
    Point before = points.get(0);
    for (Point point : points) {
      if (point.step() > step) {
        double part = (step - before.step()) / (point.step() - before.step());
        return shape == Shape.STEPS
            ? before.value()
            : before.value() + part * (point.value() - before.value());
      }
      before = point;
    }
    return before.value();
  }

  private String describe(ImmutableList<Line> lines, List<Level> levels) {
    return lines.stream()
            .map(
                line -> {
                  OptionalDouble first = finite(line).findFirst();
                  OptionalDouble last = finite(line).reduce((a, b) -> b);
                  return XmlText.label(line.name())
                      + " from "
                      + Numbers.decimals(first.orElse(Double.NaN), 3)
                      + " to "
                      + Numbers.decimals(last.orElse(Double.NaN), 3);
                })
            .collect(Collectors.joining("; ", unit + " over training steps: ", ""))
        + levels.stream()
            .map(level -> "; " + level.name() + " at " + Numbers.decimals(level.value(), 3))
            .collect(Collectors.joining());
  }

  private static DoubleStream one(
      ToDoubleFunction<ImmutableList<Line>> bound, ImmutableList<Line> lines) {
    return DoubleStream.of(bound.applyAsDouble(lines));
  }

  private static DoubleStream values(ImmutableList<Line> lines) {
    return lines.stream().flatMapToDouble(LinePlot::finite);
  }

  private static DoubleStream finite(Line line) {
    return line.points().stream().mapToDouble(Point::value).filter(Double::isFinite);
  }

  private static double width(String text) {
    return TextWidth.of(text, SvgPicture.FONT);
  }
}
