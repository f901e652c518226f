// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

/**
 * Makes text that an XML document can hold. A language model over bytes writes control characters,
 * which XML cannot hold, not even escaped: they become the replacement character.
 */
public final class XmlText {
  private XmlText() {}

  /**
   * {@return the text with everything replaced that XML cannot hold; escaped, it may be part of an
   * XML or HTML document}
   */
  public static String clean(String text) {
    return text.codePoints()
        .map(c -> allowed(c) ? c : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** {@return the text as {@link #clean} returns it, on one line without space at its ends} */
  public static String label(String text) {
    return clean(text).replaceAll("\\s+", " ").strip();
  }

  /** The production {@code Char} of XML 1.0, without the C1 controls that HTML forbids. */
  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c < 0x7F)
        || (c >= 0xA0 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
