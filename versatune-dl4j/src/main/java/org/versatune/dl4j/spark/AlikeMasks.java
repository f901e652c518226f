// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static com.google.common.base.Preconditions.checkState;

import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Makes the examples of one partition, and refuses those of which some have a mask and others none:
 * Deeplearning4j merges them into batches and puts the masks in the wrong places, silently. Not
 * safe for use by several threads.
 */
final class AlikeMasks {
  private final RowExample maker;
  private @Nullable DataSet first;

  AlikeMasks(RowExample maker) {
    this.maker = maker;
  }

  DataSet example(Row row) {
    DataSet example = maker.example(row);
    DataSet other = first;
    if (other == null) {
      first = example;
      return example;
    }
    requireAlike(
        "features", other.getFeaturesMaskArray() != null, example.getFeaturesMaskArray() != null);
    requireAlike(
        "labels", other.getLabelsMaskArray() != null, example.getLabelsMaskArray() != null);
    return example;
  }

  private static void requireAlike(String what, boolean before, boolean now) {
    checkState(
        before == now,
        "some examples have a mask of their %s and others have none, and Deeplearning4j would merge"
            + " them in the wrong places; give each example a mask, of ones where all counts",
        what);
  }
}
