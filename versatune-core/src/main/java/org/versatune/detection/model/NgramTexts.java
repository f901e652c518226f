// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.versatune.detection.LabelledText;
import org.versatune.detection.NgramLanguageModel;

/**
 * Has n-grams write texts in the words of a domain: text without sense, as a small language model
 * writes it.
 *
 * <p>Each fold of the domain's texts has an n-gram model of its own, and what that one writes is of
 * its fold. So a judge that is tried on a fold has not learnt from n-grams of that fold either.
 */
final class NgramTexts {
  /**
   * Bytes of an n-gram (our choice): of the words that 5-grams write, as many occur in the domain's
   * texts as of those that the examples' language model writes, about seven in ten.
   */
  private static final int LENGTH = 5;

  /** Text of a fold that is read at most. */
  private static final long MOST_BYTES = 1_000_000;

  /** The longest that a character may be. */
  private static final int BYTES_A_CHARACTER = 4;

  private final String domain;
  private final ImmutableList<List<String>> folds;

  NgramTexts(String domain, int folds) {
    this.domain = domain;
    this.folds =
        Stream.generate(() -> (List<String>) new ArrayList<String>())
            .limit(folds)
            .collect(ImmutableList.toImmutableList());
  }

  void add(int fold, String text) {
    folds.get(fold).add(text);
  }

  /**
   * Writes.
   *
   * @param count texts of all folds that have any
   * @param characters the length of each
   * @param position of the domain: no two domains number their texts alike
   */
  ImmutableList<EmbeddingTrainer.Kept> write(int count, int characters, int position) {
    ImmutableList.Builder<EmbeddingTrainer.Kept> written = ImmutableList.builder();
    for (int fold = 0; fold < folds.size() && fold < count; fold++) {
      if (!folds.get(fold).isEmpty()) {
        NgramLanguageModel model = NgramLanguageModel.train(folds.get(fold), LENGTH, MOST_BYTES);
        for (int i = fold; i < count; i += folds.size()) {
          String text = model.write(BYTES_A_CHARACTER * characters, i);
          int end = Math.min(characters, text.length());
          LabelledText labelled = new LabelledText(domain, text.substring(0, end));
          // The number is one of the fold, since i is.
          written.add(new EmbeddingTrainer.Kept(labelled, position * folds.size() * count + i));
        }
      }
    }
    return written.build();
  }
}
