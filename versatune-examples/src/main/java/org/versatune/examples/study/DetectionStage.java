// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.errorprone.annotations.FormatMethod;
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
record DetectionStage(Means means, Optional<DomainDistribution> trueMix, long seed) {
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

  private ImmutableList<String> domains() {
    return means.domains();
  }

  DetectionResult run(LanguageModel base) {
    NaiveBayesClassifier judge = means.model().judge(NGRAM);
    ImmutableList<LabelledText> real = excerpts();
    ClassifierEvaluation trial = ClassifierEvaluation.of(judge, domains(), real);
    List<String> texts = new ArrayList<>();
    DomainDetector detector =
        DomainDetector.builder()
            .generator(means.model().generator(base, 1))
            .classifier(judge)
            .domains(domains())
            .rounds(ROUNDS)
            .samplesPerRound(means.plan().base().detectionSamples())
            .smoothing(PSEUDO_COUNT)
            .seed(Means.seed(seed, "detection"))
            .threads(1)
            .onRound(
                round ->
                    log(
                        "round %s of at most %s, %s",
                        round.roundsUsed(), ROUNDS, Numbers.shares(round.distribution())))
            .onText(text -> texts.add(text.text()))
            // Of other text than the judge's, any share may be unreadable to it.
            .declinedShare(trueMix.isPresent() ? DECLINED : 1)
            .build();
    Optional<Detection> found = detect(detector).map(detection -> compared(detection, base));
    found
        .flatMap(Detection::corrected)
        .ifPresent(
            corrected ->
                log(
                    "with the judge's measured errors taken out, %s",
                    Numbers.shares(corrected.distribution())));
    ImmutableMap<String, Double> even = DomainDistribution.uniform(domains()).asMap();
    return new DetectionResult(
        found.map(detection -> detection.distribution().asMap()).orElse(even),
        found.map(Detection::halfWidths).orElse(Maps.toMap(domains(), domain -> 1.0)),
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

  @FormatMethod
  private void log(String format, Object... values) {
    means.log().progress("detection: " + Numbers.format(format, values));
  }

  /** With a second opinion, where each domain has enough test text for one. */
  private Detection compared(Detection detection, LanguageModel base) {
    ImmutableList.Builder<LabelledText> heldOut = ImmutableList.builder();
    for (Corpus corpus : means.corpora().all()) {
      ImmutableList<String> texts =
          WrittenMix.prefixes(corpus.texts(Split.TEST), OPINION_BYTES).stream()
              .filter(text -> !text.isEmpty())
              .limit(OPINION_TEXTS)
              .collect(toImmutableList());
      if (texts.size() < FEWEST_TEXTS) {
        log(
            "no second opinion, since domain '%s' has only %s test documents",
            corpus.domain(), texts.size());
        return detection;
      }
      texts.forEach(text -> heldOut.add(new LabelledText(corpus.domain(), text)));
    }
    SecondOpinion opinion =
        SecondOpinion.builder(heldOut.build())
            .model(means.model().loss(base))
            .yardsticks(NgramLanguageModel.trainEach(means.corpora().texts(Split.TRAIN)))
            .measure();
    Detection both = detection.withSecondOpinion(opinion);
    log(
        "a second opinion without the judge, %s%s",
        opinion, both.disagreements().isEmpty() ? "; it does not contradict the shares" : "");
    both.disagreements().forEach(each -> means.log().warning(each.toString()));
    return both;
  }

  /** Empty where nothing of a model of other text can be placed in these domains. */
  private Optional<Detection> detect(DomainDetector detector) {
    try {
      return Optional.of(detector.detect());
    } catch (DetectionException e) {
      if (trueMix.isPresent() || e.getCause() != null) { // A failure, not texts that were declined.
        throw e;
      }
      means
          .log()
          .warning(
              ("nothing that the base model writes is like one of these domains (%s): strategies"
                      + " start from uniform weights; --train-base trains a base model on the text")
                  .formatted(e.getMessage()));
      return Optional.empty();
    }
  }

  private WrittenMix written(NaiveBayesClassifier judge, List<String> texts) {
    return WrittenMix.of(
        texts,
        means.plan().base().detectionCharacters(),
        judge,
        trueMix.orElseGet(() -> DomainDistribution.uniform(domains())));
  }

  /** What a model writes, sorted by the same judge; empty where it can place none of it. */
  Optional<Writing> writing(String strategy, LanguageModel writer) {
    int count = means.plan().base().detectionSamples();
    NaiveBayesClassifier judge = means.model().judge(NGRAM);
    ImmutableList<String> texts =
        means.model().generator(writer, 1).generate(count, Means.seed(seed, "writing"));
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
    double[] shares = new double[domains().size()];
    trial
        .meanJudgements()
        .forEach(
            (actual, judged) -> {
              for (int j = 0; j < shares.length; j++) {
                shares[j] += mix.weight(actual) * judged.weight(domains().get(j));
              }
            });
    return DomainDistribution.relative(domains(), shares).asMap();
  }

  /** Real text as long as what the model writes, up to a number of excerpts of each domain. */
  private ImmutableList<LabelledText> excerpts() {
    return means.model().excerpts(JUDGE_TRIALS, Means.seed(seed, "judge")).entrySet().stream()
        .flatMap(of -> of.getValue().stream().map(text -> new LabelledText(of.getKey(), text)))
        .collect(toImmutableList());
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
                String domain = WrittenMix.top(judgement);
                first.putIfAbsent(
                    domain, new DetectionResult.Sample(domain, judgement.weight(domain), text));
              });
    }
    return domains().stream().filter(first::containsKey).map(first::get).collect(toImmutableList());
  }
}
