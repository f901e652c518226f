package org.versatune.examples.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What was gained against what it cost, one pair of signs a strategy: filled at the mean cost,
 * hollow at the highest, joined by a line. Up and to the left is better.
 */
final class TradeOffPlot {
  private static final double WIDTH = 340;
  private static final double TOP = 26;
  private static final double BOTTOM = 250;

  /** One strategy. */
  record Choice(String name, LineStyle style, double gain, double meanCost, double maximumCost) {
    boolean drawable() {
      return Double.isFinite(gain) && Double.isFinite(meanCost) && Double.isFinite(maximumCost);
    }
  }

  private TradeOffPlot() {}

  static String draw(
      String id, String title, List<Choice> given, String gainTitle, String costTitle) {
    List<Choice> choices = given.stream().filter(Choice::drawable).toList();
    Axis y =
        Axis.covering(
            Math.min(0, choices.stream().mapToDouble(Choice::gain).min().orElse(0)),
            choices.stream().mapToDouble(Choice::gain).max().orElse(1),
            BOTTOM,
            TOP,
            6);
    double left = 12 + y.ticks().stream().mapToDouble(t -> width(y.label(t))).max().orElse(0);
    double right = WIDTH - 16;
    double highest =
        choices.stream()
            .flatMapToDouble(c -> DoubleStream.of(c.meanCost(), c.maximumCost()))
            .max()
            .orElse(1);
    Axis nice = Axis.covering(0, highest > 0 ? highest : 1, 0, 1, 7);
    Axis x = Axis.exact(nice.low(), nice.high(), left, right, TradeOffPlot::width);
    SvgPicture picture =
        new SvgPicture(
            id,
            title,
            given.stream()
                .map(
                    c ->
                        XmlText.label(c.name())
                            + ": gain "
                            + Numbers.gain(c.gain())
                            + ", cost "
                            + Numbers.decimals(c.meanCost(), 1)
                            + " on the mean and "
                            + Numbers.decimals(c.maximumCost(), 1)
                            + " at most")
                .collect(Collectors.joining("; ")),
            WIDTH,
            BOTTOM + 36);
    for (double tick : y.ticks()) {
      double at = y.position(tick);
      picture.line(left, at, right, at, "grid");
      picture.text(left - 5, at + 4, y.label(tick), SvgPicture.Anchor.END, "tick");
    }
    for (double tick : x.ticks()) {
      double at = x.position(tick);
      picture.line(at, TOP, at, BOTTOM, "grid");
      picture.text(at, BOTTOM + 17, x.label(tick), SvgPicture.Anchor.MIDDLE, "tick");
    }
    double zero = y.position(0);
    picture.line(left, zero, right, zero, "zero");
    picture.line(left, TOP, left, BOTTOM, "zero");
    picture.text(0, 13, gainTitle, SvgPicture.Anchor.START, "axis");
    picture.text((left + right) / 2, BOTTOM + 31, costTitle, SvgPicture.Anchor.MIDDLE, "axis");
    for (Choice choice : choices) {
      double at = y.position(choice.gain());
      double mean = x.position(choice.meanCost());
      double maximum = x.position(choice.maximumCost());
      picture.path(
          "M" + SvgPicture.point(mean, at) + "L" + SvgPicture.point(maximum, at),
          choice.style(),
          1.2);
      picture.marker(maximum, at, choice.style(), false);
      picture.marker(mean, at, choice.style(), true);
    }
    return picture.finish();
  }

  private static double width(String text) {
    return TextWidth.of(text, SvgPicture.FONT);
  }
}
