// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Collects the documents of one bundled domain, each sentence of prose and each document once.
 *
 * <p>Definitions and comments repeat themselves: the same sentence is on every version of a message
 * and on every element of a kind. A model would learn those by heart, and a sentence that is in
 * training and in validation would make forgetting look smaller than it is. So white space is
 * folded, the text is cut after {@code . ! ? ; :} before a capital or an opening bracket, and two
 * sentences are the same if their letters in lower case are, whatever their numbers and
 * punctuation. Sentences with few letters say little and are dropped.
 *
 * <p>Not thread-safe.
 */
final class DomainText {
  /** Fewest letters of a sentence that is kept (our choice). */
  private static final int MINIMUM_LETTERS = 25;

  private static final Splitter SENTENCES =
      Splitter.on(Pattern.compile("(?<=[.!?;:]) (?=[\\p{Lu}(])"));
  private static final Splitter PARAGRAPHS =
      Splitter.on(Pattern.compile("\\n\\s*\\n")).omitEmptyStrings();

  private final int minimumLetters;
  private final Set<String> sentences = new HashSet<>();
  private final Set<String> texts = new HashSet<>();
  private final ImmutableList.Builder<Document> documents = ImmutableList.builder();
  private final StringBuilder begun = new StringBuilder();
  private long duplicates;

  DomainText() {
    this(MINIMUM_LETTERS);
  }

  DomainText(int minimumLetters) {
    this.minimumLetters = minimumLetters;
  }

  /** Adds the new sentences of the paragraphs that are prose to the document that is begun. */
  void prose(String paragraphs) {
    for (String raw : PARAGRAPHS.split(paragraphs)) {
      String paragraph = CharMatcher.whitespace().trimAndCollapseFrom(raw, ' ');
      if (Prose.accepts(paragraph)) {
        String novel = novel(paragraph);
        if (novel.length() >= Prose.MINIMUM_PARAGRAPH) {
          begun.append(begun.isEmpty() ? "" : "\n").append(novel);
        }
      }
    }
  }

  /** Returns the length of the document that is begun, in characters. */
  int length() {
    return begun.length();
  }

  /** Ends the document that is begun; it is dropped if it is too short. */
  void end(String source) {
    if (Prose.acceptsDocument(begun.toString())) {
      add(source, begun.toString());
    }
    begun.setLength(0);
  }

  /**
   * Returns the sentences of a text that the domain does not have yet, and remembers them.
   *
   * @return what is left with white space folded, empty if nothing is new
   */
  String novel(String text) {
    StringJoiner kept = new StringJoiner(" ");
    for (String sentence :
        SENTENCES.split(CharMatcher.whitespace().trimAndCollapseFrom(text, ' '))) {
      String key = key(sentence);
      if (key.length() >= minimumLetters) {
        if (sentences.add(key)) {
          kept.add(sentence);
        } else {
          duplicates++;
        }
      }
    }
    return kept.toString();
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

  /** Adds a document, unless the domain has its text. */
  void add(String source, String text) {
    if (texts.add(text)) {
      documents.add(new Document(source, text));
    } else {
      duplicates++;
    }
  }

  /** Counts a text that is left out because the domain has one that is almost the same. */
  void leaveOut() {
    duplicates++;
  }

  Extraction extraction(String duplicateUnit) {
    return new Extraction(documents.build(), duplicates, duplicateUnit);
  }

  /**
   * Cuts a long document, so that a few of them do not decide the held-out loss of a domain.
   *
   * @param maxBytes most bytes of UTF-8, at least 4
   * @return as many whole lines as fit, or as many characters if not even the first line does
   */
  static String cut(String text, int maxBytes) {
    byte[] bytes = text.getBytes(UTF_8);
    if (bytes.length <= maxBytes) {
      return text;
    }
    int end = maxBytes;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--; // Inside a character.
    }
    int fitting = new String(bytes, 0, end, UTF_8).length();
    int lineEnd = text.lastIndexOf('\n', fitting);
    return text.substring(0, lineEnd > 0 ? lineEnd : fitting);
  }
}
