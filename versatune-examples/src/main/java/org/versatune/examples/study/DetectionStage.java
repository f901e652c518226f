// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.versatune.DomainDistribution;
import org.versatune.detection.ClassifierEvaluation;
import org.versatune.detection.Detection;
import org.versatune.detection.DetectionException;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.LabelledText;
import org.versatune.detection.NgramLanguageModel;
import org.versatune.detection.SecondOpinion;
import org.versatune.detection.bayes.NaiveBayesClassifier;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.Corpus;
import org.versatune.examples.corpora.Split;
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
record DetectionStage(
    StudyModel model,
    StudyPlan.BaseModels settings,
    Optional<DomainDistribution> trueMix,
    long seed) {
  static final int ROUNDS = 5;
  private static final double PSEUDO_COUNT = 1;
  private static final int JUDGE_TRIALS = 200;

  /** Beginnings of test documents for the second opinion: a few seconds. */
  private static final int OPINION_TEXTS = 40;

  private static final int OPINION_BYTES = 200;

  /** As many as {@link SecondOpinion} wants of each domain. */
  private static final int FEWEST_TEXTS = 5;

  /** The detector's own limit. */
  private static final double DECLINED = 0.2;

  /**
   * Five characters tell the six domains apart better than three do (see the docs on detection).
   */
  private static final int NGRAM = 5;

  private Corpora corpora() {
    return model.corpora();
  }

  DetectionResult run(LanguageModel base, StudyLog log) {
    NaiveBayesClassifier judge = model.judge(NGRAM);
    ImmutableList<LabelledText> real = excerpts();
    ClassifierEvaluation trial = ClassifierEvaluation.of(judge, corpora().domains(), real);
    List<String> texts = new ArrayList<>();
    DomainDetector detector =
        DomainDetector.builder()
            .generator(model.generator(base, 1))
            .classifier(judge)
            .domains(corpora().domains())
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
            // Of other text than the judge's, any share may be unreadable to it.
            .declinedShare(trueMix.isPresent() ? DECLINED : 1)
            .build();
    Optional<Detection> found =
        detect(detector, log).map(detection -> compared(detection, base, log));
    found
        .flatMap(Detection::corrected)
        .ifPresent(
            corrected ->
                log.progress(
                    "detection: with the judge's measured errors taken out, "
                        + Numbers.shares(corrected.distribution())));
    ImmutableMap<String, Double> even = DomainDistribution.uniform(corpora().domains()).asMap();
    return new DetectionResult(
        found.map(detection -> detection.distribution().asMap()).orElse(even),
        found
            .map(Detection::halfWidths)
            .orElse(ImmutableMap.copyOf(Maps.transformValues(even, x -> 1.0))),
        found.map(Detection::topCounts).orElse(ImmutableMap.of()),
        found.map(Detection::roundsUsed).orElse(1),
        found.map(Detection::accepted).orElse(0L),
        found.map(Detection::declined).orElse((long) texts.size()),
        new DetectionResult.Judge(
            "naive Bayes over character " + judge.ngramLength() + "-grams",
            trial.accepted() + trial.declined(),
            trial.accuracy(),
            trial.accuracyByDomain(),
            onRealText(trial),
            written(judge, real.stream().map(LabelledText::text).toList()).halvesDisagree()),
        found.isPresent() ? written(judge, texts).halvesDisagree() : 0,
        samples(judge, texts),
        found.flatMap(Detection::corrected).map(DetectionResult.Corrected::of).orElse(null));
  }

  /** With a second opinion, where each domain has enough test text for one. */
  private Detection compared(Detection detection, LanguageModel base, StudyLog log) {
    ImmutableList.Builder<LabelledText> heldOut = ImmutableList.builder();
    for (Corpus corpus : corpora().all()) {
      ImmutableList<String> texts =
          WrittenMix.prefixes(corpus.texts(Split.TEST), OPINION_BYTES).stream()
              .filter(text -> !text.isEmpty())
              .limit(OPINION_TEXTS)
              .collect(ImmutableList.toImmutableList());
      if (texts.size() < FEWEST_TEXTS) {
        log.progress(
            "detection: no second opinion, since domain '"
                + corpus.domain()
                + "' has only "
                + texts.size()
                + " test documents");
        return detection;
      }
      texts.forEach(text -> heldOut.add(new LabelledText(corpus.domain(), text)));
    }
    SecondOpinion opinion =
        SecondOpinion.builder(heldOut.build())
            .model(model.loss(base))
            .yardsticks(NgramLanguageModel.trainEach(corpora().texts(Split.TRAIN)))
            .measure();
    Detection both = detection.withSecondOpinion(opinion);
    log.progress(
        "detection: a second opinion without the judge, "
            + opinion
            + (both.disagreements().isEmpty() ? "; it does not contradict the shares" : ""));
    both.disagreements().forEach(each -> log.warning(each.toString()));
    return both;
  }

  /** Empty where nothing of a model of other text can be placed in these domains. */
  private Optional<Detection> detect(DomainDetector detector, StudyLog log) {
    try {
      return Optional.of(detector.detect());
    } catch (DetectionException e) {
      if (trueMix.isPresent() || e.getCause() != null) { // A failure, not texts that were declined.
        throw e;
      }
      log.warning(
          "nothing that the base model writes is like one of these domains ("
              + e.getMessage()
              + "): strategies start from uniform weights; --train-base trains a base model on the"
              + " text");
      return Optional.empty();
    }
  }

  private WrittenMix written(NaiveBayesClassifier judge, List<String> texts) {
    return WrittenMix.of(
        texts,
        settings.detectionCharacters(),
        judge,
        trueMix.orElseGet(() -> DomainDistribution.uniform(corpora().domains())));
  }

  /** What a model writes, sorted by the same judge; empty where it can place none of it. */
  Optional<Writing> writing(String strategy, LanguageModel writer, int count) {
    NaiveBayesClassifier judge = model.judge(NGRAM);
    ImmutableList<String> texts =
        model.generator(writer, 1).generate(count, Seeds.of(seed, "writing"));
    ImmutableList<DetectionResult.Sample> samples = samples(judge, texts);
    return samples.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Writing(strategy, count, written(judge, texts).shares().asMap(), samples));
  }

  /** What the judge would find if the model wrote as its training text reads. */
  private ImmutableMap<String, Double> onRealText(ClassifierEvaluation trial) {
    if (trueMix.isEmpty()) {
      return ImmutableMap.of();
    }
    DomainDistribution mix = trueMix.get();
    double[] shares = new double[corpora().domains().size()];
    trial
        .meanJudgements()
        .forEach(
            (actual, judged) -> {
              for (int j = 0; j < shares.length; j++) {
                shares[j] += mix.weight(actual) * judged.weight(corpora().domains().get(j));
              }
            });
    return DomainDistribution.relative(corpora().domains(), shares).asMap();
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
    for (String domain : corpora().domains()) {
      DetectionResult.Sample sample = first.get(domain);
      if (sample != null) {
        samples.add(sample);
      }
    }
    return samples.build();
  }
}
