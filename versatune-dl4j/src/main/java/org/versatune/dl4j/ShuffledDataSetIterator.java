// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

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
public final class ShuffledDataSetIterator extends ShuffledIterator<DataSet, DataSetPreProcessor>
    implements SeekableDataSetIterator {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable List<String> labelNames;
  private final transient int inputColumns;
  private final transient int totalOutcomes;

  private ShuffledDataSetIterator(DataSet data, long seed, int batchSize) {
    super(Example.of("data", LabelMasks.complete(data, "data")), seed, batchSize);
    this.labelNames = data.getLabelNamesList();
    this.inputColumns = Math.toIntExact(data.getFeatures().size(1));
    this.totalOutcomes = Math.toIntExact(data.getLabels().size(1));
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
    requireSize(batchSize);
    checkArgument(
        data.getFeatures() != null && data.getFeatures().size(0) > 0, "no example to iterate over");
    return new ShuffledDataSetIterator(data, seed, batchSize);
  }

  @Override
  DataSet form(Batch merged) {
    DataSet data = merged.dataSet();
    if (labelNames != null) {
      data.setLabelNames(labelNames);
    }
    return data;
  }

  @Override
  void apply(DataSetPreProcessor own, DataSet batch) {
    own.preProcess(batch);
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
    return batchSize();
  }

  @Override
  public @Nullable List<String> getLabels() {
    return labelNames;
  }
}
