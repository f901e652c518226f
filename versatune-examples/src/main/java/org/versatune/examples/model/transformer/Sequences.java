// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two shapes of the activations of sequences: Deeplearning4j's {@code [b, d, T]} between the
 * layers, and {@code [b·T, d]}, a row for each position, inside of them. Where both layers are of
 * this package, the former is a view of the latter and nothing is copied.
 */
final class Sequences {
  private Sequences() {}

  /** Returns {@code [b, d, T]} as {@code [b·T, d]}: a view where the layout allows, else a copy. */
  static INDArray rows(INDArray sequences) {
    requireSequences(sequences);
    return sequences
        .permute(0, 2, 1)
        .reshape('c', sequences.size(0) * sequences.size(2), sequences.size(1));
  }

  /** Returns {@code [b·T, d]} in C order as a view {@code [b, d, T]}. */
  static INDArray ofRows(INDArray rows, long b) {
    return rows.reshape('c', b, rows.size(0) / b, rows.size(1)).permute(0, 2, 1);
  }

  static void requireSequences(INDArray activations) {
    checkArgument(
        activations.rank() == 3,
        "activations of shape %s; this layer reads sequences [b, size, T]",
        Arrays.toString(activations.shape()));
  }
}
