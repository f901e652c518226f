// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Gives the examples of a domain, and can go to any position among them at once. It can be reset,
 * and no thread reads ahead of it, unless an implementation says otherwise.
 */
public interface SeekableDataSetIterator extends DataSetIterator, SeekableSource {
  @Override
  default DataSet next() {
    return next(batch());
  }

  @Override
  default boolean resetSupported() {
    return true;
  }

  @Override
  default boolean asyncSupported() {
    return false;
  }
}
