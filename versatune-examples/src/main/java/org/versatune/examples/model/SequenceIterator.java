// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.versatune.dl4j.SeekableDataSetIterator;

/**
 * Batches of sequences that are all in memory, in passes of the same number of sequences. What a
 * pass reads depends on its number alone, so that any position can be gone to at once.
 *
 * <p>Not safe for use by several threads.
 */
public abstract class SequenceIterator implements SeekableDataSetIterator {
  private static final long serialVersionUID = 1;

  private final transient int sequences;
  private final transient int batchSize;
  private transient long pass;
  private transient int next;
  private transient boolean started;
  private transient @Nullable DataSetPreProcessor preProcessor;

  /**
   * Makes an iterator at the start of its first pass.
   *
   * @param sequences in a pass
   * @param batchSize b, at least 1; the last batch of a pass may be smaller
   * @throws IllegalArgumentException if the batch size is below 1
   */
  protected SequenceIterator(int sequences, int batchSize) {
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
    this.sequences = sequences;
    this.batchSize = batchSize;
  }

  /**
   * Goes over to a pass.
   *
   * @param number of the pass, at least 0
   */
  protected abstract void startPass(long number);

  /**
   * Returns sequences of the pass started last.
   *
   * @param from the first, at least 0
   * @param to behind the last
   * @return a batch of them
   */
  protected abstract DataSet batch(int from, int to);

  @Override
  public final long numExamples() {
    return sequences;
  }

  @Override
  public final void seek(long toPass, long example) {
    checkArgument(toPass >= 0, "pass %s does not exist; the first is 0", toPass);
    checkArgument(
        example >= 0 && example <= sequences,
        "position %s does not exist among %s sequences",
        example,
        sequences);
    if (toPass != pass) {
      startPass(toPass);
      started = true;
      pass = toPass;
    }
    next = Math.toIntExact(example);
  }

  @Override
  public final boolean hasNext() {
    return next < sequences;
  }

  @Override
  public final DataSet next() {
    return next(batchSize);
  }

  @Override
  public final DataSet next(int count) {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + sequences + " sequences were read; call reset()");
    }
    if (!started) {
      startPass(pass);
      started = true;
    }
    int to = Math.min(next + count, sequences);
    DataSet batch = batch(next, to);
    next = to;
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  @Override
  public final void reset() {
    seek(pass + 1, 0);
  }

  @Override
  public final boolean resetSupported() {
    return true;
  }

  /** Returns false: a batch is built in far less time than it trains, so nothing reads ahead. */
  @Override
  public final boolean asyncSupported() {
    return false;
  }

  @Override
  public final int batch() {
    return batchSize;
  }

  @Override
  public final @Nullable List<String> getLabels() {
    return null;
  }

  @Override
  public final void setPreProcessor(@Nullable DataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public final @Nullable DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }
}
