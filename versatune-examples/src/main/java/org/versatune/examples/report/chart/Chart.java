// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.html.HtmlEscapers;

/**
 * A drawn chart: SVG that needs nothing around it and scales with the room it gets.
 *
 * <p>Its title and a description with its numbers are part of it, for readers who cannot see it. An
 * immutable value; safe for use by any number of threads.
 */
public final class Chart {
  private final String title;
  private final String description;
  private final int width;
  private final String svg;

  Chart(String title, String description, int width, String svg) {
    checkArgument(!title.isBlank(), "a chart without a title");
    this.title = title;
    this.description = description;
    this.width = width;
    this.svg = svg;
  }

  /**
   * What it shows, in a few words.
   *
   * @return not blank
   */
  public String title() {
    return title;
  }

  /**
   * Its numbers in words, shortened where there are very many.
   *
   * @return one line
   */
  public String description() {
    return description;
  }

  /**
   * The chart as a file of its own.
   *
   * @return an SVG document, well-formed XML
   */
  public String toSvg() {
    return svg.replaceFirst("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ");
  }

  /**
   * The chart as part of an HTML page, without a caption.
   *
   * @return an {@code svg} element
   */
  public String toInlineSvg() {
    return svg;
  }

  /**
   * The chart as part of an HTML page or the output of a notebook's cell, with its title as the
   * caption.
   *
   * @return a {@code figure} element, no wider than the chart is meant to be
   */
  public String toHtml() {
    return "<figure style=\"margin:0;max-width:"
        + width
        + "px;background:#fff;color:#1b1f24\"><figcaption style=\"font-weight:600\">"
        + HtmlEscapers.htmlEscaper().escape(title)
        + "</figcaption>"
        + svg
        + "</figure>";
  }

  /** The chart as {@link #toSvg()}. */
  @Override
  public String toString() {
    return toSvg();
  }
}
