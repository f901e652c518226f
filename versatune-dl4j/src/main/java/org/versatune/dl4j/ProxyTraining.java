// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableMap;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.VersaTune;
import org.versatune.scheduling.Schedulers;

/**
 * Trains copies of one network, each on a fixed mix of the domains, with the same budget.
 *
 * @param start what every copy starts from; never changed
 * @param domains the data by domain
 * @param steps training steps of each copy
 * @param batchSize examples in a step
 * @param seed decides the draws of a mix
 * @param sample which examples of the validation sets are evaluated
 */
record ProxyTraining(
    Network start,
    ImmutableMap<String, Data> domains,
    int steps,
    int batchSize,
    long seed,
    Sample sample) {

  /** The data of a domain. */
  record Data(DataSetIterator training, DataSetIterator validation) {}

  /**
   * Which examples of a validation set are evaluated.
   *
   * @param most the most of each domain, or {@link ValidationSet#WHOLE}
   * @param seed decides which
   */
  record Sample(int most, long seed) {
    static final Sample WHOLE = new Sample(ValidationSet.WHOLE, 0);
  }

  /** Returns what measures the losses of some of the domains. */
  DomainLossEvaluator evaluator(Set<String> of) {
    DomainLossEvaluator.Builder evaluator = DomainLossEvaluator.builder();
    for (String domain : of) {
      evaluator.validation(domain, Objects.requireNonNull(domains.get(domain)).validation());
    }
    return evaluator.sample(sample.most, sample.seed).build();
  }

  /**
   * Trains a copy on examples from the beginning of the sources.
   *
   * @param mix weights over some of the domains
   * @param afterStep called with the number of steps done
   */
  Network train(DomainDistribution mix, IntConsumer afterStep) {
    Network copy = start.copy();
    try (VersaTune run =
        VersaTune.builder().initial(mix).scheduler(Schedulers.constant()).seed(seed).build()) {
      MultiDomainDataSetIterator.Builder sources =
          MultiDomainDataSetIterator.builder(run).batchSize(batchSize).epochBatches(steps);
      domains.forEach(
          (domain, data) -> {
            if (mix.domains().contains(domain)) {
              sources.source(domain, data.training());
            }
          });
      MultiDomainDataSetIterator batches = sources.build();
      for (int done = 1; batches.hasNext(); done++) {
        copy.fit(batches.next());
        afterStep.accept(done);
      }
    }
    return copy;
  }

  /**
   * Returns the losses after training.
   *
   * @param what what was trained, for the message
   * @param step steps of training done
   * @throws IllegalStateException if a loss is not finite; the message names domain, loss and step
   */
  static ImmutableMap<String, Double> requireLosses(
      String what, long step, ImmutableMap<String, Double> losses) {
    Feedback report = Feedback.at(step).losses(losses);
    try {
      losses.keySet().forEach(report::loss);
    } catch (InvalidFeedbackException e) {
      throw new IllegalStateException(
          what + " diverged, check the learning rate: " + e.getMessage(), e);
    }
    return losses;
  }
}
