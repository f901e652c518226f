// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A very small network (20 inputs, 16 hidden units, 3 outcomes) and rows for it. */
final class SmallNetwork {
  private SmallNetwork() {}

  static MultiLayerNetwork create() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .list()
                .layer(
                    new DenseLayer.Builder().nIn(20).nOut(16).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(16)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  static DataSet rows(int rows, int domain) {
    INDArray features = Nd4j.rand(DataType.FLOAT, rows, 20);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, rows, 3);
    for (int i = 0; i < rows; i++) {
      labels.putScalar(i, (i + domain) % 3, 1);
    }
    return new DataSet(features, labels);
  }
}
