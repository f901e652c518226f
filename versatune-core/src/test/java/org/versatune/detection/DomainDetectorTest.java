// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.DomainDistribution;

class DomainDetectorTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "code");

  private static DomainDetector.Builder detector(TextGenerator generator) {
    return DomainDetector.builder()
        .generator(generator)
        .classifier(WrittenProbabilities.over(DOMAINS))
        .domains(DOMAINS)
        .samplesPerRound(10);
  }

  private static List<String> texts(int law, int code, int declined) {
    List<String> texts = new ArrayList<>(Collections.nCopies(law, "1 0"));
    texts.addAll(Collections.nCopies(code, "0 1"));
    texts.addAll(Collections.nCopies(declined, WrittenProbabilities.DECLINED));
    return texts;
  }

  @Test
  void givesEachRoundASeedThatDoesNotDependOnHowManyFollow() {
    Detection two = detector(WrittenProbabilities.hardLabels(0.5, 0.5)).rounds(2).build().detect();
    Detection four = detector(WrittenProbabilities.hardLabels(0.5, 0.5)).rounds(4).build().detect();
    Detection other =
        detector(WrittenProbabilities.hardLabels(0.5, 0.5)).rounds(2).seed(1).build().detect();

    assertThat(four.rounds().subList(0, 2)).isEqualTo(two.rounds());
    assertThat(four.rounds()).extracting(DetectionRound::seed).doesNotHaveDuplicates();
    assertThat(other.rounds())
        .extracting(DetectionRound::seed)
        .doesNotContainAnyElementsOf(four.rounds().stream().map(DetectionRound::seed).toList());
    assertThat(other.seed()).isEqualTo(1);
  }

  @Test
  void handsTheSeedOfTheRoundToTheGenerator() {
    List<Long> seeds = new ArrayList<>();
    Detection detection =
        detector(
                (count, seed) -> {
                  seeds.add(seed);
                  return ImmutableList.copyOf(Collections.nCopies(count, "1 0"));
                })
            .build()
            .detect();

    assertThat(detection.rounds()).extracting(DetectionRound::seed).isEqualTo(seeds);
  }

  @Test
  void givesTheSameAgain() {
    DomainDetector detector = detector(WrittenProbabilities.hardLabels(0.3, 0.7)).seed(7).build();

    assertThat(detector.detect()).isEqualTo(detector.detect()).hasSameHashCodeAs(detector.detect());
    assertThat(detector.detect())
        .isNotEqualTo(detector(WrittenProbabilities.hardLabels(0.3, 0.7)).seed(8).build().detect());
  }

  @Test
  void stopsWhenEveryHalfWidthIsWithinTheTolerance() {
    Detection detection =
        detector(WrittenProbabilities.hardLabels(0.3, 0.7))
            .samplesPerRound(200)
            .rounds(50)
            .tolerance(0.03)
            .build()
            .detect();

    assertThat(detection.stoppedEarly()).isTrue();
    assertThat(detection.roundsUsed()).isBetween(3, 20);
    assertThat(detection.halfWidths().values()).allMatch(h -> h <= 0.03);
    assertThat(detection.provenance().tolerance()).hasValue(0.03);
  }

  @Test
  void drawsOneMoreRoundWhileAHalfWidthIsAboveTheTolerance() {
    List<Double> widest = new ArrayList<>();
    Detection detection =
        detector(WrittenProbabilities.hardLabels(0.3, 0.7))
            .samplesPerRound(200)
            .rounds(50)
            .tolerance(0.03)
            .onRound(soFar -> widest.add(Collections.max(soFar.halfWidths().values())))
            .build()
            .detect();

    assertThat(widest).hasSize(detection.roundsUsed());
    assertThat(widest.subList(1, widest.size() - 1)).allMatch(h -> h > 0.03);
  }

  @Test
  void neverStopsBeforeTwoRounds() {
    // The half-width is 0 after one round already.
    Detection detection =
        detector(WrittenProbabilities.always(texts(10, 0, 0)))
            .rounds(5)
            .tolerance(0)
            .build()
            .detect();

    assertThat(detection.roundsUsed()).isEqualTo(2);
    assertThat(detection.stoppedEarly()).isTrue();
  }

  @Test
  void drawsAllRoundsWithoutATolerance() {
    Detection detection = detector(WrittenProbabilities.always(texts(10, 0, 0))).build().detect();

    assertThat(detection.roundsUsed()).isEqualTo(4);
    assertThat(detection.stoppedEarly()).isFalse();
    assertThat(detection.provenance().tolerance()).isEmpty();
  }

  @Test
  void tellsEachRoundToTheListenerAsIfItWereTheLast() {
    List<Detection> heard = new ArrayList<>();
    Detection last =
        detector(WrittenProbabilities.hardLabels(0.5, 0.5))
            .rounds(3)
            .onRound(heard::add)
            .build()
            .detect();

    assertThat(heard).extracting(Detection::roundsUsed).containsExactly(1, 2, 3);
    assertThat(heard.get(2)).isEqualTo(last);
    assertThat(heard.get(0).rounds()).isEqualTo(last.rounds().subList(0, 1));
  }

  @Test
  void showsEveryTextWithItsJudgementInOrder() {
    List<JudgedText> seen = new ArrayList<>();
    detector(WrittenProbabilities.always(texts(1, 1, 1)))
        .samplesPerRound(3)
        .rounds(2)
        .declinedShare(0.5)
        .onText(seen::add)
        .build()
        .detect();

    assertThat(seen).extracting(JudgedText::round).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(seen).extracting(JudgedText::position).containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(seen.get(1).judgement()).hasValue(DomainDistribution.of(DOMAINS, 0, 1));
    assertThat(seen.get(2))
        .isEqualTo(new JudgedText(1, 2, WrittenProbabilities.DECLINED, Optional.empty()));
  }

  @Test
  void keepsWhatItCameFrom() {
    Detection detection =
        detector(WrittenProbabilities.always(texts(8, 1, 1)))
            .smoothing(0.5)
            .seed(42)
            .tolerance(0.4)
            .build()
            .detect();

    assertThat(detection.provenance())
        .isEqualTo(
            new DetectionProvenance(
                "lambda in org.versatune.detection.WrittenProbabilities",
                "WrittenProbabilities[domains=[law, code]]",
                DOMAINS,
                4,
                10,
                OptionalDouble.of(0.4),
                0.2,
                0.5,
                42));
  }

  @Test
  void describesAPartWithoutATextOfItsOwnByItsClass() {
    assertThat(Description.of(new Object())).isEqualTo("java.lang.Object");
  }

  @Test
  void takesDomainsInAnyOrderFromTheClassifier() {
    Detection detection =
        detector(WrittenProbabilities.always(List.of("0.9 0.1")))
            .samplesPerRound(1)
            .domains("code", "law")
            .build()
            .detect();

    assertThat(detection.distribution().domains()).containsExactly("code", "law");
    assertThat(detection.distribution().weight("law")).isEqualTo(0.9);
  }

  @Test
  void allowsExactlyTheLimitOfDeclinedTexts() {
    Detection detection = detector(WrittenProbabilities.always(texts(5, 3, 2))).build().detect();

    assertThat(detection.declined()).isEqualTo(8);
    assertThat(
            detector(WrittenProbabilities.always(texts(71, 0, 29)))
                .samplesPerRound(100)
                .declinedShare(0.29)
                .build()
                .detect()
                .declined())
        .isEqualTo(4 * 29);
  }

  @Test
  void refusesOneDeclinedTextMoreThanTheLimit() {
    assertThatExceptionOfType(DetectionException.class)
        .isThrownBy(() -> detector(WrittenProbabilities.always(texts(7, 0, 3))).build().detect())
        .withMessageContaining("round 1: the classifier declined 3 of 10 texts so far")
        .withMessageContaining("limit of 0.2")
        .withMessageContaining("raise declinedShare");
  }

  @Test
  void measuresTheLimitOverAllRoundsSoFar() {
    TextGenerator late =
        WrittenProbabilities.rounds(
            List.of(texts(10, 0, 0), texts(6, 0, 4), texts(7, 0, 3), texts(10, 0, 0)));

    assertThatExceptionOfType(DetectionException.class)
        .isThrownBy(() -> detector(late).build().detect())
        .withMessageContaining("round 3: the classifier declined 7 of 30 texts so far");
  }

  @Test
  void refusesARoundWithNothingAcceptedWhateverTheLimit() {
    TextGenerator second = WrittenProbabilities.rounds(List.of(texts(10, 0, 0), texts(0, 0, 10)));

    assertThatExceptionOfType(DetectionException.class)
        .isThrownBy(() -> detector(second).declinedShare(1).build().detect())
        .withMessageContaining("round 2: the classifier declined all 10 texts");
  }

  @Test
  void refusesAnotherNumberOfTexts() {
    assertThatExceptionOfType(DetectionException.class)
        .isThrownBy(() -> detector(WrittenProbabilities.always(texts(9, 0, 0))).build().detect())
        .withMessageContaining("round 1: the generator gave 9 texts where 10 were asked for");
  }

  @Test
  void saysThatTheGeneratorFailed() {
    TextGenerator broken =
        (count, seed) -> {
          throw new UnsupportedOperationException("no weights loaded");
        };

    assertThatExceptionOfType(DetectionException.class)
        .isThrownBy(() -> detector(broken).build().detect())
        .withMessageContaining("round 1: the generator failed")
        .withMessageContaining("no weights loaded")
        .withCauseInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void namesTheDomainsThatDoNotFit() {
    assertThatExceptionOfType(DetectionException.class)
        .isThrownBy(
            () ->
                detector(WrittenProbabilities.always(texts(10, 0, 0)))
                    .domains("law", "medicine")
                    .build()
                    .detect())
        .withMessageContaining("round 1, text 0: the classifier answers over other domains")
        .withMessageContaining("missing [medicine], unknown [code]")
        .withMessageContaining("[law, medicine]");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void reportsTheFirstFailureByPositionHoweverManyThreads(int threads) {
    List<String> texts = new ArrayList<>(Collections.nCopies(400, "1 0"));
    texts.set(123, "not a number");
    texts.set(124, "neither");
    texts.set(300, "nor this");

    assertThatExceptionOfType(DetectionException.class)
        .isThrownBy(
            () ->
                detector(WrittenProbabilities.always(texts))
                    .samplesPerRound(400)
                    .threads(threads)
                    .build()
                    .detect())
        .withMessageContaining("round 1, text 123: the classifier failed")
        .withCauseInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void letsAnErrorThroughHoweverManyThreads(int threads) {
    DomainClassifier hungry =
        text -> {
          throw new OutOfMemoryError("asked for too much");
        };

    assertThatThrownBy(
            () ->
                detector(WrittenProbabilities.always(texts(10, 0, 0)))
                    .classifier(hungry)
                    .threads(threads)
                    .build()
                    .detect())
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("asked for too much");
  }

  @Test
  @SuppressWarnings("NullAway") // A class that is compiled without checks may answer null.
  void saysHowAClassifierDeclines() {
    assertThatExceptionOfType(DetectionException.class)
        .isThrownBy(
            () ->
                detector(WrittenProbabilities.always(texts(10, 0, 0)))
                    .classifier(text -> null)
                    .build()
                    .detect())
        .withMessageContaining("round 1, text 0: the classifier answered null")
        .withMessageContaining("Optional.empty()");
  }

  @Test
  @SuppressWarnings("NullAway") // As above.
  void saysThatTheGeneratorGaveNothing() {
    assertThatExceptionOfType(DetectionException.class)
        .isThrownBy(() -> detector((count, seed) -> null).build().detect())
        .withMessageContaining("round 1: the generator gave no list of texts where 10");
  }

  @Test
  void staysInterruptedWhenInterrupted() {
    DomainClassifier interrupting =
        text -> {
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Optional.empty();
        };
    DomainDetector detector =
        detector(WrittenProbabilities.always(texts(10, 0, 0)))
            .classifier(interrupting)
            .threads(2)
            .build();

    Thread.currentThread().interrupt();
    try {
      assertThatExceptionOfType(DetectionException.class)
          .isThrownBy(detector::detect)
          .withMessageContaining("round 1: interrupted");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void letsAListenerEndTheDetection() {
    assertThatThrownBy(
            () ->
                detector(WrittenProbabilities.always(texts(10, 0, 0)))
                    .onRound(
                        soFar -> {
                          throw new UnsupportedOperationException("enough");
                        })
                    .build()
                    .detect())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("enough");
  }

  @Test
  void saysWhatIsMissing() {
    DomainDetector.Builder builder = DomainDetector.builder();

    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessageContaining("no generator; call generator(...)");
    builder.generator(WrittenProbabilities.always(texts(10, 0, 0)));
    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessageContaining("no classifier; call classifier(...)");
    builder.classifier(WrittenProbabilities.over(DOMAINS));
    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessageContaining("no domains; call domains(...)");
  }

  @Test
  void checksEachOptionAtOnce() {
    DomainDetector.Builder builder = DomainDetector.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.rounds(0))
        .withMessage("rounds is 0; it must be at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.samplesPerRound(0))
        .withMessage("samplesPerRound is 0; it must be at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.threads(0))
        .withMessage("threads is 0; it must be at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.tolerance(-0.1))
        .withMessage(
            "tolerance is -0.1; it must be at least 0 and below 1: 0.01 is one percentage point");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.tolerance(Double.NaN))
        .withMessageContaining("tolerance is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.declinedShare(1.1))
        .withMessage("declinedShare is 1.1; it must be 0 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.declinedShare(Double.NaN))
        .withMessageContaining("declinedShare is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.smoothing(-1))
        .withMessage("smoothing is -1.0; it must be finite and at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.domains("law", "law"))
        .withMessageContaining("domain 'law' is given twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.domains(List.of()))
        .withMessageContaining("no domain given");
  }
}
