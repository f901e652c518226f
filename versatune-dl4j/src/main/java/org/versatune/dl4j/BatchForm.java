// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
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
final class BatchForm<D> {
  private final Function<Batch, D> form;
  private final Function<FailedBatch, D> failed;
  private final BiConsumer<D, List<ExampleOrigin>> attach;
  private final Consumer<D> preProcess;

  private BatchForm(
      Function<Batch, D> form,
      Function<FailedBatch, D> failed,
      BiConsumer<D, List<ExampleOrigin>> attach,
      Consumer<D> preProcess) {
    this.form = form;
    this.failed = failed;
    this.attach = attach;
    this.preProcess = preProcess;
  }

  /** Returns the form of iterators over data sets of one input and one output. */
  static BatchForm<DataSet> dataSets(Supplier<@Nullable DataSetPreProcessor> preProcessor) {
    return new BatchForm<>(
        Batch::dataSet,
        failed -> failed,
        DataSet::setExampleMetaData,
        by(preProcessor, DataSetPreProcessor::preProcess));
  }

  /** Returns the form of iterators over data sets of several inputs and outputs. */
  static BatchForm<MultiDataSet> multiDataSets(
      Supplier<@Nullable MultiDataSetPreProcessor> preProcessor) {
    return new BatchForm<>(
        Batch::multiDataSet,
        FailedBatch::toMultiDataSet,
        MultiDataSet::setExampleMetaData,
        by(preProcessor, MultiDataSetPreProcessor::preProcess));
  }

  private static <P, D> Consumer<D> by(
      Supplier<@Nullable P> preProcessor, BiConsumer<P, D> preProcess) {
    return data -> {
      P own = preProcessor.get();
      if (own != null) {
        preProcess.accept(own, data);
      }
    };
  }

  /**
   * Returns a mixed batch as it goes to training: with the origins of its examples, preprocessed.
   */
  Batch finish(Batch mixed, List<ExampleOrigin> origins) {
    D data = of(mixed);
    attach.accept(data, origins);
    preProcess.accept(data);
    Batch finished = Batch.ofEither(data, "the preprocessor of mixed batches");
    checkArgument(
        finished.examples() == origins.size(),
        "the preprocessor of mixed batches made %s examples of %s, and which domain each is of is not"
            + " known any more: add examples, or leave some out, in the sources",
        finished.examples(),
        origins.size());
    return finished;
  }

  /** Returns a finished batch in this form: the same object at every call. */
  D of(Batch finished) {
    return form.apply(finished);
  }

  /** Returns what takes the place of a batch that could not be drawn. */
  D of(FailedBatch instead) {
    return failed.apply(instead);
  }
}
