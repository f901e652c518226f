// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Makes a training example from a row, on executors. It must be serializable; a lambda is, if
 * everything that it uses is.
 */
@FunctionalInterface
public interface RowExample extends Serializable {

  /**
   * Makes the example of a row.
   *
   * @param row a row, with its domain
   * @return arrays of one example: a first dimension of 1; where some examples of a training have a
   *     mask, all have one
   */
  DataSet example(Row row);
}
