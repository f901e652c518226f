// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunHeader;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;

class CurveFitTest {
  private static final double[] UNIFORM = {1, 1, 1, 1, 1, 1};
  private static final double[] BASE = {.06, .08, .05, .09, .37, .35};
  private static final double[] MEDICINE = {.05, .5, .05, .1, .1, .2};
  private static final double[] FINANCE = {.3, .05, .4, .05, .15, .05};
  private static final double[] INVERSE = {.94, .92, .95, .91, .63, .65};

  static ImmutableList<RunRecord> training(double noise, long seed) {
    ImmutableList.Builder<RunRecord> runs = ImmutableList.builder();
    for (double[] mix : new double[][] {UNIFORM, BASE, MEDICINE, FINANCE}) {
      runs.add(SyntheticRuns.run(SyntheticRuns.truth(), step -> mix, 350, 25, noise, seed++));
    }
    return runs.build();
  }

  /** A run twice as long, with mixes of its own, that changes half-way. */
  private static RunRecord heldOut(double noise, long seed) {
    return SyntheticRuns.run(
        SyntheticRuns.truth(), step -> step < 300 ? INVERSE : MEDICINE, 700, 50, noise, seed);
  }

  @Test
  void withoutNoiseTheTruthComesBack() {
    LossCurves truth = SyntheticRuns.truth();
    FittedCurves fitted = CurveFit.to(training(0, 1)).replicates(0).fit();
    truth
        .curves()
        .forEach(
            (domain, curve) -> {
              LossCurve found = at(fitted.curves().curves(), domain);
              assertThat(found.baseLoss()).isEqualTo(curve.baseLoss(), within(1e-3));
              assertThat(found.overwriting() / curve.overwriting()).isBetween(0.5, 2.0);
              assertThat(found.alpha()).isEqualTo(curve.alpha(), within(0.15));
              assertThat(at(fitted.residuals(), domain)).isLessThan(2e-4);
            });
    assertThat(fitted.curves().influence("medicine", "science")).isEqualTo(0.3, within(0.05));
    assertThat(fitted.curves().influence("science", "medicine")).isEqualTo(0.25, within(0.05));
    assertThat(fitted.curves().influence("law", "code")).isLessThan(0.05);
    assertThat(fitted.longestRun()).isEqualTo(350 * 32, within(3.0));
    Validation validation = Validation.alongDraws(fitted, heldOut(0, 9));
    assertThat(validation.meanErrorOfNoChange()).isGreaterThan(0.03);
    assertThat(validation.meanError()).isLessThan(0.001);
  }

  @Test
  void withNoiseTheIntervalsHoldWhatIsMeasured() {
    double held = 0;
    double error = 0;
    double noChange = 0;
    int runs = 4;
    for (int seed = 0; seed < runs; seed++) {
      FittedCurves fitted =
          CurveFit.to(training(0.01, 100L * seed)).replicates(40).seed(seed).fit();
      Validation validation = Validation.alongDraws(fitted, heldOut(0.01, 100L * seed + 50));
      held += validation.coverage() / runs;
      error += validation.meanError() / runs;
      noChange += validation.meanErrorOfNoChange() / runs;
    }
    // 24 intervals of 95 %: fewer than 19 of them holding would be a rare accident.
    assertThat(held).isGreaterThan(0.78);
    assertThat(error).isLessThan(0.02).isLessThan(noChange / 2);
  }

  @Test
  void intervalsAreNarrowWhereTheRunsWereAndWideWhereTheyWereNot() {
    FittedCurves fitted = CurveFit.to(training(0.005, 7).subList(0, 1)).replicates(60).fit();
    Simulation near = Simulation.of(fitted).steps(350).updateEvery(50);
    Setup only = Setup.of(DomainDistribution.of(SyntheticRuns.DOMAINS, 0, 1, 0, 0, 0, 0));
    Simulation far = Simulation.of(fitted).setup(only).steps(3500).updateEvery(50);
    double wide = width(far.run().finalLosses());
    assertThat(width(near.run().finalLosses())).isLessThan(wide / 3);
    assertThat(far.run().caveat()).contains("10.0 times as long").contains("extrapolated");
  }

  private static double width(Map<String, Estimate> estimates) {
    return estimates.values().stream().mapToDouble(e -> e.high() - e.low()).average().orElseThrow();
  }

