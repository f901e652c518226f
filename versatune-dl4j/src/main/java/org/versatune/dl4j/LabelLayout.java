// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;

/**
 * Knows in which order an output layer has the dimensions of its labels. Tokens and masks are
 * counted in Deeplearning4j's default layouts, {@code [b, n, T]} and {@code [b, n, h, w]}: in
 * another one the number of outputs would be taken for the number of steps, and losses would be
 * wrong without an error.
 */
final class LabelLayout {
  private LabelLayout() {}

  static boolean isDefault(Layer output) {
    org.deeplearning4j.nn.conf.layers.Layer layer = output.conf().getLayer();
    if (layer instanceof RnnOutputLayer steps) {
      return steps.getRnnDataFormat() != RNNFormat.NWC;
    } else if (layer instanceof RnnLossLayer steps) {
      return steps.getRnnDataFormat() != RNNFormat.NWC;
    }
    return !(layer instanceof CnnLossLayer points) || points.getFormat() != CNN2DFormat.NHWC;
  }

  /**
   * Refuses to count the tokens of a network whose labels have another layout.
   *
   * @throws IllegalArgumentException if an output has one; the message names the layer
   */
  static void require(Network network) {
    for (Layer output : network.outputLayers()) {
      checkArgument(
          isDefault(output),
          "the labels of output layer '%s' have their channels last (NWC or NHWC), and tokens are"
              + " counted in Deeplearning4j's default layouts only: build the layer with NCW or"
              + " NCHW, and give labels of shape [b, n, T] or [b, n, h, w]",
          output.conf().getLayer().getLayerName());
    }
  }
}
