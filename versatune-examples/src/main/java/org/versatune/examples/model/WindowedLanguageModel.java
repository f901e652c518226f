// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import java.util.Locale;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * A byte-level language model small enough to train in a minute on one core: a neural n-gram.
 *
 * <p>Each byte is predicted from the {@value #WINDOW} symbols before it: an embedding, one causal
 * convolution whose kernel is that window, and a softmax over the next byte. Nothing reaches
 * further back, so all positions train at once and text can be written over a sliding window. Of
 * the small models tried (recurrent, dilated convolutions, transformer) it learned most in a given
 * time on one core, which is what an example needs; it is no model for anything else.
 *
 * <p>Features are {@code [b, T]} symbols 0 to 256, labels {@code [b, 1, T]} bytes, the output
 * {@code [b, 256, T]}: see {@link ByteSequences}. Adam with a learning rate that falls linearly to
 * 0.
 */
public final class WindowedLanguageModel {
  /** Symbols that a prediction depends on. */
  public static final int WINDOW = 8;

  private static final int EMBEDDING = 32;
  private static final int CHANNELS = 192;

  private WindowedLanguageModel() {}

  /**
   * An untrained model.
   *
   * @param seed seed of the initial parameters
   * @param learningRate Adam's step size at the first step, above 0
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the model, ready to train
   */
  public static MultiLayerNetwork create(long seed, double learningRate, int steps) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration(seed, learningRate, steps));
    network.init();
    return network;
  }

  /**
   * A copy of a model with a fresh optimiser: the start of a fine-tuning.
   *
   * @param model the model to copy; it is not changed
   * @param seed seed of the network's configuration
   * @param learningRate Adam's step size at the first step, above 0
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the copy
   */
  public static MultiLayerNetwork fineTuning(
      MultiLayerNetwork model, long seed, double learningRate, int steps) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration(seed, learningRate, steps));
    network.init(model.params().dup(), false);
    return network;
  }

  /**
   * What the model is, for people to read.
   *
   * @return one line
   */
  public static String describe() {
    return String.format(
        Locale.ROOT,
        "bytes, embedding %d, causal convolution over %d symbols to %d, softmax",
        EMBEDDING,
        WINDOW,
        CHANNELS);
  }

  private static MultiLayerConfiguration configuration(long seed, double learningRate, int steps) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .weightInit(WeightInit.XAVIER)
        .updater(new Adam(new LinearDecay(learningRate, steps)))
        .list()
        .layer(
            new EmbeddingSequenceLayer.Builder()
                .nIn(ByteSequences.INPUT_SYMBOLS)
                .nOut(EMBEDDING)
                .inferInputLength(true)
                .build())
        .layer(
            new Convolution1DLayer.Builder()
                .kernelSize(WINDOW)
                .convolutionMode(ConvolutionMode.Causal)
                .nIn(EMBEDDING)
                .nOut(CHANNELS)
                .activation(Activation.RELU)
                .build())
        .layer(
            // Without an input type the layer would leave its format open and check the wrong
            // dimension.
            new RnnOutputLayer.Builder(new LossSparseMCXENT())
                .dataFormat(RNNFormat.NCW)
                .nIn(CHANNELS)
                .nOut(ByteSequences.OUTPUT_SYMBOLS)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }
}
