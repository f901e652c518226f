// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link ComputationGraph}. */
final class GraphNetwork extends Network {
  private final ComputationGraph graph;

  GraphNetwork(ComputationGraph graph) {
    super(graph);
    this.graph = graph;
  }

  @Override
  Network over(INDArray parameters) {
    // Not clone(): that shares the collection of listeners with the original.
    ComputationGraph other = new ComputationGraph(graph.getConfiguration().clone());
    other.init(parameters, false);
    layersByName()
        .forEach(
            (name, layer) -> {
              if (layer instanceof FrozenLayer && !(other.getLayer(name) instanceof FrozenLayer)) {
                other.getVertex(name).setLayerAsFrozen();
              }
            });
    return new GraphNetwork(other);
  }

  @Override
  void setUpdaterState(INDArray state) {
    graph.getUpdater().setStateViewArray(state);
  }

  @Override
  void setData(Batch batch) {
    graph.setInputs(Batch.arrays(batch.features()));
    graph.setLabels(Batch.arrays(batch.labels()));
  }

  @Override
  void setMasks(Batch batch) {
    graph.setLayerMaskArrays(Batch.masks(batch.features()), Batch.masks(batch.labels()));
  }

  @Override
  @Nullable INDArray firstInput() {
    INDArray[] inputs = graph.getInputs();
    return inputs == null || inputs.length == 0 ? null : inputs[0];
  }

  @Override
  void applyUpdater(Gradient gradient, int iteration, int epoch, int examples) {
    graph
        .getUpdater()
        .update(gradient, iteration, epoch, examples, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  ImmutableList<INDArray> activations(List<MaskedArray> features) {
    return ImmutableList.copyOf(graph.output(false, Batch.arrays(features), Batch.masks(features)));
  }

  @Override
  INDArray step(INDArray features) {
    return graph.rnnTimeStep(features)[0];
  }

  @Override
  ImmutableMap<String, Layer> layersByName() {
    ImmutableMap.Builder<String, Layer> layers = ImmutableMap.builder();
    for (GraphVertex vertex : graph.getVertices()) {
      if (vertex.hasLayer()) {
        layers.put(vertex.getVertexName(), vertex.getLayer());
      }
    }
    return layers.buildOrThrow();
  }

  @Override
  ImmutableList<Layer> outputLayers() {
    ImmutableList.Builder<Layer> layers = ImmutableList.builder();
    for (int i = 0; i < graph.getNumOutputArrays(); i++) {
      layers.add(graph.getOutputLayer(i));
    }
    return layers.build();
  }

  @Override
  ImmutableList<String> outputNames() {
    return ImmutableList.copyOf(graph.getConfiguration().getNetworkOutputs());
  }

  @Override
  int inputs() {
    return graph.getNumInputArrays();
  }

  @Override
  NeuralNetConfiguration optimisation() {
    return graph.getConfiguration().getDefaultConfiguration();
  }
}
