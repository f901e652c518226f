// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.versatune.DomainDistribution;

/**
 * Where a classifier placed the pieces of documents whose domain is known, document by document:
 * pieces of one document are no independent trials, so the uncertainty is that of the documents.
 *
 * @param heldOut the fingerprint of the texts
 * @param texts what was found, one entry a document of which a piece was accepted
 */
record JudgeErrors(String heldOut, ImmutableList<OfText> texts) {

  /**
   * The pieces of one document.
   *
   * @param domain the position of its domain
   * @param placed accepted pieces by the position of the domain that the classifier found most
   *     probable, only those above 0
   */
  record OfText(int domain, ImmutableSortedMap<Integer, Long> placed) {
    long pieces() {
      return placed.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  static JudgeErrors of(
      HeldOutTexts heldOut,
      HeldOutTexts.Pieces pieces,
      List<Optional<DomainDistribution>> judgements) {
    TreeMap<Integer, TreeMap<Integer, Long>> byDocument = new TreeMap<>();
    TreeMap<Integer, Integer> domains = new TreeMap<>();
    for (int i = 0; i < judgements.size(); i++) {
      int text = pieces.of().get(i);
      int document = heldOut.document(text);
      domains.put(document, heldOut.domain(text));
      judgements
          .get(i)
          .ifPresent(
              judgement ->
                  byDocument
                      .computeIfAbsent(document, unused -> new TreeMap<>())
                      .merge(RoundTally.largest(judgement.toArray()), 1L, Long::sum));
    }
    ImmutableList.Builder<OfText> texts = ImmutableList.builder();
    byDocument.forEach(
        (document, placed) ->
            texts.add(
                new OfText(
                    requireNonNull(domains.get(document)), ImmutableSortedMap.copyOf(placed))));
    return new JudgeErrors(heldOut.fingerprint(), texts.build());
  }

  /** The first domain of which no piece was accepted; −1 where there is none. */
  int missing(int domains) {
    BitSet there = new BitSet();
    texts.forEach(text -> there.set(text.domain()));
    int missing = there.nextClearBit(0);
    return missing < domains ? missing : -1;
  }

  /** The accepted pieces. */
  long pieces() {
    return texts.stream().mapToLong(OfText::pieces).sum();
  }
}
