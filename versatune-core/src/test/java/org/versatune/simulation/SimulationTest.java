// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.ForgettingTracker;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.record.DomainSeries;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;

class SimulationTest {
  private static final LossCurves CURVES =
      LossCurves.of(
          ImmutableMap.of(
              "a", new LossCurve(-0.5, 1.5, 0.4, 1000, 0),
              "b", new LossCurve(0.1, 2.0, 0.3, 3000, 0)));
  private static final Setup SETUP =
      Setup.of(DomainDistribution.of(ImmutableList.of("a", "b"), .25, .75))
          .with(Signal.REFERENCE_LOSS, ImmutableMap.of("a", 0.7, "b", 1.3));

  @Test
  void constantWeightsEndWhereTheCurvesSay() {
    SimulationResult result =
        Simulation.of(CURVES).setup(SETUP).batchSize(10).steps(1005).updateEvery(100).run();
    double a = new LossCurve(-0.5, 1.5, 0.4, 1000, 0).loss(1000 + .25 * 10_050);
    double b = new LossCurve(0.1, 2.0, 0.3, 3000, 0).loss(3000 + .75 * 10_050);
    assertThat(at(result.finalLosses(), "a").value()).isEqualTo(a, within(1e-12));
    assertThat(at(result.finalLosses(), "b").value()).isEqualTo(b, within(1e-12));
    assertThat(at(result.examples(), "a")).isEqualTo(.25 * 10_050, within(1e-9));
    assertThat(result.weights()).isEqualTo(SETUP.initial());
    double base = CURVES.baseLosses().getOrDefault("a", 0.0);
    assertThat(at(result.gains().orElseThrow().byDomain(), "a"))
        .isEqualTo((base - a) / (base - 0.7), within(1e-12));
    assertThat(result.finalLosses().values()).allMatch(e -> e.replicates() == 0);
  }

  /**
   * What a is trained on overwrites b, which needs more than the weight of .4 that it starts with.
   */
  @Test
  void aProtectedDomainStaysWithinItsLimit() {
    LossCurves curves =
        LossCurves.of(
            ImmutableMap.of(
                "a", new LossCurve(-0.5, 1.5, 0.4, 1000, 0),
                "b", new LossCurve(0.1, 2.0, 0.3, 30_000, 5e-5)));
    Setup setup =
        Setup.of(DomainDistribution.of(ImmutableList.of("a", "b"), .6, .4))
            .with(Signal.REFERENCE_LOSS, ImmutableMap.of("a", 0.7, "b", 1.3));
    Simulation simulation = Simulation.of(curves).setup(setup).steps(2000).updateEvery(20);
    Protection promise = Protection.of("b").within(.01);
    ImmutableMap<String, Double> tolerances = promise.tolerances(curves.domains());

    SimulationResult forgotten = simulation.scheduler(Schedulers.constant()).run();
    SimulationResult kept =
        simulation.scheduler(Schedulers.protecting(Schedulers.constant(), promise)).run();

    assertThat(at(forgotten.gains().orElseThrow().excess(tolerances), "b")).isGreaterThan(0.04);
    assertThat(at(kept.gains().orElseThrow().excess(tolerances), "b")).isLessThan(0.01);
    assertThat(kept.weights().weight("b")).isGreaterThan(.5);
  }

  @Test
  void theRuleDecidesOnPredictedLosses() {
    SimulationResult steered =
        Simulation.of(CURVES)
            .setup(SETUP)
            .scheduler(Schedulers.fostering())
            .steps(1000)
            .updateEvery(10)
            .run();
    double gapA = at(steered.finalLosses(), "a").value() - 0.7;
    double gapB = at(steered.finalLosses(), "b").value() - 1.3;
    assertThat(gapA).isNotEqualTo(gapB);
    assertThat(steered.weights()).isNotEqualTo(SETUP.initial());
    List<DomainSeries.Point> weights = steered.weightSeries().of("a");
    assertThat(weights.get(0)).isEqualTo(new DomainSeries.Point(0, .25));
    assertThat(weights.get(100))
        .isEqualTo(new DomainSeries.Point(1000, steered.weights().weight(0)));
    assertThat(steered.lossSeries().of("a")).hasSize(101);
    assertThat(steered.lossSeries().of("a").get(100).value())
        .isEqualTo(at(steered.finalLosses(), "a").value());
  }

  @Test
  void aRuleReadsWhatWasForgottenSinceTheReportBefore() {
    List<Double> forgotten = new ArrayList<>();
    WeightScheduler onlyB =
        (current, feedback) -> {
          ForgettingTracker tracker = feedback.forgettingTracker().orElseThrow();
          forgotten.add(at(tracker.forgetting(feedback.losses()), "a"));
          return WeightUpdate.of(current.withWeights(0, 1));
        };

    Simulation.of(CURVES).setup(SETUP).scheduler(onlyB).steps(30).updateEvery(10).run();

    assertThat(forgotten).hasSize(3);
    assertThat(forgotten.get(0)).isZero();
    assertThat(forgotten.get(1)).isGreaterThanOrEqualTo(0);
  }

