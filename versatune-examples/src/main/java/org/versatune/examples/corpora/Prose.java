// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells prose from the markup, identifiers, formulas and code that definitions and comments are
 * mixed with, and English from other languages (thresholds are our choice).
 */
final class Prose {
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
  private static final Pattern LETTERS = Pattern.compile("\\p{L}+");

  /**
   * Articles, pronouns, prepositions, auxiliaries and conjunctions. They make up a third to a half
   * of any English text, and the same spellings are rare elsewhere.
   */
  private static final ImmutableSet<String> FUNCTION_WORDS =
      ImmutableSet.copyOf(
          Splitter.on(' ')
              .split(
                  "the of and to in a is that it for on with as are be this by was which have not"
                      + " or at from an has we i you they he she his her their our its my your us"
                      + " them him me will would shall should can could may must been being were"
                      + " had do does did there these those who whom whose what when where how why"
                      + " if but so than then such any all no nor each other more most into upon"
                      + " under over about between through against without within because while"
                      + " however also only very"));

  private Prose() {}

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

  /** Counts the words of a text: runs of letters. */
  static int words(String text) {
    return (int) LETTERS.matcher(text).results().count();
  }

  /** Returns the share of English function words, from 0 to 1; 0 for a text without words. */
  static double englishShare(String text) {
    return LETTERS
        .matcher(text)
        .results()
        .mapToInt(word -> FUNCTION_WORDS.contains(word.group().toLowerCase(Locale.ROOT)) ? 1 : 0)
        .average()
        .orElse(0);
  }
}
