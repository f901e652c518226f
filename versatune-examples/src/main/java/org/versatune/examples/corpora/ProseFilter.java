// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import java.util.regex.Pattern;

/**
 * Tells prose from the markup, identifiers, formulas and code that definitions and comments are
 * mixed with (thresholds are our choice).
 */
final class ProseFilter {
  /** Fewest characters of a paragraph that is kept. */
  static final int MINIMUM_PARAGRAPH = 30;

  private static final int MINIMUM_DOCUMENT = 60;
  private static final int MINIMUM_WORDS = 6;
  private static final double MINIMUM_PLAIN_SHARE = 0.93;

  /** A character of code, a comment, a call, or a name in camel case. */
  private static final Pattern CODE =
      Pattern.compile(
          "[{}<>=_|\\\\`]|::|//|\\w\\(|\\b\\p{Ll}+\\p{Lu}\\w*|\\b\\p{Lu}\\p{Ll}+\\p{Lu}\\w*");

  private static final Pattern WORD = Pattern.compile("\\p{L}+(?:['’-]\\p{L}+)*");

  private ProseFilter() {}

  /** Returns whether a paragraph, its white space folded, is prose. */
  static boolean accepts(String paragraph) {
    return paragraph.length() >= MINIMUM_PARAGRAPH
        && !CODE.matcher(paragraph).find()
        && WORD.matcher(paragraph).results().limit(MINIMUM_WORDS).count() == MINIMUM_WORDS
        && plainShare(paragraph) >= MINIMUM_PLAIN_SHARE;
  }

  /** Returns whether a document is long enough to be kept. */
  static boolean acceptsDocument(String text) {
    return text.length() >= MINIMUM_DOCUMENT;
  }

  private static double plainShare(String text) {
    return text.codePoints()
        .map(c -> Character.isLetter(c) || " .,;:!?'\"()-".indexOf(c) >= 0 ? 1 : 0)
        .average()
        .orElse(0);
  }
}
