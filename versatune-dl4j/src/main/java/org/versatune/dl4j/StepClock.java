// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;

/**
 * Counts the batches that a network is trained on, from what its listener is called for: forward
 * passes, and iterations, of which truncated BPTT makes several of one batch.
 *
 * <p>Not safe for use by several threads.
 */
final class StepClock {
  private long trained;
  private boolean inBatch;
  private @Nullable MixedBatch batch;
  private int partsLeft;

  /**
   * @param trained batches trained before
   */
  StepClock(long trained) {
    this.trained = trained;
  }

  /** Returns the number of batches trained. */
  long trained() {
    return trained;
  }

  /** Returns whether a batch is begun and not done. */
  boolean isInBatch() {
    return inBatch;
  }

  /** Returns the batch in training; null if it is not of this run's iterator. */
  @Nullable MixedBatch batch() {
    return batch;
  }

  /** Returns the number of the batch in training. */
  long number() {
    MixedBatch current = batch;
    return current == null ? trained : current.number();
  }

  /**
   * Begins a batch.
   *
   * @param parts iterations that it takes, at least 1
   */
  void begin(@Nullable MixedBatch begun, int parts) {
    checkArgument(parts >= 1, "a batch of %s iterations", parts);
    batch = begun;
    partsLeft = parts;
    inBatch = true;
  }

  /** Notes an iteration, and returns whether it was the last one of the batch. */
  boolean isLastPart() {
    partsLeft--;
    return partsLeft <= 0;
  }

  /** Counts the batch as trained. */
  void end() {
    trained = number() + 1;
    abandon();
  }

  /** Leaves a batch that training broke off. */
  void abandon() {
    inBatch = false;
    batch = null;
  }
}
