// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.Feedback;
import org.versatune.RunBuilder;
import org.versatune.Signal;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.WeightScheduler;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.Replay;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.SchedulerStack;
import org.versatune.scheduling.Schedulers;

/**
 * Every rule of the catalogue trains a network on three domains, fed with what is measured on that
 * network alone, and is held to what it promises.
 */
@Timeout(120)
class EveryRuleTrainsTest {
  private static final double FLOOR = 0.05;
  private static final int EVERY = 5;
  private static final int BATCH = 9;
  private static final int EPOCH = 12;
  private static final int EPOCHS = 5;

  @TempDir Path folder;

  static ImmutableList<String> names() {
    return Schedulers.names();
  }

  private VersaTune start(TrainedRule trained, WeightScheduler rule, Path record) {
    RunBuilder builder =
        VersaTune.builder()
            .initial(ThreeDomains.INITIAL)
            .scheduler(rule)
            .smoothing(trained.smoothing())
            .floor(FLOOR)
            .updateEvery(EVERY)
            .seed(7)
            .record(record);
    // The authors' code works without, and with them where they are given.
    if (rule.signals().contains(Signal.REFERENCE_LOSS)
        || rule.describe().name().equals("authors-code")) {
      builder.referenceLosses(Measured.REFERENCES.get());
    }
    if (rule.signals().contains(Signal.DOMAIN_SIZE)) {
      builder.domainSizes(ThreeDomains.SIZES);
    }
    return builder.build();
  }

  /** Trains on; the listener could measure everything for every rule. */
  private static void train(VersaTune run, Model model, int epochs) {
    MultiDomainDataSetIterator.Builder data = MultiDomainDataSetIterator.builder(run);
    ThreeDomains.NAMES.forEach(domain -> data.source(domain, ThreeDomains.training(domain)));
    MultiDomainDataSetIterator batches = data.batchSize(BATCH).epochBatches(EPOCH).build();
    MixtureListener.Builder listener =
        MixtureListener.builder(run)
            .gradientBatchSize(BATCH)
            .referenceNetwork(Measured.REFERENCE_NETWORK.get());
    for (String domain : ThreeDomains.NAMES) {
      listener
          .validation(domain, ThreeDomains.validation(domain))
          .gradientData(domain, ThreeDomains.gradientData(domain));
    }
    if (run.rule().name().equals("expansion")) {
      listener.evaluateBaseBeforeTraining();
    }
    ((MultiLayerNetwork) model).setListeners(listener.build());
    Runs.fit(model, batches, epochs);
  }

  @ParameterizedTest
  @MethodSource("names")
  void trains(String name) throws IOException {
    TrainedRule trained = TrainedRule.of(name);
    WeightScheduler rule = trained.rule().get();
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    DomainLossEvaluator evaluator = ThreeDomains.evaluator();
    ImmutableMap<String, Double> before = evaluator.losses(network);
    Path file = folder.resolve("run.jsonl");
    ImmutableMap<String, Long> draws;
    try (VersaTune run = start(trained, rule, file)) {
      train(run, network, EPOCHS);
      draws = run.draws();
    }
    ImmutableMap<String, Double> after = evaluator.losses(network);
    RunRecord record = RunRecord.read(file);

    assertThat(TrainedRule.mean(after)).isLessThan(0.9 * TrainedRule.mean(before));
    assertThat(record.updates().stream().mapToLong(RecordedUpdate::step).filter(step -> step > 0))
        .hasSize(EPOCH * EPOCHS / EVERY);
    checkWeights(record);
    checkDraws(record, draws);
    record.updates().forEach(update -> checkSignals(update.feedback(), rule));
    checkReasons(record, trained.moves());
    trained.check().accept(record);
    checkReplay(record, trained, rule);
    checkResumption(trained, rule, record, network);
  }

  private static void checkWeights(RunRecord record) {
    for (RecordedUpdate update : record.updates()) {
      assertThat(update.weights().asMap().values())
          .allMatch(weight -> weight >= FLOOR && weight <= 1);
      assertThat(DoubleStream.of(update.weights().toArray()).sum()).isEqualTo(1, within(1e-12));
    }
  }

  /** The network was trained on the domains by the weights in force, batch for batch. */
  private static void checkDraws(RunRecord record, ImmutableMap<String, Long> draws) {
    for (String domain : record.domains()) {
      double expected = EVERY * BATCH * record.header().weights().weight(domain);
      for (RecordedUpdate update : record.updates()) {
        if (update.step() > 0 && update.step() < EPOCH * EPOCHS) {
          expected += EVERY * BATCH * update.weights().weight(domain);
        }
      }
      assertThat((double) draws.getOrDefault(domain, 0L)).isEqualTo(expected, within(1.25));
    }
  }

