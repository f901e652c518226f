// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** An iterator that runs something of a test's own before it is asked for more. */
final class WatchedIterator implements DataSetIterator {
  private static final long serialVersionUID = 1L;

  private final DataSetIterator inner;
  private final transient Runnable beforeHasNext;
  private final transient Runnable beforeNext;

  WatchedIterator(DataSetIterator inner, Runnable beforeHasNext, Runnable beforeNext) {
    this.inner = inner;
    this.beforeHasNext = beforeHasNext;
    this.beforeNext = beforeNext;
  }

  /** Passes everything on. */
  static WatchedIterator around(DataSetIterator inner) {
    return new WatchedIterator(inner, () -> {}, () -> {});
  }

  /** Fails once, before the batch of a number. */
  static WatchedIterator failingOnce(DataSetIterator inner, int before) {
    int[] untilFailure = {before};
    return new WatchedIterator(
        inner,
        () -> {},
        () -> {
          if (untilFailure[0]-- == 0) {
            throw new UnsupportedOperationException("no connection");
          }
        });
  }

  @Override
  public DataSet next() {
    beforeNext.run();
    return inner.next();
  }

  @Override
  public DataSet next(int num) {
    return next();
  }

  @Override
  public boolean hasNext() {
    beforeHasNext.run();
    return inner.hasNext();
  }

  @Override
  public int inputColumns() {
    return inner.inputColumns();
  }

  @Override
  public int totalOutcomes() {
    return inner.totalOutcomes();
  }

  @Override
  public boolean resetSupported() {
    return inner.resetSupported();
  }

  @Override
  public boolean asyncSupported() {
    return inner.asyncSupported();
  }

  @Override
  public void reset() {
    inner.reset();
  }

  @Override
  public int batch() {
    return inner.batch();
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor preProcessor) {
    inner.setPreProcessor(preProcessor);
  }

  @Override
  public @Nullable DataSetPreProcessor getPreProcessor() {
    return inner.getPreProcessor();
  }

  @Override
  public @Nullable List<String> getLabels() {
    return inner.getLabels();
  }
}