  @Test
  void theSeedDecidesAndTheNumberOfThreadsDoesNot() throws Exception {
    List<RunRecord> runs = training(0.01, 3).subList(0, 2);
    FittedCurves common = CurveFit.to(runs).replicates(8).seed(5).fit();
    ForkJoinPool single = new ForkJoinPool(1);
    try {
      FittedCurves alone =
          single
              .submit(() -> CurveFit.to(runs).replicates(8).seed(5).fit())
              .get(5, TimeUnit.MINUTES);
      assertThat(alone.replicates()).isEqualTo(common.replicates());
      assertThat(alone.curves()).isEqualTo(common.curves());
      Estimate one =
          single
              .submit(() -> at(Simulation.of(alone).run().finalLosses(), "law"))
              .get(5, TimeUnit.MINUTES);
      assertThat(one).isEqualTo(at(Simulation.of(common).run().finalLosses(), "law"));
    } finally {
      single.shutdown();
    }
    FittedCurves other = CurveFit.to(runs).replicates(8).seed(6).fit();
    assertThat(other.curves()).isEqualTo(common.curves());
    assertThat(other.replicates()).isNotEqualTo(common.replicates());
  }

  @Test
  void aRuleIsSimulatedAsItWouldHaveRun() {
    FittedCurves fitted = CurveFit.to(training(0.002, 11)).replicates(20).fit();
    LossCurves truth = SyntheticRuns.truth();
    Setup setup =
        Setup.of(DomainDistribution.relative(SyntheticRuns.DOMAINS, BASE))
            .with(Signal.REFERENCE_LOSS, Maps.toMap(SyntheticRuns.DOMAINS, domain -> 1.5));
    SimulationResult real =
        Simulation.of(truth)
            .setup(setup)
            .scheduler(Schedulers.fostering())
            .steps(350)
            .updateEvery(25)
            .run();
    SimulationResult predicted =
        Simulation.of(fitted)
            .setup(setup)
            .scheduler(Schedulers.fostering())
            .steps(350)
            .updateEvery(25)
            .run();
    predicted
        .finalLosses()
        .forEach(
            (domain, loss) ->
                assertThat(loss.value())
                    .isEqualTo(at(real.finalLosses(), domain).value(), within(0.02)));
    for (int j = 0; j < 6; j++) {
      assertThat(predicted.weights().weight(j)).isEqualTo(real.weights().weight(j), within(0.01));
    }
    Estimate mean = predicted.meanGain().orElseThrow();
    assertThat(mean.replicates()).isEqualTo(20);
    assertThat(mean.low()).isLessThan(mean.high());
    assertThat(mean.holds(real.meanGain().orElseThrow().value())).isTrue();
    assertThat(predicted.minGain().orElseThrow().value()).isLessThan(mean.value());
  }

  @Test
  void validationUnderTheRuleFollowsTheRecordedSchedule() {
    FittedCurves fitted = CurveFit.to(training(0.002, 11)).replicates(10).fit();
    RunRecord constant = SyntheticRuns.run(SyntheticRuns.truth(), step -> FINANCE, 700, 50, 0, 1);
    Validation under = Validation.underRule(fitted, constant, Schedulers.constant());
    Validation along = Validation.alongDraws(fitted, constant);
    under
        .predicted()
        .forEach(
            (domain, loss) ->
                assertThat(loss.value())
                    .isEqualTo(at(along.predicted(), domain).value(), within(1e-3)));
    assertThat(under.measured()).isEqualTo(along.measured());
    assertThat(under.toString()).contains("law: predicted").contains("mean error");
  }

  @Test
  void outliersDoNotMoveTheCurves() {
    RunRecord clean = SyntheticRuns.run(SyntheticRuns.truth(), step -> UNIFORM, 350, 10, 0.002, 1);
    ImmutableList.Builder<RecordedUpdate> spoilt = ImmutableList.builder();
    for (RecordedUpdate update : clean.updates()) {
      spoilt.add(update.step() == 170 ? withLosses(update, 2) : update);
    }
    FittedCurves fitted =
        CurveFit.to(RunRecord.of(clean.header(), spoilt.build(), List.of())).replicates(0).fit();
    Validation validation = Validation.alongDraws(fitted, clean);
    assertThat(validation.meanError()).isLessThan(0.004);
  }

  @Test
  void missingAndUnusableLossesAreLeftOut() {
    RunRecord whole = SyntheticRuns.run(SyntheticRuns.truth(), step -> UNIFORM, 350, 10, 0.002, 1);
    ImmutableList.Builder<RecordedUpdate> gaps = ImmutableList.builder();
    for (RecordedUpdate update : whole.updates()) {
      gaps.add(update.step() % 20 == 0 ? withLosses(update, Double.NaN) : update);
    }
    FittedCurves fitted =
        CurveFit.to(RunRecord.of(whole.header(), gaps.build(), List.of())).replicates(5).fit();
    assertThat(Validation.alongDraws(fitted, whole).meanError()).isLessThan(0.01);
  }

