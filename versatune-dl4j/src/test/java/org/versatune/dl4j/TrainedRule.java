// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.versatune.DomainDistribution;
import org.versatune.WeightScheduler;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.RegMixSearch;
import org.versatune.scheduling.Schedulers;

/**
 * A rule as it is trained with, and where it must move the weights.
 *
 * @param rule builds it, from measurements where it needs some
 * @param smoothing of the run
 * @param moves whether reports move the weights
 * @param check fails where the weights of a recorded run went elsewhere than the rule says
 */
record TrainedRule(
    Supplier<WeightScheduler> rule, double smoothing, boolean moves, Consumer<RunRecord> check) {

  static TrainedRule of(String name) {
    return switch (name) {
      case "constant" -> fixed(Schedulers::constant, 0.5, 0.3, 0.2);
      case "uniform" -> fixed(Schedulers::uniform, 1 / 3.0, 1 / 3.0, 1 / 3.0);
      case "inverse" -> fixed(Schedulers::inverse, 0.25, 0.35, 0.4);
      case "proportional" -> fixed(Schedulers::proportional, 40 / 76.0, 24 / 76.0, 12 / 76.0);
      case "temperature" -> fixed(Schedulers::temperature, roots());
      case "unimax" -> fixed(() -> Schedulers.uniMax(2000), 76 / 200.0, 76 / 200.0, 48 / 200.0);
      case "regmix" ->
          new TrainedRule(
              () -> Schedulers.regMix(Measured.SEARCH.fit(Measured.TRIALS.get()).result()),
              0,
              false,
              TrainedRule::checkRegMix);
      case "schedule" ->
          moving(
              () ->
                  Schedulers.schedule()
                      .linear()
                      .at(50, DomainDistribution.of(ThreeDomains.NAMES, 0.1, 0.2, 0.7)),
              TrainedRule::checkSchedule);
      case "authors-code" ->
          moving(Schedulers::authorsCode, record -> checkFastest(record, "exponent"));
      case "fostering" ->
          new TrainedRule(
              () -> Schedulers.fostering().magnitude(2),
              0.25,
              true,
              record -> checkFastest(record, "potential"));
      case "open-gap" -> moving(Schedulers::openGap, TrainedRule::checkOpenGap);
      case "expansion" -> moving(() -> Schedulers.expansion("code"), TrainedRule::checkExpansion);
      case "doremi" -> moving(Schedulers::doReMi, record -> checkFastest(record, "excess"));
      case "dynamic-batch-loading" ->
          moving(Schedulers::dynamicBatchLoading, record -> checkFastest(record, "excess"));
      case "doge" ->
          moving(
              () -> Schedulers.doGE().learningRate(0.02),
              record -> checkFastest(record, "exponent"));
      case "skill-it" ->
          moving(
              () -> Schedulers.skillIt(Measured.INFLUENCE.get()),
              record -> checkGreatest(record, "helped"));
      case "aioli" ->
          moving(
              () -> Schedulers.aioli().sweeps(1).sweepSteps(5).trainingSteps(10),
              TrainedRule::checkAioli);
      case "odm" ->
          moving(
              () -> Schedulers.onlineDataMixing().warmup(5),
              record -> checkGreatest(record, "reward"));
      case "ado" ->
          moving(() -> Schedulers.adaptiveDataOptimization().refitEvery(10), TrainedRule::checkAdo);
      default -> byName(name);
    };
  }

  /** A rule without a case of its own: reports that it asks for must move the weights. */
  private static TrainedRule byName(String name) {
    WeightScheduler rule = Schedulers.named(name);
    boolean moves = rule.signals().stream().anyMatch(signal -> !signal.isKnownBeforeTraining());
    return new TrainedRule(() -> rule, 0, moves, record -> {});
  }

  private static TrainedRule fixed(Supplier<WeightScheduler> rule, double... weights) {
    DomainDistribution expected = DomainDistribution.of(ThreeDomains.NAMES, weights);
    return new TrainedRule(
        rule,
        0,
        false,
        record ->
            assertThat(record.header().weights().toArray())
                .containsExactly(expected.toArray(), within(1e-12)));
  }

  private static TrainedRule moving(Supplier<WeightScheduler> rule, Consumer<RunRecord> check) {
    return new TrainedRule(rule, 0, true, check);
  }

  private static double[] roots() {
    double sum = Math.sqrt(40) + Math.sqrt(24) + Math.sqrt(12);
    return new double[] {Math.sqrt(40) / sum, Math.sqrt(24) / sum, Math.sqrt(12) / sum};
  }

  /** The mix is predicted, and at least not worse than the mixes that were tried. */
  private static void checkRegMix(RunRecord record) {
    RegMixSearch.Fit fit = Measured.SEARCH.fit(Measured.TRIALS.get());
    double tried =
        Measured.TRIALS.get().stream().mapToDouble(t -> mean(t.losses())).average().orElseThrow();
    assertThat(mean(fit.predict(fit.result()))).isLessThan(tried);
    assertThat(record.header().weights()).isNotEqualTo(ThreeDomains.INITIAL);
  }

  static double mean(ImmutableMap<String, Double> losses) {
    return losses.values().stream().mapToDouble(loss -> loss).average().orElseThrow();
  }

  private static void checkSchedule(RunRecord record) {
    for (RecordedUpdate update : record.updates()) {
      double share = Math.min(update.step() / 50.0, 1);
      assertThat(update.weights().weight("law")).isEqualTo(0.5 - 0.4 * share, within(1e-12));
      assertThat(update.weights().weight("code")).isEqualTo(0.2 + 0.5 * share, within(1e-12));
    }
  }

  /** Weights in the ratio of open share over width. */
  private static void checkOpenGap(RunRecord record) {
    assertThat(record.updates().get(0).step()).as("the base model's losses").isZero();
    int checked = 0;
    for (RecordedUpdate update : record.updates()) {
      if (!update.update().factors().containsColumn("open")) {
        continue;
      }
      checked++;
      ImmutableMap<String, Double> open = update.update().factor("open");
      ImmutableMap<String, Double> width = update.update().factor("width");
      double sum =
          record.domains().stream().mapToDouble(d -> value(open, d) / value(width, d)).sum();
      for (String domain : record.domains()) {
        assertThat(update.weights().weight(domain))
            .isEqualTo(value(open, domain) / value(width, domain) / sum, within(1e-12));
      }
    }
    assertThat(checked).isGreaterThan(2);
  }

  private static void checkExpansion(RunRecord record) {
    int opened = 0;
    for (RecordedUpdate update : record.updates()) {
      double grown = update.weights().weight("code") - update.before().weight("code");
      boolean open = update.update().conditions().getOrDefault("gate", 0.0) == 1;
      double room = 0.9 - update.before().weight("code");
      assertThat(grown).isEqualTo(open ? Math.min(0.05, room) : 0, within(1e-9));
      opened += open ? 1 : 0;
    }
    assertThat(opened).isPositive();
    assertThat(record.updates().get(0).step()).as("the base model's losses").isZero();
  }

  /**
   * Of the domains that no floor lifted, the one with the largest factor grew the fastest: bounds
   * scale all others alike.
   */
  private static void checkFastest(RunRecord record, String factor) {
    int checked = 0;
    for (RecordedUpdate update : record.updates()) {
      ImmutableMap<String, Double> values = update.update().factor(factor);
      ImmutableList<String> free =
          record.domains().stream()
              .filter(domain -> !isLifted(update, domain))
              .collect(ImmutableList.toImmutableList());
      for (String more : free) {
        for (String less : free) {
          if (value(values, more) > value(values, less) + 1e-6) {
            assertThat(growth(update, more)).isGreaterThan(growth(update, less));
            checked++;
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(3);
  }

  private static boolean isLifted(RecordedUpdate update, String domain) {
    Double lifted = update.update().factors().get(domain, "floor");
    return lifted != null && lifted > 0;
  }

  private static double growth(RecordedUpdate update, String domain) {
    return update.weights().weight(domain) / update.before().weight(domain);
  }

  /** Wherever the factor is given, the domain with the largest has the largest weight. */
  private static void checkGreatest(RunRecord record, String factor) {
    int checked = 0;
    for (RecordedUpdate update : record.updates()) {
      if (update.update().factors().containsColumn(factor)) {
        assertThat(update.weights().weight(greatest(update.update().factor(factor))))
            .isEqualTo(
                update.weights().asMap().values().stream().mapToDouble(w -> w).max().orElseThrow());
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(1);
  }

  private static void checkAioli(RunRecord record) {
    checkGreatest(record, "helps");
    checkGreatest(record, "share in the sweep");
    assertThat(
            record.updates().stream()
                .filter(update -> update.update().conditions().containsKey("sweep"))
                .map(update -> greatest(update.weights().asMap()))
                .distinct())
        .as("every domain has had its turn in a sweep")
        .containsExactlyInAnyOrderElementsOf(record.domains());
  }

  /** The first fit moves the weights from the prior towards where the losses still fall. */
  private static void checkAdo(RunRecord record) {
    RecordedUpdate first =
        record.updates().stream()
            .filter(update -> update.update().note().startsWith("by how fast"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no curve was fitted"));
    for (String domain : record.domains()) {
      double prior = ThreeDomains.INITIAL.weight(domain);
      double preference = value(first.update().factor("preference"), domain);
      assertThat(value(first.update().factor("slope"), domain)).isPositive();
      assertThat(first.weights().weight(domain))
          .isEqualTo(0.9 * prior + 0.1 * preference, within(1e-12));
    }
    assertThat(first.step()).isLessThan(40);
  }

  private static String greatest(ImmutableMap<String, Double> values) {
    return values.keySet().stream()
        .max(java.util.Comparator.comparingDouble(domain -> value(values, domain)))
        .orElseThrow();
  }

  private static double value(ImmutableMap<String, Double> values, String domain) {
    return values.getOrDefault(domain, Double.NaN);
  }
}
