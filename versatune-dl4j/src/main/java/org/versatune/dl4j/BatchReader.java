// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Reads batches from an iterator of either kind that Deeplearning4j has.
 *
 * <p>As safe for use by several threads as the iterator.
 */
abstract sealed class BatchReader {
  private final Object iterator;

  private BatchReader(Object iterator) {
    this.iterator = iterator;
  }

  static BatchReader of(DataSetIterator iterator) {
    return new OfDataSets(iterator);
  }

  static BatchReader of(MultiDataSetIterator iterator) {
    return new OfMultiDataSets(iterator);
  }

  /** Returns the iterator itself. */
  final Object iterator() {
    return iterator;
  }

  /** Returns the iterator, if it goes to any position at once; else null. */
  final @Nullable SeekableSource seekable() {
    return iterator instanceof SeekableSource source ? source : null;
  }

  abstract boolean hasNext();

  /** Returns the next batch as the iterator gives it, null included: {@link Batch#ofEither}. */
  abstract @Nullable Object next();

  abstract void reset();

  abstract boolean resetSupported();

  /**
   * Goes to the beginning of the first pass where the iterator can, else of the next: what a
   * shuffling iterator gives then is always in the same order, and so are sums over it.
   */
  final void begin() {
    SeekableSource source = seekable();
    if (source == null) {
      reset();
    } else {
      source.seek(0, 0);
    }
  }

  private static final class OfDataSets extends BatchReader {
    private final DataSetIterator batches;

    OfDataSets(DataSetIterator batches) {
      super(batches);
      this.batches = batches;
    }

    @Override
    boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    @Nullable Object next() {
      return batches.next();
    }

    @Override
    void reset() {
      batches.reset();
    }

    @Override
    boolean resetSupported() {
      return batches.resetSupported();
    }
  }

  private static final class OfMultiDataSets extends BatchReader {
    private final MultiDataSetIterator batches;

    OfMultiDataSets(MultiDataSetIterator batches) {
      super(batches);
      this.batches = batches;
    }

    @Override
    boolean hasNext() {
      return batches.hasNext();
    }

    @Override
    @Nullable Object next() {
      return batches.next();
    }

    @Override
    void reset() {
      batches.reset();
    }

    @Override
    boolean resetSupported() {
      return batches.resetSupported();
    }
  }
}