  /** The losses of law and code times a factor. */
  private static RecordedUpdate withLosses(RecordedUpdate update, double factor) {
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    update
        .feedback()
        .losses()
        .forEach(
            (domain, loss) ->
                losses.put(
                    domain, domain.equals("law") || domain.equals("code") ? loss * factor : loss));
    return new RecordedUpdate(
        update.feedback().losses(losses.buildOrThrow()),
        update.batches(),
        update.draws(),
        update.potential(),
        update.forgetting(),
        update.before(),
        update.update());
  }

  @Test
  void longRecordsAreThinned() {
    RunRecord run = SyntheticRuns.run(SyntheticRuns.truth(), step -> UNIFORM, 1500, 1, 0.01, 1);
    Observations observations = Observations.of(List.of(run));
    assertThat(observations.rows()).hasSize(Observations.MOST_ROWS);
    assertThat(observations.rows().get(0).step()).isEqualTo(-1);
    assertThat(observations.rows().get(Observations.MOST_ROWS - 1).step()).isEqualTo(1500);
    double examples =
        observations.rows().stream()
            .mapToDouble(row -> java.util.Arrays.stream(row.examples()).sum())
            .sum();
    assertThat(examples).isEqualTo(1500 * 32, within(3.0));
  }

  @Test
  void oneDomainAloneCanBeFitted() {
    LossCurves truth = LossCurves.of(Map.of("law", new LossCurve(0.1, 2.6, 0.3, 4000, 0)));
    RunRecord run = SyntheticRuns.run(truth, step -> new double[] {1}, 400, 20, 0, 1);
    FittedCurves fitted = CurveFit.to(run).replicates(3).fit();
    RunRecord longer = SyntheticRuns.run(truth, step -> new double[] {1}, 800, 20, 0, 2);
    assertThat(Validation.alongDraws(fitted, longer).meanError()).isLessThan(0.005);
  }

  @Test
  void withoutOverwritingCurvesNeverRise() {
    FittedCurves fitted =
        CurveFit.to(training(0.005, 1)).overwriting(false).influence(false).replicates(0).fit();
    fitted.curves().curves().values().forEach(c -> assertThat(c.overwriting()).isZero());
    assertThat(fitted.curves().influence().isEmpty()).isTrue();
  }

  @Test
  void badInputIsRefusedWithItsName() {
    assertThatThrownBy(() -> CurveFit.to()).hasMessageContaining("no run record");
    RunRecord run = SyntheticRuns.run(SyntheticRuns.truth(), step -> UNIFORM, 40, 20, 0, 1);
    RunRecord other =
        SyntheticRuns.run(
            LossCurves.of(Map.of("law", new LossCurve(0, 0, 1, 1, 0))),
            step -> new double[] {1},
            40,
            20,
            0,
            1);
    assertThatThrownBy(() -> CurveFit.to(run, other)).hasMessageContaining("different domains");
    RunRecord empty = RunRecord.of(run.header(), List.of(), List.of());
    assertThatThrownBy(() -> CurveFit.to(empty)).hasMessageContaining("no evaluation");
    RunRecord short2 = RunRecord.of(run.header(), run.updates().subList(0, 1), List.of());
    assertThatThrownBy(() -> CurveFit.to(short2).fit())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'law' has 2 losses");
    DomainDistribution weights = run.header().weights();
    RunRecord uncounted =
        RunRecord.of(
            RunHeader.of(
                Setup.of(weights),
                weights,
                RuleDescription.of("x"),
                RuleDescription.of("y"),
                1,
                Map.of()),
            List.of(
                new RecordedUpdate(
                    Feedback.at(5).losses(SyntheticRuns.truth().baseLosses()),
                    5,
                    ImmutableMap.of(),
                    ImmutableMap.of(),
                    ImmutableMap.of(),
                    weights,
                    WeightUpdate.of(weights))),
            List.of());
    assertThatThrownBy(() -> CurveFit.to(uncounted))
        .hasMessageContaining("step 5")
        .hasMessageContaining("'law'");
    CurveFit fit = CurveFit.to(run);
    assertThatThrownBy(() -> fit.huber(0)).hasMessageContaining("huber is 0");
    assertThatThrownBy(() -> fit.replicates(-1)).hasMessageContaining("replicates is -1");
    FittedCurves fitted =
        CurveFit.to(SyntheticRuns.run(SyntheticRuns.truth(), step -> UNIFORM, 80, 20, 0, 1))
            .replicates(0)
            .fit();
    assertThatThrownBy(() -> Validation.alongDraws(fitted, other))
        .hasMessageContaining("the curves are over");
  }

  private static <T> T at(Map<String, T> byDomain, String domain) {
    return Objects.requireNonNull(byDomain.get(domain));
  }
}
