// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.Iterator;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Reads batches from an iterator of either kind that Deeplearning4j has. The two kinds share no
 * type that can be reset.
 *
 * <p>As safe for use by several threads as the iterator.
 */
final class BatchReader {
  private final Iterator<?> iterator;
  private final Runnable reset;
  private final BooleanSupplier resetSupported;

  private BatchReader(Iterator<?> iterator, Runnable reset, BooleanSupplier resetSupported) {
    this.iterator = iterator;
    this.reset = reset;
    this.resetSupported = resetSupported;
  }

  static BatchReader of(DataSetIterator iterator) {
    return new BatchReader(iterator, iterator::reset, iterator::resetSupported);
  }

  static BatchReader of(MultiDataSetIterator iterator) {
    return new BatchReader(iterator, iterator::reset, iterator::resetSupported);
  }

  /** Returns the iterator itself. */
  Object iterator() {
    return iterator;
  }

  /** Returns the iterator, if it goes to any position at once; else null. */
  @Nullable SeekableSource seekable() {
    return iterator instanceof SeekableSource source ? source : null;
  }

  boolean hasNext() {
    return iterator.hasNext();
  }

  /** Returns the next batch as the iterator gives it, null included: {@link Batch#ofEither}. */
  @Nullable Object next() {
    return iterator.next();
  }

  void reset() {
    reset.run();
  }

  boolean resetSupported() {
    return resetSupported.getAsBoolean();
  }

  /**
   * Goes to the beginning of the first pass where the iterator can, else of the next: what a
   * shuffling iterator gives then is always in the same order, and so are sums over it.
   */
  void begin() {
    SeekableSource source = seekable();
    if (source == null) {
      reset();
    } else {
      source.seek(0, 0);
    }
  }
}
