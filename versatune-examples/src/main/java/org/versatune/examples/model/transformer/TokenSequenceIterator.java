// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.util.function.LongFunction;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.examples.model.SequenceIterator;
import org.versatune.examples.model.transformer.TokenSequences.Excerpt;

/**
 * Batches of {@link TokenSequences}: of others in every pass for training, or always the same for
 * evaluation. A pass depends on the seed and its number alone.
 *
 * <p>Not safe for use by several threads.
 */
final class TokenSequenceIterator extends SequenceIterator {
  private static final long serialVersionUID = 1;

  private final transient TokenSequences sequences;
  private final transient LongFunction<ImmutableList<Excerpt>> passes;
  private transient ImmutableList<Excerpt> excerpts = ImmutableList.of();

  private TokenSequenceIterator(
      TokenSequences sequences,
      int size,
      int batchSize,
      LongFunction<ImmutableList<Excerpt>> passes) {
    super(size, batchSize);
    this.sequences = sequences;
    this.passes = passes;
  }

  /** Returns batches for training: starts of documents and windows, drawn anew in every pass. */
  static TokenSequenceIterator training(TokenSequences sequences, int batchSize, long seed) {
    // Hashed, so that the passes of neighbouring seeds have nothing in common.
    return new TokenSequenceIterator(
        sequences,
        sequences.size(),
        batchSize,
        pass ->
            sequences.pass(
                Hashing.sha256().newHasher().putLong(seed).putLong(pass).hash().asLong()));
  }

  /** Returns batches of the excerpts given, in their order. */
  static TokenSequenceIterator evaluation(
      TokenSequences sequences, int batchSize, ImmutableList<Excerpt> excerpts) {
    return new TokenSequenceIterator(sequences, excerpts.size(), batchSize, pass -> excerpts);
  }

  @Override
  protected void startPass(long number) {
    excerpts = passes.apply(number);
  }

  @Override
  protected DataSet batch(int from, int to) {
    return sequences.batch(excerpts.subList(from, to));
  }

  @Override
  public int inputColumns() {
    return sequences.length();
  }

  @Override
  public int totalOutcomes() {
    return sequences.vocabulary();
  }
}
