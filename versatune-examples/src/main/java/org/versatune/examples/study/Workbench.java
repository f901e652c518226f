// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.util.concurrent.AtomicDouble;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.dl4j.DomainLossEvaluator;
import org.versatune.dl4j.ReferenceLosses;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.SeedResult.BaseModel;
import org.versatune.examples.results.Writing;
import org.versatune.examples.study.ResultStore.ResultKey;

/**
 * What all runs of a seed share: text, base model, detection, and the specialists of each budget,
 * each taken from the store or made when it is first asked for.
 *
 * <p>All runs of a workbench are paired: they start from the same base model, read each domain's
 * text in the same order, and are measured on the same text. Validation text steers the weights and
 * nothing else; test text is what final losses are measured on and steers nothing. A result depends
 * on text, settings and seed alone. One thread starts, and any number may use what is started; the
 * base model is trained by the first that asks for it, while the others wait.
 */
final class Workbench {
  private final Means means;
  private final Optional<DomainDistribution> trueMix;
  private final long seed;
  private final Supplier<BaseModelStage.Base> base;
  private final Supplier<BaseModel> baseModel = Suppliers.memoize(this::describeBase);
  private final Supplier<SequenceLosses> baseSequences =
      Suppliers.memoize(() -> SequenceLosses.of(copy().network(), test()));

  /** In the order in which they were started; runs read it while those of other budgets start. */
  private final Map<Integer, Supplier<Losses>> specialists =
      Collections.synchronizedMap(new LinkedHashMap<>());

  private @Nullable Supplier<BaseModel> startedBase;
  private @Nullable Supplier<DetectionResult> detection;
  private volatile boolean fromCache;

  /**
   * @param trueMix the base model's
   * @param threads that compute a batch of the base model in halves; 0 computes whole batches
   */
  Workbench(Means means, Optional<DomainDistribution> trueMix, long seed, int threads) {
    this.means = means;
    this.trueMix = trueMix;
    this.seed = seed;
    this.base =
        Suppliers.memoize(
            () -> {
              BaseModelStage.Base made = new BaseModelStage(means, trueMix, seed, threads).run();
              fromCache = made.fromCache();
              return made;
            });
  }

  /** Starts the base model; detection and specialists, which come later, wait for it. */
  void startBase(SideBySide threads) {
    startedBase = threads.start(this::makeBase);
  }

  /** Starts what runs of a budget wait for, unless it was started before. */
  void start(int steps, SideBySide threads) {
    if (detection == null) {
      detection = threads.start(this::makeDetection);
    }
    specialists.computeIfAbsent(
        steps,
        budget -> {
          ImmutableMap<String, Supplier<Specialist>> each =
              Maps.toMap(
                  means.domains(), domain -> threads.start(() -> makeSpecialist(budget, domain)));
          return () ->
              new Losses(
                  ImmutableMap.copyOf(Maps.transformValues(each, of -> of.get().validation())),
                  ImmutableMap.copyOf(Maps.transformValues(each, of -> of.get().test())));
        });
  }

  DetectionResult detection() {
    return made(detection);
  }

  Losses specialists(int steps) {
    return made(specialists.get(steps));
  }

  SeedResult result() {
    return new SeedResult(
        seed,
        made(startedBase),
        detection(),
        ImmutableMap.copyOf(Maps.transformValues(specialists, Supplier::get)));
  }

  /** Whether the base model was read from the cache; false where none was used. */
  boolean isBaseFromCache() {
    return fromCache;
  }

  private static <T> T made(@Nullable Supplier<T> supplier) {
    return requireNonNull(requireNonNull(supplier, "not started").get(), "made by the supplier");
  }

  ResultKey<BaseModel> baseKey() {
    return new ResultKey<>(
        "base-" + seed, means.settings("base model", seed), BaseModel.class, means.baseCost());
  }

  ResultKey<Specialist> specialistKey(int steps, String domain) {
    return new ResultKey<>(
        "specialist-" + domain + "-x" + steps + "-" + seed,
        means.settings("specialist", seed, steps, domain),
        Specialist.class,
        steps);
  }

  private BaseModel makeBase() throws Exception {
    BaseModel model =
        means.get(baseKey(), "base model", this::baseModel, made -> "base model of seed " + seed);
    String of = means.isOfOneSeed() ? "" : " of seed " + seed;
    Cautions.ofLosses("the base model" + of, model.losses().test(), model.vocabulary())
        .forEach(means.log()::warning);
    return model;
  }

