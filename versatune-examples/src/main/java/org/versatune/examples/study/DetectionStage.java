// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.detection.ClassifierEvaluation;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.JudgedText;
import org.versatune.detection.LabelledText;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.detection.bayes.NaiveBayesTrainer;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Split;
import org.versatune.examples.model.LanguageModel;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Numbers;

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
  private final DomainDistribution trueMix;
  private final long seed;

  DetectionStage(
      StudyModel model, StudyPlan.BaseModels settings, DomainDistribution trueMix, long seed) {
    this.model = model;
    this.corpora = model.corpora();
    this.settings = settings;
    this.trueMix = trueMix;
    this.seed = seed;
  }

  DetectionResult run(LanguageModel base, StudyLog log) {
    NaiveBayesClassifier judge = judge(corpora, NGRAM);
    ClassifierEvaluation trial = ClassifierEvaluation.of(judge, corpora.domains(), excerpts());
    Samples samples = new Samples();
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
            .onText(samples::add)
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
            onRealText(trial)),
        samples.list(corpora.domains()));
  }

  /**
   * A judge of the training text. So small a model writes many n-grams that nobody wrote; each of
   * its texts is judged all the same.
   */
  static NaiveBayesClassifier judge(Corpora corpora, int ngram) {
    NaiveBayesTrainer trainer =
        NaiveBayesClassifier.trainer().ngramLength(ngram).minimumKnownShare(0);
    corpora.texts(Split.TRAIN).forEach(trainer::text);
    return trainer.train();
  }

  /** What the judge would find if the model wrote as its training text reads. */
  private ImmutableMap<String, Double> onRealText(ClassifierEvaluation trial) {
    double[] shares = new double[corpora.domains().size()];
    trial
        .meanJudgements()
        .forEach(
            (actual, judged) -> {
              for (int j = 0; j < shares.length; j++) {
                shares[j] += trueMix.weight(actual) * judged.weight(corpora.domains().get(j));
              }
            });
    return DomainDistribution.relative(corpora.domains(), shares).asMap();
  }

  /** Real text as long as what the model writes, up to a number of excerpts of each domain. */
  private ImmutableList<LabelledText> excerpts() {
    ImmutableList.Builder<LabelledText> excerpts = ImmutableList.builder();
    model
        .text(settings.sequenceLength())
        .excerpts(Split.TEST, JUDGE_TRIALS, settings.detectionCharacters(), Seeds.of(seed, "judge"))
        .forEach(
            (domain, texts) -> texts.forEach(text -> excerpts.add(new LabelledText(domain, text))));
    return excerpts.build();
  }

  /** The first text that was placed in each domain. */
  private static final class Samples {
    private final Map<String, DetectionResult.Sample> first = new HashMap<>();

    void add(JudgedText text) {
      text.judgement()
          .ifPresent(
              judgement -> {
                String domain =
                    judgement.asMap().entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey();
                first.putIfAbsent(
                    domain,
                    new DetectionResult.Sample(domain, judgement.weight(domain), text.text()));
              });
    }

    ImmutableList<DetectionResult.Sample> list(List<String> domains) {
      List<DetectionResult.Sample> list = new ArrayList<>();
      for (String domain : domains) {
        DetectionResult.Sample sample = first.get(domain);
        if (sample != null) {
          list.add(sample);
        }
      }
      return ImmutableList.copyOf(list);
    }
  }
}
