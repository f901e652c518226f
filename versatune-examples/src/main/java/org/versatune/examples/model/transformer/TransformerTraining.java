// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.scheduling.Schedulers;

/**
 * Trains a base model: a transformer that knows some domains better than others, because it is
 * trained on a mix that is known and does not change.
 *
 * <pre>{@code
 * LanguageModel base =
 *     TransformerTraining.on(data, tokenizer).mix(skewed).steps(2000).seed(7).train();
 * }</pre>
 *
 * <p>Not safe for use by several threads. The same settings and text give the same model.
 */
public final class TransformerTraining {
  private final DomainTokens data;
  private final BytePairTokenizer tokenizer;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private DomainDistribution mix;
  private TransformerSizes sizes = TransformerSizes.small();
  private double learningRate = 3e-3;
  private int steps = 2000;
  private int batchSize = 32;
  private long seed = 1;

  private TransformerTraining(DomainTokens data, BytePairTokenizer tokenizer) {
    this.data = data;
    this.tokenizer = tokenizer;
    this.mix = DomainDistribution.uniform(data.domains());
  }

  /**
   * Starts with the defaults: the small sizes, the uniform mix, 2 000 steps of 32 sequences at a
   * learning rate of 3e-3, seed 1.
   *
   * @param data the text, by domain
   * @param tokenizer made its tokens
   * @return the settings, to be changed and trained
   */
  public static TransformerTraining on(DomainTokens data, BytePairTokenizer tokenizer) {
    return new TransformerTraining(data, tokenizer);
  }

  /**
   * Sets what the model is trained on.
   *
   * @param share share of each domain
   * @return these settings
   */
  @CanIgnoreReturnValue
  public TransformerTraining mix(DomainDistribution share) {
    mix = share;
    return this;
  }

  /**
   * Sets how large the model is.
   *
   * @param value the sizes; no shorter than the sequences of the data
   * @return these settings
   */
  @CanIgnoreReturnValue
  public TransformerTraining sizes(TransformerSizes value) {
    sizes = value;
    return this;
  }

  /**
   * Sets the step size of the optimiser after its warm-up.
   *
   * @param rate above 0
   * @return these settings
   */
  @CanIgnoreReturnValue
  public TransformerTraining learningRate(double rate) {
    learningRate = rate;
    return this;
  }

  /**
   * Sets how long the model is trained.
   *
   * @param number training steps, at least 1
   * @return these settings
   */
  @CanIgnoreReturnValue
  public TransformerTraining steps(int number) {
    steps = number;
    return this;
  }

  /**
   * Sets how many sequences a step reads.
   *
   * @param sequences b, at least 1
   * @return these settings
   */
  @CanIgnoreReturnValue
  public TransformerTraining batchSize(int sequences) {
    batchSize = sequences;
    return this;
  }

  /**
   * Sets the seed of the initial parameters, of the draws, and of how sequences are cut.
   *
   * @param value the seed
   * @return these settings
   */
  @CanIgnoreReturnValue
  public TransformerTraining seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Adds a listener to the training.
   *
   * @param listener is called after every step
   * @return these settings
   */
  @CanIgnoreReturnValue
  public TransformerTraining listener(TrainingListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Trains the model.
   *
   * @return the model with its tokenizer
   * @throws IllegalArgumentException if the mix is not over the domains of the text, or steps or
   *     batch size are below 1
   */
  public LanguageModel train() {
    MultiLayerNetwork network =
        TransformerLanguageModel.create(sizes, tokenizer, seed, learningRate, steps);
    network.setListeners(listeners);
    try (VersaTune run =
        VersaTune.builder()
            .domains(data.domains())
            .initial(mix)
            .scheduler(Schedulers.constant())
            .seed(seed)
            .build()) {
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(run);
      data.training(batchSize, seed).forEach(batches::source);
      network.fit(batches.batchSize(batchSize).epochBatches(steps).build());
    }
    network.setListeners(List.of());
    return new LanguageModel(network, tokenizer);
  }
}
