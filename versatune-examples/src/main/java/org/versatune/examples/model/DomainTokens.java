// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.TokenLoss;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Corpus;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.TokenSequences.Excerpt;

/**
 * Gives the text of several domains as tokens for a model: iterators for training and for
 * evaluation, by domain, in the order of the domains.
 *
 * <pre>{@code
 * BytePairTokenizer tokenizer = DomainTokens.trainTokenizer(corpora, 1024);
 * DomainTokens data = DomainTokens.of(corpora, tokenizer, 64);
 * data.training(32, seed).forEach(batches::source);
 * data.evaluation(Split.VALIDATION, 64).forEach(listener::validation);
 * }</pre>
 *
 * <p>Immutable and safe for use by any number of threads; the iterators are not. Every call gives
 * new ones.
 */
public final class DomainTokens {
  private static final int EVALUATION_BATCH = 32;

  /** Which sequences an evaluation reads is the same in every run, so that losses compare. */
  private static final long SAME = 1;

  /** Text of each domain that a tokenizer is trained on: more changes little (our choice). */
  private static final long TOKENIZER_BYTES = 300_000;

  private final BytePairTokenizer tokenizer;
  private final ImmutableMap<Split, ImmutableMap<String, TokenSequences>> parts;

  private DomainTokens(
      BytePairTokenizer tokenizer,
      ImmutableMap<Split, ImmutableMap<String, TokenSequences>> parts) {
    this.tokenizer = tokenizer;
    this.parts = parts;
  }

  /**
   * Trains a tokenizer on the same amount of training text from every domain.
   *
   * @param corpora the text, by domain
   * @param vocabulary V, tokens at most, at least 256
   * @return the tokenizer; the same text gives the same one
   * @throws IllegalArgumentException if the vocabulary is below 256
   */
  public static BytePairTokenizer trainTokenizer(Corpora corpora, int vocabulary) {
    List<String> texts = new ArrayList<>();
    for (Corpus corpus : corpora.all()) {
      long bytes = 0;
      for (String text : corpus.texts(Split.TRAIN)) {
        if (bytes >= TOKENIZER_BYTES) {
          break;
        }
        texts.add(text);
        bytes += text.getBytes(UTF_8).length;
      }
    }
    return BytePairTokenizer.train(texts, vocabulary);
  }

  /**
   * Encodes the text of every domain.
   *
   * @param corpora the text, by domain
   * @param tokenizer turns it into tokens
   * @param length T, tokens in a sequence at most, at least 2
   * @return the sequences of all three parts
   * @throws IllegalArgumentException if the length is below 2, or a domain has no text
   */
  public static DomainTokens of(Corpora corpora, BytePairTokenizer tokenizer, int length) {
    return new DomainTokens(
        tokenizer,
        Maps.toMap(
            Arrays.asList(Split.values()),
            split ->
                ImmutableMap.copyOf(
                    Maps.transformValues(
                        corpora.texts(split),
                        texts -> new TokenSequences(tokenizer, texts, length)))));
  }

  /**
   * Returns the tokenizer that made the tokens.
   *
   * @return the tokenizer
   */
  public BytePairTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * Returns the names of the domains.
   *
   * @return the names, in order, at least one
   */
  public ImmutableList<String> domains() {
    return of(Split.TRAIN).keySet().asList();
  }

  /**
   * Returns how much there is to train on, for rules that use sizes.
   *
   * @return training sequences of a pass by domain, at least 1 each
   */
  public ImmutableMap<String, Integer> sizes() {
    return each(Split.TRAIN, (domain, sequences) -> sequences.size());
  }

  private ImmutableMap<String, TokenSequences> of(Split split) {
    return requireNonNull(parts.get(split));
  }

  /** What is made of the sequences of each domain. */
  private <T> ImmutableMap<String, T> each(
      Split split, BiFunction<String, TokenSequences, T> made) {
    return of(split).entrySet().stream()
        .collect(toImmutableMap(Map.Entry::getKey, of -> made.apply(of.getKey(), of.getValue())));
  }

  /**
   * Returns training batches by domain: starts of documents and windows, others in every pass.
   *
   * @param batchSize b, sequences in a batch, at least 1
   * @param seed seed of the draws; those of a domain depend on it and the domain's name alone
   * @return an iterator for each domain, which can seek: features {@code [b, T]}, labels {@code [b,
   *     1, T]}, labels mask {@code [b, T]}
   * @throws IllegalArgumentException if the batch size is below 1
   */
  public ImmutableMap<String, DataSetIterator> training(int batchSize, long seed) {
    return each(
        Split.TRAIN,
        (domain, sequences) ->
            TokenSequenceIterator.training(sequences, batchSize, of(seed, domain)));
  }

  /** Hashed, so that no two domains and no two neighbouring seeds share their draws. */
  private static long of(long seed, String domain) {
    return Hashing.sha256().newHasher().putLong(seed).putString(domain, UTF_8).hash().asLong();
  }

  /**
   * Returns batches for measuring losses by domain, the same ones at every call.
   *
   * @param split which part: validation text where the losses steer a run, test text where they
   *     judge it
   * @param atMost sequences of each domain at most
   * @return an iterator for each domain
   */
  public ImmutableMap<String, DataSetIterator> evaluation(Split split, int atMost) {
    return evaluation(split, atMost, SAME);
  }

  /**
   * Returns batches for measuring losses by domain, others for another seed.
   *
   * @param split which part
   * @param atMost sequences of each domain at most
   * @param seed which of them; the same ones for the same seed
   * @return an iterator for each domain
   */
  public ImmutableMap<String, DataSetIterator> evaluation(Split split, int atMost, long seed) {
    return each(
        split,
        (domain, sequences) ->
            TokenSequenceIterator.evaluation(
                sequences, EVALUATION_BATCH, sequences.sample(atMost, seed)));
  }

  /**
   * Returns the mean number of bytes in a token of an evaluation. A loss per token divided by it is
   * a loss per byte.
   *
   * @param split which part
   * @param atMost sequences of each domain at most
   * @param seed which of them
   * @return bytes by domain, at least 1
   */
  public ImmutableMap<String, Double> bytesPerToken(Split split, int atMost, long seed) {
    return each(
        split,
        (domain, sequences) -> {
          ImmutableList<Excerpt> excerpts = sequences.sample(atMost, seed);
          return sequences.bytes(excerpts)
              / (double) excerpts.stream().mapToLong(Excerpt::tokens).sum();
        });
  }

  /**
   * Returns excerpts of real text, as long as the texts that a model writes.
   *
   * @param split which part
   * @param atMost excerpts of each domain at most
   * @param bytes of an excerpt at most
   * @param seed which of them
   * @return excerpts by domain
   */
  public ImmutableMap<String, ImmutableList<String>> excerpts(
      Split split, int atMost, int bytes, long seed) {
    return each(
        split,
        (domain, sequences) ->
            WrittenMix.prefixes(sequences.texts(sequences.sample(atMost, seed)), bytes));
  }

  /**
   * Measures losses per byte, which can be compared between models with different tokens.
   *
   * @param model reads these tokens
   * @param split which part
   * @param atMost sequences of each domain at most; the same ones at every call
   * @return nats/byte by domain
   */
  public ImmutableMap<String, Double> lossesPerByte(Model model, Split split, int atMost) {
    ImmutableMap<String, TokenLoss> losses =
        DomainLossEvaluator.of(evaluation(split, atMost)).tokenLosses(model);
    return each(
        split,
        (domain, sequences) ->
            requireNonNull(losses.get(domain)).total()
                / sequences.bytes(sequences.sample(atMost, SAME)));
  }
}
