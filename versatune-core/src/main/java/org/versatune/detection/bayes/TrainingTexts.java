// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The counts of one domain: of all its text, and of the text beside every tenth block, which is
 * held out for fitting the temperature and the share of known n-grams.
 *
 * <p>Blocks are counted through all texts of the domain, so that one long text serves as well as
 * many short ones. They are long, so that a held-out piece seldom has its neighbours among what was
 * counted: pieces held out singly are easier than any new text and make the judge too sure. The
 * counts over all text are of whole texts, uncut.
 */
final class TrainingTexts {
  private static final int BLOCK = 2000;
  private static final int HELD_OUT_EVERY = 10;

  /** The fifth of ten, so that even a domain of five blocks has one to fit on. */
  private static final int HELD_OUT_AT = 4;

  /** Up to here all of a domain's text is kept, because there may be no block to hold out. */
  private static final int LITTLE = 25_000;

  private static final int SHORT_PIECE = 100;
  private static final int LONG_PIECE = 400;

  private final CharacterNgrams ngrams;
  private final boolean holdOut;
  private final KeptTexts kept;
  private final NgramCounts all = new NgramCounts();
  private final NgramCounts seen = new NgramCounts();
  private final List<String> shortPieces = new ArrayList<>();
  private final List<String> longPieces = new ArrayList<>();
  private final Set<String> different = new LinkedHashSet<>();
  private int differentLength;
  private int blocks;

  TrainingTexts(CharacterNgrams ngrams, boolean holdOut, int kept) {
    this.ngrams = ngrams;
    this.holdOut = holdOut;
    this.kept = new KeptTexts(kept);
  }

  void add(String text) {
    kept.add(text);
    int[] folded = CharacterNgrams.fold(text);
    ngrams.forEach(folded, 0, folded.length, all::add);
    if (holdOut && differentLength <= LITTLE) {
      List<String> pieces = new ArrayList<>();
      cut(folded, 0, Math.min(folded.length, LITTLE), SHORT_PIECE, pieces);
      for (String piece : pieces) {
        differentLength += different.add(piece) ? piece.length() : 0;
      }
    }
    for (int from = 0; holdOut && from < folded.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, folded.length);
      if (blocks++ % HELD_OUT_EVERY == HELD_OUT_AT) {
        cut(folded, from, to, SHORT_PIECE, shortPieces);
        cut(folded, from, to, LONG_PIECE, longPieces);
      } else {
        ngrams.forEach(folded, from, to, seen::add);
      }
    }
  }

  private static void cut(int[] folded, int from, int to, int length, List<String> pieces) {
    for (int start = from; start < to; start += length) {
      pieces.add(new String(folded, start, Math.min(length, to - start)));
    }
  }

  /** The different pieces of the first text, in their order. */
  List<String> differentPieces() {
    return List.copyOf(different);
  }

  /** The texts to try the classifier on. */
  List<KeptTexts.Part> kept() {
    return kept.parts();
  }

  NgramCounts all() {
    return all;
  }

  NgramCounts seen() {
    return seen;
  }

  List<String> shortPieces() {
    return shortPieces;
  }

  List<String> longPieces() {
    return longPieces;
  }
}
