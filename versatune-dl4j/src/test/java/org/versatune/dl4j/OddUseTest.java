// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.datasets.iterator.MultipleEpochsIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.versatune.DomainDistribution;
import org.versatune.SharedRun;
import org.versatune.VersaTune;
import org.versatune.Worker;

/** What a loop of training can be made of by mistake, and how it is noticed. */
class OddUseTest {
  private final VersaTune run = Runs.run().build();
  private final MultiDomainDataSetIterator train = Runs.patterns(run).epochBatches(4).build();
  private final MultiLayerNetwork network = network();

  private static MultiLayerNetwork network() {
    return (MultiLayerNetwork) SmallNetworks.sequences(SmallNetworks.Kind.LAYERS);
  }

  @ParameterizedTest
  @EnumSource(SmallNetworks.Kind.class)
  void aListenerIsOnItsNetworkOnce(SmallNetworks.Kind kind) {
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
    DataSet first = train.next();
    network.setListeners(Runs.validated(run).build());
    assertThatIllegalStateException()
        .isThrownBy(() -> network.fit(first))
        .withMessageContaining("drawn before the listener was built")
        .withMessageContaining("build the listener before anything is drawn");
    network.fit(train.next());
    assertThat(run.reportedStep()).isEqualTo(2);
  }

  @Test
  void batchesThatAreDrawnAndNotTrainedAreNotTheFaultOfAnotherListener() {
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
    VersaTune fixed = Runs.run().fixedSampling(DomainDistribution.uniform(Runs.DOMAINS)).build();
    MultiDomainDataSetIterator drawn = Runs.patterns(fixed).epochBatches(4).build();
    network.setListeners(Runs.validated(fixed).build());
    List<String> lines = ListenerChecksTest.logged(() -> network.fit(drawn));
    assertThat(lines)
        .singleElement()
        .asString()
        .contains(
            "draws at fixed rates",
            "ImportanceWeightedTraining.of(network, run)",
            "If a loop of your own scales the loss by run.importanceWeights()");
    ImportanceWeightedTraining weighted = ImportanceWeightedTraining.of(network, fixed);
    assertThat(ListenerChecksTest.logged(() -> weighted.fit(drawn))).isEmpty();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImportanceWeightedTraining.of(network(), fixed).fit(train))
        .withMessageContaining("drawn by another run than the one whose weights scale its loss");
  }

  @Test
  void noListenerReportsToARunThatIsShared(@TempDir Path folder) {
    try (SharedRun shared = SharedRun.in(folder, Worker.of(0, 2)).open(built())) {
      MultiDomainDataSetIterator drawn = Runs.patterns(shared.run()).epochBatches(4).build();
      network.setListeners(Runs.validated(shared.run()).build());
      assertThatIllegalStateException()
          .isThrownBy(() -> network.fit(drawn))
          .withMessageContaining("other processes share this run")
          .withMessageContaining("SharedRun.report");
      assertThat(shared.run().reportedStep()).isEqualTo(-1);
    }
  }

  /** The same batches come again and are trained, so it is not said that the run drew nothing. */
  @Test
  void evaluatingOnTheRunsOwnIteratorIsSaidOnce() {
    VersaTune own = Runs.run().build();
    MultiDomainDataSetIterator rows = Runs.rows(own).epochBatches(4).build();
    MultiLayerNetwork classifier =
        (MultiLayerNetwork) SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    classifier.setListeners(Runs.rowsValidated(own).build());
    List<String> lines =
        ListenerChecksTest.logged(
            () -> {
              assertThat(classifier.evaluate(rows).accuracy()).isBetween(0.0, 1.0);
              classifier.fit(rows, 2);
            });
    assertThat(lines).singleElement().asString().contains("4 of its batches were not trained");
    assertThat(own.reportedStep()).isEqualTo(8);
  }

  @Test
  void batchesThatWereDrawnBeforeTheListenerAreSaidToCount() {
    while (train.hasNext()) {
      assertThat(network.score(train.next())).isPositive();
    }
    List<String> lines =
        ListenerChecksTest.logged(
            () ->
                assertThat(Runs.validated(run).evaluateEvery(1).build().trainedBatches())
                    .isEqualTo(4));
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("before its MixtureListener was built: 4.", "steps go on from 4");
  }

  @Test
  @SuppressWarnings("deprecation") // It is used all the same.
  void anIteratorOfEpochsIsRefusedWithTheRemedy() {
    network.setListeners(Runs.validated(run).build());
    assertThatIllegalStateException()
        .isThrownBy(() -> network.fit(new MultipleEpochsIterator(3, train)))
        .withMessageContaining("call fit(train, epochs): a MultipleEpochsIterator resets");
  }

  /** A list's position cannot be asked for, but that the pass ends early is seen. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSourceThatIsEvaluatedOnIsNoticed(boolean shuffled) {
    VersaTune own = VersaTune.builder().domains("law").build();
    DataSet rows = SmallData.rows(0, 0, 12);
    DataSetIterator source =
        shuffled ? ShuffledDataSetIterator.of(rows, 1, 4) : SmallData.iterator(rows, 4);
    MultiDomainDataSetIterator drawn =
        MultiDomainDataSetIterator.builder(own)
            .source("law", source)
            .batchSize(4)
            .epochBatches(20)
            .build();
    MultiLayerNetwork classifier =
        (MultiLayerNetwork) SmallNetworks.rows(SmallNetworks.Kind.LAYERS);
    for (int i = 0; i < 4; i++) {
      assertThat(drawn.next().numExamples()).isEqualTo(4);
    }
    assertThat(classifier.evaluate(source).accuracy()).isBetween(0.0, 1.0);
    if (shuffled) {
      assertThatIllegalStateException()
          .isThrownBy(drawn::next)
          .withMessageContaining("source of domain 'law' was moved after 4 examples (restart 1)")
          .withMessageContaining("your own code");
      return;
    }
    List<String> lines =
        ListenerChecksTest.logged(
            () -> {
              while (drawn.hasNext()) {
                assertThat(drawn.next().numExamples()).isEqualTo(4);
              }
            });
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("the source of domain 'law' ended pass 2 after 4 examples", "before after 12");
  }

  @Test
  void aNormalizerMayBeFittedOnASourceBeforeAnythingIsDrawn() {
    DataSet rows = SmallData.rows(0, 0, 12);
    ShuffledDataSetIterator source = ShuffledDataSetIterator.of(rows, 1, 4);
    MultiDomainDataSetIterator drawn =
        MultiDomainDataSetIterator.builder(VersaTune.builder().domains("law").build())
            .source("law", source)
            .batchSize(4)
            .epochBatches(1)
            .build();
    new NormalizerStandardize().fit(source);
    assertThat(drawn.next().getFeatures())
        .isEqualTo(ShuffledDataSetIterator.of(rows, 1, 4).next().getFeatures());
  }

  @Test
  void pretrainingIsDoneWithoutTheListener() {
    MultiLayerNetwork coder =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new AutoEncoder.Builder().nIn(4).nOut(4).build())
                .layer(new OutputLayer.Builder().nIn(4).nOut(3).build())
                .build());
    coder.init();
    VersaTune own = Runs.run().build();
    MultiDomainDataSetIterator rows = Runs.rows(own).epochBatches(2).build();
    coder.setListeners(Runs.rowsValidated(own).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> coder.pretrain(rows))
        .withMessageContaining("Pretraining calls listeners with single layers");
  }

  @Test
  void twoTrainingsThatSaveToOneFileAreToldApart(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.checkpoint");
    network.setListeners(Runs.validated(run).checkpoint(file, 2).build());
    assertThat(ListenerChecksTest.logged(() -> network.fit(train))).isEmpty();
    assertThat(file).exists();
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L)); // Another training.
    assertThat(ListenerChecksTest.logged(() -> network.fit(train, 2)))
        .singleElement()
        .asString()
        .contains("run.checkpoint was written by something else", "a file of its own");
  }

  private static org.versatune.RunBuilder built() {
    return VersaTune.builder()
        .domains(Runs.DOMAINS)
        .referenceLosses(Map.of("law", .2, "medicine", .2, "code", .2))
        .updateEvery(1);
  }
}
