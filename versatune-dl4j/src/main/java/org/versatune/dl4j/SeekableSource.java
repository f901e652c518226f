// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

/**
 * Can go to any position among the examples of a domain at once. An iterator that a run draws from
 * implements it beside {@code DataSetIterator} (see {@link SeekableDataSetIterator}) or {@code
 * MultiDataSetIterator}. A resumed run sends such a source to its saved position; from any other
 * iterator it has to read and drop everything before that.
 *
 * <p>{@code reset()} starts the next pass, which may have another order; {@link #seek} must lead to
 * the same examples as that number of resets and reads would.
 */
public interface SeekableSource {

  /**
   * Returns the number of examples in one pass.
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
