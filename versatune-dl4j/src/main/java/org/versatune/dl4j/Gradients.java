// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.Gradient;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies gradients as flat vectors that can be multiplied with each other. */
final class Gradients {
  private Gradients() {}

  /**
   * Returns a copy of a gradient, {@code [n]}: what the network holds is a view that its next batch
   * overwrites.
   *
   * <p>Batch normalisation writes the change of its running mean and variance into the same array.
   * Those are no derivatives of the loss and are set to zero.
   *
   * @param gradient of the batch just computed
   * @param owners layer by the prefix of its parameters' names
   */
  static INDArray flat(Gradient gradient, Map<String, Layer> owners) {
    gradient
        .gradientForVariable()
        .forEach(
            (name, part) -> {
              Layer owner = owners.get(name.substring(0, name.lastIndexOf('_')));
              String parameter = name.substring(name.lastIndexOf('_') + 1);
              if (owner != null
                  && owner.conf().getLayer() instanceof BatchNormalization
                  && !parameter.equals("gamma")
                  && !parameter.equals("beta")) {
                part.assign(0);
              }
            });
    INDArray flat = gradient.gradient();
    return flat.dup().reshape(flat.length());
  }
}
