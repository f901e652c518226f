// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import com.google.common.primitives.Doubles;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors computed from the formulas by other code (Python's {@code statistics}). */
class DomainDetectorGoldenTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "code", "general");

  private static final List<String> FIRST =
      List.of("0.7 0.2 0.1", "0.1 0.8 0.1", "0.5 0.25 0.25", "0 0 1");
  private static final List<String> SECOND =
      List.of("0.6 0.3 0.1", "?", "0.2 0.2 0.6", "0.9 0.05 0.05");
  private static final List<String> THIRD =
      List.of("1 0 0", "0.3 0.3 0.4", "0.25 0.5 0.25", "0.4 0.4 0.2");

  private static DomainDetector.Builder detector(List<List<String>> rounds) {
    return DomainDetector.builder()
        .generator(WrittenProbabilities.rounds(rounds))
        .classifier(WrittenProbabilities.over(DOMAINS))
        .domains(DOMAINS)
        .rounds(rounds.size())
        .samplesPerRound(rounds.get(0).size());
  }

  private static void assertClose(double[] actual, double... expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int j = 0; j < expected.length; j++) {
      assertThat(actual[j]).as("domain %s", j).isCloseTo(expected[j], within(1e-9));
    }
  }

  private static double[] halfWidths(Detection detection) {
    return Doubles.toArray(detection.halfWidths().values());
  }

  @Test
  void averagesSoftJudgementsOverThreeRounds() {
    Detection detection = detector(List.of(FIRST, SECOND, THIRD)).build().detect();

    assertClose(detection.distribution().toArray(), 0.459722222222, 0.265277777778, 0.275);
    assertClose(halfWidths(detection), 0.205104430478, 0.140528432256, 0.189420939859);
    assertClose(detection.rounds().get(0).distribution().toArray(), 0.325, 0.3125, 0.3625);
    assertClose(
        detection.rounds().get(1).distribution().toArray(), 0.566666666667, 0.183333333333, 0.25);
    assertClose(detection.rounds().get(2).distribution().toArray(), 0.4875, 0.3, 0.2125);
    assertThat(detection.rounds()).extracting(DetectionRound::accepted).containsExactly(4, 3, 4);
    assertThat(detection.rounds()).extracting(DetectionRound::declined).containsExactly(0, 1, 0);
    assertThat(detection.accepted()).isEqualTo(11);
    assertThat(detection.declined()).isEqualTo(1);
    assertThat(detection.roundsUsed()).isEqualTo(3);
    assertThat(detection.stoppedEarly()).isFalse();
  }

  @Test
  void countsTheMostProbableDomainAndTheFirstOfThoseThatTie() {
    Detection detection = detector(List.of(FIRST, SECOND, THIRD)).build().detect();

    // "0.4 0.4 0.2" counts for law.
    assertThat(detection.topCounts()).containsEntry("law", 6L).containsEntry("code", 2L);
    assertThat(detection.topCounts()).containsEntry("general", 3L);
  }

  @Test
  void smoothsByPseudoCountsAndLeavesTheHalfWidths() {
    Detection detection = detector(List.of(FIRST, SECOND, THIRD)).smoothing(0.5).build().detect();

    assertClose(detection.distribution().toArray(), 0.444555555556, 0.273444444444, 0.282);
    assertClose(halfWidths(detection), 0.205104430478, 0.140528432256, 0.189420939859);
    assertClose(detection.rounds().get(0).distribution().toArray(), 0.325, 0.3125, 0.3625);
  }

  @Test
  void restsOnTheSpreadOfTheTextsAloneInASingleRound() {
    Detection detection = detector(List.of(FIRST)).build().detect();

    assertClose(detection.distribution().toArray(), 0.325, 0.3125, 0.3625);
    assertClose(halfWidths(detection), 0.323789767670, 0.335622968340, 0.422217596031);
  }

  @Test
  void takesTheSpreadOfTheRoundsWhereItIsLarger() {
    List<String> early = List.of("1 0 0", "1 0 0", "1 0 0", "0 1 0");
    List<String> late = List.of("0 1 0", "0 1 0", "0 1 0", "0 0 1");

    Detection detection = detector(List.of(early, late)).build().detect();

    assertClose(detection.distribution().toArray(), 0.375, 0.5, 0.125);
    assertClose(halfWidths(detection), 0.734986494203, 0.489990996135, 0.244995498068);
  }

  @Test
  void assumesTheLargestVarianceWhereARoundHasASingleAcceptedText() {
    List<String> single = List.of("?", "0.7 0.2 0.1", "?", "?");

    Detection detection = detector(List.of(single, FIRST)).declinedShare(0.75).build().detect();

    assertClose(detection.distribution().toArray(), 0.5125, 0.25625, 0.23125);
    assertClose(halfWidths(detection), 0.516043728482, 0.517930372263, 0.533533598654);
  }

  @Test
  void weighsRoundsEquallyHoweverManyTextsAreDeclined() {
    List<String> full = List.of("1 0 0", "1 0 0", "1 0 0", "1 0 0");
    List<String> half = List.of("0 1 0", "?", "?", "0 1 0");

    Detection detection = detector(List.of(full, half)).declinedShare(0.5).build().detect();

    assertClose(detection.distribution().toArray(), 0.5, 0.5, 0);
  }

  @Test
  void cutsIntervalsOnlyWhereAsked() {
    Detection detection =
        detector(List.of(List.of("1 0 0", "1 0 0", "1 0 0", "0 1 0"))).build().detect();

    double halfWidth = detection.halfWidth("law");
    assertThat(halfWidth).isCloseTo(1.959963984540054 * 0.25, within(1e-9));
    assertThat(detection.interval("law"))
        .isEqualTo(Range.closed(0.75 - halfWidth, 0.75 + halfWidth));
    assertThat(detection.intervals())
        .containsEntry("law", Range.closed(0.75 - halfWidth, 0.75 + halfWidth))
        .containsEntry("code", Range.closed(0.25 - halfWidth, 0.25 + halfWidth))
        .containsEntry("general", Range.closed(0.0, 0.0));
    assertThat(detection.clippedIntervals())
        .containsEntry("law", Range.closed(0.75 - halfWidth, 1.0))
        .containsEntry("code", Range.closed(0.0, 0.25 + halfWidth))
        .containsEntry("general", Range.closed(0.0, 0.0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> detection.halfWidth("medicine"))
        .withMessageContaining("unknown domain 'medicine'");
  }

  @Test
  void givesTheOneDomainEverything() {
    Detection detection =
        DomainDetector.builder()
            .generator(WrittenProbabilities.always(List.of("1")))
            .classifier(WrittenProbabilities.over(List.of("law")))
            .domains("law")
            .samplesPerRound(1)
            .build()
            .detect();

    assertThat(detection.distribution().weight("law")).isEqualTo(1);
    assertThat(detection.halfWidths()).containsEntry("law", 0.0);
  }

  @Test
  void printsSharesHalfWidthsAndCounts() {
    assertThat(detector(List.of(FIRST, SECOND, THIRD)).build().detect())
        .hasToString(
            "Detection{law 46.0 ± 20.5 %, code 26.5 ± 14.1 %, general 27.5 ± 18.9 %,"
                + " 3 of 3 rounds, 11 accepted, 1 declined}");
  }
}
