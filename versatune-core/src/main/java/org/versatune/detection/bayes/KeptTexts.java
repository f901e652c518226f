// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps some of a domain's training texts, on which the classifier can be tried later.
 *
 * <p>When there are too many, every other one is dropped, and from then on only every other new one
 * is kept: what is kept is spread over all texts, and depends on their order alone. A long text
 * counts as several. Where a domain has few texts, they are cut into blocks. Each part knows of
 * which document it is.
 */
final class KeptTexts {
  /** A longer text counts as several (our choice). */
  private static final int LONGEST = 20_000;

  /** Characters that are kept at most, unless they are of few texts (our choice): some 2 MB. */
  static final int MOST_CHARACTERS = 1_000_000;

  private static final int BLOCK = 2_000;

  /** Fewer texts are cut into blocks; fewer blocks say nothing of use (our choices). */
  private static final int FEW_TEXTS = 20;

  private static final int FEWEST_BLOCKS = 5;

  /**
   * Fewer documents show nothing of the spread between documents, and are most often collections of
   * many (our choice): there each part counts as a document.
   */
  private static final int FEWEST_DOCUMENTS = 5;

  private final int most;
  private List<Part> kept = new ArrayList<>();
  private long characters;
  private long seen;
  private long stride = 1;
  private int documents;

  /** A text or a part of one, and the number of its document within the domain. */
  record Part(String text, int document) {}

  KeptTexts(int most) {
    this.most = most;
  }

  void add(String text) {
    for (int from = 0; from < text.length() && most > 0; ) {
      int to = end(text, from, LONGEST);
      if (seen++ % stride == 0) {
        kept.add(new Part(text.substring(from, to), documents));
        characters += to - from;
      }
      while (kept.size() > FEW_TEXTS && (kept.size() > most || characters > MOST_CHARACTERS)) {
        List<Part> half = new ArrayList<>();
        for (int i = 0; i < kept.size(); i += 2) {
          half.add(kept.get(i));
        }
        kept = half;
        characters = kept.stream().mapToLong(part -> part.text().length()).sum();
        stride *= 2;
      }
      from = to;
    }
    documents++;
  }

  /** The texts, or blocks of them where they are few; none where there is too little text. */
  List<Part> parts() {
    List<Part> parts = kept;
    if (most > 0 && kept.size() < FEW_TEXTS) {
      parts = new ArrayList<>();
      for (Part part : kept) {
        String text = part.text();
        for (int from = 0; from < text.length(); ) {
          int to = end(text, from, BLOCK);
          parts.add(new Part(text.substring(from, to), part.document()));
          from = to;
        }
      }
      if (parts.size() < FEWEST_BLOCKS) {
        return List.of();
      }
    }
    if (parts.stream().mapToInt(Part::document).distinct().count() >= FEWEST_DOCUMENTS) {
      return parts;
    }
    List<Part> apart = new ArrayList<>();
    for (Part part : parts) {
      apart.add(new Part(part.text(), apart.size()));
    }
    return apart;
  }

  /** Never between the two halves of a character. */
  private static int end(String text, int from, int length) {
    int to = Math.min(from + length, text.length());
    return to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? to + 1 : to;
  }
}
