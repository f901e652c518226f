// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps of a domain's text the sentences it has not had yet.
 *
 * <p>Definitions and comments repeat themselves many times over: the same sentence is on every
 * version of a message, on every element of a kind. A model would learn those by heart, and the
 * same sentence in training and in validation would make forgetting look smaller than it is. So
 * white space is folded, the text is cut after {@code . ! ? ; :} before a capital or an opening
 * bracket, and a sentence is known by its letters alone, in lower case: numbers and punctuation do
 * not make it another. Sentences of fewer letters than a minimum carry little, and are dropped.
 *
 * <p>One for each domain. Not thread-safe.
 */
final class SentenceDeduplicator {
  /** Fewest letters of a sentence that is kept, unless set otherwise (our choice). */
  static final int MINIMUM_LETTERS = 25;

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
    String folded = CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
    StringBuilder kept = new StringBuilder(folded.length());
    for (String sentence : SENTENCES.split(folded)) {
      String key = key(sentence);
      if (key.length() < minimumLetters) {
        continue;
      }
      if (!seen.add(key)) {
        duplicates++;
        continue;
      }
      if (!kept.isEmpty()) {
        kept.append(' ');
      }
      kept.append(sentence);
    }
    return kept.toString();
  }

  /** How many sentences were dropped because the domain had them already. */
  long duplicates() {
    return duplicates;
  }

  /** The letters of a sentence, in lower case. */
  static String key(String sentence) {
    StringBuilder key = new StringBuilder(sentence.length());
    sentence
        .codePoints()
        .filter(Character::isLetter)
        .map(Character::toLowerCase)
        .forEach(key::appendCodePoint);
    return key.toString();
  }
}
