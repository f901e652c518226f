// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.versatune.dl4j.NetworkTextGenerator;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.LanguageModel;

/**
 * Makes a language model over tokens: a transformer that predicts each token from those before it.
 *
 * <p>Features are {@code [b, T]} ids, the first of each row an id of beginning; labels {@code [b,
 * 1, T]} tokens; the output {@code [b, V, T]} probabilities of the next token. Text comes in
 * through a {@link BytePairTokenizer}, and out through {@link #generator}.
 *
 * <pre>{@code
 * BytePairTokenizer tokenizer = DomainTokens.trainTokenizer(corpora, 1024);
 * MultiLayerNetwork network =
 *     TransformerLanguageModel.create(TransformerSizes.small(), tokenizer, 7, 3e-3, 2000);
 * network.fit(batches);
 * LanguageModel model = new LanguageModel(network, tokenizer);
 * TransformerLanguageModel.generator(model).build().generate(10, 1);
 * }</pre>
 */
public final class TransformerLanguageModel {
  private static final double BETA1 = 0.9;

  /** Shorter memory than Adam's .999, for trainings of some thousand steps (our choice). */
  private static final double BETA2 = 0.99;

  private static final double EPSILON = 1e-8;
  private static final int WARM_UP = 20;
  private static final int STREAMS = 64;

  private TransformerLanguageModel() {}

  /**
   * Makes an untrained model.
   *
   * @param sizes how large it is
   * @param tokenizer the tokens that it reads and writes
   * @param seed seed of the initial parameters
   * @param learningRate Adam's step size after 20 steps of warm-up, above 0; 3e-3 suits the small
   *     sizes
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the model, ready to train
   */
  public static MultiLayerNetwork create(
      TransformerSizes sizes,
      BytePairTokenizer tokenizer,
      long seed,
      double learningRate,
      int steps) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            configuration(sizes, tokenizer.vocabulary(), seed, adam(learningRate, steps)));
    network.init();
    return network;
  }

  static Adam adam(double learningRate, int steps) {
    WarmUpAndDecay schedule = new WarmUpAndDecay(learningRate, WARM_UP, steps);
    return new Adam.Builder()
        .learningRateSchedule(schedule)
        .beta1(BETA1)
        .beta2(BETA2)
        .epsilon(EPSILON)
        .build();
  }

  /**
   * Puts the network together.
   *
   * @param sizes how large it is
   * @param vocabulary V, tokens that it predicts; it reads V + 2 ids
   * @param seed seed of the initial parameters
   * @param updater the optimiser
   * @return the configuration, for a {@code MultiLayerNetwork} or, by {@code toComputationGraph(…)}
   *     of that, a graph
   */
  public static MultiLayerConfiguration configuration(
      TransformerSizes sizes, int vocabulary, long seed, IUpdater updater) {
    int d = sizes.width();
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().seed(seed).updater(updater).list();
    layers.layer(
        new TokenEmbedding.Builder().nIn(vocabulary + 2).nOut(d).length(sizes.length()).build());
    for (int i = 0; i < sizes.blocks(); i++) {
      layers.layer(
          new TransformerBlock.Builder()
              .width(d)
              .heads(sizes.heads())
              .hidden(sizes.hidden())
              .blocks(sizes.blocks())
              .shift(sizes.shift())
              .build());
    }
    layers.layer(new RmsNormalization.Builder().build());
    layers.layer(new NextTokenOutput.Builder().nIn(d).nOut(vocabulary).build());
    return layers.build();
  }

  /**
   * Makes a copy of a model with a fresh optimiser: the start of a fine-tuning.
   *
   * @param model a model of this class; it is not changed
   * @param learningRate Adam's step size after the warm-up, above 0
   * @param steps training steps until the step size reaches 0, at least 1
   * @return the copy
   */
  public static MultiLayerNetwork fineTuning(
      MultiLayerNetwork model, double learningRate, int steps) {
    MultiLayerConfiguration configuration = model.getLayerWiseConfigurations().clone();
    configuration.setIterationCount(0);
    configuration.setEpochCount(0);
    for (NeuralNetConfiguration layer : configuration.getConfs()) {
      if (layer.getLayer() instanceof org.deeplearning4j.nn.conf.layers.BaseLayer trained) {
        trained.setIUpdater(adam(learningRate, steps));
      }
      layer.setIterationCount(0);
      layer.setEpochCount(0);
    }
    MultiLayerNetwork copy = new MultiLayerNetwork(configuration);
    copy.init(model.params().dup(), false);
    return copy;
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
   * @param model a model of this class
   * @return T
   */
  public static int length(MultiLayerNetwork model) {
    return embedding(model).length();
  }

  /**
   * Returns the sizes that a model was made with.
   *
   * @param model a model of this class
   * @return its sizes
   */
  public static TransformerSizes sizes(MultiLayerNetwork model) {
    TokenEmbedding embedding = embedding(model);
    ImmutableList<TransformerBlock> blocks =
        model.getLayerWiseConfigurations().getConfs().stream()
            .map(NeuralNetConfiguration::getLayer)
            .filter(TransformerBlock.class::isInstance)
            .map(TransformerBlock.class::cast)
            .collect(ImmutableList.toImmutableList());
    checkArgument(!blocks.isEmpty(), "the network has no TransformerBlock");
    TransformerBlock block = blocks.get(0);
    return new TransformerSizes(
        embedding.length(),
        Math.toIntExact(embedding.getNOut()),
        blocks.size(),
        block.heads(),
        block.hidden(),
        block.shift());
  }

  private static TokenEmbedding embedding(MultiLayerNetwork model) {
    checkArgument(
        model.getLayer(0).conf().getLayer() instanceof TokenEmbedding,
        "the first layer is a %s; a transformer begins with a TokenEmbedding",
        model.getLayer(0).conf().getLayer().getClass().getSimpleName());
    return (TokenEmbedding) model.getLayer(0).conf().getLayer();
  }

  /**
   * Describes a model, for people to read.
   *
   * @param sizes how large it is
   * @param vocabulary V
   * @return one line
   */
  public static String describe(TransformerSizes sizes, int vocabulary) {
    return String.format(
        Locale.ROOT,
        "transformer on %d byte pairs: %d blocks of width %d, %d heads, %d hidden values, %d"
            + " positions%s",
        vocabulary,
        sizes.blocks(),
        sizes.width(),
        sizes.heads(),
        sizes.hidden(),
        sizes.length(),
        sizes.shift() ? ", shift" : "");
  }
}
