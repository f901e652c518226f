// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * Checks labels that are ids of classes. For an id that is no class Deeplearning4j computes some
 * loss, often 0, and says nothing.
 */
final class SparseLabels {
  private SparseLabels() {}

  /** Refuses a batch whose labels are ids, where one of those that count is no class. */
  static void requireClasses(Network network, Batch batch, String what) {
    ImmutableList<Layer> layers = network.outputLayers();
    for (int i = 0; i < Math.min(layers.size(), batch.labels().size()); i++) {
      requireClasses(layers.get(i), batch.labels().get(i), what);
    }
  }

  private static void requireClasses(Layer output, MaskedArray labels, String what) {
    if (!(output.conf().getLayer() instanceof BaseOutputLayer layer)
        || !(layer.getLossFn() instanceof LossSparseMCXENT)) {
      return;
    }
    INDArray ids = labels.array();
    @Nullable INDArray mask = labels.mask();
    if (mask != null && mask.length() == ids.length()) {
      ids = ids.mul(mask.reshape(ids.shape()).castTo(ids.dataType()));
    } else if (mask != null) {
      return;
    }
    double lowest = ids.minNumber().doubleValue();
    double highest = ids.maxNumber().doubleValue();
    checkArgument(
        lowest >= 0 && highest < layer.getNOut(),
        "%s has labels from %s to %s, and the network has the classes 0 to %s: map the labels to"
            + " classes, or mask what does not count",
        what,
        lowest,
        highest,
        layer.getNOut() - 1);
  }
}
