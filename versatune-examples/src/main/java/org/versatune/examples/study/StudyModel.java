// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.versatune.detection.TextGenerator;
import org.versatune.detection.TextLoss;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.Architecture;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.PackedLanguageModel;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.model.WrittenMix;
import org.versatune.examples.model.transformer.EmbeddedBaseModel;
import org.versatune.examples.model.transformer.TransformerLanguageModel;
import org.versatune.examples.model.transformer.TransformerSizes;

/**
 * The model of a study: its kind, its tokens, and the study's text in them, which is encoded once
 * for each length of sequences.
 *
 * <p>Safe for use by any number of threads.
 */
final class StudyModel {
  private static final int VOCABULARY = 1024;

  /** The least bytes that a byte pair stands for on the mean: generation stops once there. */
  private static final int BYTES_PER_PAIR = 2;

  private final Corpora corpora;
  private final StudyPlan plan;
  private final Supplier<PackedLanguageModel> embedded = Suppliers.memoize(EmbeddedBaseModel::load);
  private final Supplier<BytePairTokenizer> tokenizer = Suppliers.memoize(this::makeTokenizer);
  private final Architecture architecture;
  private final Map<Integer, DomainTokens> texts = new ConcurrentHashMap<>();
  private final Map<Integer, NaiveBayesClassifier> judges = new ConcurrentHashMap<>();

  StudyModel(Corpora corpora, StudyPlan plan) {
    this.corpora = corpora;
    this.plan = plan;
    this.architecture = isWindow() ? new WindowedLanguageModel() : sizes();
  }

  private boolean isWindow() {
    return plan.model().equals(StudyPlan.WINDOW);
  }

  private TransformerSizes sizes() {
    TransformerSizes sizes =
        plan.base().embedded()
            ? TransformerLanguageModel.sizes(embedded().model().network())
            : TransformerSizes.small().withLength(plan.base().sequenceLength());
    checkArgument(
        plan.fineTuning().sequenceLength() <= sizes.length(),
        "fineTuning has sequences of %s tokens; the base model reads %s at most",
        plan.fineTuning().sequenceLength(),
        sizes.length());
    return sizes;
  }

  private BytePairTokenizer makeTokenizer() {
    if (isWindow()) {
      return BytePairTokenizer.ofBytes();
    }
    return plan.base().embedded()
        ? embedded().model().tokenizer()
        : DomainTokens.trainTokenizer(corpora, VOCABULARY);
  }

  Architecture architecture() {
    return architecture;
  }

  BytePairTokenizer tokenizer() {
    return checkNotNull(tokenizer.get());
  }

  PackedLanguageModel embedded() {
    return checkNotNull(embedded.get());
  }

  /** The text in sequences of at most {@code length} tokens. */
  DomainTokens text(int length) {
    return texts.computeIfAbsent(length, tokens -> DomainTokens.of(corpora, tokenizer(), tokens));
  }

  /** Real text, as long as what a model writes and is judged. */
  ImmutableMap<String, ImmutableList<String>> excerpts(int atMost, long seed) {
    int length = Math.max(plan.base().sequenceLength(), plan.fineTuning().sequenceLength());
    return text(length).excerpts(Split.TEST, atMost, plan.base().detectionCharacters(), seed);
  }

  NaiveBayesClassifier judge(int ngram) {
    return judges.computeIfAbsent(ngram, length -> WrittenMix.judge(corpora, length));
  }

  /** What a model loses on whole texts. */
  TextLoss loss(LanguageModel model) {
    return model.textLoss(
        isWindow()
            ? plan.base().sequenceLength()
            : TransformerLanguageModel.length(model.network()));
  }

  /** What a model writes, as far as it is judged; a temperature of 1 samples it as it is. */
  TextGenerator generator(LanguageModel model, double temperature) {
    int bytes = plan.base().detectionCharacters();
    int tokens =
        isWindow()
            ? bytes
            : Ints.constrainToRange(
                bytes / BYTES_PER_PAIR, 1, TransformerLanguageModel.length(model.network()));
    TextGenerator generator =
        architecture.generator(model).maxLength(tokens).temperature(temperature).build();
    return (count, seed) -> WrittenMix.prefixes(generator.generate(count, seed), bytes);
  }
}
