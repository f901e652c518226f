package org.versatune.examples.report;

/**
 * How a series is drawn. Colour alone never carries the meaning: dash and marker tell the series
 * apart in print and to those who see colours differently.
 *
 * @param colour as {@code #rrggbb}
 * @param dash lengths of strokes and gaps; empty for a line without gaps
 * @param marker the sign at its points
 */
record LineStyle(String colour, String dash, Marker marker) {

  /** Signs that differ in outline, not only in size. */
  enum Marker {
    CIRCLE,
    SQUARE,
    TRIANGLE,
    DIAMOND,
    INVERTED_TRIANGLE,
    CROSS,
    STAR
  }
}
