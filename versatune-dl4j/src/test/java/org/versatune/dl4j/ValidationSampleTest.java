// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.RunBuilder;
import org.versatune.Signal;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.scheduling.Schedulers;

/** Fixed samples of validation sets, their standard errors, and evaluation in turn. */
class ValidationSampleTest {
  private static final Map<String, Double> REFERENCES =
      Map.of("law", 0.5, "medicine", 0.5, "code", 0.5);

  private static DomainLossEvaluator sampled(DataSetIterator data, int examples, long seed) {
    return DomainLossEvaluator.builder().validation("law", data).sample(examples, seed).build();
  }

  private static LossEstimate law(DomainLossEvaluator evaluator, Model model) {
    return Objects.requireNonNull(evaluator.estimates(model).get("law"));
  }

  private static MultiLayerNetwork network() {
    return (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
  }

  private static DataSet masked(long seed, int examples) {
    return SmallData.sequences(seed, examples, 7, true, SmallData.Masks.BOTH);
  }

  /** By the formula, from the scores of the examples that Deeplearning4j computes itself. */
  @Test
  void theErrorIsThatOfARatioOfSums() {
    MultiLayerNetwork network = network();
    DataSet data = masked(3, 20);
    INDArray scores = network.scoreExamples(data, false);
    INDArray tokens = data.getLabelsMaskArray().sum(1);
    double mean = scores.sumNumber().doubleValue() / tokens.sumNumber().doubleValue();
    double squares = 0;
    for (int i = 0; i < 20; i++) {
      squares += Math.pow(scores.getDouble(i) - mean * tokens.getDouble(i), 2);
    }
    double error = Math.sqrt(squares * 20 / 19) / tokens.sumNumber().doubleValue();

    LossEstimate estimate =
        law(
            DomainLossEvaluator.builder().validation("law", SmallData.iterator(data, 6)).build(),
            network);

    assertThat(estimate.loss()).isEqualTo(mean, within(1e-6));
    assertThat(estimate.standardError()).isEqualTo(error, within(1e-6));
    assertThat(estimate.examples()).isEqualTo(20);
    assertThat(estimate.tokens()).isEqualTo(tokens.sumNumber().longValue());
  }

  /** The spread of the losses of many samples is what each of them says it is. */
  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void theErrorIsThatOfSamples(SmallNetworks.Kind kind) {
    Model model = SmallNetworks.sequences(kind);
    int all = 400;
    int some = 40;
    DataSet data = masked(5, all);
    List<Double> losses = new ArrayList<>();
    double errors = 0;
    for (int seed = 0; seed < 100; seed++) {
      DataSetIterator set =
          seed % 2 == 0 ? SmallData.iterator(data, 32) : ShuffledDataSetIterator.of(data, 1);
      LossEstimate estimate = law(sampled(set, some, seed), model);
      assertThat(estimate.examples()).isEqualTo(some);
      losses.add(estimate.loss());
      errors += estimate.standardError() / 100;
    }
    double mean = losses.stream().mapToDouble(x -> x).average().orElseThrow();
    double spread = Math.sqrt(losses.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum() / 99);
    double whole = law(sampled(SmallData.iterator(data, 32), all, 0), model).loss();

    // Samples out of one set of 400 vary a little less than samples of the domain would.
    assertThat(spread / Math.sqrt(1 - (double) some / all)).isEqualTo(errors, within(.25 * errors));
    assertThat(mean).isEqualTo(whole, within(4 * spread / 10));
  }

  @Test
  void aSampleStaysTheSame() {
    MultiLayerNetwork network = network();
    DataSet data = masked(5, 100);
    DomainLossEvaluator evaluator = sampled(ShuffledDataSetIterator.of(data, 1), 10, 7);
    LossEstimate first = law(evaluator, network);

    assertThat(law(evaluator, network)).isEqualTo(first);
    assertThat(law(sampled(ShuffledDataSetIterator.of(data, 1), 10, 7), network)).isEqualTo(first);
    assertThat(law(sampled(ShuffledDataSetIterator.of(data, 1), 10, 8), network))
        .isNotEqualTo(first);
    assertThat(law(sampled(SmallData.iterator(data, 3), 10, 7), network))
        .isEqualTo(law(sampled(SmallData.iterator(data, 50), 10, 7), network));
    assertThat(evaluator.losses(network)).containsEntry("law", first.loss());
  }

  @Test
  void aSmallSetIsTakenWhole() {
    MultiLayerNetwork network = network();
    DataSet data = masked(5, 9);
    double loss = DomainLossEvaluator.loss(network, SmallData.iterator(data, 4)).perToken();

    assertThat(law(sampled(SmallData.iterator(data, 4), 64, 7), network).loss())
        .isEqualTo(loss, within(1e-6));
    assertThat(law(sampled(ShuffledDataSetIterator.of(data, 3), 9, 7), network).loss())
        .isEqualTo(loss, within(1e-6));
  }

  @Test
  void anErrorTakesTwoExamples() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DomainLossEvaluator.builder().sample(1, 0))
        .withMessageContaining("1 examples; at least 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MixtureListener.builder(Runs.run().build()).validationSample(0))
        .withMessageContaining("0 examples");
    LossEstimate one =
        law(
            DomainLossEvaluator.builder()
                .validation("law", SmallData.iterator(masked(5, 1), 4))
                .build(),
            network());
    assertThat(one.standardError()).isNaN();
  }

