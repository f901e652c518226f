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
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;
import org.versatune.dl4j.NetworkTextGenerator;

/**
 * Makes a language model that is small enough to train in a minute on one core: a neural n-gram.
 *
 * <p>Each token is predicted from the {@value #WINDOW} ids before it: an embedding, one causal
 * convolution whose kernel is that window, and a softmax over the next token. It sees nothing
 * further back, so all positions train at once, and text can be written with a sliding window. On
 * bytes it learns fast but does not keep to a subject, so its texts blend the domains.
 *
 * <p>Adam with a learning rate that falls linearly to 0.
 */
public final class WindowedLanguageModel implements Architecture {
  /** Ids that a prediction depends on. */
  public static final int WINDOW = 8;

  private static final int EMBEDDING = 32;
  private static final int CHANNELS = 192;

  /** Gets the model furthest in some hundred steps (our choice, by trial). */
  private static final double LEARNING_RATE = 2e-2;

  private static final int STREAMS = 50;

  /** The one size that there is. */
  public WindowedLanguageModel() {}

  @Override
  public MultiLayerConfiguration configuration(int vocabulary, long seed, IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .weightInit(WeightInit.XAVIER)
        .updater(updater)
        .list()
        .layer(
            new EmbeddingSequenceLayer.Builder()
                .nIn(vocabulary + 2)
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
                .nOut(vocabulary)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }

  @Override
  public IUpdater updater(double learningRate, int steps) {
    return new Adam(new LinearDecay(learningRate, steps));
  }

  @Override
  public NetworkTextGenerator.Builder generator(LanguageModel model) {
    return NetworkTextGenerator.builder(model.network())
        .beginId(model.tokenizer().documentStart())
        .decoder(model.tokenizer())
        .window(WINDOW)
        .maxLength(64)
        .streams(STREAMS);
  }

  @Override
  public double learningRate() {
    return LEARNING_RATE;
  }

  @Override
  public String describe(BytePairTokenizer tokenizer) {
    return String.format(
        Locale.ROOT,
        "%s, embedding %d, causal convolution over %d ids to %d, softmax",
        tokenizer.vocabulary() == BytePairTokenizer.BYTES
            ? "bytes"
            : tokenizer.vocabulary() + " byte pairs",
        EMBEDDING,
        WINDOW,
        CHANNELS);
  }
}
