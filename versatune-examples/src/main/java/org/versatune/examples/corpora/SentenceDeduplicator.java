// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Keeps each sentence of a domain once.
 *
 * <p>Definitions and comments repeat themselves: the same sentence is on every version of a message
 * and on every element of a kind. A model would learn those by heart, and a sentence that is in
 * training and in validation would make forgetting look smaller than it is. So white space is
 * folded, the text is cut after {@code . ! ? ; :} before a capital or an opening bracket, and two
 * sentences are the same if their letters in lower case are, whatever their numbers and
 * punctuation. Sentences with few letters say little and are dropped.
 *
 * <p>One for each domain. Not thread-safe.
 */
final class SentenceDeduplicator {
  /** Fewest letters of a sentence that is kept (our choice). */
  private static final int MINIMUM_LETTERS = 25;

  private static final Splitter SENTENCES =
      Splitter.on(Pattern.compile("(?<=[.!?;:]) (?=[\\p{Lu}(])"));

  private final int minimumLetters;
  private final Set<String> seen = new HashSet<>();
  private long duplicates;

  SentenceDeduplicator() {
    this(MINIMUM_LETTERS);
  }

  SentenceDeduplicator(int minimumLetters) {
    this.minimumLetters = minimumLetters;
  }

  /**
   * Returns the new sentences of a text and remembers them.
   *
   * @return what is left with white space folded, empty if nothing is new
   */
  String novel(String text) {
    StringJoiner kept = new StringJoiner(" ");
    for (String sentence :
        SENTENCES.split(CharMatcher.whitespace().trimAndCollapseFrom(text, ' '))) {
      String key = key(sentence);
      if (key.length() >= minimumLetters) {
        if (seen.add(key)) {
          kept.add(sentence);
        } else {
          duplicates++;
        }
      }
    }
    return kept.toString();
  }

  long duplicates() {
    return duplicates;
  }

  /** Returns the letters of a sentence, in lower case. */
  static String key(String sentence) {
    return sentence
        .codePoints()
        .filter(Character::isLetter)
        .map(Character::toLowerCase)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
