// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.Baseline;
import org.versatune.ForgettingTracker;
import org.versatune.InvalidFeedbackException;

class ForgettingTrackersTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "code", "general");

  private static ImmutableMap<String, Double> losses(double law, double code, double general) {
    return ImmutableMap.of("law", law, "code", code, "general", general);
  }

  private static double at(Map<String, Double> byDomain, String domain) {
    return requireNonNull(byDomain.get(domain));
  }

  private static final ImmutableMap<String, Double> BASE = losses(2.1, 1.9, 3.2);

  @Test
  void againstThePreviousEvaluationAsInTheGoldenSequence() {
    ForgettingTracker tracker = ForgettingTrackers.previous(BASE);
    assertThat(tracker.forgetting(losses(2, 1.8, 3.1)).values()).containsOnly(0.0);
    tracker = tracker.observe(losses(2, 1.8, 3.1));
    Map<String, Double> second = tracker.forgetting(losses(2.2, 1.75, 3.1));
    assertThat(second.get("law")).isEqualTo(0.1, within(1e-12));
    assertThat((at(second, "law") + at(second, "general")) / 2).isEqualTo(0.05, within(1e-12));
    tracker = tracker.observe(losses(2.2, 1.75, 3.1));
    Map<String, Double> third = tracker.forgetting(losses(2.25, 1.74, 3.4));
    assertThat(third.get("law")).isEqualTo(0.05 / 2.2, within(1e-12));
    assertThat(third.get("general")).isEqualTo(0.3 / 3.1, within(1e-12));
    assertThat(tracker.baseline()).isEqualTo(losses(2.2, 1.75, 3.1));
  }

  @Test
  void againstTheBaseModelNeverMoves() {
    ForgettingTracker tracker =
        ForgettingTrackers.base(BASE).observe(losses(5, 5, 5)).observe(losses(1, 1, 1));
    assertThat(tracker.baseline()).isEqualTo(BASE);
    assertThat(tracker.forgetting(losses(4.2, 1, 1))).isEqualTo(losses(1, 0, 0));
  }

  @Test
  void withoutABaseLossTheFirstEvaluationIsTheBase() {
    ForgettingTracker tracker = ForgettingTrackers.base(Map.of("law", 2.0));
    assertThat(tracker.forgetting(losses(4, 9, 9))).isEqualTo(losses(1, 0, 0));
    tracker = tracker.observe(losses(4, 9, 9)).observe(losses(1, 1, 1));
    assertThat(tracker.baseline()).isEqualTo(losses(2, 9, 9));
  }

  @Test
  void againstTheBestLossCountsTheBaseModel() {
    ForgettingTracker tracker = ForgettingTrackers.best(BASE).observe(losses(2, 2, 3));
    assertThat(tracker.baseline()).isEqualTo(losses(2, 1.9, 3));
    assertThat(tracker.observe(losses(9, 9, 9)).baseline()).isEqualTo(losses(2, 1.9, 3));
  }

  @ParameterizedTest
  @EnumSource
  void anEvaluationThatLacksADomainLeavesItsBaseline(Baseline kind) {
    ForgettingTracker tracker = ForgettingTrackers.against(kind, BASE).observe(Map.of("code", 1.5));
    assertThat(tracker.baseline()).containsEntry("law", 2.1).containsEntry("general", 3.2);
    assertThat(tracker.kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1})
  void unusableLossesAreRefusedByNameAndNothingMoves(double bad) {
    for (Baseline kind : Baseline.values()) {
      ForgettingTracker tracker = ForgettingTrackers.against(kind, BASE);
      assertThatThrownBy(() -> tracker.observe(losses(1, bad, 1)))
          .isInstanceOf(InvalidFeedbackException.class)
          .hasMessageContaining("'code'")
          .hasMessageContaining(Double.toString(bad));
      assertThatThrownBy(() -> tracker.forgetting(losses(1, 1, bad)))
          .isInstanceOf(InvalidFeedbackException.class)
          .hasMessageContaining("'general'");
      assertThat(tracker.baseline()).isEqualTo(BASE);
      assertThatThrownBy(() -> ForgettingTrackers.restore(kind, losses(bad, 1, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'law'");
    }
  }

  @ParameterizedTest
  @EnumSource(Baseline.class)
  void aLossOfZeroIsNoForgettingAndNoBaseline(Baseline kind) {
    ForgettingTracker tracker = ForgettingTrackers.against(kind, BASE);
    assertThat(tracker.forgetting(losses(0, 1, 1))).containsEntry("law", 0.0);

    ForgettingTracker after = tracker.observe(losses(0, 1e-3, 1));
    assertThat(after.baseline()).containsEntry("law", tracker.baseline().get("law"));
    assertThat(after.forgetting(losses(1e300, 1e300, 1)).values()).allMatch(Double::isFinite);
  }

  @Test
  void potentialIsTheShareOfTheLossThatASpecialistSaves() {
    assertThat(LearnablePotential.of(2, 1.5)).isEqualTo(0.25);
    assertThat(LearnablePotential.of(1.5, 2)).isZero();
    assertThat(LearnablePotential.of(1.5, 0)).isEqualTo(1);
    assertThat(LearnablePotential.of(losses(2, 1.75, 3), losses(1.8, 1.6, 3.2)))
        .containsExactlyEntriesOf(
            ImmutableMap.of("law", (2 - 1.8) / 2, "code", (1.75 - 1.6) / 1.75, "general", 0.0));
    assertThatThrownBy(() -> LearnablePotential.of(BASE, Map.of("code", 1.0)))
        .isInstanceOf(InvalidFeedbackException.class)
        .hasMessageContaining("'law'");
    assertThat(LearnablePotential.of(losses(1, 0, 1), BASE)).containsEntry("code", 0.0);
    assertThat(LearnablePotential.of(0, 0)).isZero();
    assertThatThrownBy(() -> LearnablePotential.of(BASE, losses(1, -1, 1)))
        .hasMessageContaining("'code'");
    assertThatThrownBy(() -> LearnablePotential.of(Double.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> LearnablePotential.of(1, -1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> ForgettingDegree.of(-1, 1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> ForgettingDegree.of(1, 0)).hasMessageContaining("0");
  }

  @Provide
  Arbitrary<List<List<Double>>> histories() {
    return Arbitraries.doubles()
        .between(1e-9, 1e3)
        .ofScale(12)
        .list()
        .ofSize(3)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  private static ImmutableMap<String, Double> losses(List<Double> values) {
    return losses(values.get(0), values.get(1), values.get(2));
  }

  @Property
  void forgettingIsNeverNegativeAndTheBestIsTheStrictest(
      @ForAll("histories") List<List<Double>> history) {
    ForgettingTracker previous = ForgettingTrackers.previous(BASE);
    ForgettingTracker base = ForgettingTrackers.base(BASE);
    ForgettingTracker best = ForgettingTrackers.best(BASE);
    for (List<Double> values : history) {
      ImmutableMap<String, Double> now = losses(values);
      for (String domain : DOMAINS) {
        double strict = at(best.forgetting(now), domain);
        assertThat(strict).isGreaterThanOrEqualTo(previous.forgetting(now).get(domain));
        assertThat(strict).isGreaterThanOrEqualTo(base.forgetting(now).get(domain));
        assertThat(previous.forgetting(now).get(domain)).isNotNegative();
        assertThat(base.forgetting(now).get(domain)).isNotNegative();
        assertThat(best.baseline().get(domain))
            .isLessThanOrEqualTo(previous.baseline().get(domain))
            .isLessThanOrEqualTo(BASE.get(domain));
      }
      previous = previous.observe(now);
      base = base.observe(now);
      best = best.observe(now);
    }
  }

  @Property
  void orderOfTheDomainsDoesNotMatter(
      @ForAll("histories") List<List<Double>> history,
      @ForAll Baseline kind,
      @ForAll Random random) {
    List<String> order = new ArrayList<>(DOMAINS);
    Collections.shuffle(order, random);
    ForgettingTracker tracker = ForgettingTrackers.against(kind, BASE);
    ForgettingTracker permuted = ForgettingTrackers.against(kind, reordered(BASE, order));
    for (List<Double> values : history) {
      ImmutableMap<String, Double> now = losses(values);
      ImmutableMap<String, Double> other = reordered(now, order);
      assertThat(permuted.forgetting(other)).isEqualTo(tracker.forgetting(now));
      assertThat(permuted.forgetting(other).keySet()).containsExactlyElementsOf(order);
      tracker = tracker.observe(now);
      permuted = permuted.observe(other);
    }
  }

  @Property
  void aRestoredTrackerGoesOnBitForBit(
      @ForAll("histories") List<List<Double>> history, @ForAll Baseline kind) {
    ForgettingTracker tracker = ForgettingTrackers.against(kind, Map.of("law", 2.0));
    ForgettingTracker restored = tracker;
    for (List<Double> values : history) {
      ImmutableMap<String, Double> now = losses(values);
      assertThat(restored.forgetting(now)).isEqualTo(tracker.forgetting(now));
      tracker = tracker.observe(now);
      restored = restored.observe(now);
      restored = ForgettingTrackers.restore(restored.kind(), restored.baseline());
    }
    assertThat(restored.baseline()).isEqualTo(tracker.baseline());
  }

  private static ImmutableMap<String, Double> reordered(
      ImmutableMap<String, Double> losses, List<String> order) {
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    order.forEach(domain -> map.put(domain, at(losses, domain)));
    return map.buildOrThrow();
  }
}
