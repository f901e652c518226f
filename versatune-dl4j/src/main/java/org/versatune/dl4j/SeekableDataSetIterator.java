// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A source of examples that can go to any position at once. A resumed run sends it to its saved
 * position; with any other {@code DataSetIterator} it has to read and drop everything before that.
 *
 * <p>{@code reset()} starts the next pass, which may have another order; {@link #seek} must lead to
 * the same examples as that number of resets and reads would.
 */
public interface SeekableDataSetIterator extends DataSetIterator {

  /**
   * The number of examples in one pass.
   *
   * @return at least 1
   */
  long numExamples();

  /**
   * Goes to a position.
   *
   * @param pass the number of resets since the first pass, at least 0
   * @param example how many examples of that pass have been read, from 0 to {@link #numExamples}
   * @throws IllegalArgumentException if there is no such position
   */
  void seek(long pass, long example);
}
