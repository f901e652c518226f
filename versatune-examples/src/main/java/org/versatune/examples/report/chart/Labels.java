// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Text inside charts: numbers, and names cut to the room there is. */
final class Labels {
  private static final String WIDE = "mwMW@%";

  private Labels() {}

  /** A number with up to four significant digits and a true minus sign. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "undefined";
    }
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new MathContext(4, RoundingMode.HALF_EVEN))
            .setScale(4, RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString().replace('-', '\u2212');
  }

  /**
   * Estimated width of a text: the reader's browser chooses the font, so this is on the wide side
   * of the usual sans-serif ones.
   */
  static double width(String text, double fontSize) {
    return fontSize * text.codePoints().mapToDouble(Labels::em).sum();
  }

  /**
   * The text on one line, with its middle left out where it would be wider than there is room:
   * names often differ only at one end, the middle is what can be missed.
   */
  static String fit(String text, double fontSize, double room) {
    String label = XmlText.label(text);
    if (width(label, fontSize) <= room) {
      return label;
    }
    int[] points = label.codePoints().toArray();
    for (int kept = points.length - 1; kept > 1; kept--) {
      int head = (kept + 1) / 2;
      int tail = kept - head;
      String shortened =
          new String(points, 0, head).strip()
              + "\u2026"
              + new String(points, points.length - tail, tail).strip();
      if (width(shortened, fontSize) <= room) {
        return shortened;
      }
    }
    return "\u2026";
  }

  private static double em(int c) {
    if (c >= 0x1100 && (c < 0x2000 || c >= 0x2E80)) {
      return 1.05;
    }
    if (WIDE.indexOf(c) >= 0) {
      return 0.95;
    }
    return Character.isUpperCase(c) ? 0.72 : 0.6;
  }
}
