// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.IUpdater;
import org.versatune.dl4j.NetworkTextGenerator;

/**
 * Makes a kind of language model: its untrained network, a copy for fine-tuning, and a generator of
 * texts. All kinds read features {@code [b, T]} and labels {@code [b, 1, T]} of {@link
 * DomainTokens}, and give {@code [b, V, T]}.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public interface Architecture {
  /**
   * Puts the network together.
   *
   * @param vocabulary V, tokens that it predicts; it reads V + 2 ids
   * @param seed seed of the initial parameters
   * @param updater the optimiser
   * @return the configuration, for a {@code MultiLayerNetwork} or, by {@code toComputationGraph(…)}
   *     of that, a graph
   */
  MultiLayerConfiguration configuration(int vocabulary, long seed, IUpdater updater);

  /**
   * Returns the optimiser, Adam with a step size that suits this kind.
   *
   * @param learningRate its highest step size, above 0
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the optimiser
   */
  IUpdater updater(double learningRate, int steps);

  /**
   * Makes an untrained model.
   *
   * @param tokenizer the tokens that it reads and writes
   * @param seed seed of the initial parameters
   * @param learningRate Adam's highest step size, above 0
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the model, ready to train
   */
  default MultiLayerNetwork create(
      BytePairTokenizer tokenizer, long seed, double learningRate, int steps) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            configuration(tokenizer.vocabulary(), seed, updater(learningRate, steps)));
    network.init();
    return network;
  }

  /**
   * Makes a copy of a model with a fresh optimiser: the start of a fine-tuning.
   *
   * @param model a model of this kind; it is not changed
   * @param learningRate Adam's highest step size, above 0
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the copy
   */
  default MultiLayerNetwork fineTuning(MultiLayerNetwork model, double learningRate, int steps) {
    MultiLayerConfiguration configuration = model.getLayerWiseConfigurations().clone();
    configuration.setIterationCount(0);
    configuration.setEpochCount(0);
    for (NeuralNetConfiguration layer : configuration.getConfs()) {
      if (layer.getLayer() instanceof BaseLayer trained) {
        trained.setIUpdater(updater(learningRate, steps));
      }
      layer.setIterationCount(0);
      layer.setEpochCount(0);
    }
    MultiLayerNetwork copy = new MultiLayerNetwork(configuration);
    copy.init(model.params().dup(), false);
    return copy;
  }

  /**
   * Starts a generator of texts, which writes as documents begin.
   *
   * @param model a model of this kind
   * @return a builder
   */
  NetworkTextGenerator.Builder generator(LanguageModel model);

  /**
   * Returns the step size that suits a training from the beginning.
   *
   * @return above 0
   */
  double learningRate();

  /**
   * Describes a model, for people to read.
   *
   * @param tokenizer the tokens that it reads and writes
   * @return one line
   */
  String describe(BytePairTokenizer tokenizer);
}
