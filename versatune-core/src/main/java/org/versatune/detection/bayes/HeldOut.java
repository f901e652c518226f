// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Function;

/** What is learnt from the text that a first count leaves out. */
final class HeldOut {
  private final ImmutableList<TrainingTexts> texts;
  private final CharacterNgrams ngrams;
  private final List<List<Evidence>> shortPieces;
  private final List<List<Evidence>> longPieces;

  HeldOut(
      ImmutableList<TrainingTexts> texts,
      CharacterNgrams ngrams,
      int maximumVocabulary,
      double smoothing) {
    this.texts = texts;
    this.ngrams = ngrams;
    NgramTable seen =
        NgramTable.of(
            texts.stream().map(TrainingTexts::seen).toList(), maximumVocabulary, smoothing);
    this.shortPieces = evidence(TrainingTexts::shortPieces, seen);
    this.longPieces = evidence(TrainingTexts::longPieces, seen);
  }

  Temperature temperature(int ngramLength) {
    return TemperatureFit.of(known(shortPieces), known(longPieces), ngramLength);
  }

  /**
   * The limit of each domain.
   *
   * @param table the counts of all text
   */
  ImmutableList<KnownShareLimit> knownShares(NgramTable table) {
    ImmutableList.Builder<KnownShareLimit> limits = ImmutableList.builder();
    for (int j = 0; j < texts.size(); j++) {
      limits.add(
          longPieces.get(j).size() >= KnownShareFit.FEWEST_LONG_PIECES
              ? KnownShareFit.of(shortPieces.get(j), longPieces.get(j))
              : KnownShareFit.ofLittle(texts.get(j).differentPieces(), ngrams, table, j));
    }
    return limits.build();
  }

  private List<List<Evidence>> evidence(
      Function<TrainingTexts, List<String>> pieces, NgramTable seen) {
    return texts.stream()
        .map(
            domain ->
                pieces.apply(domain).stream()
                    .map(piece -> Evidence.of(piece, ngrams, seen, texts.size()))
                    .filter(evidence -> evidence.ngrams() > 0)
                    .toList())
        .toList();
  }

  private static List<List<Evidence>> known(List<List<Evidence>> byDomain) {
    return byDomain.stream()
        .map(pieces -> pieces.stream().filter(evidence -> evidence.known() > 0).toList())
        .toList();
  }
}
