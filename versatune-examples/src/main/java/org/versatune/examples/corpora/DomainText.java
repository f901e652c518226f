// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Collects the documents of one bundled domain, each sentence of prose and each document once. Not
 * thread-safe.
 */
final class DomainText {
  private static final Splitter PARAGRAPHS =
      Splitter.on(Pattern.compile("\\n\\s*\\n")).omitEmptyStrings();

  private final SentenceDeduplicator sentences = new SentenceDeduplicator();
  private final ImmutableList.Builder<Document> documents = ImmutableList.builder();
  private final Set<String> texts = new HashSet<>();
  private final StringBuilder begun = new StringBuilder();
  private long duplicates;

  /** Adds the new sentences of the paragraphs that are prose to the document that is begun. */
  void prose(String paragraphs) {
    for (String raw : PARAGRAPHS.split(paragraphs)) {
      String paragraph = CharMatcher.whitespace().trimAndCollapseFrom(raw, ' ');
      if (ProseFilter.accepts(paragraph)) {
        String novel = sentences.novel(paragraph);
        if (novel.length() >= ProseFilter.MINIMUM_PARAGRAPH) {
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
    if (ProseFilter.acceptsDocument(begun.toString())) {
      add(source, begun.toString());
    }
    begun.setLength(0);
  }

  /** Returns the sentences of a text that the domain does not have yet. */
  String novel(String text) {
    return sentences.novel(text);
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
    return new Extraction(documents.build(), duplicates + sentences.duplicates(), duplicateUnit);
  }
}
