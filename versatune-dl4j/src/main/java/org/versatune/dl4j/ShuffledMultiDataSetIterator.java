// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Gives examples with several inputs and outputs from memory, as {@link ShuffledDataSetIterator}
 * gives those with one. The order is shuffled anew for each pass, and depends on nothing but a seed
 * and the number of the pass. Not safe for use by several threads.
 */
public final class ShuffledMultiDataSetIterator implements MultiDataSetIterator, SeekableSource {
  private static final long serialVersionUID = 1L;

  private final transient ShuffledExamples examples;
  private final transient int batch;
  private transient @Nullable MultiDataSetPreProcessor preProcessor;

  private ShuffledMultiDataSetIterator(ShuffledExamples examples, int batch) {
    this.examples = examples;
    this.batch = batch;
  }

  /**
   * Returns an iterator with batches of a size; the last batch of a pass may be smaller.
   *
   * @param data all examples, at least one; its arrays are copied
   * @param seed decides every order
   * @param batchSize at least 1
   * @return the iterator
   * @throws IllegalArgumentException if features or labels are missing, their first dimensions
   *     differ, a labels mask holds other values than 0 and 1, or the size is below 1
   */
  public static ShuffledMultiDataSetIterator of(MultiDataSet data, long seed, int batchSize) {
    notNull(data, "data");
    Nd4jBackend.require();
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
    Batch all = LabelMasks.complete(Batch.of(data, "data"), "data");
    return new ShuffledMultiDataSetIterator(
        new ShuffledExamples(Example.of("data", all), seed), batchSize);
  }

  @Override
  public long numExamples() {
    return examples.size();
  }

  @Override
  public void seek(long pass, long example) {
    examples.seek(pass, example);
  }

  @Override
  public boolean hasNext() {
    return examples.hasNext();
  }

  @Override
  public MultiDataSet next() {
    return next(batch);
  }

  @Override
  public MultiDataSet next(int num) {
    MultiDataSet merged = examples.next(num).multiDataSet();
    if (preProcessor != null) {
      preProcessor.preProcess(merged);
    }
    return merged;
  }

  @Override
  public void reset() {
    examples.reset();
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public void setPreProcessor(@Nullable MultiDataSetPreProcessor value) {
    preProcessor = value;
  }

  @Override
  public @Nullable MultiDataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  /**
   * Refuses: positions are saved by the run's snapshot.
   *
   * @param out not written to
   * @throws NotSerializableException always
   */
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(
        "a ShuffledMultiDataSetIterator keeps its examples in memory and is built from them again;"
            + " its position is part of the run's snapshot");
  }
}
