// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.nd4j.linalg.dataset.DataSet;

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
  static double total(Layer outputLayer, double score, DataSet batch) {
    boolean summed = outputLayer instanceof BaseOutputLayer<?> && !outputLayer.conf().isMiniBatch();
    return summed ? score : score * batch.getFeatures().size(0);
  }

  /**
   * The score without its regularisation term that a sum of losses over a batch is: the inverse of
   * {@link #total}.
   */
  static double of(Layer outputLayer, double total, DataSet batch) {
    return total / total(outputLayer, 1, batch);
  }

  /** The number of pieces into which truncated BPTT cuts a batch, each an iteration of its own. */
  static int truncatedParts(DataSet batch, int length) {
    long steps = 1;
    if (batch.getFeatures().rank() == 3) {
      steps = batch.getFeatures().size(2);
    } else if (batch.getLabels().rank() == 3) {
      steps = batch.getLabels().size(2);
    }
    return Math.toIntExact((steps + length - 1) / length);
  }
}
