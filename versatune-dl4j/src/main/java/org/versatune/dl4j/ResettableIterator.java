// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An iterator that can be reset, keeps the preprocessor of its batches, and is not written as an
 * object, though Deeplearning4j's types make it {@code Serializable}.
 *
 * @param <P> the kind of preprocessor
 */
abstract sealed class ResettableIterator<P> implements Serializable
    permits MixedIterator, ShuffledIterator {
  private static final long serialVersionUID = 1L;

  private transient volatile @Nullable P preProcessor;

  /** Returns what saves the iterator in place of serialization, as the message goes on. */
  abstract String savedBy();

  /**
   * Returns whether {@code reset()} can be called.
   *
   * @return always true
   */
  public boolean resetSupported() {
    return true;
  }

  /**
   * Sets the preprocessor of the batches that this iterator gives. The sources keep their own.
   *
   * @param value null for none
   */
  public void setPreProcessor(@Nullable P value) {
    preProcessor = value;
  }

  /**
   * Returns the preprocessor of the batches that this iterator gives.
   *
   * @return null for none
   */
  public @Nullable P getPreProcessor() {
    return preProcessor;
  }

  /**
   * Refuses: positions are saved by the run's snapshot.
   *
   * @param out not written to
   * @throws NotSerializableException always
   */
  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a " + getClass().getSimpleName() + " " + savedBy());
  }
}
