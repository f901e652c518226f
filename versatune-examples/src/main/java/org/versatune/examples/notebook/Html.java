// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.notebook;

import org.versatune.examples.report.chart.Chart;

/**
 * Is shown as HTML by a notebook when it is the value of a cell's last expression.
 *
 * <p>The text of such a value <em>is</em> its HTML: a Java kernel that shows {@link #toString()} as
 * {@code text/html} need not know this type, and a cell need not call the kernel. So the same cell
 * works in Jupyter and without any kernel.
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
    return new Html() {
      @Override
      public String toString() {
        return fragment;
      }
    };
  }

  /** {@return a value that shows a chart with its title above it} */
  static Html of(Chart chart) {
    return of(chart.toHtml());
  }
}
