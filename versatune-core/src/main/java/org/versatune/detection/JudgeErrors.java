// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.versatune.DomainDistribution;

/**
 * Where a classifier placed the pieces of texts whose domain is known, text by text: pieces of one
 * text are no independent trials, so the uncertainty is that of the texts.
 *
 * @param heldOut the fingerprint of the texts
 * @param texts what was found, one entry a text of which a piece was accepted
 */
record JudgeErrors(String heldOut, ImmutableList<OfText> texts) {

  /**
   * The pieces of one text.
   *
   * @param domain the position of its domain
   * @param placed accepted pieces by the domain that the classifier found most probable
   */
  record OfText(int domain, ImmutableLongArray placed) {}

  static JudgeErrors of(
      HeldOutTexts heldOut,
      HeldOutTexts.Pieces pieces,
      List<Optional<DomainDistribution>> judgements,
      int domains) {
    TreeMap<Integer, long[]> byText = new TreeMap<>();
    for (int i = 0; i < judgements.size(); i++) {
      int text = pieces.of().get(i);
      judgements
          .get(i)
          .ifPresent(
              judgement ->
                  byText
                      .computeIfAbsent(text, unused -> new long[domains])[
                      RoundTally.largest(judgement.toArray())]++);
    }
    ImmutableList.Builder<OfText> texts = ImmutableList.builder();
    byText.forEach(
        (text, placed) ->
            texts.add(new OfText(heldOut.domain(text), ImmutableLongArray.copyOf(placed))));
    return new JudgeErrors(heldOut.fingerprint(), texts.build());
  }

  /** The first domain of which no piece was accepted; −1 where there is none. */
  int missing(int domains) {
    for (int j = 0; j < domains; j++) {
      int domain = j;
      if (texts.stream().noneMatch(text -> text.domain() == domain)) {
        return j;
      }
    }
    return -1;
  }

  /** The accepted pieces. */
  long pieces() {
    return texts.stream().mapToLong(text -> text.placed().stream().sum()).sum();
  }
}
