// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * Networks that are trained in a moment: a windowed model of sequences and a classifier of rows.
 */
final class SmallNetworks {
  static final int VOCABULARY = 7;
  static final int BEGIN = 7;
  static final int WINDOW = 3;

  private SmallNetworks() {}

  enum Kind {
    LAYERS,
    GRAPH
  }

  /** Ids {@code [b, T]} in, {@code [b, 7, T]} out; causal, the window is 3 ids. */
  static Model sequences(Kind kind, boolean sparse, double l2, double keep) {
    ILossFunction loss = sparse ? new LossSparseMCXENT() : new LossMCXENT();
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder().seed(5).updater(new Adam(0.02)).l2(l2);
    EmbeddingSequenceLayer embedding =
        new EmbeddingSequenceLayer.Builder()
            .nIn(VOCABULARY + 1)
            .nOut(6)
            .inferInputLength(true)
            .build();
    Convolution1DLayer convolution =
        new Convolution1DLayer.Builder(WINDOW)
            .nIn(6)
            .nOut(10)
            .convolutionMode(ConvolutionMode.Causal)
            .activation(Activation.RELU)
            .build();
    if (keep < 1) {
      convolution.setIDropout(new org.deeplearning4j.nn.conf.dropout.Dropout(keep));
    }
    RnnOutputLayer output =
        new RnnOutputLayer.Builder(loss)
            .nIn(10)
            .nOut(VOCABULARY)
            .activation(Activation.SOFTMAX)
            .dataFormat(RNNFormat.NCW)
            .build();
    if (kind == Kind.LAYERS) {
      MultiLayerConfiguration configuration =
          builder.list().layer(embedding).layer(convolution).layer(output).build();
      MultiLayerNetwork network = new MultiLayerNetwork(configuration);
      network.init();
      return network;
    }
    ComputationGraphConfiguration configuration =
        builder
            .graphBuilder()
            .addInputs("ids")
            .addLayer("embedding", embedding, "ids")
            .addLayer("window", convolution, "embedding")
            .addLayer("out", output, "window")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  static Model sequences(Kind kind) {
    return sequences(kind, true, 0, 1);
  }

  /** Rows {@code [b, 4]} in, {@code [b, 3]} out. */
  static Model rows(Kind kind) {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder().seed(6).updater(new Adam(0.02));
    DenseLayer dense = new DenseLayer.Builder().nIn(4).nOut(5).activation(Activation.TANH).build();
    OutputLayer output =
        new OutputLayer.Builder(new LossMCXENT())
            .nIn(5)
            .nOut(3)
            .activation(Activation.SOFTMAX)
            .build();
    if (kind == Kind.LAYERS) {
      MultiLayerNetwork network =
          new MultiLayerNetwork(builder.list().layer(dense).layer(output).build());
      network.init();
      return network;
    }
    ComputationGraph graph =
        new ComputationGraph(
            builder
                .graphBuilder()
                .addInputs("row")
                .addLayer("dense", dense, "row")
                .addLayer("out", output, "dense")
                .setOutputs("out")
                .build());
    graph.init();
    return graph;
  }
}
