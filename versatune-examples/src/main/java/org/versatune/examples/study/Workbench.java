// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.AtomicDouble;
import java.util.Objects;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.NetworkTextGenerator;
import org.versatune.dl4j.ReferenceLosses;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.model.ByteSequences;
import org.versatune.examples.model.WindowedLanguageModel;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.SeedResult.BaseModel;

/**
 * The base model of one seed, and everything that is measured of it and trained from it.
 *
 * <p>All runs of a workbench are paired: they start from the same base model, read each domain's
 * text in the same order, and are measured on the same text. A result depends on text, settings and
 * seed alone. Safe for use by several threads; the base model is trained by the first that asks for
 * it, while the others wait.
 */
final class Workbench {
  static final int STREAMS = 50;

  private final StudyPlan.BaseModels baseSettings;
  private final StudyPlan.FineTunings settings;
  private final DomainDistribution trueMix;
  private final long seed;
  private final StudyData data;
  private final Supplier<BaseModelStage.Base> base;
  private final Supplier<BaseModel> baseModel;

  /** A workbench on which nothing has been trained yet; {@code trueMix} is the base model's. */
  Workbench(
      Corpora corpora,
      StudyPlan plan,
      DomainDistribution trueMix,
      long seed,
      ModelCache cache,
      StudyLog log) {
    this.baseSettings = plan.base();
    this.settings = plan.fineTuning();
    this.trueMix = trueMix;
    this.seed = seed;
    this.data =
        new StudyData(
            corpora,
            settings.batchSize(),
            settings.sequenceLength(),
            settings.validationSequences(),
            settings.testSequences(),
            seed);
    this.base =
        Suppliers.memoize(
            () -> new BaseModelStage(corpora, baseSettings, trueMix, seed).run(cache, log));
    this.baseModel =
        Suppliers.memoize(
            () ->
                new BaseModel(
                    WindowedLanguageModel.describe(),
                    base().numParams(),
                    trueMix.asMap(),
                    new Losses(
                        DomainLossEvaluator.of(data.validation()).losses(base().clone()),
                        DomainLossEvaluator.of(data.test()).losses(base().clone()))));
  }

  StudyData data() {
    return data;
  }

  boolean isBaseFromCache() {
    return made(base).fromCache();
  }

  /** What the base model is and knows. */
  BaseModel baseModel() {
    return made(baseModel);
  }

  private MultiLayerNetwork base() {
    return made(base).network();
  }

  private static <T> T made(Supplier<T> supplier) {
    return Objects.requireNonNull(supplier.get(), "made by the supplier");
  }

  /** What the base model turns out to know: phase 1. */
  DetectionResult detect(StudyLog log) {
    return new DetectionStage(data.corpora(), baseSettings, trueMix, seed).run(base().clone(), log);
  }

  /** Lets the base model write; a temperature of 1 samples from the model as it is. */
  ImmutableList<String> write(int texts, double temperature) {
    return NetworkTextGenerator.builder(base().clone())
        .beginId(ByteSequences.BEGIN_OF_SEQUENCE)
        .window(WindowedLanguageModel.WINDOW)
        .maxLength(baseSettings.detectionCharacters())
        .streams(STREAMS)
        .temperature(temperature)
        .build()
        .generate(texts, Seeds.of(seed, "texts", String.valueOf(temperature)));
  }

  /**
   * What a specialist reaches on the domain that it was trained on alone.
   *
   * @param validation nats/token: ℓref of the rules
   * @param test nats/token: ℓref of the gains
   */
  record Specialist(double validation, double test) {}

  /** Trains the specialist of a domain. */
  Specialist specialist(String domain, int steps) {
    AtomicDouble test = new AtomicDouble(Double.NaN);
    double validation =
        ReferenceLosses.builder(fineTuned(steps))
            .domain(domain, of(data.train("fine-tuning"), domain), of(data.validation(), domain))
            .steps(steps)
            .batchSize(settings.batchSize())
            .seed(seed)
            .onSpecialist(
                (name, specialist) ->
                    test.set(
                        DomainLossEvaluator.loss(specialist, of(data.test(), domain)).perToken()))
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
    return WindowedLanguageModel.fineTuning(base(), seed, settings.learningRate(), steps);
  }

  /**
   * A rule by its name, with whatever it must know before it starts and was not given: the target,
   * the budget, a mix to end with, the influence of domains on each other, the best of many small
   * runs.
   */
  WeightScheduler complete(
      RuleDescription rule, DomainDistribution start, String target, int steps) {
    return new RuleInputs(this, settings.batchSize(), seed, target, steps).complete(rule, start);
  }

  /** Fine-tunes copies of the base model. */
  FineTuning fineTuning() {
    return new FineTuning(data, settings, seed, base(), baseModel().losses());
  }
}
