// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import java.util.stream.StreamSupport;
import org.versatune.examples.report.chart.Chart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.results.DetectionResult;

/** A part of a section of a page. Text is escaped when the page is written. */
sealed interface Block {
  /** A paragraph. */
  record Paragraph(String text) implements Block {}

  /** A formula on a line of its own. */
  record Formula(String html) implements Block {
    /** A formula in which {@code _x} is set below the line and {@code ^x} above it. */
    static Formula of(String text) {
      return new Formula(
          HtmlEscapers.htmlEscaper()
              .escape(text)
              .replaceAll("_(\\w+)", "<sub>$1</sub>")
              .replaceAll("\\^(\\w+)", "<sup>$1</sup>"));
    }
  }

  /** Sentences in a list. */
  record Bullets(ImmutableList<String> sentences) implements Block {}

  /** A heading inside a section. */
  record Heading(String text) implements Block {}

  /** Signs and their meaning. */
  record Legend(ImmutableList<Key> keys) implements Block {
    /** A name in the look that a palette gives it, for each of some. */
    static Legend of(Palette palette, Iterable<String> names) {
      return new Legend(
          StreamSupport.stream(names.spliterator(), false)
              .map(
                  name ->
                      new Key(palette.of(name).marker().text(), palette.of(name).colour(), name))
              .collect(ImmutableList.toImmutableList()));
    }
  }

  /** A sign and its meaning. */
  record Key(String sign, String colour, String text) {}

  /** How much room a picture takes; a small screen shows all of them at its full width. */
  enum Size {
    /** A third of a wide page. */
    SMALL,
    /** Half of a wide page. */
    MEDIUM,
    /** The whole page. */
    WIDE;

    /** The class of the style sheet. */
    public String style() {
      return com.google.common.base.Ascii.toLowerCase(name());
    }
  }

  /** Pictures side by side, as many in a row as there is room for. */
  record Figures(ImmutableList<Figure> figures, Size size) implements Block {}

  /** A picture; {@code colour} is that of the bar beside the heading, empty for none. */
  record Figure(String heading, String colour, Chart chart) {
    Figure(String heading, Chart chart) {
      this(heading, "", chart);
    }
  }

  /** A table of numbers. */
  record Numbers(ResultTable.Table table) implements Block {}

  /** Names and what belongs to them. */
  record Facts(ImmutableList<Fact> facts) implements Block {}

  /** A name and what belongs to it. */
  record Fact(String name, String value) {}

  /** Texts as they are, each under a heading. */
  record Texts(ImmutableList<Text> texts) implements Block {}

  /** A text as it is. */
  record Text(String heading, String text) {
    /** What a model wrote, and how sure the judge was of its domain. */
    static Text of(String name, DetectionResult.Sample sample) {
      return new Text(
          name
              + ", probability "
              + org.versatune.examples.results.Numbers.share(sample.probability()),
          sample.text());
    }
  }
}
