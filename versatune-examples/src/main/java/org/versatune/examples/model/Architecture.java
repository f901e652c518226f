// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
   * Makes an untrained model.
   *
   * @param tokenizer the tokens that it reads and writes
   * @param seed seed of the initial parameters
   * @param learningRate Adam's highest step size, above 0
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the model, ready to train
   */
  MultiLayerNetwork create(BytePairTokenizer tokenizer, long seed, double learningRate, int steps);

  /**
   * Makes a copy of a model with a fresh optimiser: the start of a fine-tuning.
   *
   * @param model a model of this kind; it is not changed
   * @param learningRate Adam's highest step size, above 0
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the copy
   */
  MultiLayerNetwork fineTuning(MultiLayerNetwork model, double learningRate, int steps);

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
