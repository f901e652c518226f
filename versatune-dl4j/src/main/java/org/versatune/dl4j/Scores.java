// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.BaseOutputLayer;

/** Converts scores of Deeplearning4j, whose meaning depends on the layer that computed them. */
final class Scores {
  private Scores() {}

  /**
   * The sum of the loss over examples and unmasked steps. A score is that sum divided by the number
   * of <em>examples</em>, whatever their length; with {@code miniBatch(false)} it is the sum
   * itself.
   *
   * @param score a score without its regularisation term
   */
  static double total(Layer outputLayer, double score, Batch batch) {
    boolean summed = outputLayer instanceof BaseOutputLayer<?> && !outputLayer.conf().isMiniBatch();
    return summed ? score : score * batch.examples();
  }

  /**
   * The score without its regularisation term that a sum of losses over a batch is: the inverse of
   * {@link #total}.
   */
  static double of(Layer outputLayer, double total, Batch batch) {
    return total / total(outputLayer, 1, batch);
  }

  /** The number of pieces into which truncated BPTT cuts a batch, each an iteration of its own. */
  static int truncatedParts(Batch batch, int length) {
    long steps = steps(batch.features());
    if (steps == 0) {
      steps = Math.max(1, steps(batch.labels()));
    }
    return Math.toIntExact((steps + length - 1) / length);
  }

  /** The longest of the arrays in time; 0 where there is none. */
  private static long steps(List<MaskedArray> arrays) {
    return arrays.stream()
        .map(MaskedArray::array)
        .filter(array -> array.rank() == 3)
        .mapToLong(array -> array.size(2))
        .max()
        .orElse(0);
  }
}
