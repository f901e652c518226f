// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Collects the data and the budget of networks that are trained beside a run. Not safe for use by
 * several threads.
 *
 * @param <B> the builder itself
 */
abstract class ProxyBuilder<B extends ProxyBuilder<B>> {
  private final Network start;
  private final Map<String, ProxyTraining.Data> domains = new LinkedHashMap<>();
  private final DataRoles roles = new DataRoles();
  private int steps;
  private int batchSize = 32;
  private long seed;
  private ProxyTraining.Sample sample = ProxyTraining.Sample.WHOLE;

  ProxyBuilder(Network start) {
    this.start = start;
  }

  /** Returns this builder. */
  abstract B self();

  /**
   * Adds a domain.
   *
   * @param domain its name, not given before
   * @param training the data that networks are trained on, in batches of any size. Each network
   *     starts at its beginning, and it starts again when it runs out, so it must support {@code
   *     reset()}. One that shuffles should use a seed ({@link ShuffledDataSetIterator} does)
   * @param validation the data that losses are measured on, held out of training; must support
   *     {@code reset()}
   * @return this builder
   * @throws IllegalArgumentException if the name is blank or was given before, or an iterator
   *     cannot be reset or was given for something else, also inside of a wrapper
   */
  @CanIgnoreReturnValue
  public B domain(String domain, DataSetIterator training, DataSetIterator validation) {
    notNull(domain, "domain");
    notNull(training, "training");
    notNull(validation, "validation");
    checkArgument(!domain.isBlank(), "a domain needs a name");
    checkArgument(!domains.containsKey(domain), "domain '%s' is given twice", domain);
    DomainSource.requireReset(domain, BatchReader.of(training), ExhaustionPolicy.RESTART);
    checkArgument(
        validation.resetSupported(),
        "the validation set of domain '%s' cannot be reset; give an iterator whose"
            + " resetSupported() is true",
        domain);
    roles.addBoth(DataRoles.training(domain), training, DataRoles.validation(domain), validation);
    domains.put(domain, new ProxyTraining.Data(training, validation));
    return self();
  }

  /**
   * Sets the budget of each network. Must be called. For reference losses it should be the budget
   * of the mixed training.
   *
   * @param count training steps, at least 1
   * @return this builder
   * @throws IllegalArgumentException if below 1
   */
  @CanIgnoreReturnValue
  public B steps(int count) {
    checkArgument(count >= 1, "%s steps for each network; at least 1 is needed", count);
    steps = count;
    return self();
  }

  /**
   * Sets the number of examples in a step.
   *
   * @param examples at least 1; 32 by default
   * @return this builder
   * @throws IllegalArgumentException if below 1
   */
  @CanIgnoreReturnValue
  public B batchSize(int examples) {
    checkArgument(examples >= 1, "batch size is %s; it must be at least 1", examples);
    batchSize = examples;
    return self();
  }

  /**
   * Sets the seed of what is random inside training: draws and dropout.
   *
   * @param value any; 0 by default
   * @return this builder
   */
  @CanIgnoreReturnValue
  public B seed(long value) {
    seed = value;
    return self();
  }

  /**
   * Evaluates a fixed sample of each validation set. By default whole sets are evaluated.
   *
   * <p>A loss of a sample differs from that of the whole set by about its standard error. Losses
   * that are compared with each other should be of the same examples: give the size of {@link
   * MixtureListener.Builder#validationSample} and the run's seed to have those of a run's listener
   * on the same sets.
   *
   * @param examples how many of each domain at most, at least 2; smaller sets are taken whole
   * @param seed decides which
   * @return this builder
   * @throws IllegalArgumentException if below 2
   */
  @CanIgnoreReturnValue
  public B validationSample(int examples, long seed) {
    sample = new ProxyTraining.Sample(ListenerData.sample(examples), seed);
    return self();
  }

  /**
   * Returns the training described.
   *
   * @throws IllegalArgumentException if there is no domain or no budget
   */
  ProxyTraining training() {
    checkArgument(!domains.isEmpty(), "no domain given: call domain(name, training, validation)");
    checkArgument(steps > 0, "no budget given: call steps(n)");
    return new ProxyTraining(start, ImmutableMap.copyOf(domains), steps, batchSize, seed, sample);
  }
}
