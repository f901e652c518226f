package org.versatune.dl4j;

/**
 * Where an epoch ends, unless a source ends it before.
 *
 * @param batches after so many batches, or {@link Long#MAX_VALUE}
 * @param examples after so many examples, the last batch being cut to fit, or {@link
 *     Long#MAX_VALUE}
 */
record EpochLength(long batches, long examples) {

  boolean isOver(long batchesDone, long examplesDone) {
    return batchesDone >= batches || examplesDone >= examples;
  }

  /** The size of the next batch where {@code wanted} examples are asked for. */
  int batchSize(int wanted, long examplesDone) {
    return (int) Math.min(wanted, examples - examplesDone);
  }
}
