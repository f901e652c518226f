// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

/**
 * How a series is drawn. Colour alone never carries the meaning: dash and marker tell the series
 * apart in print and to those who see colours differently.
 *
 * @param colour as {@code #rrggbb}
 * @param dash how its line is broken
 * @param marker the sign at its points
 */
public record SeriesStyle(String colour, Dash dash, Marker marker) {

  /** How a line is broken. */
  public enum Dash {
    /** Not at all. */
    SOLID("solid"),
    /** Strokes with short gaps. */
    DASHED("dashed"),
    /** Dots. */
    DOTTED("dotted"),
    /** Strokes and dots. */
    DOT_DASHED("dotdash");

    private final String name;

    Dash(String name) {
      this.name = name;
    }

    /** The library's name for it. */
    String plotName() {
      return name;
    }
  }

  /** Signs that differ in outline, not only in size. */
  public enum Marker {
    /** A circle. */
    CIRCLE(21, "\u25CF"),
    /** A square. */
    SQUARE(22, "\u25A0"),
    /** A triangle on its side. */
    TRIANGLE(24, "\u25B2"),
    /** A square on its corner. */
    DIAMOND(23, "\u25C6"),
    /** A triangle on its corner. */
    INVERTED_TRIANGLE(25, "\u25BC"),
    /** Two strokes, upright. */
    CROSS(3, "\u271A"),
    /** Two strokes, slanting. */
    STAR(4, "\u2716");

    private final int code;
    private final String text;

    Marker(int code, String text) {
      this.code = code;
      this.text = text;
    }

    /** The library's number for it. */
    double plotCode() {
      return code;
    }

    /**
     * The sign as a character, for legends in text.
     *
     * @return one character
     */
    public String text() {
      return text;
    }
  }
}
