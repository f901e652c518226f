// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import java.util.regex.Pattern;

/**
 * Tells prose from the markup, identifiers, formulas and code that definitions and comments are
 * mixed with (thresholds are our choice). Holds no state.
 */
final class ProseFilter {
  /** Fewest characters of a paragraph that is kept. */
  static final int MINIMUM_PARAGRAPH = 30;

  /** Fewest characters of a document that is kept. */
  static final int MINIMUM_DOCUMENT = 60;

  private static final int MINIMUM_WORDS = 6;
  private static final double MINIMUM_PLAIN_SHARE = 0.93;
  private static final String PLAIN_PUNCTUATION = ".,;:!?'\"()-";

  /** A character of code, a comment, a call, or a name in camel case. */
  private static final Pattern CODE =
      Pattern.compile(
          "[{}<>=_|\\\\`]|::|//|\\w\\(|\\b\\p{Ll}+\\p{Lu}\\w*|\\b\\p{Lu}\\p{Ll}+\\p{Lu}\\w*");

  private static final Pattern WORD = Pattern.compile("\\p{L}+(?:['’-]\\p{L}+)*");

  private ProseFilter() {}

  /** Says whether a paragraph, its white space folded, is prose. */
  static boolean accepts(String paragraph) {
    return paragraph.length() >= MINIMUM_PARAGRAPH
        && !CODE.matcher(paragraph).find()
        && WORD.matcher(paragraph).results().limit(MINIMUM_WORDS).count() == MINIMUM_WORDS
        && plainShare(paragraph) >= MINIMUM_PLAIN_SHARE;
  }

  /** Says whether a document is long enough to be kept. */
  static boolean acceptsDocument(String text) {
    return text.length() >= MINIMUM_DOCUMENT;
  }

  private static double plainShare(String text) {
    int[] codePoints = text.codePoints().toArray();
    int plain = 0;
    for (int c : codePoints) {
      if (Character.isLetter(c) || c == ' ' || PLAIN_PUNCTUATION.indexOf(c) >= 0) {
        plain++;
      }
    }
    return (double) plain / codePoints.length;
  }
}
