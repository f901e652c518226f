// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.dl4j.MultiDomainDataSetIterator;
import org.versatune.scheduling.Schedulers;

/**
 * Trains a base model that knows some domains better than others, because it is trained on a known
 * mix that does not change. In practice a base model is downloaded and its mix is unknown; since we
 * trained this one, we can check what detection finds.
 *
 * <pre>{@code
 * LanguageModel base = BaseModel.on(data, architecture).mix(skewed).steps(2000).seed(7).train();
 * }</pre>
 *
 * <p>Not safe for use by several threads. The same settings and text give the same model.
 */
public final class BaseModel {
  private final DomainTokens data;
  private final Architecture architecture;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private DomainDistribution mix;
  private double learningRate;
  private int steps = 300;
  private int batchSize = 32;
  private long seed = 1;

  /** Threads that compute halves of batches; 0 for whole batches on the thread of the caller. */
  private int threads;

  private BaseModel(DomainTokens data, Architecture architecture) {
    this.data = data;
    this.architecture = architecture;
    this.mix = DomainDistribution.uniform(data.domains());
    this.learningRate = architecture.learningRate();
  }

  /**
   * Starts with the defaults: the uniform mix, 300 steps of 32 sequences at the learning rate of
   * the architecture, seed 1.
   *
   * @param data the text, by domain
   * @param architecture the kind of model
   * @return the settings, to be changed and trained
   */
  public static BaseModel on(DomainTokens data, Architecture architecture) {
    return new BaseModel(data, architecture);
  }

  /**
   * Sets what the model is trained on.
   *
   * @param share share of each domain
   * @return these settings
   */
  @CanIgnoreReturnValue
  public BaseModel mix(DomainDistribution share) {
    mix = share;
    return this;
  }

  /**
   * Sets the highest step size of the optimiser.
   *
   * @param rate above 0
   * @return these settings
   */
  @CanIgnoreReturnValue
  public BaseModel learningRate(double rate) {
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
  public BaseModel steps(int number) {
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
  public BaseModel batchSize(int sequences) {
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
  public BaseModel seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Computes the gradient of each batch in two halves, one after the other or side by side. The
   * model differs in the last digits from one that is trained on whole batches, and not by the
   * number of threads. Set {@code OMP_NUM_THREADS=1} for two.
   *
   * @param number threads, 1 or 2
   * @return these settings
   */
  @CanIgnoreReturnValue
  public BaseModel inHalves(int number) {
    checkArgument(number == 1 || number == 2, "%s threads; 1 or 2 compute two halves", number);
    threads = number;
    return this;
  }

  /**
   * Adds a listener to the training.
   *
   * @param listener is called after every step
   * @return these settings
   */
  @CanIgnoreReturnValue
  public BaseModel listener(TrainingListener listener) {
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
    MultiLayerNetwork network = architecture.create(data.tokenizer(), seed, learningRate, steps);
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
      DataSetIterator all = batches.batchSize(batchSize).epochBatches(steps).build();
      if (threads == 0) {
        network.fit(all);
      } else {
        new HalfBatches(network, threads).fit(all);
      }
    }
    network.setListeners(List.of());
    return new LanguageModel(network, data.tokenizer());
  }
}
