// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Corpus;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.ByteSequenceIterator;
import org.versatune.examples.model.ByteSequences;
import org.versatune.examples.results.DataSummary;

/**
 * The text of a study as the model reads it.
 *
 * <p>Validation text steers the weights and nothing else; test text is what final losses are
 * measured on and steers nothing. Both are the same sequences in every run of a study, so that runs
 * differ by their training alone. Immutable; every call of an iterator method gives a new iterator.
 */
final class StudyData {
  private static final int EVALUATION_BATCH = 32;

  private final Corpora corpora;
  private final int batchSize;
  private final int sequenceLength;
  private final long seed;
  private final ImmutableMap<String, ByteSequences> train;
  private final ImmutableMap<String, ByteSequences> validation;
  private final ImmutableMap<String, ByteSequences> test;

  StudyData(
      Corpora corpora,
      int batchSize,
      int sequenceLength,
      int validationSequences,
      int testSequences,
      long seed) {
    this.corpora = corpora;
    this.batchSize = batchSize;
    this.sequenceLength = sequenceLength;
    this.seed = seed;
    this.train = sequences(Split.TRAIN, Integer.MAX_VALUE);
    this.validation = sequences(Split.VALIDATION, validationSequences);
    this.test = sequences(Split.TEST, testSequences);
  }

  private ImmutableMap<String, ByteSequences> sequences(Split split, int atMost) {
    ImmutableMap.Builder<String, ByteSequences> sequences = ImmutableMap.builder();
    for (Corpus corpus : corpora.all()) {
      sequences.put(
          corpus.domain(),
          ByteSequences.cut(corpus.texts(split), sequenceLength).sample(atMost, seed));
    }
    return sequences.buildOrThrow();
  }

  ImmutableList<String> domains() {
    return corpora.domains();
  }

  /** All text, for a classifier of domains. */
  Corpora corpora() {
    return corpora;
  }

  /** The number of training sequences by domain: its size, to rules that look at sizes. */
  ImmutableMap<String, Integer> sizes() {
    return ImmutableMap.copyOf(Maps.transformValues(train, ByteSequences::size));
  }

  /**
   * Training batches by domain, in an order that depends on the seed of the study and the domain's
   * name alone: every run of one purpose reads a domain in the same order, however often it draws
   * from it.
   */
  ImmutableMap<String, DataSetIterator> train(String purpose) {
    ImmutableMap.Builder<String, DataSetIterator> iterators = ImmutableMap.builder();
    train.forEach(
        (domain, sequences) ->
            iterators.put(
                domain,
                ByteSequenceIterator.shuffled(
                    sequences, batchSize, Seeds.of(seed, purpose, domain))));
    return iterators.buildOrThrow();
  }

  /** The text that steers, by domain. */
  ImmutableMap<String, DataSetIterator> validation() {
    return inOrder(validation);
  }

  /** The text that is compared in the end, by domain. */
  ImmutableMap<String, DataSetIterator> test() {
    return inOrder(test);
  }

  private static ImmutableMap<String, DataSetIterator> inOrder(
      ImmutableMap<String, ByteSequences> split) {
    return ImmutableMap.copyOf(
        Maps.transformValues(
            split, sequences -> ByteSequenceIterator.inOrder(sequences, EVALUATION_BATCH)));
  }

  static DataSummary summary(Corpora corpora, String source) {
    ImmutableList.Builder<DataSummary.DomainText> sizes = ImmutableList.builder();
    for (Corpus corpus : corpora.all()) {
      sizes.add(
          new DataSummary.DomainText(
              corpus.domain(),
              corpus.train().size(),
              corpus.bytes(Split.TRAIN),
              corpus.validation().size(),
              corpus.test().size()));
    }
    return new DataSummary(source, corpora.fingerprint(), sizes.build());
  }
}
