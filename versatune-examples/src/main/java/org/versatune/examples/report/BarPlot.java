package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Horizontal bars, one a row, with the row's name and number above the bar: names of any length and
 * any number of rows stay readable without turning, shrinking or overlapping.
 */
final class BarPlot {
  private static final double WIDTH = 340;
  private static final double MARGIN = 16;
  private static final double ROW = 33;
  private static final double BAR = 10;

  /**
   * One row.
   *
   * @param label its name
   * @param value length of the bar; NaN where there is no number
   * @param text the number as it is written
   * @param colour of the bar
   * @param halfWidth half-width of the interval around the value; NaN for none
   * @param mark a second number, shown as a diamond on the bar; NaN for none
   */
  record Row(
      String label, double value, String text, String colour, double halfWidth, double mark) {

    static Row of(String label, double value, String text, String colour) {
      return new Row(label, value, text, colour, Double.NaN, Double.NaN);
    }

    /** The lowest and highest numbers that the row draws. */
    double[] extent() {
      double low = 0;
      double high = 0;
      double around = Double.isFinite(halfWidth) ? halfWidth : 0;
      for (double x : new double[] {value - around, value + around, mark}) {
        if (Double.isFinite(x)) {
          low = Math.min(low, x);
          high = Math.max(high, x);
        }
      }
      return new double[] {low, high};
    }
  }

  private static final LineStyle MARK = new LineStyle("#000000", "", LineStyle.Marker.DIAMOND);

  private final double low;
  private final double high;
  private final String axisTitle;

  private BarPlot(double low, double high, String axisTitle) {
    this.low = low;
    this.high = high;
    this.axisTitle = axisTitle;
  }

  /**
   * A plot whose axis shows all of these rows: those of several pictures, where they are to be
   * compared by eye.
   */
  static BarPlot covering(Iterable<Row> rows, String axisTitle) {
    return covering(rows, Double.NEGATIVE_INFINITY, axisTitle);
  }

  /** The same with nothing drawn below a number: an interval of a share ends at 0. */
  static BarPlot covering(Iterable<Row> rows, double least, String axisTitle) {
    double low = 0;
    double high = 0;
    for (Row row : rows) {
      double[] extent = row.extent();
      low = Math.min(low, extent[0]);
      high = Math.max(high, extent[1]);
    }
    if (low == 0 && high == 0) {
      high = 1;
    }
    Axis nice = Axis.covering(Math.max(low, least), high, 0, 1, 7);
    return new BarPlot(nice.low(), nice.high(), axisTitle);
  }

  /** Draws rows, top to bottom. */
  String draw(String id, String title, List<Row> rows) {
    double bottom = 4 + ROW * rows.size();
    SvgPicture picture =
        new SvgPicture(
            id,
            title,
            axisTitle
                + ": "
                + rows.stream().map(BarPlot::describe).collect(Collectors.joining("; ")),
            WIDTH,
            bottom + 36);
    Axis axis =
        Axis.exact(low, high, MARGIN, WIDTH - MARGIN, t -> TextWidth.of(t, SvgPicture.FONT));
    ImmutableList<Double> ticks = axis.ticks();
    for (double tick : ticks) {
      double x = axis.position(tick);
      picture.path(bands(x, rows.size()), "grid");
      picture.text(x, bottom + 14, axis.label(tick), SvgPicture.Anchor.MIDDLE, "tick");
    }
    double zero = axis.position(axis.clamp(0));
    picture.path(bands(zero, rows.size()), "zero");
    for (int i = 0; i < rows.size(); i++) {
      draw(picture, axis, 4 + ROW * i, rows.get(i));
    }
    picture.text(WIDTH / 2, bottom + 31, axisTitle, SvgPicture.Anchor.MIDDLE, "axis");
    return picture.finish();
  }

  /** A vertical line behind the bars that leaves out the names. */
  private static String bands(double x, int rows) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      double top = 4 + ROW * i + 17;
      d.append('M')
          .append(SvgPicture.point(x, top))
          .append('V')
          .append(SvgPicture.number(top + 14));
    }
    return d.toString();
  }

  private static void draw(SvgPicture picture, Axis axis, double top, Row row) {
    double baseline = top + 14;
    double room = WIDTH - 12 - TextWidth.of(row.text(), SvgPicture.FONT);
    picture.text(
        0,
        baseline,
        TextWidth.fit(XmlText.label(row.label()), SvgPicture.FONT, room),
        SvgPicture.Anchor.START,
        "halo");
    picture.text(WIDTH, baseline, row.text(), SvgPicture.Anchor.END, "value halo");
    if (!Double.isFinite(row.value())) {
      return;
    }
    double zero = axis.position(axis.clamp(0));
    double end = axis.position(axis.clamp(row.value()));
    double y = top + 19;
    picture.bar(Math.min(zero, end), y, Math.abs(end - zero), BAR, row.colour());
    double middle = y + BAR / 2;
    if (Double.isFinite(row.halfWidth())) {
      double from = axis.position(axis.clamp(row.value() - row.halfWidth()));
      double to = axis.position(axis.clamp(row.value() + row.halfWidth()));
      String whisker =
          "M"
              + SvgPicture.point(from, middle)
              + "L"
              + SvgPicture.point(to, middle)
              + "M"
              + SvgPicture.point(from, y - 1)
              + "L"
              + SvgPicture.point(from, y + BAR + 1)
              + "M"
              + SvgPicture.point(to, y - 1)
              + "L"
              + SvgPicture.point(to, y + BAR + 1);
      picture.path(whisker, "whisker-back");
      picture.path(whisker, "whisker");
    }
    if (Double.isFinite(row.mark())) {
      picture.marker(axis.position(axis.clamp(row.mark())), middle, MARK, true);
    }
  }

  private static String describe(Row row) {
    String text = XmlText.label(row.label()) + " " + row.text();
    return Double.isFinite(row.mark())
        ? text + " (compared with " + Numbers.share(row.mark()) + ")"
        : text;
  }
}
