// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import org.versatune.detection.TextLoss;
import org.versatune.dl4j.DomainLossEvaluator;

/**
 * Measures what a language model loses on a text of any length: in sequences of at most T tokens,
 * the first from the start of a document, the others as continuations, as in training.
 *
 * <p>Not safe for use by several threads.
 */
final class DocumentLoss implements TextLoss {
  private static final int BATCH = 32;

  private final LanguageModel model;
  private final int length;

  DocumentLoss(LanguageModel model, int length) {
    checkArgument(length >= 2, "length is %s tokens; it must be at least 2", length);
    this.model = model;
    this.length = length;
  }

  @Override
  public double nats(String text) {
    checkArgument(!text.isEmpty(), "an empty text has no loss");
    TokenSequences sequences = TokenSequences.of(model.tokenizer(), ImmutableList.of(text), length);
    return DomainLossEvaluator.loss(
            model.network(), TokenSequenceIterator.evaluation(sequences, BATCH, sequences.whole(0)))
        .total();
  }

  @Override
  public String toString() {
    return "loss of " + model;
  }
}
