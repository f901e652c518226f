// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import org.versatune.examples.report.chart.Chart;

/**
 * A value that a notebook shows as HTML when it is the last expression of a cell.
 *
 * <p>The text of such a value <em>is</em> its HTML: a Java kernel that shows {@link #toString()} as
 * {@code text/html} needs to know nothing of this type, and a cell need not call anything of the
 * kernel's. So the same cell works in Jupyter and where no kernel is.
 */
public interface Html {
  /** {@return a fragment of HTML for the body of a page} */
  @Override
  String toString();

  /**
   * {@return a value that shows HTML that was made elsewhere, such as a picture in SVG}
   *
   * @param fragment a fragment for the body of a page
   */
  static Html of(String fragment) {
    return new HtmlFragment(fragment);
  }

  /** {@return a value that shows a chart with its title above it} */
  static Html of(Chart chart) {
    return new HtmlFragment(chart.toHtml());
  }
}
