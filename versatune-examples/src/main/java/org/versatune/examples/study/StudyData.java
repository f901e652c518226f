// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.results.DataSummary;

/**
 * The text of one seed of a study as the model reads it.
 *
 * <p>Validation text steers the weights and nothing else; test text is what final losses are
 * measured on and steers nothing. Both are the same sequences in every run of a seed, so that runs
 * differ by their training alone. Every call of an iterator method gives a new iterator.
 */
record StudyData(DomainTokens text, StudyPlan.FineTunings settings, long seed) {
  ImmutableList<String> domains() {
    return text.domains();
  }

  /** The number of training sequences by domain: its size, to rules that look at sizes. */
  ImmutableMap<String, Integer> sizes() {
    return text.sizes();
  }

  /**
   * Training batches by domain, in an order that depends on the seed of the study and the domain's
   * name alone: every run of one purpose reads a domain in the same order, however often it draws
   * from it.
   */
  ImmutableMap<String, DataSetIterator> train(String purpose) {
    return text.training(settings.batchSize(), Seeds.of(seed, purpose));
  }

  /** The text that steers, by domain. */
  ImmutableMap<String, DataSetIterator> validation() {
    return text.evaluation(Split.VALIDATION, settings.validationSequences(), seed);
  }

  /** The text that is compared in the end, by domain. */
  ImmutableMap<String, DataSetIterator> test() {
    return text.evaluation(Split.TEST, settings.testSequences(), seed);
  }

  /** Bytes that a token of the test text stands for, by domain. */
  ImmutableMap<String, Double> bytesPerToken() {
    return text.bytesPerToken(Split.TEST, settings.testSequences(), seed);
  }

  static DataSummary summary(Corpora corpora, String source) {
    return new DataSummary(
        source,
        corpora.fingerprint(),
        corpora.all().stream()
            .map(
                corpus ->
                    new DataSummary.DomainText(
                        corpus.domain(),
                        corpus.train().size(),
                        corpus.bytes(Split.TRAIN),
                        corpus.validation().size(),
                        corpus.test().size()))
            .collect(ImmutableList.toImmutableList()));
  }
}
