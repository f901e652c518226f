// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link ComputationGraph} with one input and one output. */
final class GraphNetwork extends Network {
  private final ComputationGraph graph;

  GraphNetwork(ComputationGraph graph) {
    super(graph);
    checkArgument(
        graph.getNumInputArrays() == 1 && graph.getNumOutputArrays() == 1,
        "a graph with %s inputs and %s outputs cannot be steered; domains are mixed for graphs with"
            + " one input and one output",
        graph.getNumInputArrays(),
        graph.getNumOutputArrays());
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
  void setData(INDArray features, INDArray labels) {
    graph.setInputs(features);
    graph.setLabels(labels);
  }

  @Override
  void setMasks(@Nullable INDArray featuresMask, @Nullable INDArray labelsMask) {
    graph.setLayerMaskArrays(one(featuresMask), one(labelsMask));
  }

  private static INDArray @Nullable [] one(@Nullable INDArray mask) {
    return mask == null ? null : new INDArray[] {mask};
  }

  @Override
  void applyUpdater(Gradient gradient, int iteration, int epoch, int examples) {
    graph
        .getUpdater()
        .update(gradient, iteration, epoch, examples, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  INDArray activations(INDArray features, @Nullable INDArray featuresMask) {
    return graph.output(false, new INDArray[] {features}, one(featuresMask))[0];
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
  Layer outputLayer() {
    return graph.getOutputLayer(0);
  }

  @Override
  NeuralNetConfiguration optimisation() {
    return graph.getConfiguration().getDefaultConfiguration();
  }
}
