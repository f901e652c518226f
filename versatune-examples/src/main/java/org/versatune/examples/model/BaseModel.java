// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.scheduling.Schedulers;

/**
 * Trains a model to start from: one that knows some domains better than others, because it was
 * trained on a mix that is known and does not change. In practice the base model is downloaded and
 * its mix a secret; having made it ourselves, we can say whether detection was right.
 *
 * <pre>{@code
 * MultiLayerNetwork base = BaseModel.on(data).mix(skewed).steps(300).seed(7).train();
 * }</pre>
 *
 * <p>Not safe for use by several threads. The same settings and text give the same model.
 */
public final class BaseModel {
  /** Gets the windowed model furthest in some hundred steps (our choice, by trial). */
  private static final double LEARNING_RATE = 2e-2;

  private final DomainSequences data;
  private DomainDistribution mix;
  private int steps = 300;
  private int batchSize = 16;
  private long seed = 1;

  private BaseModel(DomainSequences data) {
    this.data = data;
    this.mix = DomainDistribution.uniform(data.domains());
  }

  /**
   * A base model of some text: uniform mix, 300 steps of 16 sequences, seed 1, unless set
   * otherwise.
   *
   * @param data the text, by domain
   * @return the settings, to be changed and trained
   */
  public static BaseModel on(DomainSequences data) {
    return new BaseModel(data);
  }

  /**
   * What the model is trained on.
   *
   * @param share share of each domain
   * @return these settings
   */
  @CanIgnoreReturnValue
  public BaseModel mix(DomainDistribution share) {
    this.mix = share;
    return this;
  }

  /**
   * How long it is trained.
   *
   * @param number training steps, at least 1
   * @return these settings
   */
  @CanIgnoreReturnValue
  public BaseModel steps(int number) {
    this.steps = number;
    return this;
  }

  /**
   * How many sequences a step reads.
   *
   * @param sequences b, at least 1
   * @return these settings
   */
  @CanIgnoreReturnValue
  public BaseModel batchSize(int sequences) {
    this.batchSize = sequences;
    return this;
  }

  /**
   * Seed of the initial parameters, of the draws, and of the order of the text.
   *
   * @param value the seed
   * @return these settings
   */
  @CanIgnoreReturnValue
  public BaseModel seed(long value) {
    this.seed = value;
    return this;
  }

  /**
   * Trains the model.
   *
   * @return a {@link WindowedLanguageModel}
   * @throws IllegalArgumentException if the mix is not over the domains of the text, or steps or
   *     batch size are below 1
   */
  public MultiLayerNetwork train() {
    MultiLayerNetwork network = WindowedLanguageModel.create(seed, LEARNING_RATE, steps);
    try (VersaTune versaTune =
        VersaTune.builder()
            .domains(data.domains())
            .initial(mix)
            .scheduler(Schedulers.constant())
            .seed(seed)
            .build()) {
      MultiDomainDataSetIterator.Builder batches = MultiDomainDataSetIterator.builder(versaTune);
      data.training(batchSize, seed).forEach(batches::source);
      network.fit(batches.batchSize(batchSize).epochBatches(steps).build());
    }
    return network;
  }
}
