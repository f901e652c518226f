// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link MultiLayerNetwork}. */
final class LayerNetwork extends Network {
  private final MultiLayerNetwork network;

  LayerNetwork(MultiLayerNetwork network) {
    super(network);
    this.network = network;
  }

  @Override
  Network over(INDArray parameters) {
    MultiLayerNetwork other = new MultiLayerNetwork(network.getLayerWiseConfigurations().clone());
    other.init(parameters, false);
    Layer[] layers = other.getLayers();
    for (int i = 0; i < layers.length; i++) {
      if (network.getLayer(i) instanceof FrozenLayer && !(layers[i] instanceof FrozenLayer)) {
        layers[i] = new FrozenLayer(layers[i]);
      }
    }
    other.setLayers(layers);
    return new LayerNetwork(other);
  }

  @Override
  void setUpdaterState(INDArray state) {
    network.getUpdater().setStateViewArray(network, state, false);
  }

  @Override
  void setData(INDArray features, INDArray labels) {
    network.setInput(features);
    network.setLabels(labels);
  }

  @Override
  void setMasks(@Nullable INDArray featuresMask, @Nullable INDArray labelsMask) {
    network.setLayerMaskArrays(featuresMask, labelsMask);
  }

  @Override
  void applyUpdater(Gradient gradient, int iteration, int epoch, int examples) {
    network
        .getUpdater()
        .update(network, gradient, iteration, epoch, examples, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  INDArray activations(INDArray features, @Nullable INDArray featuresMask) {
    return network.output(features, false, featuresMask, null);
  }

  @Override
  INDArray step(INDArray features) {
    return network.rnnTimeStep(features);
  }

  @Override
  ImmutableMap<String, Layer> layersByName() {
    ImmutableMap.Builder<String, Layer> layers = ImmutableMap.builder();
    for (int i = 0; i < network.getnLayers(); i++) {
      layers.put(Integer.toString(i), network.getLayer(i));
    }
    return layers.buildOrThrow();
  }

  @Override
  Layer outputLayer() {
    return network.getOutputLayer();
  }

  @Override
  NeuralNetConfiguration optimisation() {
    return network.getLayerWiseConfigurations().getConf(0);
  }
}
