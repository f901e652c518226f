// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Makes the library's SVG small, fit for a page with others, and the same for the same plot.
 *
 * <p>The library writes a style sheet of its own into every picture, gives its parts random names,
 * and writes positions with sixteen digits. Here looks become attributes, names go, positions keep
 * a tenth of a unit (finer than any screen shows), the size becomes a view box, and a title and a
 * description are added that screen readers read out. Clipping at the edge of the panel goes too:
 * all our scales cover their data, and a marker at the edge would lose its half.
 */
final class TidySvg {
  static final String INK = "#1b1f24";
  static final String SOFT = "#57606a";
  static final String FAMILY = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+(?:[eE]-?\\d+)?");
  private static final Pattern RGB = Pattern.compile("rgb\\((\\d+),\\s*(\\d+),\\s*(\\d+)\\)");
  private static final Pattern DECLARATION = Pattern.compile("([a-z-]+)\\s*:\\s*([^;]+)");
  private static final Pattern NEGATIVE = Pattern.compile("-(?=\\d)");

  private static final ImmutableSet<String> DROPPED =
      ImmutableSet.of("id", "class", "style", "fill-rule");

  private TidySvg() {}

  static String of(String raw, String title, String description, double width, double height) {
    Document document = Jsoup.parse(raw, "", Parser.xmlParser());
    document.outputSettings().prettyPrint(false).syntax(Document.OutputSettings.Syntax.xml);
    Element svg = document.expectFirst("svg");
    svg.select("style, defs, title, desc").remove();
    // The first filled path is the background; the page has its own.
    svg.expectFirst("path").remove();
    for (Element element : svg.getAllElements()) {
      if (element.normalName().equals("text") || element.normalName().equals("tspan")) {
        text(element);
      } else {
        element.textNodes().forEach(org.jsoup.nodes.Node::remove);
      }
      attributes(element);
    }
    for (Element group : svg.select("g, text").asList()) {
      if (group.childNodeSize() == 0) {
        group.remove();
      }
    }
    svg.clearAttributes()
        .attr("viewBox", "0 0 " + tenths(width) + " " + tenths(height))
        .attr("role", "img")
        .attr("aria-label", XmlText.label(title))
        .attr("font-family", FAMILY)
        .attr("font-size", tenths(Plot.FONT));
    svg.prependElement("desc").text(XmlText.label(description));
    svg.prependElement("title").text(XmlText.label(title));
    return svg.outerHtml();
  }

  private static void text(Element text) {
    if (text.childrenSize() == 0) {
      String words = CharMatcher.whitespace().or(CharMatcher.is('\u00A0')).trimFrom(text.text());
      text.text(NEGATIVE.matcher(words).replaceAll("\u2212"));
    }
    for (Matcher style = DECLARATION.matcher(text.attr("style")); style.find(); ) {
      if (style.group(1).equals("fill")) {
        text.attr("fill", style.group(2).strip());
      }
    }
    String kind = text.className();
    if (kind.startsWith("axis")) {
      text.attr("fill", SOFT);
    } else if (!kind.isEmpty()) {
      text.attr("fill", INK);
    }
    if (text.attr("y").equals("0.0")) {
      text.removeAttr("y");
    }
  }

  private static void attributes(Element element) {
    for (Attribute attribute : element.attributes().asList()) {
      String name = attribute.getKey();
      String value = attribute.getValue();
      boolean opaque = name.endsWith("opacity") && Double.parseDouble(value) > 0.99;
      if (opaque
          || DROPPED.contains(name)
          || name.startsWith("clip")
          || (name.equals("stroke-width") && !element.hasAttr("stroke"))) {
        element.removeAttr(name);
        continue;
      }
      String tidy = RGB.matcher(value).replaceAll(TidySvg::hexadecimal);
      if (!name.equals("dy") && !name.endsWith("opacity")) {
        tidy = NUMBER.matcher(tidy).replaceAll(m -> tenths(Double.parseDouble(m.group())));
      }
      element.attr(name, tidy.replaceAll("\\s+\\)", ")").strip());
    }
  }

  private static String hexadecimal(java.util.regex.MatchResult rgb) {
    return String.format(
        Locale.ROOT,
        "#%02x%02x%02x",
        Integer.parseInt(rgb.group(1)),
        Integer.parseInt(rgb.group(2)),
        Integer.parseInt(rgb.group(3)));
  }

  private static String tenths(double value) {
    double rounded = Math.rint(value * 10) / 10;
    return rounded == Math.rint(rounded)
        ? Long.toString((long) rounded)
        : String.format(Locale.ROOT, "%.1f", rounded);
  }
}
