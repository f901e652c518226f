// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
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
  void setData(Batch batch) {
    network.setInput(batch.features().get(0).array());
    network.setLabels(batch.labels().get(0).array());
  }

  @Override
  void setMasks(Batch batch) {
    network.setLayerMaskArrays(batch.features().get(0).mask(), batch.labels().get(0).mask());
  }

  @Override
  @Nullable INDArray firstInput() {
    return network.input();
  }

  @Override
  void applyUpdater(Gradient gradient, int iteration, int epoch, int examples) {
    network
        .getUpdater()
        .update(network, gradient, iteration, epoch, examples, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  ImmutableList<INDArray> activations(List<MaskedArray> features) {
    MaskedArray only = features.get(0);
    return ImmutableList.of(network.output(only.array(), false, only.mask(), null));
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
  ImmutableList<Layer> outputLayers() {
    return ImmutableList.of(network.getOutputLayer());
  }

  @Override
  ImmutableList<String> outputNames() {
    return ImmutableList.of("output");
  }

  @Override
  int inputs() {
    return 1;
  }

  @Override
  NeuralNetConfiguration optimisation() {
    return network.getLayerWiseConfigurations().getConf(0);
  }
}
