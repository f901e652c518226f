package org.versatune.dl4j;

import com.google.common.math.LongMath;
import java.math.RoundingMode;

/**
 * Where an epoch ends, unless a source ends it before.
 *
 * @param batches after so many batches, or {@link Long#MAX_VALUE}
 * @param examples after so many examples of all workers together, the last batch being cut to fit,
 *     or {@link Long#MAX_VALUE}
 */
record EpochLength(long batches, long examples) {

  boolean isOver(long batchesDone, long examplesDone) {
    return batchesDone >= batches || examplesDone >= examples;
  }

  /**
   * The size of a worker's next batch where {@code wanted} examples are asked for. A last round of
   * draws is made in full, so that every worker has as many batches and examples as the others.
   */
  int batchSize(int wanted, long examplesDone, int workers) {
    return (int)
        Math.min(wanted, LongMath.divide(examples - examplesDone, workers, RoundingMode.CEILING));
  }
}
