// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DomainDetectorPropertyTest {
  private static ImmutableList<String> names(int k) {
    return IntStream.range(0, k).mapToObj(j -> "d" + j).collect(ImmutableList.toImmutableList());
  }

  private static DomainDetector.Builder anything(int k, long seed) {
    return DomainDetector.builder()
        .generator(WrittenProbabilities.anything(k))
        .classifier(WrittenProbabilities.over(names(k)))
        .domains(names(k))
        .samplesPerRound(40)
        .rounds(3)
        .declinedShare(1)
        .seed(seed);
  }

  @Property(tries = 200)
  void sharesSumToOneAndStayInBounds(
      @ForAll @IntRange(min = 1, max = 30) int k,
      @ForAll long seed,
      @ForAll @DoubleRange(max = 100) double smoothing) {
    Detection detection = anything(k, seed).smoothing(smoothing).build().detect();

    assertThat(Arrays.stream(detection.distribution().toArray()).sum()).isCloseTo(1, within(1e-12));
    assertThat(Arrays.stream(detection.distribution().toArray())).allMatch(w -> w >= 0 && w <= 1);
    assertThat(detection.halfWidths().values()).allMatch(h -> h >= 0 && Double.isFinite(h));
    assertThat(detection.accepted() + detection.declined()).isEqualTo(3 * 40);
    assertThat(detection.topCounts().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(detection.accepted());
    assertThat(detection.clippedIntervals().values())
        .allMatch(i -> i.lowerEndpoint() >= 0 && i.upperEndpoint() <= 1);
    assertThat(detection.intervals())
        .allSatisfy(
            (domain, interval) ->
                assertThat(interval.contains(detection.distribution().weight(domain))).isTrue());
  }

  @Property(tries = 100)
  void permutingTheDomainsPermutesTheResult(
      @ForAll @IntRange(min = 1, max = 12) int k, @ForAll long seed) {
    List<String> shuffled = new java.util.ArrayList<>(names(k));
    Collections.shuffle(shuffled, new Random(seed));

    Detection one = anything(k, seed).build().detect();
    Detection other = anything(k, seed).domains(shuffled).build().detect();

    assertThat(other.distribution().domains()).isEqualTo(shuffled);
    for (String domain : shuffled) {
      assertThat(other.distribution().weight(domain))
          .isCloseTo(one.distribution().weight(domain), within(1e-12));
      assertThat(other.halfWidths().get(domain)).isEqualTo(one.halfWidths().get(domain));
    }
  }

  @Property(tries = 40)
  void theNumberOfThreadsChangesNothing(
      @ForAll @IntRange(min = 2, max = 9) int threads, @ForAll long seed) {
    Detection alone = anything(5, seed).threads(1).build().detect();
    Detection together = anything(5, seed).threads(threads).build().detect();

    assertThat(together).isEqualTo(alone);
    assertThat(together.distribution()).isEqualTo(alone.distribution());
    assertThat(together.halfWidths()).isEqualTo(alone.halfWidths());
  }

  @Property(tries = 50)
  void fourTimesTheRoundsHalveTheIntervalOfEqualRounds(
      @ForAll @IntRange(min = 2, max = 8) int k,
      @ForAll @IntRange(min = 1, max = 5) int rounds,
      @ForAll long seed) {
    ImmutableList<String> texts = WrittenProbabilities.anything(k).generate(40, seed);
    TextGenerator same = WrittenProbabilities.always(texts);

    Detection few = anything(k, seed).generator(same).rounds(rounds).build().detect();
    Detection many = anything(k, seed).generator(same).rounds(4 * rounds).build().detect();

    few.halfWidths()
        .forEach(
            (domain, halfWidth) ->
                assertThat(many.halfWidths().getOrDefault(domain, 0.0))
                    .isCloseTo(halfWidth / 2, within(1e-12)));
  }

  @Property(tries = 100)
  void smoothingPullsTowardsEqualShares(
      @ForAll @IntRange(min = 2, max = 8) int k,
      @ForAll @DoubleRange(min = 0.01, max = 50) double alpha,
      @ForAll long seed) {
    Detection plain = anything(k, seed).build().detect();
    Detection smoothed = anything(k, seed).smoothing(alpha).build().detect();

    for (String domain : names(k)) {
      double before = plain.distribution().weight(domain) - 1.0 / k;
      double after = smoothed.distribution().weight(domain) - 1.0 / k;
      assertThat(Math.abs(after)).isLessThanOrEqualTo(Math.abs(before) + 1e-12);
      assertThat(after * before).isGreaterThanOrEqualTo(-1e-15);
      assertThat(smoothed.distribution().weight(domain)).isPositive();
    }
  }

  @Test
  void theIntervalHoldsTheTruthAboutNinetyFiveTimesInAHundred() {
    double[] truth = {0.06, 0.08, 0.36, 0.5};
    int held = 0;
    int all = 0;
    for (int run = 0; run < 400; run++) {
      Detection detection =
          DomainDetector.builder()
              .generator(WrittenProbabilities.hardLabels(truth))
              .classifier(WrittenProbabilities.over(names(4)))
              .domains(names(4))
              .samplesPerRound(150)
              .seed(run)
              .threads(1)
              .build()
              .detect();
      for (int j = 0; j < truth.length; j++) {
        all++;
        held += detection.interval("d" + j).contains(truth[j]) ? 1 : 0;
      }
    }

    // The larger of two standard errors makes it somewhat wider than 95 %, never narrower.
    assertThat((double) held / all).isBetween(0.94, 0.99);
  }
}
