// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Warnings;

/** Detection with the errors of the judge measured on held-out texts. */
class HeldOutDetectionTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "code");

  /** A model that writes 60 % law, as runs of the letter l or c of five to nine letters. */
  private static ImmutableList<String> write(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      String letter = random.nextDouble() < 0.6 ? "l" : "c";
      // Some have a digit, by which the judge is misled.
      String first = random.nextInt(5) == 0 && letter.equals("l") ? "1" : letter;
      texts.add(first + letter.repeat(random.nextInt(4, 9)));
    }
    return texts.build();
  }

  /** Takes law for code where a text begins with a digit, and remembers what it judged. */
  private static final class FirstLetter implements DomainClassifier {
    final List<String> judged = Collections.synchronizedList(new ArrayList<>());
    volatile int failAfter = Integer.MAX_VALUE;

    @Override
    public Optional<DomainDistribution> classify(String text) {
      if (judged.size() >= failAfter) {
        throw new IllegalStateException("out of order");
      }
      judged.add(text);
      double law = text.startsWith("l") ? 1 : 0;
      return Optional.of(DomainDistribution.of(DOMAINS, law, 1 - law));
    }

    @Override
    public String toString() {
      return "by the first letter";
    }
  }

  private static ImmutableList<LabelledText> heldOut() {
    ImmutableList.Builder<LabelledText> texts = ImmutableList.builder();
    for (int i = 0; i < 100; i++) {
      texts.add(new LabelledText("law", (i % 5 == 0 ? "1" : "l") + "l".repeat(19)));
      texts.add(new LabelledText("code", "c".repeat(20)));
    }
    return texts.build();
  }

  private static DomainDetector.Builder detector(DomainClassifier judge) {
    return DomainDetector.builder()
        .generator(HeldOutDetectionTest::write)
        .classifier(judge)
        .domains(DOMAINS)
        .samplesPerRound(200)
        .rounds(3)
        .threads(2)
        .retries(0, Duration.ZERO)
        .seed(7);
  }

  @Test
  void takesTheErrorsOutAndLeavesThePlainSharesAsTheyAre() {
    Detection plain = detector(new FirstLetter()).build().detect();
    Detection detection = detector(new FirstLetter()).heldOut(heldOut()).build().detect();

    CorrectedShares corrected = detection.corrected().orElseThrow();
    assertThat(plain.corrected()).isEmpty();
    assertThat(plain.mix()).isEqualTo(plain.distribution());
    assertThat(detection.distribution()).isEqualTo(plain.distribution());
    assertThat(detection.halfWidths()).isEqualTo(plain.halfWidths());
    assertThat(detection.distribution().weight("law")).isCloseTo(0.48, within(0.05));
    // Of the pieces of law a tenth or so begins with the digit: later ones of a text do not.
    double right = corrected.confusion().values().asList().get(0).weight("law");
    assertThat(right).isBetween(0.8, 0.97);
    assertThat(corrected.distribution().weight("law"))
        .isCloseTo(detection.distribution().weight("law") / right, within(1e-6));
    assertThat(
            corrected
                .intervals()
                .values()
                .asList()
                .get(0)
                .contains(corrected.distribution().weight("law")))
        .isTrue();
    assertThat(detection.mix()).isEqualTo(corrected.distribution());
    assertThat(detection.toString()).contains("errors taken out law ");
    assertThat(plain.toString()).doesNotContain("taken out");
  }

  @Test
  void noPieceEndsOrBeginsWithHalfACharacter() {
    FirstLetter judge = new FirstLetter();
    ImmutableList.Builder<LabelledText> texts = ImmutableList.builder();
    for (int i = 0; i < 20; i++) {
      texts.add(new LabelledText("law", "l" + "\uD83D\uDE00".repeat(30 + i)));
      texts.add(new LabelledText("code", "\uD83D\uDE00".repeat(30 + i)));
    }

    detector(judge).rounds(1).heldOut(texts.build()).build().detect();

    assertThat(judge.judged.subList(200, judge.judged.size()))
        .hasSizeGreaterThan(100)
        .allMatch(
            piece ->
                piece.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF));
  }

  @Test
  void manyDeclinedHeldOutPiecesAreWarnedOf() {
    FirstLetter judge = new FirstLetter();
    DomainClassifier picky =
        text -> text.startsWith("1") && text.length() < 8 ? Optional.empty() : judge.classify(text);
    ImmutableList.Builder<LabelledText> texts = ImmutableList.builder();
    for (int i = 0; i < 50; i++) {
      texts.add(new LabelledText("law", i % 3 == 0 ? "1lllll" : "llllll"));
      texts.add(new LabelledText("code", "cccccc"));
    }
    try (Warnings warnings = new Warnings(DetectionLoop.class)) {
      detector(picky).rounds(1).heldOut(texts.build()).build().detect();

      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("declined 17 of 50 pieces of domain 'law'")
          .doesNotContain("'code'");
    }
  }

  @Test
  void piecesOfOneDocumentAreDrawnTogether() {
    double apart = width(document -> document);
    double together = width(document -> document / 20);

    // The same pieces, judged the same: of five documents a domain they say less than of hundred.
    assertThat(together).isGreaterThan(1.3 * apart);
  }

  private static double width(IntUnaryOperator documents) {
    FirstLetter judge = new FirstLetter();
    ImmutableList<LabelledText> texts =
        heldOut().stream()
            .sorted(Comparator.comparing(LabelledText::domain))
            .collect(ImmutableList.toImmutableList());
    CrossValidated fair =
        new CrossValidated() {
          @Override
          public ImmutableList<LabelledText> heldOut() {
            return texts;
          }

          @Override
          public Optional<DomainDistribution> classifyHeldOut(int text, String excerpt) {
            return judge.classify(excerpt);
          }

          @Override
          public int heldOutDocument(int text) {
            return documents.applyAsInt(text);
          }

          @Override
          public Optional<DomainDistribution> classify(String text) {
            return judge.classify(text);
          }
        };
    Detection detection = detector(fair).build().detect();
    Range<Double> law = requireNonNull(detection.corrected().orElseThrow().intervals().get("law"));
    return law.upperEndpoint() - law.lowerEndpoint();
  }

  @Test
  void piecesAreAsLongAsWhatTheModelWrites() {
    FirstLetter judge = new FirstLetter();

    Detection detection = detector(judge).rounds(1).heldOut(heldOut()).build().detect();

    List<String> pieces = judge.judged.subList(200, judge.judged.size());
    CorrectedShares corrected = detection.corrected().orElseThrow();
    assertThat(pieces).hasSize(Math.toIntExact(corrected.pieces()));
    assertThat(corrected.texts()).isEqualTo(200);
    assertThat(pieces.stream().mapToInt(String::length).max()).hasValue(9);
    assertThat(pieces.stream().mapToInt(String::length).average().orElseThrow())
        .isBetween(5.0, 8.0);
    assertThat(pieces.stream().filter(piece -> piece.contains("l")).count())
        .isLessThanOrEqualTo(HeldOutTexts.PIECES);
  }

  @Test
  void canBeTurnedOff() {
    FirstLetter judge = new FirstLetter();

    Detection detection = detector(judge).heldOut(heldOut()).correction(false).build().detect();

    assertThat(detection.corrected()).isEmpty();
    assertThat(judge.judged).hasSize(600);
  }

  @Test
  void doesNotDependOnThreads() {
    assertThat(detector(new FirstLetter()).heldOut(heldOut()).threads(1).build().detect())
        .isEqualTo(detector(new FirstLetter()).heldOut(heldOut()).threads(8).build().detect());
  }

  @Test
  void aDetectionThatFailedAnywhereGoesOnWithoutJudgingTwice() {
    FirstLetter whole = new FirstLetter();
    Detection expected = detector(whole).heldOut(heldOut()).build().detect();
    // In the first round, among the held-out texts, right after them, and in the second round.
    int held = whole.judged.size() - 600;
    for (int failAfter : new int[] {150, 250, 200 + held, 250 + held, 450 + held}) {
      FirstLetter judge = new FirstLetter();
      judge.failAfter = failAfter;
      DomainDetector detector = detector(judge).threads(1).heldOut(heldOut()).build();

      assertThatThrownBy(detector::detect)
          .isInstanceOfSatisfying(
              DetectionException.class,
              e -> {
                DetectionProgress ended = e.progress().orElseThrow();
                DetectionProgress progress = DetectionProgress.fromJson(ended.toJson());
                assertThat(progress.toJson()).isEqualTo(ended.toJson());
                judge.failAfter = Integer.MAX_VALUE;
                Detection detection = detector.resume(progress);
                assertThat(detection).isEqualTo(expected);
                assertThat(detection.corrected()).isEqualTo(expected.corrected());
              });
      assertThat(judge.judged).as("after %s", failAfter).hasSize(whole.judged.size());
    }
  }

  @Test
  void aProgressWithoutHeldOutTextsGoesOnWithThem() {
    Detection expected = detector(new FirstLetter()).heldOut(heldOut()).build().detect();
    List<DetectionProgress> kept = new ArrayList<>();
    Detection unused = detector(new FirstLetter()).onProgress(kept::add).build().detect();

    for (DetectionProgress progress : kept) {
      assertThat(progress.toJson()).doesNotContain("heldOut");
      assertThat(detector(new FirstLetter()).heldOut(heldOut()).build().resume(progress))
          .isEqualTo(expected);
    }
    assertThat(kept).hasSize(3);
    assertThat(unused.corrected()).isEmpty();
  }

  @Test
  void otherHeldOutTextsAreJudgedAnew() {
    List<DetectionProgress> kept = new ArrayList<>();
    Detection first =
        detector(new FirstLetter()).heldOut(heldOut()).onProgress(kept::add).build().detect();
    ImmutableList<LabelledText> others = heldOut().subList(0, 60);

    Detection second = detector(new FirstLetter()).heldOut(others).build().resume(kept.get(1));

    assertThat(second).isEqualTo(detector(new FirstLetter()).heldOut(others).build().detect());
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void errorsNameTheDomain() {
    ImmutableList<LabelledText> lawOnly = ImmutableList.of(new LabelledText("law", "lll"));
    ImmutableList<LabelledText> unknown = ImmutableList.of(new LabelledText("art", "a"));

    assertThatThrownBy(() -> detector(new FirstLetter()).heldOut(lawOnly).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("domain 'code' has no held-out text");
    assertThatThrownBy(() -> detector(new FirstLetter()).heldOut(unknown).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("domain 'art'");
  }

  @Test
  void aDomainOfWhichAllIsDeclinedLeavesTheErrorsIn() {
    DomainClassifier judge =
        text ->
            text.startsWith("c") && text.length() == 4
                ? Optional.empty()
                : new FirstLetter().classify(text);
    ImmutableList<LabelledText> tooShort =
        ImmutableList.of(new LabelledText("law", "llll"), new LabelledText("code", "cccc"));

    Detection detection = detector(judge).heldOut(tooShort).declinedShare(0.9).build().detect();

    assertThat(detection.corrected()).isEmpty();
    assertThat(detection.mix()).isEqualTo(detection.distribution());
  }

  @Test
  void aFailureOnAHeldOutTextSaysSo() {
    FirstLetter judge = new FirstLetter();
    judge.failAfter = 230;

    assertThatThrownBy(() -> detector(judge).threads(1).heldOut(heldOut()).build().detect())
        .isInstanceOf(DetectionException.class)
        .hasMessageContaining("held-out texts, text 30");
  }
}
