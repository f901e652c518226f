// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells English from other languages by its share of function words: articles, pronouns,
 * prepositions, auxiliaries and conjunctions. They make up a third to a half of any English text,
 * and the same spellings are rare elsewhere.
 */
final class FunctionWords {
  private static final ImmutableSet<String> ENGLISH =
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
  private static final Pattern WORD = Pattern.compile("\\p{L}+");

  private FunctionWords() {}

  /** Counts the words of a text: runs of letters. */
  static int words(String text) {
    return (int) WORD.matcher(text).results().count();
  }

  /** Returns the share of English function words, from 0 to 1; 0 for a text without words. */
  static double englishShare(String text) {
    return WORD.matcher(text)
        .results()
        .mapToInt(word -> ENGLISH.contains(word.group().toLowerCase(Locale.ROOT)) ? 1 : 0)
        .average()
        .orElse(0);
  }
}
