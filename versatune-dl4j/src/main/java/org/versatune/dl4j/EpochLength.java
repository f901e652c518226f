// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.math.LongMath;
import java.math.RoundingMode;

/**
 * Says where an epoch ends, unless a source ends it before.
 *
 * @param batches the number of batches in an epoch, or {@link Long#MAX_VALUE} for no limit
 * @param examples the number of examples in an epoch, of all workers together, to which the last
 *     batch is cut, or {@link Long#MAX_VALUE} for no limit
 */
record EpochLength(long batches, long examples) {

  boolean isOver(long batchesDone, long examplesDone) {
    return batchesDone >= batches || examplesDone >= examples;
  }

  /**
   * Returns the size of a worker's next batch where {@code wanted} examples are asked for. A last
   * round of draws is made in full, so that every worker has as many batches and examples as the
   * others.
   */
  int batchSize(int wanted, long examplesDone, int workers) {
    return (int)
        Math.min(wanted, LongMath.divide(examples - examplesDone, workers, RoundingMode.CEILING));
  }
}
