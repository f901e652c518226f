// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class ChartTest {
  private static final ImmutableList<String> DOMAINS =
      ImmutableList.of("law", "medicine", "<b> & \"c\"", "science", "code", "general");
  private static final ImmutableList<String> STRATEGIES =
      ImmutableList.of("uniform", "inverse", "authors' code as it was published with the paper");

  static Stream<Named<Supplier<Chart>>> charts() {
    return Stream.of(
        Named.of("lines", () -> lines().draw()),
        Named.of("steps", () -> lines().steps().withoutLegend().draw()),
        Named.of("bars", () -> bars().draw()),
        Named.of("bars on their side", () -> bars().horizontal().labelled(Labels::number).draw()),
        Named.of("stack", () -> stack().draw()),
        Named.of("radar", () -> radar().draw()),
        Named.of("scatter", () -> scatter().draw()),
        Named.of("no line", () -> LineChart.titled("empty").draw()),
        Named.of("no bar", () -> BarChart.titled("empty").draw()),
        Named.of("no part", () -> StackedBarChart.titled("empty").draw()),
        Named.of("no point", () -> ScatterChart.titled("empty").draw()),
        Named.of(
            "nothing finite",
            () ->
                BarChart.titled("nothing")
                    .bar("a", "b", Double.NaN)
                    .labelled(Labels::number)
                    .draw()));
  }

  @ParameterizedTest
  @MethodSource("charts")
  void needsNothingAroundIt(Supplier<Chart> chart) {
    Element svg = parse(chart.get());

    assertThat(svg.select("script, style, link, image, use, foreignObject")).isEmpty();
    for (Element element : svg.getAllElements()) {
      assertThat(element.attributes().asList().stream().map(a -> a.getKey()).toList())
          .doesNotContain("id", "class", "style", "href", "src", "clip-path", "onload");
    }
    assertThat(chart.get().toInlineSvg()).doesNotContain("http", "url(", "NaN", "Infinity");
  }

  @ParameterizedTest
  @MethodSource("charts")
  void scalesAndIsDescribed(Supplier<Chart> chart) {
    Element svg = parse(chart.get());

    assertThat(svg.attr("viewBox")).matches("0 0 \\d+ \\d+");
    assertThat(svg.hasAttr("width")).isFalse();
    assertThat(svg.attr("role")).isEqualTo("img");
    assertThat(svg.attr("aria-label")).isEqualTo(chart.get().title());
    assertThat(svg.expectFirst("title").text()).isEqualTo(chart.get().title());
    assertThat(svg.expectFirst("desc").text()).isEqualTo(chart.get().description());
    assertThat(svg.select("text")).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("charts")
  void isSmallAndTheSameEveryTime(Supplier<Chart> chart) {
    assertThat(chart.get().toSvg()).isEqualTo(chart.get().toSvg()).hasSizeLessThan(60_000);
  }

  @ParameterizedTest
  @MethodSource("charts")
  void noTextLeavesThePicture(Supplier<Chart> chart) {
    Element svg = parse(chart.get());
    List<String> size = List.of(svg.attr("viewBox").split(" ", -1));
    for (PictureTexts.Box box : PictureTexts.of(svg)) {
      assertThat(box.left()).as("%s", box).isGreaterThanOrEqualTo(-1);
      assertThat(box.right()).as("%s", box).isLessThanOrEqualTo(1 + number(size.get(2)));
      assertThat(box.top()).as("%s", box).isGreaterThanOrEqualTo(0);
      assertThat(box.bottom()).as("%s", box).isLessThanOrEqualTo(number(size.get(3)));
    }
  }

  @Test
  void aPageCanHoldIt() {
    Chart chart = bars().draw();
    Element figure = Jsoup.parse(chart.toHtml()).expectFirst("figure");

    assertThat(figure.expectFirst("figcaption").text()).isEqualTo("Gain & <loss>");
    assertThat(figure.select("svg")).hasSize(1);
  }

  @Test
  void everySeriesAndGroupIsNamedAndHasItsOwnColour() {
    Element svg = parse(bars().draw());
    List<String> texts = svg.select("text").eachText();

    assertThat(texts).containsAll(DOMAINS).contains("uniform", "inverse");
    assertThat(texts).anyMatch(text -> text.startsWith("authors' code"));
    Palette palette = Palette.ofStrategies(STRATEGIES);
    for (String strategy : STRATEGIES) {
      // The bars and the key of the legend.
      assertThat(svg.select("[fill=" + Ascii.toLowerCase(palette.of(strategy).colour()) + "]"))
          .hasSizeGreaterThan(DOMAINS.size() - 1);
    }
  }

  @Test
  void aDomainHasItsColourWhicheverOthersThereAre() {
    String code = Palette.ofDomains(DOMAINS).of("code").colour();
    assertThat(Palette.ofDomains(List.of("code", "law")).of("code").colour()).isEqualTo(code);
    assertThat(Palette.ofDomains(List.of("news", "code")).of("news").colour()).isNotEqualTo(code);
  }

  @Test
  void aBarIsAsLongAsItsNumber() {
    Element svg =
        parse(
            BarChart.titled("two bars")
                .bar("a", "s", 1)
                .bar("b", "s", 2)
                .withoutLegend()
                .palette(Palette.single(List.of("s"), "#123456"))
                .draw());
    List<Double> heights =
        svg.select("rect[fill=#123456]").eachAttr("height").stream().map(Double::valueOf).toList();

    assertThat(heights).hasSize(2);
    assertThat(heights.stream().mapToDouble(h -> h).max().orElseThrow())
        .isCloseTo(
            2 * heights.stream().mapToDouble(h -> h).min().orElseThrow(),
            org.assertj.core.data.Offset.offset(0.3));
  }

  @ParameterizedTest
  @ValueSource(ints = {260, 340, 400, 800, 1200})
  void aNumberIsBesideItsDiamondWhateverTheWidth(int width) {
    for (double mark : new double[] {0.05, 0.19, 0.2, 0.21, 0.22, 0.25, 0.3, 0.6, -0.1, -0.3}) {
      for (double value : new double[] {0.2, -0.2}) {
        Element svg =
            parse(
                BarChart.titled("one bar")
                    .bar("a name", "s", new Estimate(value, value - 0.01, value + 0.01))
                    .mark("a name", "s", mark)
                    .horizontal()
                    .labelled(number -> "0.123")
                    .withoutLegend()
                    .size(width, 0)
                    .draw());
        PictureTexts.Box text =
            PictureTexts.of(svg).stream()
                .filter(box -> box.text().equals("0.123"))
                .findFirst()
                .orElseThrow();
        double diamond = diamond(svg);
        assertThat(diamond > text.left() - 5 && diamond < text.right() + 5)
            .as("diamond of %s at %s under %s, width %s", mark, diamond, text, width)
            .isFalse();
        assertThat(text.left()).isGreaterThan(0);
        assertThat(text.right()).isLessThan(width);
      }
    }
  }

  /** The middle of the one diamond. */
  private static double diamond(Element svg) {
    Element path =
        svg.select("path[fill=" + TidySvg.INK + "]").stream()
            .filter(each -> !each.attr("d").isEmpty())
            .reduce((first, second) -> second)
            .orElseThrow();
    double x = Double.parseDouble(path.attr("d").replaceFirst("(?s)M\\s*(-?[0-9.]+).*", "$1"));
    for (Element part = path; part != null && !part.equals(svg); part = part.parent()) {
      String shift = part.attr("transform");
      if (shift.startsWith("translate(")) {
        x += Double.parseDouble(shift.replaceFirst("translate\\((\\S+) .*", "$1"));
      }
    }
    return x;
  }

  @Test
  void anIntervalIsDrawnAndDescribed() {
    int without = parse(interval(Estimate.of(0.3))).select("line").size();
    Chart with = interval(new Estimate(0.3, 0.2, 0.4));

    assertThat(parse(with).select("line")).hasSizeGreaterThanOrEqualTo(without + 3);
    assertThat(with.description()).contains("0.3 (0.2 to 0.4)");
  }

  @Test
  void aNumberThatIsMissingBreaksTheLine() {
    LineChart chart = LineChart.titled("broken").palette(Palette.single(List.of("a"), "#123456"));
    chart.point("a", 0, 1).point("a", 1, 2).point("a", 2, Double.NaN);
    chart.point("a", 3, 1).point("a", 4, 2).withoutLegend();

    assertThat(parse(chart.draw()).select("path[stroke=#123456][fill=none]")).hasSize(2);
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> new Estimate(1, 2, 1)).hasMessageContaining("from 2.0 to 1.0");
    assertThatThrownBy(() -> lines().point("law", Double.NaN, 1)).hasMessageContaining("'law'");
    assertThatThrownBy(() -> bars().mark("law", "nobody", 1)).hasMessageContaining("'nobody'");
    assertThatThrownBy(() -> stack().part("true", "code", 0.1)).hasMessageContaining("'code'");
    assertThatThrownBy(() -> stack().part("x", "code", -1)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> RadarChart.titled("two").point("a", "b", 1).point("a", "c", 1).draw())
        .hasMessageContaining("three");
  }

  private static Chart interval(Estimate estimate) {
    return BarChart.titled("one bar").bar("a", "s", estimate).covering(0, 1).draw();
  }

  private static LineChart lines() {
    LineChart chart =
        LineChart.titled("Loss by step")
            .axes("training steps", "loss (nats/token)")
            .level("base", 0.8)
            .level("specialist", 0.79);
    for (int i = 0; i < DOMAINS.size(); i++) {
      for (int step = 0; step <= 600; step += 40) {
        double loss = Math.exp(-step / 300.0) + 0.1 * i;
        chart.point(DOMAINS.get(i), step, new Estimate(loss, loss - 0.05, loss + 0.05));
      }
    }
    return chart;
  }

  private static BarChart bars() {
    BarChart chart = BarChart.titled("Gain & <loss>").axis("gain").level("uniform's mean", 0.21);
    for (int i = 0; i < DOMAINS.size(); i++) {
      for (int j = 0; j < STRATEGIES.size(); j++) {
        double gain = 0.3 * j - 0.1 * i;
        chart.bar(DOMAINS.get(i), STRATEGIES.get(j), new Estimate(gain, gain - 0.05, gain + 0.05));
      }
    }
    return chart.mark("law", "uniform", 0.5);
  }

  private static StackedBarChart stack() {
    return StackedBarChart.titled("Mix")
        .axis("share")
        .part("true", "law", 0.06)
        .part("true", "code", 0.94)
        .bar("detected", Map.of("law", 0.0, "code", 1.0));
  }

  private static RadarChart radar() {
    RadarChart chart = RadarChart.titled("Profile").axis("gain");
    for (int i = 0; i < DOMAINS.size(); i++) {
      for (int j = 0; j < STRATEGIES.size(); j++) {
        chart.point(
            STRATEGIES.get(j), DOMAINS.get(i), j == 1 && i == 2 ? Double.NaN : 0.3 * j - 0.1 * i);
      }
    }
    return chart;
  }

  private static ScatterChart scatter() {
    ScatterChart chart = ScatterChart.titled("Trade-off").axes("forgetting", "gain").covering(0, 0);
    for (int j = 0; j < STRATEGIES.size(); j++) {
      chart.point(STRATEGIES.get(j), new Estimate(j, j - 0.2, j + 0.5), new Estimate(j, j - 1, j));
    }
    return chart.point("undefined", Double.NaN, 1);
  }

  @Test
  void dotsAndLinesComeBesideTheSigns() {
    int signs = parts(scatter().draw());
    Chart more =
        scatter().dot(1, 1).dot(2, 1).line(false, 0, 0).line(false, 1, 2).line(true, 0, 1).draw();
    assertThat(more.toSvg()).contains("#a9b2bc");
    assertThat(parts(more)).isGreaterThan(signs);
  }

  private static int parts(Chart chart) {
    return parse(chart).select("path, circle").size();
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  private static Element parse(Chart chart) {
    try {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(chart.toSvg())));
    } catch (Exception e) {
      throw new AssertionError("not well-formed: " + chart.toSvg(), e);
    }
    return Jsoup.parse(chart.toSvg(), "", Parser.xmlParser()).expectFirst("svg");
  }
}