  /** What the base model turns out to know: phase 1. */
  private DetectionResult makeDetection() throws Exception {
    return means.get(
        new ResultKey<>(
            "detection-" + seed, means.settings("detection", seed), DetectionResult.class, 0),
        "detection",
        () -> stage().run(copy()),
        made -> "detection of seed " + seed);
  }

  private Specialist makeSpecialist(int steps, String domain) throws Exception {
    return means.get(
        specialistKey(steps, domain),
        "specialists/" + domain,
        () -> specialist(domain, steps),
        made ->
            Numbers.format(
                "specialist of %s, %d steps, seed %d: loss %.3f",
                domain, steps, seed, made.test()));
  }

  long seed() {
    return seed;
  }

  StudyPlan.FineTunings settings() {
    return means.plan().fineTuning();
  }

  private DomainTokens text() {
    return means.model().text(settings().sequenceLength());
  }

  /** The number of training sequences by domain: its size, to rules that look at sizes. */
  ImmutableMap<String, Integer> sizes() {
    return text().sizes();
  }

  /**
   * Training batches by domain, in an order that depends on the seed of the study and the domain's
   * name alone: every run of one purpose reads a domain in the same order, however often it draws
   * from it.
   */
  ImmutableMap<String, DataSetIterator> train(String purpose) {
    return text().training(settings().batchSize(), Means.seed(seed, purpose));
  }

  /** The text that steers, by domain. */
  ImmutableMap<String, DataSetIterator> validation() {
    return text().evaluation(Split.VALIDATION, settings().validationSequences(), seed);
  }

  /** The text that is compared in the end, by domain. */
  ImmutableMap<String, DataSetIterator> test() {
    return text().evaluation(Split.TEST, settings().testSequences(), seed);
  }

  private BaseModel describeBase() {
    BytePairTokenizer tokenizer = means.model().tokenizer();
    return new BaseModel(
        means.model().architecture().describe(tokenizer),
        base().network().numParams(),
        tokenizer.vocabulary(),
        text().bytesPerToken(Split.TEST, settings().testSequences(), seed),
        trueMix.map(DomainDistribution::asMap).orElse(ImmutableMap.of()),
        new Losses(
            DomainLossEvaluator.of(validation()).losses(copy().network()),
            DomainLossEvaluator.of(test()).losses(copy().network())));
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
  LanguageModel copy() {
    return new LanguageModel(base().network().clone(), base().tokenizer());
  }

  /** Returns a copy of the base model, ready to be trained for a number of steps. */
  MultiLayerNetwork fineTuned(int steps) {
    return means
        .model()
        .architecture()
        .fineTuning(base().network(), settings().learningRate(), steps);
  }

  private DetectionStage stage() {
    return new DetectionStage(means, trueMix, seed);
  }

  /** What a model writes: a fine-tuned one, or the base model under an empty name. */
  Optional<Writing> writing(String strategy, MultiLayerNetwork network) {
    return stage().writing(strategy, new LanguageModel(network, base().tokenizer()));
  }

  /** Lets the base model write; a temperature of 1 samples from the model as it is. */
  ImmutableList<String> write(int texts, double temperature) {
    return means
        .model()
        .generator(copy(), temperature)
        .generate(texts, Means.seed(seed, "texts", String.valueOf(temperature)));
  }

  /**
   * What a specialist reaches on the domain that it was trained on alone.
   *
   * @param validation nats/token: ℓref of the rules
   * @param test nats/token: ℓref of the gains
   */
  record Specialist(double validation, double test) {}

  private Specialist specialist(String domain, int steps) {
    AtomicDouble test = new AtomicDouble(Double.NaN);
    double validation =
        ReferenceLosses.builder(fineTuned(steps))
            .domain(domain, of(train("fine-tuning"), domain), of(validation(), domain))
            .steps(steps)
            .batchSize(settings().batchSize())
            .seed(seed)
            .onSpecialist(
                (name, specialist) ->
                    test.set(DomainLossEvaluator.loss(specialist, of(test(), domain)).perToken()))
            .build()
            .measure()
            .getOrDefault(domain, Double.NaN);
    return new Specialist(validation, test.get());
  }

  static DataSetIterator of(ImmutableMap<String, DataSetIterator> all, String domain) {
    return requireNonNull(all.get(domain), domain);
  }
}
