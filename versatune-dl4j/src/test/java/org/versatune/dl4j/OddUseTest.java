// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.DomainDistribution;
import org.versatune.SharedRun;
import org.versatune.VersaTune;
import org.versatune.Worker;

/** What a loop of training can be made of by mistake, and how it is noticed. */
class OddUseTest {
  private static MultiLayerNetwork network() {
    return (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void aListenerIsOnItsNetworkOnce(SmallNetworks.Kind kind) {
    VersaTune run = Runs.run().build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(4).build();
    Model model = SmallNetworks.sequences(kind);
    MixtureListener listener = Runs.validated(run).build();
    model.setListeners(List.of(listener, listener));
    assertThatIllegalStateException()
        .isThrownBy(() -> Runs.fit(model, train, 1))
        .withMessageContaining("this MixtureListener is 2 times among the listeners")
        .withMessageContaining("add it once");
    assertThat(run.reportedStep()).isEqualTo(-1);

    model.setListeners(List.of(listener));
    Runs.fit(model, train, 1);
    assertThat(run.reportedStep()).isEqualTo(4);
  }

  @Test
  void aBatchIsTrainedOnce() {
    VersaTune run = Runs.run().build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(4).build();
    MultiLayerNetwork network = network();
    MixtureListener listener = Runs.validated(run).build();
    network.setListeners(listener);
    DataSet first = train.next();
    DataSet second = train.next();
    network.fit(first);
    // The second is out, and what is trained must not be taken for it.
    assertThatIllegalStateException()
        .isThrownBy(() -> network.fit(first))
        .withMessageContaining("a batch that was trained before")
        .withMessageContaining("network.fit(train.next())");
    network.fit(second);
    assertThat(listener.trainedBatches()).isEqualTo(2);
    assertThat(run.reportedStep()).isEqualTo(2);
  }

  /**
   * As where the first batch is looked at, or a prefetcher begins, before the listener is built.
   */
  @Test
  void aBatchThatWasDrawnBeforeTheListenerWasBuiltIsRefusedAsSuch() {
    VersaTune run = Runs.run().build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(4).build();
    MultiLayerNetwork network = network();
    DataSet first = train.next();
    MixtureListener listener = Runs.validated(run).build();
    network.setListeners(listener);
    assertThatIllegalStateException()
        .isThrownBy(() -> network.fit(first))
        .withMessageContaining("drawn before the listener was built")
        .withMessageContaining("build the listener before anything is drawn");
    network.fit(train.next());
    assertThat(run.reportedStep()).isEqualTo(2);
  }

  @Test
  void batchesThatAreDrawnAndNotTrainedAreNotTheFaultOfAnotherListener() {
    VersaTune run = Runs.run().build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(4).build();
    MultiLayerNetwork network = network();
    network.setListeners(Runs.validated(run).build());
    List<String> lines =
        ListenerChecksTest.logged(
            () -> {
              network.fit(train.next());
              var unused = train.next();
              network.fit(train.next());
            });
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("The report of step 2 was not made", "it was drawn and not trained, or a");
  }

  @Test
  void aListenerThatSetListenersDroppedIsMissed() {
    VersaTune run = Runs.run().build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(4).build();
    MultiLayerNetwork network = network();
    network.setListeners(Runs.validated(run).build());
    List<String> lines =
        ListenerChecksTest.logged(
            () -> {
              network.fit(train, 2);
              network.setListeners(List.of());
              network.fit(train, 3);
            });
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("4 of its batches were not trained", "setListeners", "addListeners(listener)");
  }

  @Test
  void fixedRatesWithoutAWeightedLossAreWarnedOf() {
    VersaTune run = Runs.run().fixedSampling(DomainDistribution.uniform(Runs.DOMAINS)).build();
    MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(4).build();
    MultiLayerNetwork network = network();
    network.setListeners(Runs.validated(run).build());
    List<String> lines = ListenerChecksTest.logged(() -> network.fit(train));
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("draws at fixed rates", "ImportanceWeightedTraining.of(network, run)");
    ImportanceWeightedTraining weighted = ImportanceWeightedTraining.of(network, run);
    assertThat(ListenerChecksTest.logged(() -> weighted.fit(train))).isEmpty();

    VersaTune other = Runs.run().build();
    MultiDomainDataSetIterator others = Runs.patterns(other).epochBatches(4).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeightedTraining.of(network(), run).fit(others))
        .withMessageContaining("drawn by another run than the one whose weights scale its loss");
  }

  @Test
  void noListenerReportsToARunThatIsShared(@TempDir Path folder) {
    try (SharedRun shared = SharedRun.in(folder, Worker.of(0, 2)).open(built())) {
      MultiDomainDataSetIterator train = Runs.patterns(shared.run()).epochBatches(4).build();
      MultiLayerNetwork network = network();
      network.setListeners(Runs.validated(shared.run()).build());
      assertThatIllegalStateException()
          .isThrownBy(() -> network.fit(train))
          .withMessageContaining("other processes share this run")
          .withMessageContaining("SharedRun.report");
      assertThat(shared.run().reportedStep()).isEqualTo(-1);
    }
  }

  private static org.versatune.RunBuilder built() {
    return VersaTune.builder()
        .domains(Runs.DOMAINS)
        .referenceLosses(java.util.Map.of("law", .2, "medicine", .2, "code", .2))
        .updateEvery(1);
  }
}
