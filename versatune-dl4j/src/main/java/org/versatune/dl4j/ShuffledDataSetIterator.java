// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

/**
 * Gives examples from memory. The order is shuffled anew for each pass, and depends on nothing but
 * a seed and the number of the pass. It is the best source for a domain whose data fit into memory.
 *
 * <p>Going to a position costs one shuffle of the indices and reads no example, so a resumed run
 * goes on at once. Not safe for use by several threads.
 */
public final class ShuffledDataSetIterator implements SeekableDataSetIterator {
  private static final long serialVersionUID = 1L;

  private final transient ShuffledExamples examples;
  private final transient @Nullable List<String> labelNames;
  private final transient int inputColumns;
  private final transient int totalOutcomes;
  private final transient int batch;
  private transient @Nullable DataSetPreProcessor preProcessor;

  private ShuffledDataSetIterator(DataSet data, long seed, int batch) {
    this.examples =
        new ShuffledExamples(Example.of("data", LabelMasks.complete(data, "data")), seed);
    this.labelNames = data.getLabelNamesList();
    this.inputColumns = Math.toIntExact(data.getFeatures().size(1));
    this.totalOutcomes = Math.toIntExact(data.getLabels().size(1));
    this.batch = batch;
  }

  /**
   * Returns an iterator with batches of 32.
   *
   * @param data all examples; its arrays are copied
   * @param seed decides every order
   * @return the iterator
   * @throws IllegalArgumentException if there is no example, or a labels mask holds other values
   *     than 0 and 1
   */
  public static ShuffledDataSetIterator of(DataSet data, long seed) {
    notNull(data, "data");
    return of(data, seed, 32);
  }

  /**
   * Returns an iterator with batches of a size; the last batch of a pass may be smaller.
   *
   * @param data all examples; its arrays are copied
   * @param seed decides every order
   * @param batchSize at least 1
   * @return the iterator
   * @throws IllegalArgumentException as for {@link #of(DataSet, long)}, or if the size is below 1
   */
  public static ShuffledDataSetIterator of(DataSet data, long seed, int batchSize) {
    notNull(data, "data");
    Nd4jBackend.require();
    checkArgument(batchSize >= 1, "batch size is %s; it must be at least 1", batchSize);
    checkArgument(
        data.getFeatures() != null && data.getFeatures().size(0) > 0, "no example to iterate over");
    return new ShuffledDataSetIterator(data, seed, batchSize);
  }

  @Override
  public long numExamples() {
    return examples.size();
  }

  @Override
  public void seek(long toPass, long example) {
    examples.seek(toPass, example);
  }

  @Override
  public boolean hasNext() {
    return examples.hasNext();
  }

  @Override
  public DataSet next(int num) {
    DataSet merged = examples.next(num).dataSet();
    if (labelNames != null) {
      merged.setLabelNames(labelNames);
    }
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
  public int inputColumns() {
    return inputColumns;
  }

  @Override
  public int totalOutcomes() {
    return totalOutcomes;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public void setPreProcessor(@Nullable DataSetPreProcessor value) {
    preProcessor = value;
  }

  @Override
  public @Nullable DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  @Override
  public @Nullable List<String> getLabels() {
    return labelNames;
  }

  /**
   * Refuses: positions are saved by the run's snapshot.
   *
   * @param out not written to
   * @throws NotSerializableException always
   */
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(
        "a ShuffledDataSetIterator keeps its examples in memory and is built from them again; its"
            + " position is part of the run's snapshot");
  }
}
