// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Corpus;
import org.versatune.examples.corpora.Split;

/**
 * The text of several domains as a byte-level model reads it: iterators for training and for
 * evaluation, by domain, in the order of the domains.
 *
 * <pre>{@code
 * DomainSequences data = DomainSequences.of(corpora, 64);
 * data.training(16, seed).forEach(batches::source);
 * data.evaluation(Split.VALIDATION, 48).forEach(listener::validation);
 * }</pre>
 *
 * <p>Immutable and safe for use by any number of threads; the iterators are not. Every call gives
 * new ones.
 */
public final class DomainSequences {
  private static final int EVALUATION_BATCH = 32;

  /** Which sequences an evaluation reads is the same in every run, so that losses compare. */
  private static final long EVALUATION_SEED = 1;

  private final ImmutableMap<Split, ImmutableMap<String, ByteSequences>> parts;

  private DomainSequences(ImmutableMap<Split, ImmutableMap<String, ByteSequences>> parts) {
    this.parts = parts;
  }

  /**
   * Cuts the text of every domain into sequences.
   *
   * @param corpora the text, by domain
   * @param length T, bytes in a sequence at most, at least 2
   * @return the sequences of all three parts
   * @throws IllegalArgumentException if the length is below 2
   */
  public static DomainSequences of(Corpora corpora, int length) {
    ImmutableMap.Builder<Split, ImmutableMap<String, ByteSequences>> parts = ImmutableMap.builder();
    for (Split split : Split.values()) {
      ImmutableMap.Builder<String, ByteSequences> sequences = ImmutableMap.builder();
      for (Corpus corpus : corpora.all()) {
        sequences.put(corpus.domain(), ByteSequences.cut(corpus.texts(split), length));
      }
      parts.put(split, sequences.buildOrThrow());
    }
    return new DomainSequences(parts.buildOrThrow());
  }

  /**
   * The names of the domains.
   *
   * @return the names, in order, at least one
   */
  public ImmutableList<String> domains() {
    return of(Split.TRAIN).keySet().asList();
  }

  /**
   * How much there is to train on: what rules that look at sizes want to know.
   *
   * @return training sequences by domain, at least 1 each
   */
  public ImmutableMap<String, Integer> sizes() {
    return ImmutableMap.copyOf(Maps.transformValues(of(Split.TRAIN), ByteSequences::size));
  }

  /**
   * The sequences of one part.
   *
   * @param split which part
   * @return the sequences by domain
   */
  public ImmutableMap<String, ByteSequences> of(Split split) {
    ImmutableMap<String, ByteSequences> sequences = parts.get(split);
    checkArgument(sequences != null, "there is no part %s", split);
    return sequences;
  }

  /**
   * Training batches by domain, in another order after every pass.
   *
   * @param batchSize b, sequences in a batch, at least 1
   * @param seed seed of the orders; the order of a domain depends on it and the domain's name alone
   * @return an iterator for each domain: features {@code [b, T]}, labels {@code [b, 1, T]}
   * @throws IllegalArgumentException if the batch size is below 1
   */
  public ImmutableMap<String, DataSetIterator> training(int batchSize, long seed) {
    ImmutableMap.Builder<String, DataSetIterator> iterators = ImmutableMap.builder();
    of(Split.TRAIN)
        .forEach(
            (domain, sequences) ->
                iterators.put(
                    domain, ByteSequenceIterator.shuffled(sequences, batchSize, of(seed, domain))));
    return iterators.buildOrThrow();
  }

  /** Hashed, so that no two domains and no two neighbouring seeds share an order. */
  private static long of(long seed, String domain) {
    return Hashing.sha256()
        .newHasher()
        .putLong(seed)
        .putString(domain, StandardCharsets.UTF_8)
        .hash()
        .asLong();
  }

  /**
   * Batches for measuring losses by domain, in an order that never changes.
   *
   * @param split which part: validation text where the losses steer a run, test text where they
   *     judge it
   * @param atMost sequences of each domain at most; the same ones at every call
   * @return an iterator for each domain
   */
  public ImmutableMap<String, DataSetIterator> evaluation(Split split, int atMost) {
    Map<String, DataSetIterator> iterators =
        Maps.transformValues(
            of(split),
            sequences ->
                ByteSequenceIterator.inOrder(
                    sequences.sample(atMost, EVALUATION_SEED), EVALUATION_BATCH));
    return ImmutableMap.copyOf(iterators);
  }
}
