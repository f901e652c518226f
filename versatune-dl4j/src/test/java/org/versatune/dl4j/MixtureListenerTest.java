// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Signal;
import org.versatune.VersaTune;

@Timeout(120)
class MixtureListenerTest {

  /**
   * What a run looks like from outside: every batch trained, every report, the final parameters.
   */
  private record Trace(
      List<List<String>> batches,
      List<Feedback> reports,
      List<DomainDistribution> weights,
      INDArray parameters) {}

  private static Trace train(SmallNetworks.Kind kind, boolean prefetch, int epochs) {
    VersaTune run = Runs.run().updateEvery(5).build();
    MultiDomainDataSetIterator train =
        Runs.patterns(run).epochBatches(9).prefetch(prefetch).build();
    Model model = SmallNetworks.sequences(kind);
    List<Feedback> reports = new ArrayList<>();
    List<DomainDistribution> weights = new ArrayList<>();
    MixtureListener listener =
        Runs.validated(run)
            .onUpdate(
                (report, update) -> {
                  reports.add(report);
                  weights.add(update.weights());
                })
            .build();
    BatchWatcher watcher = new BatchWatcher(run);
    model.setListeners(List.of(watcher, listener));
    Runs.fit(model, train, epochs);
    return new Trace(watcher.batches(), reports, weights, model.params());
  }

