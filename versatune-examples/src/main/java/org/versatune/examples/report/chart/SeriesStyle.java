// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import java.util.Locale;

/**
 * Says how a series is drawn. Colour alone never carries the meaning: dash and marker distinguish
 * the series in print, and for people who see colours differently.
 *
 * @param colour as {@code #rrggbb}
 * @param dash how its line is broken
 * @param marker the sign at its points
 */
public record SeriesStyle(String colour, Dash dash, Marker marker) {
  /** How a line is broken; the library's names. */
  public enum Dash {
    SOLID,
    DASHED,
    DOTTED,
    DOTDASH
  }

  /** Signs that differ in outline, not only in size. */
  public enum Marker {
    CIRCLE(21, "\u25CF"),
    SQUARE(22, "\u25A0"),
    TRIANGLE(24, "\u25B2"),
    DIAMOND(23, "\u25C6"),
    INVERTED_TRIANGLE(25, "\u25BC"),
    CROSS(3, "\u271A"),
    STAR(4, "\u2716");

    private final double code;
    private final String text;

    Marker(double code, String text) {
      this.code = code;
      this.text = text;
    }

    /** {@return the sign as one character, for legends in text} */
    public String text() {
      return text;
    }
  }

  /** Returns what the library draws for an aesthetic. */
  Object look(String aesthetic) {
    return switch (aesthetic) {
      case "shape" -> marker.code;
      case "linetype" -> dash.name().toLowerCase(Locale.ROOT);
      default -> colour;
    };
  }
}
