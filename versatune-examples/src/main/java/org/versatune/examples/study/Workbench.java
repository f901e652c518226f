// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.AtomicDouble;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.ReferenceLosses;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.SeedResult.BaseModel;
import org.versatune.examples.results.Writing;

/**
 * The base model of one seed, and everything that is measured of it and trained from it.
 *
 * <p>All runs of a workbench are paired: they start from the same base model, read each domain's
 * text in the same order, and are measured on the same text. A result depends on text, settings and
 * seed alone. Safe for use by several threads; the base model is trained by the first that asks for
 * it, while the others wait.
 */
final class Workbench {
  private final Means means;
  private final Optional<DomainDistribution> trueMix;
  private final long seed;
  private final Supplier<StudyData> data = Suppliers.memoize(this::makeData);
  private final Supplier<BaseModelStage.Base> base;
  private final Supplier<BaseModel> baseModel = Suppliers.memoize(this::describeBase);
  private final Supplier<SequenceLosses> baseSequences =
      Suppliers.memoize(() -> SequenceLosses.of(copy().network(), data().test()));

  /**
   * @param trueMix the base model's
   * @param threads that compute a batch of the base model in halves; 0 computes whole batches
   */
  Workbench(Means means, Optional<DomainDistribution> trueMix, long seed, int threads) {
    this.means = means;
    this.trueMix = trueMix;
    this.seed = seed;
    this.base = Suppliers.memoize(() -> new BaseModelStage(means, trueMix, seed, threads).run());
  }

  private StudyPlan.FineTunings settings() {
    return means.plan().fineTuning();
  }

  private StudyData makeData() {
    return new StudyData(means.model().text(settings().sequenceLength()), settings(), seed);
  }

  private BaseModel describeBase() {
    BytePairTokenizer tokenizer = means.model().tokenizer();
    return new BaseModel(
        means.model().architecture().describe(tokenizer),
        base().network().numParams(),
        tokenizer.vocabulary(),
        data().bytesPerToken(),
        trueMix.map(DomainDistribution::asMap).orElse(ImmutableMap.of()),
        new Losses(
            DomainLossEvaluator.of(data().validation()).losses(copy().network()),
            DomainLossEvaluator.of(data().test()).losses(copy().network())));
  }

  StudyData data() {
    return made(data);
  }

  boolean isBaseFromCache() {
    return made(base).fromCache();
  }

  BaseModel baseModel() {
    return made(baseModel);
  }

  /** The base model's losses on the test text, sequence by sequence. */
  SequenceLosses baseSequences() {
    return made(baseSequences);
  }

  private LanguageModel base() {
    return made(base).model();
  }

  /** A copy of the base model: a network serves one thread at a time. */
  private LanguageModel copy() {
    return new LanguageModel(base().network().clone(), base().tokenizer());
  }

  private static <T> T made(Supplier<T> supplier) {
    return Objects.requireNonNull(supplier.get(), "made by the supplier");
  }

  /** What the base model turns out to know: phase 1. */
  DetectionResult detect() {
    return detection().run(copy());
  }

  private DetectionStage detection() {
    return new DetectionStage(means, trueMix, seed);
  }

  /** What the base model writes, for comparison with what is written after fine-tuning. */
  Optional<Writing> writing() {
    return detection().writing("", copy());
  }

  Optional<Writing> writing(String strategy, MultiLayerNetwork network) {
    return detection().writing(strategy, new LanguageModel(network, base().tokenizer()));
  }

  /** Lets the base model write; a temperature of 1 samples from the model as it is. */
  ImmutableList<String> write(int texts, double temperature) {
    return means
        .model()
        .generator(copy(), temperature)
        .generate(texts, Seeds.of(seed, "texts", String.valueOf(temperature)));
  }

  /**
   * What a specialist reaches on the domain that it was trained on alone.
   *
   * @param validation nats/token: ℓref of the rules
   * @param test nats/token: ℓref of the gains
   */
  record Specialist(double validation, double test) {}

  Specialist specialist(String domain, int steps) {
    AtomicDouble test = new AtomicDouble(Double.NaN);
    double validation =
        ReferenceLosses.builder(fineTuned(steps))
            .domain(
                domain, of(data().train("fine-tuning"), domain), of(data().validation(), domain))
            .steps(steps)
            .batchSize(settings().batchSize())
            .seed(seed)
            .onSpecialist(
                (name, specialist) ->
                    test.set(
                        DomainLossEvaluator.loss(specialist, of(data().test(), domain)).perToken()))
            .build()
            .measure()
            .getOrDefault(domain, Double.NaN);
    return new Specialist(validation, test.get());
  }

  private static DataSetIterator of(ImmutableMap<String, DataSetIterator> all, String domain) {
    return Objects.requireNonNull(all.get(domain), domain);
  }

  /** Returns a copy of the base model, ready to be trained for a number of steps. */
  MultiLayerNetwork fineTuned(int steps) {
    return means
        .model()
        .architecture()
        .fineTuning(base().network(), settings().learningRate(), steps);
  }

  /**
   * A rule by its name, with whatever it must know before it starts and was not given: the target,
   * the budget, a mix to end with, the influence of domains on each other, the best of many small
   * runs.
   */
  WeightScheduler complete(
      RuleDescription rule, DomainDistribution start, String target, int steps) {
    return new RuleInputs(this, settings().batchSize(), seed, target, steps).complete(rule, start);
  }

  FineTuning fineTuning() {
    return new FineTuning(
        data(),
        settings(),
        means.model().architecture(),
        seed,
        base().network(),
        baseModel().losses());
  }
}
