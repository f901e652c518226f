// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A document of prose in the making: of the text put in, the paragraphs that are prose, and of
 * those the sentences that the domain has not had. Not thread-safe.
 */
final class DocumentText {
  private static final Splitter PARAGRAPHS =
      Splitter.on(Pattern.compile("\\n\\s*\\n")).omitEmptyStrings();

  private final SentenceDeduplicator sentences;
  private final StringBuilder text = new StringBuilder();

  DocumentText(SentenceDeduplicator sentences) {
    this.sentences = sentences;
  }

  /** Takes what is prose and new of a text, whose paragraphs are separated by empty lines. */
  void add(String paragraphs) {
    for (String raw : PARAGRAPHS.split(paragraphs)) {
      String paragraph = CharMatcher.whitespace().trimAndCollapseFrom(raw, ' ');
      if (ProseFilter.accepts(paragraph)) {
        String novel = sentences.novel(paragraph);
        if (novel.length() >= ProseFilter.MINIMUM_PARAGRAPH) {
          text.append(text.isEmpty() ? "" : "\n").append(novel);
        }
      }
    }
  }

  /** How many characters the document has by now. */
  int length() {
    return text.length();
  }

  /**
   * Returns the document and begins the next.
   *
   * @return the document, or nothing if too little text was left of it
   */
  Optional<Document> finish(String source) {
    String finished = text.toString();
    text.setLength(0);
    return ProseFilter.acceptsDocument(finished)
        ? Optional.of(new Document(source, finished))
        : Optional.empty();
  }
}
