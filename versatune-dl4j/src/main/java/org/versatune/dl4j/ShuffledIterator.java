// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.NoSuchElementException;

/**
 * Gives shuffled examples through the methods that Deeplearning4j's two kinds of iterator both
 * have.
 *
 * @param <D> the kind of batch
 * @param <P> the kind of preprocessor
 */
abstract sealed class ShuffledIterator<D, P> extends ResettableIterator<P> implements SeekableSource
    permits ShuffledDataSetIterator, ShuffledMultiDataSetIterator {
  private static final long serialVersionUID = 1L;

  private final transient ShuffledExamples examples;
  private final transient int batchSize;

  ShuffledIterator(ImmutableList<Example> examples, long seed, int batchSize) {
    this.examples = new ShuffledExamples(examples, seed);
    this.batchSize = batchSize;
  }

  static void requireSize(int batchSize) {
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
  }

  /** Returns a batch in the form of the iterator. */
  abstract D form(Batch merged);

  /** Applies a preprocessor to a batch. */
  abstract void apply(P own, D batch);

  final int batchSize() {
    return batchSize;
  }

  /** Returns whether the next example is that of a position. */
  final boolean isAt(long pass, long example) {
    return examples.isAt(pass, example);
  }

  @Override
  public long numExamples() {
    return examples.size();
  }

  @Override
  public void seek(long pass, long example) {
    examples.seek(pass, example);
  }

  /**
   * Returns whether the pass has another example.
   *
   * @return false at the end of a pass; {@link #reset()} begins the next
   */
  public boolean hasNext() {
    return examples.hasNext();
  }

  /**
   * Returns the next batch, of the size that was set; the last of a pass may have fewer examples.
   *
   * @return the batch, preprocessed
   * @throws NoSuchElementException if the pass is over
   */
  public D next() {
    return next(batchSize);
  }

  /**
   * Returns the next batch, of a size of its own.
   *
   * @param num how many examples at most, at least 1
   * @return the batch, preprocessed
   * @throws NoSuchElementException if the pass is over
   * @throws IllegalArgumentException if the number is below 1
   */
  public D next(int num) {
    D merged = form(examples.next(num));
    P own = getPreProcessor();
    if (own != null) {
      apply(own, merged);
    }
    return merged;
  }

  /** Begins the next pass, in an order of its own. */
  public void reset() {
    examples.reset();
  }

  /**
   * Returns whether Deeplearning4j may fetch batches ahead on another thread.
   *
   * @return false: nothing is gained by it, as the examples are in memory
   */
  public boolean asyncSupported() {
    return false;
  }

  @Override
  String savedBy() {
    return "keeps its examples in memory and is built from them again; its position is part of the"
        + " run's snapshot";
  }
}