  /** Notes what it is shown. */
  private static final class Witness implements WeightScheduler {
    private final ImmutableSet<Signal> signals;
    private final List<Feedback> seen = new ArrayList<>();

    Witness(Signal... signals) {
      this.signals = ImmutableSet.copyOf(signals);
    }

    @Override
    public ImmutableSet<Signal> signals() {
      return signals;
    }

    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      seen.add(feedback);
      return WeightUpdate.of(current.withWeights(1, 0));
    }
  }

  @Test
  void aRuleGetsTheSignalsThatItAsksFor() {
    Witness witness =
        new Witness(
            Signal.DRAW_COUNTS,
            Signal.BATCH_LOSS,
            Signal.TOKEN_EXCESS,
            Signal.REFERENCE_LOSS,
            Signal.BASE_LOSS);
    Simulation.of(CURVES)
        .setup(SETUP)
        .scheduler(witness)
        .batchSize(8)
        .steps(25)
        .updateEvery(10)
        .run();
    assertThat(witness.seen).extracting(Feedback::step).containsExactly(10L, 20L, 25L);
    Feedback first = witness.seen.get(0);
    Feedback last = witness.seen.get(2);
    assertThat(first.values(Signal.DRAW_COUNTS)).isEqualTo(ImmutableMap.of("a", 20.0, "b", 60.0));
    assertThat(last.values(Signal.DRAW_COUNTS)).isEqualTo(ImmutableMap.of("a", 140.0, "b", 60.0));
    assertThat(first.values(Signal.BATCH_LOSS)).isEqualTo(first.losses());
    assertThat(last.values(Signal.BATCH_LOSS)).containsOnlyKeys("a");
    assertThat(at(first.values(Signal.TOKEN_EXCESS), "a"))
        .isEqualTo(at(first.losses(), "a") - 0.7, within(1e-12));
    assertThat(first.values(Signal.REFERENCE_LOSS))
        .isEqualTo(SETUP.byDomain(Signal.REFERENCE_LOSS));
    assertThat(first.values(Signal.BASE_LOSS)).isEqualTo(CURVES.baseLosses());
  }

  @Test
  void aRuleGetsNothingElse() {
    Witness witness = new Witness(Signal.VALIDATION_LOSS);
    Simulation.of(CURVES).setup(SETUP).scheduler(witness).steps(1).run();
    for (Signal signal : Signal.values()) {
      assertThat(witness.seen.get(0).has(signal)).isEqualTo(signal == Signal.VALIDATION_LOSS);
    }
  }

  @Test
  void whatCurvesCannotTellIsRefused() {
    assertThatThrownBy(
            () -> Simulation.of(CURVES).scheduler(new Witness(Signal.GRADIENT_PRODUCTS)).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GRADIENT_PRODUCTS")
        .hasMessageContaining("loss curves cannot tell");
    for (Signal signal :
        new Signal[] {Signal.TOKEN_EXCESS, Signal.REFERENCE_LOSS, Signal.DOMAIN_SIZE}) {
      assertThatThrownBy(() -> Simulation.of(CURVES).scheduler(new Witness(signal)).run())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("reads " + signal)
          .hasMessageContaining("set-up of the simulation lacks");
    }
  }

  @Test
  void longRunsKeepAThousandPoints() {
    SimulationResult result = Simulation.of(CURVES).setup(SETUP).steps(12_345).updateEvery(1).run();
    List<DomainSeries.Point> points = result.lossSeries().of("b");
    assertThat(points).hasSizeBetween(500, 1002);
    assertThat(points.get(points.size() - 1).step()).isEqualTo(12_345);
    assertThat(points).isSortedAccordingTo((p, q) -> Double.compare(q.value(), p.value()));
  }

  @Test
  void badOptionsAreRefusedAtOnce() {
    Simulation simulation = Simulation.of(CURVES);
    assertThatThrownBy(() -> simulation.batchSize(0)).hasMessageContaining("batchSize is 0");
    assertThatThrownBy(() -> simulation.steps(0)).hasMessageContaining("steps is 0");
    assertThatThrownBy(() -> simulation.updateEvery(0)).hasMessageContaining("updateEvery is 0");
    assertThatThrownBy(() -> simulation.replicates(1)).hasMessageContaining("the fit has 0");
    assertThatThrownBy(() -> simulation.setup(Setup.of(DomainDistribution.uniform("b", "a"))))
        .hasMessageContaining("[b, a]")
        .hasMessageContaining("[a, b]");
  }

  @Test
  void theCaveatIsPartOfTheResult() {
    SimulationResult result = Simulation.of(CURVES).setup(SETUP).run();
    assertThat(result.caveat()).contains("stand in for the model").doesNotContain("extrapolated");
    assertThat(result.toString()).contains(result.caveat()).contains("worst gain");
    SimulationResult withoutReference = Simulation.of(CURVES).run();
    assertThat(withoutReference.gains()).isEmpty();
    assertThat(withoutReference.meanGain()).isEmpty();
  }

  private static <T> T at(Map<String, T> byDomain, String domain) {
    return java.util.Objects.requireNonNull(byDomain.get(domain));
  }
}
