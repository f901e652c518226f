// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.versatune.DomainDistribution;
import org.versatune.detection.ClassifierEvaluation;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.LabelledText;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.model.WrittenMix;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Writing;

/**
 * Stage 2: what the base model knows, by letting it write and sorting what it wrote.
 *
 * <p>The judge is trained on the training text of the domains and tried on excerpts of the test
 * text that are as long as what the model writes. One pseudo-count a domain keeps a domain that was
 * never written from starting at a weight of zero, where a multiplicative rule would leave it.
 */
final class DetectionStage {
  static final int ROUNDS = 5;
  private static final double PSEUDO_COUNT = 1;
  private static final int JUDGE_TRIALS = 200;

  /**
   * Five characters tell the six domains apart better than three do (see the docs on detection).
   */
  private static final int NGRAM = 5;

  private final StudyModel model;
  private final Corpora corpora;
  private final StudyPlan.BaseModels settings;
  private final Optional<DomainDistribution> trueMix;
  private final long seed;

  DetectionStage(
      StudyModel model,
      StudyPlan.BaseModels settings,
      Optional<DomainDistribution> trueMix,
      long seed) {
    this.model = model;
    this.corpora = model.corpora();
    this.settings = settings;
    this.trueMix = trueMix;
    this.seed = seed;
  }

  DetectionResult run(LanguageModel base, StudyLog log) {
    NaiveBayesClassifier judge = model.judge(NGRAM);
    ImmutableList<LabelledText> real = excerpts();
    ClassifierEvaluation trial = ClassifierEvaluation.of(judge, corpora.domains(), real);
    List<String> texts = new ArrayList<>();
    Detection detection =
        DomainDetector.builder()
            .generator(model.generator(base, 1))
            .classifier(judge)
            .domains(corpora.domains())
            .rounds(ROUNDS)
            .samplesPerRound(settings.detectionSamples())
            .smoothing(PSEUDO_COUNT)
            .seed(Seeds.of(seed, "detection"))
            .threads(1)
            .onRound(
                round ->
                    log.progress(
                        "detection: round "
                            + round.roundsUsed()
                            + " of at most "
                            + ROUNDS
                            + ", "
                            + Numbers.shares(round.distribution())))
            .onText(text -> texts.add(text.text()))
            .build()
            .detect();
    return new DetectionResult(
        detection.distribution().asMap(),
        detection.halfWidths(),
        detection.topCounts(),
        detection.roundsUsed(),
        detection.accepted(),
        detection.declined(),
        new DetectionResult.Judge(
            "naive Bayes over character " + judge.ngramLength() + "-grams",
            trial.accepted() + trial.declined(),
            trial.accuracy(),
            trial.accuracyByDomain(),
            onRealText(trial),
            written(judge, real.stream().map(LabelledText::text).toList()).halvesDisagree()),
        written(judge, texts).halvesDisagree(),
        samples(judge, texts));
  }

  private WrittenMix written(NaiveBayesClassifier judge, List<String> texts) {
    return WrittenMix.of(
        texts,
        settings.detectionCharacters(),
        judge,
        trueMix.orElseGet(() -> DomainDistribution.uniform(corpora.domains())));
  }

  /** What a model writes, sorted by the same judge. */
  Writing writing(String strategy, LanguageModel writer, int count) {
    NaiveBayesClassifier judge = model.judge(NGRAM);
    ImmutableList<String> texts =
        model.generator(writer, 1).generate(count, Seeds.of(seed, "writing"));
    return new Writing(
        strategy, count, written(judge, texts).shares().asMap(), samples(judge, texts));
  }

  /** What the judge would find if the model wrote as its training text reads. */
  private ImmutableMap<String, Double> onRealText(ClassifierEvaluation trial) {
    if (trueMix.isEmpty()) {
      return ImmutableMap.of();
    }
    DomainDistribution mix = trueMix.get();
    double[] shares = new double[corpora.domains().size()];
    trial
        .meanJudgements()
        .forEach(
            (actual, judged) -> {
              for (int j = 0; j < shares.length; j++) {
                shares[j] += mix.weight(actual) * judged.weight(corpora.domains().get(j));
              }
            });
    return DomainDistribution.relative(corpora.domains(), shares).asMap();
  }

  /** Real text as long as what the model writes, up to a number of excerpts of each domain. */
  private ImmutableList<LabelledText> excerpts() {
    ImmutableList.Builder<LabelledText> excerpts = ImmutableList.builder();
    model
        .excerpts(JUDGE_TRIALS, Seeds.of(seed, "judge"))
        .forEach(
            (domain, texts) -> texts.forEach(text -> excerpts.add(new LabelledText(domain, text))));
    return excerpts.build();
  }

  /** The first text that is placed in each domain. */
  private ImmutableList<DetectionResult.Sample> samples(
      NaiveBayesClassifier judge, List<String> texts) {
    Map<String, DetectionResult.Sample> first = new HashMap<>();
    for (String text : texts) {
      judge
          .classify(text)
          .ifPresent(
              judgement -> {
                String domain =
                    judgement.asMap().entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey();
                first.putIfAbsent(
                    domain, new DetectionResult.Sample(domain, judgement.weight(domain), text));
              });
    }
    ImmutableList.Builder<DetectionResult.Sample> samples = ImmutableList.builder();
    for (String domain : corpora.domains()) {
      DetectionResult.Sample sample = first.get(domain);
      if (sample != null) {
        samples.add(sample);
      }
    }
    return samples.build();
  }
}