  @ParameterizedTest
  @CsvSource({"LAYERS,false", "LAYERS,true", "GRAPH,false", "GRAPH,true"})
  void evaluatesOnScheduleAndTheWeightsFollow(SmallNetworks.Kind kind, boolean prefetch) {
    Trace trace = train(kind, prefetch, 3);

    assertThat(trace.batches()).hasSize(27);
    assertThat(trace.reports().stream().map(Feedback::step))
        .containsExactly(5L, 10L, 15L, 20L, 25L);
    assertThat(trace.reports().get(4).losses().values())
        .allSatisfy(loss -> assertThat(loss).isLessThan(2));
    assertThat(trace.weights()).doesNotHaveDuplicates();
    // Exactly what the same run draws when its reports are replayed at the steps they belong to:
    // batch s and later ones under the report of step s, no earlier one.
    VersaTune twin = Runs.run().updateEvery(5).build();
    for (int number = 0; number < 27; number++) {
      for (Feedback report : trace.reports()) {
        if (report.step() == number) {
          twin.report(report);
        }
      }
      assertThat(
              trace.batches().get(number).stream().map(row -> row.substring(0, row.indexOf(" ["))))
          .containsExactlyElementsOf(
              twin.plan(8).domains().stream().map("%d %%s".formatted(number)::formatted).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void fetchingAheadChangesNothing(SmallNetworks.Kind kind) {
    Trace here = train(kind, false, 3);
    Trace ahead = train(kind, true, 3);

    assertThat(ahead.batches()).isEqualTo(here.batches());
    assertThat(ahead.reports()).isEqualTo(here.reports());
    assertThat(ahead.weights()).isEqualTo(here.weights());
    assertThat(ahead.parameters()).isEqualTo(here.parameters());
  }

  @Test
  void earlyStoppingLosesNoBatch() {
    Trace expected = train(SmallNetworks.Kind.LAYERS, false, 4);
    VersaTune run = Runs.run().updateEvery(5).build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(9).prefetch(true).build();
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    BatchWatcher watcher = new BatchWatcher(run);
    network.setListeners(watcher, Runs.validated(run).build());

    new EarlyStoppingTrainer(
            new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
                .epochTerminationConditions(new MaxEpochsTerminationCondition(4))
                .scoreCalculator(
                    new DataSetLossCalculator(
                        SmallData.iterator(SmallData.pattern(1, 4, 6, 1), 4), true))
                .build(),
            network,
            train)
        .fit();

    assertThat(watcher.batches()).isEqualTo(expected.batches());
    assertThat(network.params()).isEqualTo(expected.parameters());
  }

  @Test
  void batchesFetchedAheadAndNotTrainedComeAgain() {
    VersaTune run = Runs.run().updateEvery(50).build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(30).build();
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    BatchWatcher watcher = new BatchWatcher(run);
    network.setListeners(watcher, Runs.validated(run).build());
    AsyncDataSetIterator ahead = new AsyncDataSetIterator(train, 8);
    for (int i = 0; i < 4; i++) {
      assertThat(ahead.hasNext()).isTrue();
      network.fit(ahead.next());
    }
    ahead.reset();
    for (int i = 0; i < 4; i++) {
      assertThat(ahead.hasNext()).isTrue();
      network.fit(ahead.next());
    }
    ahead.shutdown();
    // Another thread takes over without any reset.
    network.fit(train.next());

    MultiDomainDataSetIterator twin =
        Runs.patterns(Runs.run().updateEvery(50).build()).epochBatches(30).build();
    for (List<String> batch : watcher.batches()) {
      assertThat(batch).isEqualTo(Runs.content(twin.next()));
    }
    assertThat(watcher.batches()).hasSize(9);
  }

  @ParameterizedTest
  @CsvSource({"LAYERS,false", "LAYERS,true", "GRAPH,false", "GRAPH,true"})
  void anErrorOfASourceReachesTheCallerOfFit(SmallNetworks.Kind kind, boolean prefetch) {
    VersaTune run = VersaTune.builder().domains("law").build();
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(run)
            .source(
                "law", SmallData.iterator(SmallData.pattern(1, 20, 6, 1), 5), ExhaustionPolicy.FAIL)
            .batchSize(8)
            .epochBatches(10)
            .prefetch(prefetch)
            .build();
    Model model = SmallNetworks.sequences(kind);
    MixtureListener listener = MixtureListener.builder(run).evaluateEvery(1).build();
    model.setListeners(List.of(listener));

    assertThatThrownBy(() -> Runs.fit(model, train, 1))
        .isInstanceOf(SourceExhaustedException.class)
        .hasMessageContaining("'law'");
    assertThat(listener.trainedBatches()).isEqualTo(2);
  }

  @Test
  void anErrorOfAnEvaluationNamesTheDomain() {
    VersaTune run = Runs.run().build();
    MixtureListener.Builder builder = MixtureListener.builder(run);
    for (String domain : Runs.DOMAINS) {
      DataSet data = SmallData.pattern(1, 4, domain.equals("code") ? 6 : 5, 1);
      if (domain.equals("code")) {
        data.setLabels(data.getLabels().add(100));
      }
      builder.validation(domain, SmallData.iterator(data, 4));
    }
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    model.setListeners(List.of(builder.build()));

    assertThatThrownBy(() -> Runs.fit(model, Runs.patterns(run).build(), 1))
        .hasMessageContaining("validation set of domain 'code' has the label 10");
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void reportsTheBaseModelFirst(SmallNetworks.Kind kind) {
    VersaTune run = Runs.run().updateEvery(4).build();
    Model model = SmallNetworks.sequences(kind);
    Model base = SmallNetworks.sequences(kind);
    List<Feedback> reports = new ArrayList<>();
    model.setListeners(
        List.of(
            Runs.validated(run)
                .evaluateBaseBeforeTraining()
                .onUpdate((report, update) -> reports.add(report))
                .build()));
    Runs.fit(model, Runs.patterns(run).epochBatches(4).prefetch(true).build(), 2);

    assertThat(reports.stream().map(Feedback::step)).containsExactly(0L, 4L, 8L);
    DomainLossEvaluator.Builder evaluator = DomainLossEvaluator.builder();
    for (int j = 0; j < 3; j++) {
      evaluator.validation(
          Runs.DOMAINS.get(j), SmallData.iterator(SmallData.pattern(j + 1, 6, 6, 50 + j), 4));
    }
    assertThat(run.setup().byDomain(Signal.BASE_LOSS)).isEqualTo(evaluator.build().losses(base));
  }

  @Test
  void truncatedBackpropagationCountsABatchOnce() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .updater(new Adam(0.02))
                .list()
                .layer(new LSTM.Builder().nIn(4).nOut(5).activation(Activation.TANH).build())
                .layer(
                    new RnnOutputLayer.Builder(new LossMCXENT())
                        .nIn(5)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(4)
                .build());
    network.init();
    VersaTune run = VersaTune.builder().domains("law").updateEvery(2).build();
    DataSet data = new DataSet(Nd4j.rand(6, 4, 10), Nd4j.ones(6, 3, 10).divi(3));
    MultiDomainDataSetIterator train =
        MultiDomainDataSetIterator.builder(run)
            .source("law", SmallData.iterator(data, 6))
            .batchSize(3)
            .epochBatches(4)
            .build();
    List<Long> steps = new ArrayList<>();
    MixtureListener listener =
        MixtureListener.builder(run).onUpdate((report, update) -> steps.add(report.step())).build();
    network.setListeners(listener);
    network.fit(train);

    assertThat(network.getIterationCount()).isEqualTo(12);
    assertThat(listener.trainedBatches()).isEqualTo(4);
    assertThat(steps).containsExactly(2L, 4L);
  }

  @Test
  void aLoopOfTheUsersOwnWorksToo() {
    VersaTune run = Runs.run().updateEvery(2).build();
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    List<Long> steps = new ArrayList<>();
    network.setListeners(
        Runs.validated(run)
            .evaluateBaseBeforeTraining()
            .onUpdate((report, update) -> steps.add(report.step()))
            .build());
    for (int i = 0; i < 4; i++) {
      run.plan(8);
      network.fit(SmallData.pattern(1, 8, 6, i));
    }
    assertThat(steps).containsExactly(0L, 2L, 4L);
    assertThat(run.snapshot().batches()).isEqualTo(4);
  }

  @Test
  void buildSaysWhatIsMissing() {
    VersaTune run = Runs.run().build();
    DataSetIterator data = SmallData.iterator(SmallData.pattern(1, 4, 6, 1), 4);
    assertThatThrownBy(() -> MixtureListener.builder(run).validation("law", data).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'worst-first'")
        .hasMessageContaining(
            "Domain 'medicine' has no validation set: call validation(\"medicine\"")
        .hasMessageContaining("Domain 'code' has no validation set");
    VersaTune asking =
        VersaTune.builder()
            .domains(Runs.DOMAINS)
            .scheduler(new AskingRule(Signal.TOKEN_EXCESS, Signal.GRADIENT_PRODUCTS))
            .build();
    assertThatThrownBy(() -> MixtureListener.builder(asking).build())
        .hasMessageContaining("referenceNetwork(model)")
        .hasMessageContaining("call gradientData(\"law\", iterator)");
    assertThatThrownBy(() -> MixtureListener.builder(run).validation("cooking", data))
        .hasMessageContaining("unknown domain 'cooking'");
    VersaTune sometimes = Runs.run().updateEvery(100).build();
    assertThatThrownBy(() -> MixtureListener.builder(sometimes).evaluateEvery(30))
        .hasMessageContaining("evaluateEvery is 30");
  }

  @Test
  void aListenerThatWasNotAddedIsNoticed() {
    VersaTune run = Runs.run().updateEvery(2).build();
    MultiDomainDataSetIterator train =
        Runs.patterns(run).epochBatches(1000).reportTimeout(Duration.ofMillis(50)).build();
    Runs.validated(run).build();
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);

    assertThatThrownBy(() -> network.fit(train))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("addListeners");
  }
}
