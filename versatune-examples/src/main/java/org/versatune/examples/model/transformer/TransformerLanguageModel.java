// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.dl4j.NetworkTextGenerator;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.LanguageModel;

/**
 * Trains on, writes with and describes the language models that {@link TransformerSizes} makes: a
 * transformer predicts each token from those before it.
 *
 * <p>Features are {@code [b, T]} ids, the first of each row an id of beginning; labels {@code [b,
 * 1, T]} tokens; the output {@code [b, V, T]} probabilities of the next token. Text comes in
 * through a {@link BytePairTokenizer}, and out through {@link #generator}.
 *
 * <pre>{@code
 * BytePairTokenizer tokenizer = DomainTokens.trainTokenizer(corpora, 1024);
 * MultiLayerNetwork network = TransformerSizes.small().create(tokenizer, 7, 3e-3, 2000);
 * network.fit(batches);
 * LanguageModel model = new LanguageModel(network, tokenizer);
 * TransformerLanguageModel.generator(model).build().generate(10, 1);
 * }</pre>
 */
public final class TransformerLanguageModel {
  private static final int STREAMS = 64;

  private TransformerLanguageModel() {}

  /**
   * Makes a copy of a model with a fresh optimiser: the start of a fine-tuning.
   *
   * @param model a model that {@link TransformerSizes} made; it is not changed
   * @param learningRate Adam's step size after the warm-up, above 0
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the copy
   */
  public static MultiLayerNetwork fineTuning(
      MultiLayerNetwork model, double learningRate, int steps) {
    return sizes(model).fineTuning(model, learningRate, steps);
  }

  /**
   * Starts a generator of texts: from the start of a document, as long as the model's sequences,
   * with stored keys and values.
   *
   * @param model the model, which may be trained between calls of the generator
   * @return a builder; make no text longer than this one does
   */
  public static NetworkTextGenerator.Builder generator(LanguageModel model) {
    return NetworkTextGenerator.builder(model.network())
        .recurrent()
        .beginId(model.tokenizer().documentStart())
        .decoder(model.tokenizer())
        .maxLength(length(model.network()))
        .streams(STREAMS);
  }

  /**
   * Returns the most positions of a sequence that a model reads.
   *
   * @param model a model that {@link TransformerSizes} made
   * @return T
   */
  public static int length(MultiLayerNetwork model) {
    return sizes(model).length();
  }

  /**
   * Returns the sizes that a model was made with.
   *
   * @param model a model that {@link TransformerSizes} made
   * @return its sizes
   */
  public static TransformerSizes sizes(MultiLayerNetwork model) {
    Layer first = model.getLayer(0).conf().getLayer();
    checkArgument(
        first instanceof TokenEmbedding,
        "the first layer is a %s; a transformer begins with a TokenEmbedding",
        first.getClass().getSimpleName());
    return model.getLayerWiseConfigurations().getConfs().stream()
        .map(NeuralNetConfiguration::getLayer)
        .filter(TransformerBlock.class::isInstance)
        .map(block -> ((TransformerBlock) block).sizes(((TokenEmbedding) first).length()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the network has no TransformerBlock"));
  }
}
