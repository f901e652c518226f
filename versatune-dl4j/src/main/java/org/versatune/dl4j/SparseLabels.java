// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * Checks labels that are ids of classes. For an id that is no class Deeplearning4j computes some
 * loss, often 0, and says nothing.
 */
final class SparseLabels {
  private SparseLabels() {}

  /**
   * Refuses a batch whose labels are ids, where one of those that count is no class.
   *
   * @param batch has been completed
   * @param what what messages call a row
   */
  static void requireClasses(Network network, Batch batch, IntFunction<String> what) {
    ImmutableList<Layer> layers = network.outputLayers();
    for (int i = 0; i < Math.min(layers.size(), batch.labels().size()); i++) {
      if (layers.get(i).conf().getLayer() instanceof BaseOutputLayer layer
          && layer.getLossFn() instanceof LossSparseMCXENT
          && LabelLayout.isDefault(layers.get(i))) {
        requireClasses(layer.getNOut(), batch.labels().get(i), what);
      }
    }
  }

  private static void requireClasses(long classes, MaskedArray labels, IntFunction<String> what) {
    INDArray ids = labels.array();
    int examples = Math.toIntExact(ids.size(0));
    int length = Math.toIntExact(ids.length() / examples);
    IntToDoubleFunction numbers = Numbers.of(ids);
    boolean[][] counted = labels.mask() == null ? null : LabelMasks.counted(labels);
    for (int i = 0; i < examples; i++) {
      for (int t = 0; t < length; t++) {
        double id = numbers.applyAsDouble(i * length + t);
        if (!(id >= 0 && id < classes && id == Math.rint(id))
            && (counted == null || counted[i][t])) {
          throw new IllegalArgumentException(
              ("%s has the label %s, and the network has the classes 0 to %s: map the labels to"
                      + " classes, or mask what does not count")
                  .formatted(what.apply(i), id, classes - 1));
        }
      }
    }
  }
}