  /** What the rule asks for is there and a number, and nothing was measured beside it. */
  private static void checkSignals(Feedback feedback, WeightScheduler rule) {
    if (feedback.step() == 0) {
      return;
    }
    for (Signal signal : Signal.values()) {
      if (rule.signals().contains(signal)) {
        assertThat(feedback.has(signal)).as("%s", signal).isTrue();
      } else if (signal == Signal.LOSS_ERROR) {
        assertThat(feedback.has(signal)).isEqualTo(feedback.has(Signal.VALIDATION_LOSS));
      } else if (!signal.isKnownBeforeTraining()) {
        assertThat(feedback.has(signal)).as("%s was not asked for", signal).isFalse();
      }
      if (!feedback.has(signal)) {
        continue;
      }
      if (signal == Signal.GRADIENT_PRODUCTS) {
        assertThat(feedback.gradientProducts().size()).isEqualTo(9);
        assertThat(feedback.gradientProducts().values()).allMatch(Double::isFinite);
        assertThat(feedback.gradientProducts().get("law", "law")).isPositive();
      } else {
        assertThat(feedback.values(signal).values()).isNotEmpty().allMatch(Double::isFinite);
        assertThat(feedback.values(signal).values()).anyMatch(value -> value > 0);
      }
    }
  }

  private static void checkReasons(RunRecord record, boolean moves) {
    int moved = 0;
    for (RecordedUpdate update : record.updates()) {
      assertThat(update.reasons()).hasSize(3);
      for (int j = 0; j < 3; j++) {
        assertThat(update.reasons().get(j))
            .matches(record.domains().get(j) + " 0\\.\\d{4}[:;] \\S[^\\n]+");
      }
      assertThat(update.update().factors().values()).allMatch(Double::isFinite);
      if (!update.weights().equals(update.before())) {
        assertThat(update.update().factors().rowKeySet())
            .as("what moved the weights at step %s", update.step())
            .containsExactlyElementsOf(record.domains());
        moved++;
      }
    }
    if (moves) {
      assertThat(moved).isGreaterThan(1);
    } else {
      assertThat(moved).isZero();
    }
  }

  private static void checkReplay(RunRecord record, TrainedRule trained, WeightScheduler rule) {
    WeightScheduler again =
        SchedulerStack.builder(rule)
            .interval(EVERY)
            .smoothing(trained.smoothing())
            .floor(FLOOR)
            .build();
    assertThat(Replay.of(record).under(again).largestDifference()).isZero();
    // As it is without the program that ran it.
    WeightScheduler written = Schedulers.named(record.header().scheduler());
    assertThat(Replay.of(record).under(written).largestDifference()).isZero();
  }

  /** Stopped after 36 of 60 steps, between two reports, and gone on with from files alone. */
  private void checkResumption(
      TrainedRule trained, WeightScheduler rule, RunRecord whole, MultiLayerNetwork trainedThrough)
      throws IOException {
    Path file = folder.resolve("resumed.jsonl");
    Path saved = folder.resolve("run.json");
    Path network = folder.resolve("network.zip");
    try (VersaTune run = start(trained, rule, file)) {
      Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
      train(run, model, 3);
      run.snapshot().write(saved);
      ModelSerializer.writeModel(model, network.toFile(), true);
    }
    MultiLayerNetwork model = ModelSerializer.restoreMultiLayerNetwork(network.toFile(), true);
    try (VersaTune run = VersaTune.resuming(Snapshot.read(saved)).record(file).build()) {
      train(run, model, EPOCHS - 3);
    }

    RunRecord resumed = RunRecord.read(file);
    assertThat(resumed.updates().stream().map(RecordedUpdate::weights))
        .containsExactlyElementsOf(whole.updates().stream().map(RecordedUpdate::weights).toList());
    assertThat(resumed.updates().stream().map(RecordedUpdate::feedback))
        .containsExactlyElementsOf(whole.updates().stream().map(RecordedUpdate::feedback).toList());
    assertThat(model.params()).isEqualTo(trainedThrough.params());
    assertThat(
            Replay.of(resumed)
                .under(Schedulers.named(resumed.header().scheduler()))
                .largestDifference())
        .isZero();
  }
}
