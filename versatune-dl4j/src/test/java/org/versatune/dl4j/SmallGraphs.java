// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A graph with two inputs, a sequence and a row, and two outputs, a class at each step ({@code
 * "steps"}) and one for the whole ({@code "whole"}); and data for it.
 */
final class SmallGraphs {
  private SmallGraphs() {}

  static ComputationGraph twoByTwo() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Adam(0.02))
                .graphBuilder()
                .addInputs("sequence", "row")
                .addVertex("repeated", new DuplicateToTimeSeriesVertex("sequence"), "row")
                .addVertex("both", new MergeVertex(), "sequence", "repeated")
                .addLayer("memory", new LSTM.Builder().nOut(6).build(), "both")
                .addVertex("last", new LastTimeStepVertex("sequence"), "memory")
                .addLayer(
                    "steps",
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NCW)
                        .build(),
                    "memory")
                .addLayer(
                    "whole",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "last")
                .setOutputs("steps", "whole")
                .setInputTypes(InputType.recurrent(2), InputType.feedForward(3))
                .build());
    graph.init();
    return graph;
  }

  /**
   * Examples whose row says which domain and which example they are; with masks, every second one
   * is shorter by a step.
   */
  static MultiDataSet data(int domain, int examples, int steps, boolean masked) {
    INDArray sequence = Nd4j.rand(new int[] {examples, 2, steps});
    INDArray row = Nd4j.zeros(examples, 3);
    INDArray labels = Nd4j.zeros(examples, 3, steps);
    INDArray whole = Nd4j.zeros(examples, 2);
    INDArray mask = Nd4j.ones(examples, steps);
    for (int i = 0; i < examples; i++) {
      row.putScalar(i, 0, domain);
      row.putScalar(i, 1, i);
      whole.putScalar(i, (i + domain) % 2, 1);
      for (int t = 0; t < steps; t++) {
        sequence.putScalar(new int[] {i, 0, t}, ((i * 7 + t * 3 + domain) % 5) / 5.0);
        sequence.putScalar(new int[] {i, 1, t}, ((i + t * 5 + domain) % 7) / 7.0);
        labels.putScalar(new int[] {i, (i + t + domain) % 3, t}, 1);
      }
      if (i % 2 == 1) {
        mask.putScalar(i, steps - 1, 0);
      }
    }
    INDArray[] masks = masked ? new INDArray[] {mask, null} : null;
    return new MultiDataSet(
        new INDArray[] {sequence, row}, new INDArray[] {labels, whole}, masks, null);
  }

  static ShuffledMultiDataSetIterator iterator(int domain, int examples) {
    return ShuffledMultiDataSetIterator.of(
        data(domain, examples, 4 + domain, domain > 0), domain, 3);
  }

  static MultiDomainMultiDataSetIterator.Builder training(org.versatune.VersaTune run) {
    MultiDomainMultiDataSetIterator.Builder builder = MultiDomainMultiDataSetIterator.builder(run);
    for (String domain : run.domains()) {
      builder.source(domain, iterator(index(domain), 10 + index(domain)));
    }
    return builder.batchSize(5);
  }

  static MixtureListener.Builder validated(org.versatune.VersaTune run) {
    MixtureListener.Builder builder = MixtureListener.builder(run);
    for (String domain : run.domains()) {
      builder.validation(domain, iterator(index(domain), 4));
    }
    return builder;
  }

  static int index(String domain) {
    return List.of("law", "medicine", "code").indexOf(domain);
  }
}
