package org.versatune.examples.report;

/**
 * How wide a text will be, without a font at hand.
 *
 * <p>The reader's browser chooses the font, so no measurement here could be exact. The classes
 * below are on the wide side of the usual sans-serif fonts: a label that fits by this estimate fits
 * in practice.
 */
final class TextWidth {
  private static final String NARROW = "ijltfrI.,:;'|!()[]{}/\\-` ";
  private static final String WIDE = "mwMW@%&QOGDHNUCV";

  private TextWidth() {}

  /** Estimated width in the unit of the font size. */
  static double of(String text, double fontSize) {
    return fontSize * text.codePoints().mapToDouble(TextWidth::em).sum();
  }

  /**
   * The text, with its middle left out where it would be wider than there is room. Names of domains
   * often differ only at one end; the middle is what can be missed.
   */
  static String fit(String text, double fontSize, double room) {
    if (of(text, fontSize) <= room) {
      return text;
    }
    int[] points = text.codePoints().toArray();
    for (int kept = points.length - 1; kept > 1; kept--) {
      int head = (kept + 1) / 2;
      int tail = kept - head;
      String shortened =
          new String(points, 0, head).strip()
              + "\u2026"
              + new String(points, points.length - tail, tail).strip();
      if (of(shortened, fontSize) <= room) {
        return shortened;
      }
    }
    return "\u2026";
  }

  private static double em(int c) {
    if (c >= 0x1100) {
      return c >= 0x2000 && c < 0x2E80 ? 0.9 : 1.05;
    }
    if (NARROW.indexOf(c) >= 0) {
      return 0.38;
    }
    return WIDE.indexOf(c) >= 0 ? 0.88 : 0.62;
  }
}
