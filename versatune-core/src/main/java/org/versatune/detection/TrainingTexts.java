package org.versatune.detection;

import java.util.ArrayList;
import java.util.List;

/**
 * The counts of one domain: of all its text, and of the nine tenths beside every tenth piece, which
 * is held out for fitting the temperature.
 *
 * <p>Texts are cut into pieces of about the length of the texts that will be judged, since the
 * right temperature depends on it; pieces are counted through all texts of the domain, so that one
 * long text serves as well as many short ones. The counts over all text are of whole texts, uncut.
 */
final class TrainingTexts {
  private static final int HELD_OUT_EVERY = 10;

  private final CharacterNgrams ngrams;
  private final int pieceLength;
  private final NgramCounts all = new NgramCounts();
  private final NgramCounts seen = new NgramCounts();
  private final List<String> heldOut = new ArrayList<>();
  private int pieces;

  /** Holds out nothing where {@code pieceLength} is 0. */
  TrainingTexts(CharacterNgrams ngrams, int pieceLength) {
    this.ngrams = ngrams;
    this.pieceLength = pieceLength;
  }

  void add(String text) {
    int[] folded = CharacterNgrams.fold(text);
    ngrams.forEach(folded, all::add);
    if (pieceLength == 0) {
      return;
    }
    for (int from = 0; from < folded.length; from += pieceLength) {
      int length = Math.min(pieceLength, folded.length - from);
      String piece = new String(folded, from, length);
      if (++pieces % HELD_OUT_EVERY == 0) {
        heldOut.add(piece);
      } else {
        ngrams.forEach(CharacterNgrams.fold(piece), seen::add);
      }
    }
  }

  NgramCounts all() {
    return all;
  }

  NgramCounts seen() {
    return seen;
  }

  List<String> heldOut() {
    return heldOut;
  }
}
