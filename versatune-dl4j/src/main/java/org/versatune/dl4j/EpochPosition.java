// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

/**
 * Says how far an epoch has come.
 *
 * @param batches drawn in it
 * @param examples drawn in it, by all workers together where several share the draws
 * @param sourceEnded whether a source under {@link ExhaustionPolicy#END_EPOCH} has run out in it
 */
record EpochPosition(long batches, long examples, boolean sourceEnded) {
  static final EpochPosition START = new EpochPosition(0, 0, false);

  EpochPosition plus(MixedBatch batch) {
    return new EpochPosition(
        batches + 1, examples + batch.draws(), sourceEnded || batch.endsEpoch());
  }

  EpochPosition minus(MixedBatch batch) {
    return new EpochPosition(
        Math.max(0, batches - 1), Math.max(0, examples - batch.draws()), sourceEnded);
  }

  boolean isOver(EpochLength length) {
    return sourceEnded || length.isOver(batches, examples);
  }
}
