// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import com.google.common.collect.Table;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.stream.Stream;

/** Text inside charts: numbers, and names cut to the room there is. */
final class Labels {
  /** Most characters of a description: it is short enough to be listened to. */
  private static final int LONG = 900;

  private Labels() {}

  /** Returns a number with up to four significant digits and a true minus sign. */
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
   * Estimates the width of a text: the reader's browser chooses the font, so this is on the wide
   * side of the usual sans-serif ones.
   */
  static double width(String text, double fontSize) {
    return fontSize * text.codePoints().mapToDouble(Labels::em).sum();
  }

  /**
   * Returns the text on one line, with its middle left out where it would be wider than there is
   * room: names often differ only at one end.
   */
  static String fit(String text, double fontSize, double room) {
    String label = XmlText.label(text);
    int[] points = label.codePoints().toArray();
    for (int kept = points.length - 1; width(label, fontSize) > room; kept--) {
      if (kept <= 1) {
        return "\u2026";
      }
      int head = (kept + 1) / 2;
      int tail = kept - head;
      label =
          new String(points, 0, head).strip()
              + "\u2026"
              + new String(points, points.length - tail, tail).strip();
    }
    return label;
  }

  private static double em(int c) {
    if (c >= 0x1100 && (c < 0x2000 || c >= 0x2E80)) {
      return 1.05;
    }
    return "mwMW@%".indexOf(c) >= 0 ? 0.95 : Character.isUpperCase(c) ? 0.72 : 0.6;
  }

  /** Says in words what a picture shows, for those who cannot see it. */
  static String description(String what, Stream<String> parts) {
    StringBuilder text = new StringBuilder(what.strip());
    String before = ": ";
    int left = 0;
    for (String part : parts.map(XmlText::label).toList()) {
      if (text.length() + part.length() > LONG) {
        left++;
      } else {
        text.append(before).append(part);
        before = "; ";
      }
    }
    return text + (left == 0 ? "." : "; and " + left + " more.");
  }

  /** Says in words what a picture of a table shows. */
  static String description(String what, Table<String, String, Double> numbers) {
    return description(
        what,
        numbers.rowMap().entrySet().stream()
            .flatMap(
                row ->
                    row.getValue().entrySet().stream()
                        .map(
                            cell ->
                                "%s, %s %s"
                                    .formatted(
                                        row.getKey(), cell.getKey(), number(cell.getValue())))));
  }
}
