// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Gives examples with several inputs and outputs from memory, as {@link ShuffledDataSetIterator}
 * gives those with one. The order is shuffled anew for each pass, and depends on nothing but a seed
 * and the number of the pass. Not safe for use by several threads.
 */
public final class ShuffledMultiDataSetIterator
    extends ShuffledIterator<MultiDataSet, MultiDataSetPreProcessor>
    implements MultiDataSetIterator {
  private static final long serialVersionUID = 1L;

  private ShuffledMultiDataSetIterator(ImmutableList<Example> examples, long seed, int batchSize) {
    super(examples, seed, batchSize);
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
    requireSize(batchSize);
    Batch all = LabelMasks.complete(Batch.of(data, "data"), "data");
    return new ShuffledMultiDataSetIterator(Example.of("data", all), seed, batchSize);
  }

  @Override
  MultiDataSet form(Batch merged) {
    return merged.multiDataSet();
  }

  @Override
  void apply(MultiDataSetPreProcessor own, MultiDataSet batch) {
    own.preProcess(batch);
  }
}
