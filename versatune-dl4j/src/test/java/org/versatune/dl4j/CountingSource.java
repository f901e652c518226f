// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

/** Single examples in order, from any position; it counts those that were read. */
final class CountingSource implements SeekableDataSetIterator {
  private static final long serialVersionUID = 1L;

  private final transient DataSet data;
  private int next;
  private int read;

  CountingSource(DataSet data) {
    this.data = data;
  }

  int read() {
    return read;
  }

  @Override
  public long numExamples() {
    return data.numExamples();
  }

  @Override
  public void seek(long pass, long example) {
    next = Math.toIntExact(example);
  }

  @Override
  public boolean hasNext() {
    return next < data.numExamples();
  }

  @Override
  public DataSet next(int num) {
    read++;
    next++;
    return (DataSet) data.getRange(next - 1, next);
  }

  @Override
  public void reset() {
    next = 0;
  }

  @Override
  public int batch() {
    return 1;
  }

  @Override
  public int inputColumns() {
    return 4;
  }

  @Override
  public int totalOutcomes() {
    return 3;
  }

  @Override
  public void setPreProcessor(@Nullable DataSetPreProcessor value) {
    throw new UnsupportedOperationException("a source without a preprocessor");
  }

  @Override
  public @Nullable DataSetPreProcessor getPreProcessor() {
    return null;
  }

  @Override
  public @Nullable List<String> getLabels() {
    return null;
  }
}
