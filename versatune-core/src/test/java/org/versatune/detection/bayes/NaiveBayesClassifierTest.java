// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.detection.ClassifierEvaluation;
import org.versatune.detection.Detection;
import org.versatune.detection.DomainDetector;
import org.versatune.detection.LabelledText;

class NaiveBayesClassifierTest {
  private static final String JUDGED = "of the heart; zq";

  /** Five short texts, with white space to fold. */
  private static NaiveBayesTrainer small() {
    return NaiveBayesClassifier.trainer()
        .text("law", List.of("the court shall", "the law  of\n the land"))
        .text("code", List.of("for (i = 0; i < n; i++)", "return the = i;"))
        .text("medicine", List.of("the heart of the patient"));
  }

  private static double[] judge(NaiveBayesTrainer trainer) {
    return trainer.train().classify(JUDGED).orElseThrow().toArray();
  }

  private static void assertClose(double[] actual, double... expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int j = 0; j < expected.length; j++) {
      assertThat(actual[j]).as("domain %s", j).isCloseTo(expected[j], within(1e-9));
    }
  }

  // The vectors were computed from the formulas by other code.

  @Test
  void isBayesRuleAtTemperatureOne() {
    assertClose(judge(small().temperature(1, 0)), 0.000001148604, 0.000000000424, 0.999998850972);
    assertThat(small().train().vocabularySize()).isEqualTo(66);
  }

  @Test
  void dividesTheEvidenceByATemperatureThatGrowsWithTheText() {
    // 10 of the text's 14 trigrams are known: 3 + 0.06 · 10 = 3.6.
    assertClose(
        judge(small().temperature(3, 0.06)), 0.021846110488, 0.002430608405, 0.975723281106);
  }

  @Test
  void takesOtherLengthsSmoothingAndPriorsInAnyOrder() {
    assertClose(
        judge(
            small()
                .ngramLength(2)
                .smoothing(1)
                .prior(DomainDistribution.of(List.of("code", "law", "medicine"), 0.5, 0.2, 0.3))
                .temperature(2, 0)),
        0.138132096268,
        0.040841057243,
        0.821026846489);
    assertClose(
        judge(small().ngramLength(5).smoothing(0.25).temperature(2, 0.1)),
        0.035239100137,
        0.008669646208,
        0.956091253654);
  }

  @Test
  void takesTheRuleOfThumbWhereThereIsTooLittleTextToHoldOut() {
    NaiveBayesClassifier trigrams = small().train();
    NaiveBayesClassifier fives = small().ngramLength(5).train();

    assertThat(trigrams.temperature(0)).isEqualTo(3);
    assertThat(trigrams.temperature(100)).isCloseTo(9, within(1e-12));
    assertThat(fives.temperature(100)).isCloseTo(15, within(1e-12));
  }

  @Test
  void sortsTextInDifferentLanguages() {
    NaiveBayesClassifier classifier =
        NaiveBayesClassifier.trainer()
            .text("north", Sentences.language(1).texts(20, 1000, 11))
            .text("south", Sentences.language(2).texts(20, 1000, 12).stream())
            .text("west", Sentences.language(3).texts(20, 1000, 13))
            .train();

    List<LabelledText> unseen = new ArrayList<>();
    String[] domains = {"north", "south", "west"};
    for (int j = 0; j < 3; j++) {
      for (String text : Sentences.language(j + 1).texts(50, 60, 100 + j)) {
        unseen.add(new LabelledText(domains[j], text));
      }
    }
    ClassifierEvaluation evaluation =
        ClassifierEvaluation.of(classifier, classifier.domains(), unseen);

    assertThat(classifier.domains()).containsExactly(domains);
    assertThat(evaluation.accuracy()).isEqualTo(1);
    assertThat(evaluation.declined()).isZero();
  }

  @Test
  void isAboutAsSureAsItIsRight() {
    Sentences north = Sentences.language(1, 0.9);
    Sentences south = Sentences.language(2, 0.9);
    NaiveBayesTrainer trainer =
        NaiveBayesClassifier.trainer()
            .text("north", north.texts(60, 2000, 11))
            .text("south", south.texts(60, 2000, 12));
    for (int length : new int[] {60, 120, 240}) {
      List<LabelledText> unseen = new ArrayList<>();
      north.texts(400, length, 21).forEach(t -> unseen.add(new LabelledText("north", t)));
      south.texts(400, length, 22).forEach(t -> unseen.add(new LabelledText("south", t)));

      NaiveBayesClassifier fitted = trainer.train();
      ClassifierEvaluation judged = ClassifierEvaluation.of(fitted, fitted.domains(), unseen);
      NaiveBayesClassifier plain = sure(north, south);
      ClassifierEvaluation unscaled = ClassifierEvaluation.of(plain, plain.domains(), unseen);

      assertThat(judged.accuracy()).isEqualTo(unscaled.accuracy());
      assertThat(judged.accuracy()).isBetween(0.7, 0.99);
      assertThat(Math.abs(judged.meanConfidence() - judged.accuracy()))
          .isLessThan(Math.abs(unscaled.meanConfidence() - unscaled.accuracy()))
          .isLessThan(0.06);
      assertThat(judged.logLoss()).isLessThan(unscaled.logLoss());
    }
  }

  private static NaiveBayesClassifier sure(Sentences north, Sentences south) {
    return NaiveBayesClassifier.trainer()
        .text("north", north.texts(60, 2000, 11))
        .text("south", south.texts(60, 2000, 12))
        .temperature(1, 0)
        .train();
  }

  @Test
  void staysFiniteOnVeryLongText() {
    NaiveBayesClassifier classifier = small().temperature(1, 0).train();
    String text = "the law of the land ".repeat(100_000);

    assertThat(classifier.classify(text).orElseThrow().toArray()).containsExactly(1, 0, 0);
  }

  @Test
  void foldsWhiteSpaceAndKeepsCase() {
    NaiveBayesClassifier classifier = small().train();

    assertThat(classifier.classify("\t the \u00a0 law\r\n"))
        .isEqualTo(classifier.classify("the law"))
        .isPresent();
    assertThat(classifier.classify("THE LAW")).isEmpty();
  }

  @Test
  void readsCodePointsBeyondSixteenBits() {
    NaiveBayesClassifier classifier =
        NaiveBayesClassifier.trainer()
            .ngramLength(1)
            .text("faces", List.of("😀😁"))
            .text("cards", List.of("🂡🂢"))
            .temperature(1, 0)
            .train();

    assertThat(classifier.vocabularySize()).isEqualTo(4);
    // Both halves of these surrogate pairs but the last occur in either domain.
    assertThat(classifier.classify("😁").orElseThrow().weight("faces"))
        .isCloseTo(1.1 / 1.2, within(1e-9));
  }

  @Test
  void declinesWhatItKnowsNothingOf() {
    NaiveBayesClassifier classifier = small().train();

    assertThat(classifier.classify("")).isEmpty();
    assertThat(classifier.classify(" th ")).isEmpty();
    assertThat(classifier.classify("ЖЖЖЖЖ")).isEmpty();
    assertThat(classifier.classify("the")).isPresent();
  }

  @Test
  void declinesShortTextsWhereAsked() {
    NaiveBayesClassifier classifier = small().minimumLength(7).train();

    assertThat(classifier.classify("the law")).isPresent();
    assertThat(classifier.classify("the   l")).isEmpty();
    assertThat(classifier.classify(" the la ")).isEmpty();
  }

  @Test
  void declinesDoubtfulTextsWhereAsked() {
    double top = Arrays.stream(judge(small())).max().orElseThrow();

    assertThat(small().minimumProbability(top).train().classify(JUDGED)).isPresent();
    assertThat(small().minimumProbability(Math.nextUp(top)).train().classify(JUDGED)).isEmpty();
  }

  @Test
  void neverNamesADomainOfPriorZero() {
    double[] p =
        judge(
            small().prior(DomainDistribution.of(List.of("law", "code", "medicine"), 0.5, 0.5, 0)));

    assertThat(p[2]).isZero();
    assertThat(p[0] + p[1]).isCloseTo(1, within(1e-12));
  }

  @Test
  void knowsOneDomainOnly() {
    NaiveBayesClassifier classifier =
        NaiveBayesClassifier.trainer().text("law", List.of("the law of the land")).train();

    assertThat(classifier.classify("the law")).hasValue(DomainDistribution.uniform("law"));
  }

  @Test
  void addsUpTheTextsOfSeveralCalls() {
    NaiveBayesClassifier apart =
        NaiveBayesClassifier.trainer()
            .text("law", List.of("the court shall"))
            .text("code", List.of("for (i = 0; i < n; i++)", "return the = i;"))
            .text("medicine", List.of("the heart of the patient"))
            .text("law", Stream.of("the law of the land"))
            .train();

    assertThat(apart.fingerprint()).isEqualTo(small().train().fingerprint());
  }

  @Test
  void givesTheSameClassifierAgainAndAnotherForOtherOptions() {
    String fingerprint = small().train().fingerprint();

    assertThat(fingerprint).hasSize(64).isEqualTo(small().train().fingerprint());
    assertThat(small().smoothing(0.2).train().fingerprint()).isNotEqualTo(fingerprint);
    assertThat(small().minimumLength(4).train().fingerprint()).isNotEqualTo(fingerprint);
    assertThat(small().temperature(3, 0).train().fingerprint()).isNotEqualTo(fingerprint);
    assertThat(small().train())
        .hasToString(
            "naive Bayes over 66 character 3-grams of [law, code, medicine], of which a long text"
                + " has at least 50.0 %, SHA-256 "
                + fingerprint);
  }

  @Test
  void judgesTheSameOnManyThreads() {
    NaiveBayesClassifier classifier = small().train();
    DomainDistribution alone = classifier.classify(JUDGED).orElseThrow();

    assertThat(
            IntStream.range(0, 2000)
                .parallel()
                .mapToObj(i -> classifier.classify(JUDGED).orElseThrow()))
        .allMatch(alone::equals);
  }

  @Test
  void keepsTheMostFrequentOfTooLargeAVocabulary() {
    NaiveBayesClassifier classifier =
        NaiveBayesClassifier.trainer()
            .ngramLength(1)
            .maximumVocabulary(2)
            .text("one", List.of("aaabbc"))
            .text("other", List.of("aaddb"))
            .temperature(1, 0)
            .train();

    assertThat(classifier.vocabularySize()).isEqualTo(2);
    // a: 5, b: 3, and no more; counts of c and d are in no denominator.
    assertThat(classifier.classify("c")).isEmpty();
    assertThat(classifier.classify("d")).isEmpty();
    double one = 3.1 / 5.2;
    double other = 2.1 / 3.2;
    assertThat(classifier.classify("a").orElseThrow().weight("one"))
        .isCloseTo(one / (one + other), within(1e-9));
  }

  @Test
  void keepsTheSmallestKeysAmongThoseEquallyFrequent() {
    NaiveBayesClassifier classifier =
        NaiveBayesClassifier.trainer()
            .ngramLength(1)
            .maximumVocabulary(3)
            .text("one", List.of("zzedcba"))
            .train();

    assertThat(classifier.classify("z")).isPresent();
    assertThat(classifier.classify("a")).isPresent();
    assertThat(classifier.classify("b")).isPresent();
    assertThat(classifier.classify("c")).isEmpty();
  }

  @Test
  void worksInTheDetector() {
    ImmutableList<String> written =
        ImmutableList.of("the law of the land", "the court shall", "i < n; i++)", "the patient");

    Detection detection =
        DomainDetector.builder()
            .generator((count, seed) -> written)
            .classifier(small().train())
            .domains("law", "code", "medicine")
            .samplesPerRound(4)
            .build()
            .detect();

    assertThat(detection.topCounts())
        .containsEntry("law", 8L)
        .containsEntry("code", 4L)
        .containsEntry("medicine", 4L);
    assertThat(detection.provenance().classifier()).contains(small().train().fingerprint());
  }

  @Test
  void namesADomainWithoutText() {
    assertThatIllegalStateException()
        .isThrownBy(() -> small().text("finance", List.of("", "  \n ", "ab")).train())
        .withMessageContaining("domain 'finance' has nothing to learn from")
        .withMessageContaining("none of its 3 texts has 3 characters");
    assertThatIllegalStateException()
        .isThrownBy(() -> small().text("finance", List.of()).train())
        .withMessageContaining("none of its 0 texts");
    assertThatIllegalStateException()
        .isThrownBy(() -> NaiveBayesClassifier.trainer().train())
        .withMessageContaining("no domain has texts; call text(domain, texts)");
  }

  @Test
  void namesANullText() {
    assertThatNullPointerException()
        .isThrownBy(() -> small().text("finance", Arrays.asList("a bond", null)).train())
        .withMessageContaining("text 1 of domain 'finance' is null");
  }

  @Test
  void refusesAPriorOverOtherDomains() {
    assertThatIllegalStateException()
        .isThrownBy(() -> small().prior(DomainDistribution.uniform("law", "code")).train())
        .withMessageContaining("the prior is over [law, code]")
        .withMessageContaining("[law, code, medicine]");
  }

  @Test
  void checksEachOptionAtOnce() {
    NaiveBayesTrainer trainer = NaiveBayesClassifier.trainer();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.text(" ", List.of("text")))
        .withMessageContaining("blank name (' ')");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.ngramLength(0))
        .withMessage("ngramLength is 0; it must be 1 to 12");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.ngramLength(13))
        .withMessage("ngramLength is 13; it must be 1 to 12");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.smoothing(0))
        .withMessageContaining("smoothing is 0.0; it must be finite and above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.maximumVocabulary(0))
        .withMessage("maximumVocabulary is 0; it must be at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.temperature(0, 0))
        .withMessage("temperature has base 0.0; it must be finite and above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.temperature(1, -1))
        .withMessage("temperature grows by -1.0 an n-gram; it must be finite and at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.minimumProbability(1.5))
        .withMessage("minimumProbability is 1.5; it must be 0 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.minimumLength(-1))
        .withMessage("minimumLength is -1; it must be at least 0");
  }
}
