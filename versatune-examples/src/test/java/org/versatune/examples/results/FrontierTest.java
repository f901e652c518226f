// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;

class FrontierTest {
  private static Run run(String name, double mean, double worst) {
    return new Run(
        new RunKey(new Group(Group.FRONTIER, "x1", "", 10), new Choice(name, "mix"), 1),
        "constant",
        "",
        "",
        ImmutableMap.of(Measures.MEAN_GAIN, mean, Measures.WORST_GAIN, worst));
  }

  private static final ImmutableList<Run> FIXED =
      ImmutableList.of(
          run("high", 0.3, -0.4),
          run("beaten", 0.2, -0.2),
          run("middle", 0.25, 0.0),
          run("safe", 0.1, 0.1),
          run("poor", 0.05, 0.05),
          run("without gains", Double.NaN, Double.NaN));

  @Test
  void thoseThatNoOtherBeatsInBothGainsAreOnIt() {
    assertThat(Frontier.of(FIXED).members())
        .extracting(run -> run.key().choice().strategy())
        .containsExactly("high", "middle", "safe");
  }

  @Test
  void distancesAreWhatBothGainsLack() {
    Frontier frontier = Frontier.of(FIXED);
    assertThat(frontier.distance(0.25, 0.0)).isZero();
    // Two thirds of the way from "high" to "middle": .2667 and -.1333.
    assertThat(frontier.distance(0.2, -0.2)).isCloseTo(-0.2 / 3, within(1e-12));
    assertThat(frontier.distance(0.2, -0.01)).isLessThan(0);
    // Half way between "middle" and "safe".
    assertThat(frontier.distance(0.175, 0.05)).isCloseTo(0, within(1e-12));
    assertThat(frontier.distance(0.275, 0.15)).isCloseTo(0.1, within(1e-12));
    // Beyond an end only one gain counts.
    assertThat(frontier.distance(0.0, 0.3)).isCloseTo(0.2, within(1e-12));
    assertThat(frontier.distance(0.35, -2)).isCloseTo(0.05, within(1e-12));
    assertThat(frontier.distance(Double.NaN, 0)).isNaN();
    assertThat(Frontier.of(List.of()).distance(0.1, 0.1)).isNaN();
  }

  @Property
  void noMemberIsOffAndAShiftInBothGainsMovesTheDistanceByIt(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -1, max = 1) Double> numbers,
      @ForAll @DoubleRange(min = -1, max = 1) double mean,
      @ForAll @DoubleRange(min = -1, max = 1) double worst) {
    List<Run> fixed = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      fixed.add(run("mix " + i, numbers.get(i), numbers.get((i * 7 + 3) % numbers.size())));
    }
    Frontier frontier = Frontier.of(fixed);
    for (Run run : fixed) {
      assertThat(frontier.distance(run)).isLessThanOrEqualTo(1e-12);
    }
    for (Run member : frontier.members()) {
      assertThat(fixed).contains(member);
    }
    double distance = frontier.distance(mean, worst);
    assertThat(frontier.distance(mean + 0.1, worst + 0.1)).isCloseTo(distance + 0.1, within(1e-9));
    assertThat(frontier.distance(mean - distance, worst - distance)).isCloseTo(0, within(1e-9));
  }

  @Test
  void aSurrogatePredictsMixesThatItHasNotSeen() {
    SplittableRandom random = new SplittableRandom(7);
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      runs.add(simulated(i, random));
    }
    MixSurrogate.HeldOut error = MixSurrogate.heldOut(runs);
    assertThat(error.mean()).isLessThan(0.2 * error.meanSpread());
    assertThat(error.worst()).isLessThan(0.5 * error.worstSpread());

    MixSurrogate.Prediction even =
        MixSurrogate.of(runs).predict(DomainDistribution.uniform("law", "code", "poems"));
    assertThat(even.mean()).isCloseTo(gain(1 / 3.0), within(0.03));
    assertThatIllegalArgumentException().isThrownBy(() -> MixSurrogate.heldOut(runs.subList(0, 3)));
  }

  private static double gain(double share) {
    return Math.sqrt(share) - 0.3;
  }

  /** Gains that rise with the share of a domain, and a domain without one. */
  private static Run simulated(int number, SplittableRandom random) {
    double[] draws = {1 + random.nextInt(300), 1 + random.nextInt(300), 1 + random.nextInt(300)};
    double sum = draws[0] + draws[1] + draws[2];
    ImmutableList<String> domains = ImmutableList.of("law", "code", "poems");
    ImmutableMap.Builder<String, Double> measures = ImmutableMap.builder();
    double mean = 0;
    double worst = 1;
    for (int j = 0; j < 3; j++) {
      measures.put(Measures.DRAWS + domains.get(j), draws[j]);
      measures.put(Measures.GAIN + domains.get(j), gain(draws[j] / sum));
      mean += gain(draws[j] / sum) / 3;
      worst = Math.min(worst, gain(draws[j] / sum));
    }
    Run run = run("mix " + number, mean, worst);
    return new Run(run.key(), "", "", "", measures.putAll(run.measures()).buildOrThrow());
  }
}
