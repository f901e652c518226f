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
 * counts as several. Where a domain has few texts, they are cut into blocks.
 */
final class KeptTexts {
  /** A longer text counts as several (our choice): so no domain takes more than some megabytes. */
  private static final int LONGEST = 20_000;

  private static final int BLOCK = 2_000;

  /** Fewer texts are cut into blocks; fewer blocks say nothing of use (our choices). */
  private static final int FEW_TEXTS = 20;

  private static final int FEWEST_BLOCKS = 5;

  private final int most;
  private List<String> kept = new ArrayList<>();
  private long seen;
  private long stride = 1;

  KeptTexts(int most) {
    this.most = most;
  }

  void add(String text) {
    for (int from = 0; from < text.length() && most > 0; ) {
      int to = end(text, from, LONGEST);
      if (seen++ % stride == 0) {
        kept.add(text.substring(from, to));
      }
      if (kept.size() > Math.max(most, FEW_TEXTS)) {
        List<String> half = new ArrayList<>();
        for (int i = 0; i < kept.size(); i += 2) {
          half.add(kept.get(i));
        }
        kept = half;
        stride *= 2;
      }
      from = to;
    }
  }

  /** The texts, or blocks of them where they are few; none where there is too little text. */
  List<String> texts() {
    if (most == 0 || kept.size() >= FEW_TEXTS) {
      return kept;
    }
    List<String> blocks = new ArrayList<>();
    for (String text : kept) {
      for (int from = 0; from < text.length(); ) {
        int to = end(text, from, BLOCK);
        blocks.add(text.substring(from, to));
        from = to;
      }
    }
    return blocks.size() < FEWEST_BLOCKS ? List.of() : blocks;
  }

  /** Never between the two halves of a character. */
  private static int end(String text, int from, int length) {
    int to = Math.min(from + length, text.length());
    return to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? to + 1 : to;
  }
}