  private static RunBuilder run() {
    return Runs.run()
        .scheduler(Schedulers.openGap())
        .referenceLosses(REFERENCES)
        .updateEvery(6)
        .ignoreNoise(2);
  }

  private static DataSetIterator validation(int domain, long seed) {
    return SmallData.iterator(SmallData.pattern(domain + 1, 60, 6, seed), 8);
  }

  private static MixtureListener.Builder listener(VersaTune run, long seed) {
    MixtureListener.Builder builder = MixtureListener.builder(run);
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      builder.validation(Runs.DOMAINS.get(j), validation(j, seed + j));
    }
    return builder;
  }

  /** A run and its reports. */
  private static void train(
      MultiLayerNetwork network,
      VersaTune run,
      MixtureListener.Builder listener,
      int batches,
      List<Feedback> reports) {
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(1).build();
    network.setListeners(
        listener.onUpdate((Feedback report, WeightUpdate update) -> reports.add(report)).build());
    network.fit(train, batches);
  }

  @Test
  void aListenerReportsErrorsAndTheSmallerOnesOfChanges() {
    List<Feedback> reports = new ArrayList<>();
    VersaTune run = run().build();
    train(network(), run, listener(run, 50).validationSample(16), 18, reports);

    assertThat(reports).extracting(Feedback::step).containsExactly(0L, 6L, 12L, 18L);
    assertThat(reports.get(1).has(Signal.LOSS_CHANGE_ERROR)).isFalse();
    assertThat(reports.get(1).has(Signal.LOSS_AGE)).isFalse();
    for (String domain : Runs.DOMAINS) {
      Double error = reports.get(2).values(Signal.LOSS_ERROR).get(domain);
      Double change = reports.get(2).values(Signal.LOSS_CHANGE_ERROR).get(domain);
      assertThat(change).isPositive().isLessThan(error);
    }
  }

  /** Resumed in the middle of a round, with some domains of it measured. */
  @Test
  void resumesBitForBitInTurnAndAtOnce() {
    for (boolean inTurn : new boolean[] {false, true}) {
      for (int stop : new int[] {6, 8, 11}) {
        List<Feedback> expected = new ArrayList<>();
        VersaTune unbroken = run().build();
        train(network(), unbroken, chosen(listener(unbroken, 50), inTurn), 24, expected);

        List<Feedback> found = new ArrayList<>();
        MultiLayerNetwork network = network();
        VersaTune first = run().build();
        train(network, first, chosen(listener(first, 50), inTurn), stop, found);
        VersaTune second = VersaTune.resume(Snapshot.fromJson(first.snapshot().toJson()));
        train(network, second, chosen(again(second), inTurn), 24 - stop, found);

        assertThat(found).isEqualTo(expected);
        assertThat(second.weights()).isEqualTo(unbroken.weights());
      }
    }
  }

  private static MixtureListener.Builder chosen(MixtureListener.Builder builder, boolean inTurn) {
    builder.validationSample(16);
    return inTurn ? builder.evaluateInTurn() : builder;
  }

  private static MixtureListener.Builder again(VersaTune run) {
    return listener(run, 50);
  }

  @Test
  void inTurnEachDomainIsMeasuredOnceARound() {
    List<Feedback> reports = new ArrayList<>();
    VersaTune run = run().build();
    MultiLayerNetwork network = network();
    train(network, run, listener(run, 50).evaluateInTurn(), 12, reports);

    assertThat(reports.get(0).values(Signal.LOSS_AGE).values()).containsOnly(0.0);
    for (Feedback report : reports.subList(1, 3)) {
      assertThat(report.values(Signal.LOSS_AGE))
          .containsExactlyInAnyOrderEntriesOf(Map.of("law", 4.0, "medicine", 2.0, "code", 0.0));
    }
    VersaTune plain = run().build();
    List<Feedback> atOnce = new ArrayList<>();
    train(network(), plain, listener(plain, 50), 12, atOnce);
    assertThat(reports.get(1).losses().get("code")).isEqualTo(atOnce.get(1).losses().get("code"));
    assertThat(reports.get(1).losses().get("law")).isNotEqualTo(atOnce.get(1).losses().get("law"));
  }

  @Test
  void aResumedRunHasTheSampleAndItsSizeAgain() {
    VersaTune run = run().build();
    MultiLayerNetwork network = network();
    train(network, run, listener(run, 50).validationSample(16), 6, new ArrayList<>());
    Snapshot snapshot = run.snapshot();

    VersaTune same = VersaTune.resume(snapshot);
    List<Feedback> reports = new ArrayList<>();
    train(network, same, listener(same, 50), 6, reports);
    assertThat(reports.get(0).has(Signal.LOSS_CHANGE_ERROR)).isTrue();

    VersaTune other = VersaTune.resume(snapshot);
    assertThatIllegalStateException()
        .isThrownBy(() -> train(network, other, listener(other, 90), 6, new ArrayList<>()))
        .withMessageContaining("validation sample of domain 'law' has other examples");

    VersaTune larger = VersaTune.resume(snapshot);
    List<Feedback> after = new ArrayList<>();
    train(network, larger, listener(larger, 50).validationSample(20), 6, after);
    assertThat(after.get(0).has(Signal.LOSS_CHANGE_ERROR)).isFalse();
  }

  /** 11.5·0.6·k·60/8 batches make 8 %, rounded up to fifties. */
  @Test
  void theDefaultIntervalFollowsFromWhatIsEvaluated() {
    for (int sample : new int[] {0, 20, 2}) {
      VersaTune run =
          VersaTune.builder()
              .domains(Runs.DOMAINS)
              .referenceLosses(REFERENCES)
              .baseLosses(Map.of("law", 2.0, "medicine", 2.0, "code", 2.0))
              .build();
      var unused = Runs.patterns(run).epochBatches(1).build();
      MixtureListener.Builder listener = listener(run, 50);
      if (sample > 0) {
        listener.validationSample(sample);
      }
      assertThat(listener.build().evaluateEvery())
          .isEqualTo(sample == 0 ? 200 : sample == 20 ? 100 : 50);
    }
  }

  @Test
  void inTurnAndGoingBackExcludeEachOther(@org.junit.jupiter.api.io.TempDir java.nio.file.Path at) {
    VersaTune run =
        Runs.run()
            .scheduler(Schedulers.stopping(Schedulers.openGap(), 2))
            .referenceLosses(REFERENCES)
            .build();
    assertThatIllegalStateException()
        .isThrownBy(() -> listener(run, 50).rollBack(at).evaluateInTurn().build())
        .withMessageContaining("evaluateInTurn");
  }

  /** A loss that is no number, measured before its report, must not keep a run from being saved. */
  @Test
  void aRunIsSavedAfterItsNetworkDiverged() {
    VersaTune run = run().build();
    MultiLayerNetwork network = network();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(1).build();
    network.setListeners(listener(run, 50).evaluateInTurn().build());
    network.fit(train, 7);
    network.params().putScalar(60, Float.NaN);
    network.fit(train, 1); // After which one domain is measured.

    VersaTune resumed = VersaTune.resume(Snapshot.fromJson(run.snapshot().toJson()));
    MultiDomainDataSetIterator rest = Runs.patterns(resumed).epochBatches(1).build();
    network.setListeners(listener(resumed, 50).evaluateInTurn().build());
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> network.fit(rest, 4))
        .withMessageContaining("NaN");
  }

  @Test
  void aSkippedReportLeavesWhatTheRuleHasSeen() {
    MultiLayerNetwork network = network();
    DomainLossEvaluator evaluator = sampled(validation(0, 50), 16, 1);
    ValidationLosses losses = new ValidationLosses(evaluator, 6, false, 16, Optional.empty());
    WeightUpdate.Builder update = WeightUpdate.builder(DomainDistribution.uniform("law"));
    Feedback first = losses.addTo(Feedback.at(6), network);
    losses.answered(first, update.factor("step of loss", Map.of("law", 6.0)).build());
    Feedback second = losses.addTo(Feedback.at(12), network);
    losses.answered(second, WeightUpdate.builder(DomainDistribution.uniform("law")).build());

    assertThat(losses.addTo(Feedback.at(18), network).values(Signal.LOSS_CHANGE_ERROR))
        .containsEntry("law", 0.0);
  }

  @Test
  void sequencesOfManyLengthsAreSampledTogether() {
    MultiLayerNetwork network = network();
    List<DataSet> batches = new ArrayList<>();
    for (int steps = 3; steps < 9; steps++) {
      batches.addAll(SmallData.pattern(1, 4, steps, steps).asList());
    }
    DataSetIterator all = new ListDataSetIterator<>(batches, 1);
    LossEstimate whole = law(DomainLossEvaluator.builder().validation("law", all).build(), network);

    LossEstimate sample = law(sampled(all, 24, 1), network);
    assertThat(sample.loss()).isEqualTo(whole.loss(), within(1e-6));
    assertThat(sample.tokens()).isEqualTo(whole.tokens());
    assertThat(law(sampled(all, 10, 1), network).examples()).isEqualTo(10);
  }

  /** Clipping a softmax must not turn what is no number into one. */
  @Test
  void theBatchLossOfANetworkThatDivergedIsNoNumber() {
    MultiLayerNetwork network = network();
    network.params().putScalar(60, Float.NaN);
    Batch batch = LabelMasks.complete(Batch.of(SmallData.pattern(1, 4, 6, 1), "it"), "it");

    assertThat(TokenLosses.of(Network.of(network), batch).get(0).sum().total()).isNaN();
  }
}
