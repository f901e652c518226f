// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.versatune.dl4j.SeekableDataSetIterator;
import org.versatune.examples.model.TokenSequences.Excerpt;

/**
 * Batches of {@link TokenSequences}: of others in every pass for training, or always the same for
 * evaluation. A pass depends on the seed and its number alone, so that any position can be gone to
 * at once.
 *
 * <p>Not safe for use by several threads.
 */
final class TokenSequenceIterator implements SeekableDataSetIterator {
  private static final long serialVersionUID = 1;

  private final transient TokenSequences sequences;
  private final transient LongFunction<ImmutableList<Excerpt>> passes;
  private final transient int size;
  private final transient int batchSize;
  private transient ImmutableList<Excerpt> excerpts = ImmutableList.of();
  private transient long pass;
  private transient int next;

  /** The pass that the excerpts are of; −1 before the first. */
  private transient long drawn = -1;

  private transient @Nullable DataSetPreProcessor preProcessor;

  private TokenSequenceIterator(
      TokenSequences sequences,
      int size,
      int batchSize,
      LongFunction<ImmutableList<Excerpt>> passes) {
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
    this.size = size;
    this.batchSize = batchSize;
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
  public long numExamples() {
    return size;
  }

  @Override
  public void seek(long toPass, long example) {
    checkArgument(toPass >= 0, "pass %s does not exist; the first is 0", toPass);
    checkArgument(
        example >= 0 && example <= size,
        "position %s does not exist among %s sequences",
        example,
        size);
    pass = toPass;
    next = Math.toIntExact(example);
  }

  @Override
  public boolean hasNext() {
    return next < size;
  }

  @Override
  public DataSet next(int count) {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + size + " sequences were read; call reset()");
    }
    if (drawn != pass) {
      excerpts = passes.apply(pass);
      drawn = pass;
    }
    int to = Math.min(next + count, size);
    DataSet batch = sequences.batch(excerpts.subList(next, to));
    next = to;
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  @Override
  public void reset() {
    seek(pass + 1, 0);
  }

  @Override
  public int batch() {
    return batchSize;
  }

  @Override
  public @Nullable List<String> getLabels() {
    return null;
  }

  @Override
  public void setPreProcessor(@Nullable DataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public @Nullable DataSetPreProcessor getPreProcessor() {
    return preProcessor;
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
