// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Function;

/** What is learnt from the text that a first count leaves out. */
final class HeldOut {
  private final ImmutableList<TrainingTexts> texts;
  private final CharacterNgrams ngrams;
  private final NgramTable seen;
  private final List<List<Evidence>> shortPieces;
  private final List<List<Evidence>> longPieces;

  HeldOut(
      ImmutableList<TrainingTexts> texts,
      CharacterNgrams ngrams,
      int maximumVocabulary,
      double smoothing) {
    this.texts = texts;
    this.ngrams = ngrams;
    this.seen =
        NgramTable.of(
            texts.stream().map(TrainingTexts::seen).toList(), maximumVocabulary, smoothing);
    this.shortPieces = evidence(TrainingTexts::shortPieces);
    this.longPieces = evidence(TrainingTexts::longPieces);
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

  /** The least likelihood of a text of each domain, which a share of held-out text is below. */
  ImmutableList<LikelihoodLimit> likelihoods(ImmutableList<String> domains, double share) {
    ImmutableList.Builder<LikelihoodLimit> limits = ImmutableList.builder();
    for (int j = 0; j < texts.size(); j++) {
      checkState(
          shortPieces.get(j).size() >= LikelihoodLimit.FEWEST_PIECES,
          "domain '%s' has too little text to learn what is unlike it: %s held-out pieces of 100"
              + " characters, where %s are needed; give it some 50 000 characters, or do not call"
              + " declineUnlike",
          domains.get(j),
          shortPieces.get(j).size(),
          LikelihoodLimit.FEWEST_PIECES);
      limits.add(LikelihoodLimit.of(shortPieces.get(j), longPieces.get(j), j, seen, share));
    }
    return limits.build();
  }

  private List<List<Evidence>> evidence(Function<TrainingTexts, List<String>> pieces) {
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
