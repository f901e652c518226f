// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;

/**
 * Makes batches of the kind that {@code fit} takes from an iterator.
 *
 * @param <D> that kind
 */
interface BatchForm<D> {

  /**
   * Returns a mixed batch as it goes to training: with the origins of its examples, preprocessed.
   */
  Batch finish(Batch mixed, List<ExampleOrigin> origins);

  /** Returns a finished batch in this form: the same object at every call. */
  D of(Batch finished);

  /** Returns what takes the place of a batch that could not be drawn. */
  D of(FailedBatch instead);

  /** Returns the form of iterators over data sets of one input and one output. */
  static BatchForm<DataSet> dataSets(Supplier<@Nullable DataSetPreProcessor> preProcessor) {
    return new BatchForm<>() {
      @Override
      public Batch finish(Batch mixed, List<ExampleOrigin> origins) {
        DataSet data = mixed.dataSet();
        data.setExampleMetaData(origins);
        DataSetPreProcessor own = preProcessor.get();
        if (own != null) {
          own.preProcess(data);
        }
        return Batch.of(data, "the preprocessor of mixed batches");
      }

      @Override
      public DataSet of(Batch finished) {
        return finished.dataSet();
      }

      @Override
      public DataSet of(FailedBatch instead) {
        return instead;
      }
    };
  }

  /** Returns the form of iterators over data sets of several inputs and outputs. */
  static BatchForm<MultiDataSet> multiDataSets(
      Supplier<@Nullable MultiDataSetPreProcessor> preProcessor) {
    return new BatchForm<>() {
      @Override
      public Batch finish(Batch mixed, List<ExampleOrigin> origins) {
        MultiDataSet data = mixed.multiDataSet();
        data.setExampleMetaData(origins);
        MultiDataSetPreProcessor own = preProcessor.get();
        if (own != null) {
          own.preProcess(data);
        }
        return Batch.of(data, "the preprocessor of mixed batches");
      }

      @Override
      public MultiDataSet of(Batch finished) {
        return finished.multiDataSet();
      }

      @Override
      public MultiDataSet of(FailedBatch instead) {
        return instead.toMultiDataSet();
      }
    };
  }
}
