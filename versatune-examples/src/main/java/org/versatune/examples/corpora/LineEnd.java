// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

/** Cuts long documents, so that a few of them do not decide the held-out loss of a domain. */
final class LineEnd {
  private LineEnd() {}

  /**
   * Returns the beginning of a text: as many whole lines as fit, or as many characters if not even
   * the first line does.
   *
   * @param maxBytes most bytes of UTF-8, at least 4
   */
  static String cut(String text, int maxBytes) {
    int bytes = 0;
    int lineEnd = 0;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (c == '\n') {
        lineEnd = at;
      }
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > maxBytes) {
        return text.substring(0, lineEnd > 0 ? lineEnd : at);
      }
      at += Character.charCount(c);
    }
    return text;
  }
}
