// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.html.HtmlEscapers;

/**
 * Holds a drawn chart: self-contained SVG that scales with the space it gets. Its title and a
 * description with its numbers are part of it, for readers who cannot see it.
 *
 * @param title what it shows in a few words, not blank
 * @param description its numbers in words on one line, shortened where there are very many
 * @param width in pixels where it has its full size
 * @param toInlineSvg an {@code svg} element: the chart as part of an HTML page, without a caption
 */
public record Chart(String title, String description, int width, String toInlineSvg) {
  public Chart {
    checkArgument(!title.isBlank(), "a chart without a title");
  }

  /** {@return the chart as a file of its own: an SVG document, well-formed XML} */
  public String toSvg() {
    return toInlineSvg.replaceFirst("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ");
  }

  /**
   * {@return the chart as part of an HTML page or the output of a notebook's cell, with its title
   * as the caption: a {@code figure} element, no wider than the chart is meant to be}
   */
  public String toHtml() {
    return """
    <figure style="margin:0;max-width:%spx;background:#fff;color:#1b1f24">\
    <figcaption style="font-weight:600">%s</figcaption>%s</figure>\
    """
        .formatted(width, HtmlEscapers.htmlEscaper().escape(title), toInlineSvg);
  }

  @Override
  public String toString() {
    return toSvg();
  }
}
