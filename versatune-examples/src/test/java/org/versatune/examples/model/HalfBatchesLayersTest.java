// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Which layers a batch can be halved for. */
class HalfBatchesLayersTest {
  private static DenseLayer.Builder dense() {
    return new DenseLayer.Builder().nIn(4).nOut(4).activation(Activation.TANH);
  }

  private static MultiLayerNetwork network(Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(1).updater(new Sgd(0.5)).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.layer(
                    new OutputLayer.Builder().nIn(4).nOut(3).activation(Activation.SOFTMAX).build())
                .build());
    network.init();
    return network;
  }

  static Stream<Arguments> unsummable() {
    LSTM.Builder lstm = new LSTM.Builder().nIn(4).nOut(4);
    return Stream.of(
        Arguments.of("dropout", dense().dropOut(0.5).build()),
        Arguments.of("dropout", new DropoutLayer(0.5)),
        Arguments.of("dropout", dense().dropOut(new GaussianNoise(0.1)).build()),
        Arguments.of(
            "noise on its weights",
            dense().weightNoise(new WeightNoise(new NormalDistribution(0, 0.1))).build()),
        Arguments.of(
            "mean over the batch", new BatchNormalization.Builder().nIn(4).nOut(4).build()),
        Arguments.of("dropout", new LastTimeStep(lstm.dropOut(0.5).build())),
        Arguments.of(
            "dropout",
            new LastTimeStep(
                new Bidirectional(
                    Bidirectional.Mode.ADD,
                    new LSTM.Builder().nIn(4).nOut(4).dropOut(0.5).build()))));
  }

  @ParameterizedTest
  @MethodSource("unsummable")
  void aLayerThatIsNoSumOverExamplesIsRefused(String reason, Layer layer) {
    assertThatThrownBy(() -> new HalfBatches(network(layer), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer 0")
        .hasMessageContaining(reason)
        .hasMessageContaining("without inHalves");
  }

  @Test
  void truncatedBackpropagationIsRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder().nIn(4).nOut(4).build())
                .layer(
                    new RnnOutputLayer.Builder()
                        .nIn(4)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(3)
                .build());
    network.init();
    assertThatThrownBy(() -> new HalfBatches(network, 1))
        .hasMessageContaining("TruncatedBPTT")
        .hasMessageContaining("train it on whole batches");
  }

  private static DataSet rows() {
    DataSet rows = new DataSet(Nd4j.zeros(5, 4), Nd4j.zeros(5, 3));
    for (int i = 0; i < 5; i++) {
      for (int k = 0; k < 4; k++) {
        rows.getFeatures().putScalar(i, k, Math.sin(4 * i + k));
      }
      rows.getLabels().putScalar(i, i % 3, 1);
    }
    return rows;
  }

  /** A step of halves ends as a step of {@code fit} does, constraints included. */
  @Test
  void constraintsAreApplied() {
    Layer bounded = dense().constrainWeights(new MaxNormConstraint(0.1, 1)).build();
    MultiLayerNetwork halves = network(bounded);
    MultiLayerNetwork whole = network(bounded);
    new HalfBatches(halves, 2).fit(new ListDataSetIterator<>(rows().asList(), 5));
    whole.fit(new ListDataSetIterator<>(rows().asList(), 5));

    assertThat(halves.params().sub(whole.params()).normmaxNumber().doubleValue())
        .isCloseTo(0, within(1e-6));
    assertThat(halves.getParam("0_W").norm2(1).maxNumber().doubleValue())
        .isCloseTo(0.1, within(1e-5));
    assertThat(List.of(halves.getIterationCount(), halves.getEpochCount())).containsExactly(1, 1);
  }
}
