// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.EarlyStoppingParallelTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.VersaTune;
import org.versatune.scheduling.Schedulers;

/** Deeplearning4j's trainers beside {@code fit}, with a listener on the network. */
class OtherTrainersTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int EPOCHS = 2;
  private static final int BATCHES = 9;

  private static Trained trained(
      SmallNetworks.Kind kind, boolean prefetch, Trained.Training training) {
    return Trained.by(
        kind,
        4,
        BATCHES,
        prefetch,
        (model, train) -> assertTimeoutPreemptively(LIMIT, () -> training.run(model, train)));
  }

  private static Trained byFit(SmallNetworks.Kind kind) {
    return trained(kind, false, (model, train) -> Runs.fit(model, train, EPOCHS));
  }

  private static <T extends Model> EarlyStoppingConfiguration<T> stopping() {
    return new EarlyStoppingConfiguration.Builder<T>()
        .epochTerminationConditions(new MaxEpochsTerminationCondition(EPOCHS))
        .evaluateEveryNEpochs(1)
        .scoreCalculator(
            new DataSetLossCalculator(SmallData.iterator(SmallData.rows(0, 40, 6), 3), true))
        .modelSaver(new InMemoryModelSaver<>())
        .build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40})
  void anAsyncDataSetIteratorByHandTrainsAsFitDoes(int queue) {
    Trained wrapped =
        trained(
            SmallNetworks.Kind.LAYERS,
            false,
            (model, train) -> Runs.fit(model, new AsyncDataSetIterator(train, queue), EPOCHS));

    assertThat(wrapped).isEqualTo(byFit(SmallNetworks.Kind.LAYERS));
    assertThat(wrapped.batches()).hasSize(EPOCHS * BATCHES);
    assertThat(wrapped.reports()).hasSize(EPOCHS * BATCHES / 4);
  }

  @ParameterizedTest
  @CsvSource({"LAYERS,false", "LAYERS,true", "GRAPH,false", "GRAPH,true"})
  void earlyStoppingTrainsAsFitDoes(SmallNetworks.Kind kind, boolean prefetch) {
    Trained stopped =
        trained(
            kind,
            prefetch,
            (model, train) -> {
              EarlyStoppingResult<?> result =
                  model instanceof MultiLayerNetwork network
                      ? new EarlyStoppingTrainer(stopping(), network, train).fit()
                      : new EarlyStoppingGraphTrainer(stopping(), (ComputationGraph) model, train)
                          .fit();
              assertThat(result.getTerminationReason())
                  .as(result.getTerminationDetails())
                  .isEqualTo(EarlyStoppingResult.TerminationReason.EpochTerminationCondition);
            });

    assertThat(stopped).isEqualTo(byFit(kind));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void earlyStoppingSaysWhatASourceThrew(boolean prefetch) {
    // In the second epoch: before any model is saved, Deeplearning4j fails on its own.
    VersaTune run = Runs.run().scheduler(Schedulers.constant()).updateEvery(4).build();
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      builder.source(
          Runs.DOMAINS.get(j),
          SmallData.iterator(SmallData.rows(j, 0, 40), 4),
          ExhaustionPolicy.FAIL);
    }
    MultiDomainDataSetIterator train =
        builder.batchSize(8).epochBatches(BATCHES).prefetch(prefetch).build();
    MultiLayerNetwork model = (MultiLayerNetwork) SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    model.setListeners(MixtureListener.builder(run).build());

    EarlyStoppingResult<MultiLayerNetwork> result =
        assertTimeoutPreemptively(
            LIMIT, () -> new EarlyStoppingTrainer(stopping(), model, train).fit());

    assertThat(result.getTerminationReason())
        .isEqualTo(EarlyStoppingResult.TerminationReason.Error);
    assertThat(result.getTerminationDetails())
        .contains("domain 'law' has run out after 40 examples");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void parallelEarlyStoppingIsRefused(boolean prefetch) {
    VersaTune run = Runs.run().updateEvery(4).build();
    DataSetIterator train = Runs.rows(run).epochBatches(BATCHES).prefetch(prefetch).build();
    MultiLayerNetwork model = (MultiLayerNetwork) SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    model.setListeners(Runs.rowsValidated(run).build());

    EarlyStoppingResult<MultiLayerNetwork> result =
        assertTimeoutPreemptively(
            LIMIT,
            () ->
                new EarlyStoppingParallelTrainer<MultiLayerNetwork>(
                        stopping(), model, train, null, 2, 2, 1)
                    .fit());

    assertThat(result.getTerminationReason())
        .isEqualTo(EarlyStoppingResult.TerminationReason.Error);
    assertThat(result.getTerminationDetails()).contains("MixtureListener", "one network");
  }

  @Test
  void anotherNumberOfEpochsIsAnotherTraining() {
    assertThat(
            trained(SmallNetworks.Kind.LAYERS, false, (model, train) -> Runs.fit(model, train, 1)))
        .isNotEqualTo(byFit(SmallNetworks.Kind.LAYERS));
  }
}
