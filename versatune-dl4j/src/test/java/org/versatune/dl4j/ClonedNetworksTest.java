// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.Feedback;
import org.versatune.VersaTune;

/** Trainers that clone a network with its listeners, against a listener that serves one network. */
@Timeout(60)
class ClonedNetworksTest {
  private static ParallelWrapper wrapper(Model model, int workers) {
    return new ParallelWrapper.Builder<>(model)
        .workers(workers)
        .averagingFrequency(1)
        .prefetchBuffer(workers)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "2,1,LAYERS,false",
    "2,5,LAYERS,false",
    "4,3,LAYERS,false",
    "2,1,LAYERS,true",
    "4,5,LAYERS,true",
    "2,3,GRAPH,false",
    "4,1,GRAPH,true"
  })
  void parallelWrapperIsRefusedAtOnce(
      int workers, int every, SmallNetworks.Kind kind, boolean prefetch) {
    VersaTune run = Runs.run().updateEvery(every).build();
    MultiDomainDataSetIterator train =
        Runs.patterns(run).epochBatches(24).prefetch(prefetch).build();
    Model model = SmallNetworks.sequences(kind);
    List<Long> reports = new ArrayList<>();
    model.setListeners(
        List.of(
            Runs.validated(run).onUpdate((report, update) -> reports.add(report.step())).build()));
    ParallelWrapper wrapper = wrapper(model, workers);
    try {
      assertThatThrownBy(() -> wrapper.fit(train))
          .hasStackTraceContaining("MixtureListener")
          .hasStackTraceContaining("leave the listener off");
    } finally {
      wrapper.shutdown();
    }
    assertThat(reports).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void theAveragedNetworkIsEvaluatedAndReportedOnce(int workers) {
    VersaTune run = Runs.run().updateEvery(8).build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(8).build();
    Model model = SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    DomainLossEvaluator.Builder losses = DomainLossEvaluator.builder();
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      losses.validation(
          Runs.DOMAINS.get(j), SmallData.iterator(SmallData.pattern(j + 1, 6, 6, 50 + j), 4));
    }
    DomainLossEvaluator evaluator = losses.build();
    double first = evaluator.losses(model).values().iterator().next();
    ParallelWrapper wrapper = wrapper(model, workers);
    try {
      for (int step = 8; step <= 24; step += 8) {
        wrapper.fit(train);
        run.report(Feedback.at(step).losses(evaluator.losses(model)));
      }
    } finally {
      wrapper.shutdown();
    }
    assertThat(run.reportedStep()).isEqualTo(24);
    assertThat(run.snapshot().batches()).isEqualTo(24);
    assertThat(run.weights()).isNotEqualTo(run.setup().initial());
    assertThat(evaluator.losses(model).values().iterator().next()).isLessThan(first);
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void aCloneWithTheSameListenerIsRefusedAtItsFirstForwardPass(SmallNetworks.Kind kind) {
    VersaTune run = Runs.run().updateEvery(5).build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(9).build();
    Model model = SmallNetworks.sequences(kind);
    MixtureListener listener = Runs.validated(run).build();
    model.setListeners(List.of(listener));
    Runs.fit(model, train, 1);
    Model clone =
        model instanceof MultiLayerNetwork network
            ? network.clone()
            : ((ComputationGraph) model).clone();
    clone.setListeners(List.of(listener));

    train.reset();
    assertThatThrownBy(() -> Network.of(clone).fit(train.next()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was called by a second network")
        .hasMessageContaining("VersaTune.resume(run.snapshot())");
    assertThat(listener.trainedBatches()).isEqualTo(9);
  }

  @Test
  void aNetworkMadeByTransferLearningIsRefused() {
    VersaTune run = Runs.run().updateEvery(5).build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(4).build();
    MultiLayerNetwork network =
        (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
    MixtureListener listener = Runs.validated(run).build();
    network.setListeners(listener);
    network.fit(train);
    MultiLayerNetwork other = new TransferLearning.Builder(network).setFeatureExtractor(0).build();
    other.setListeners(listener);

    assertThatThrownBy(() -> other.fit(train, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was called by a second network");
  }
}
