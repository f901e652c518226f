// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncMultiDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.Feedback;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.Worker;

class MultiDomainMultiDataSetIteratorTest {

  /** What a batch holds, row by row: origin, domain and number of the example in the row input. */
  private static List<String> content(org.nd4j.linalg.dataset.api.MultiDataSet batch) {
    List<String> rows = new ArrayList<>();
    List<ExampleOrigin> origins = MultiDomainMultiDataSetIterator.originsOf(batch);
    for (int i = 0; i < origins.size(); i++) {
      rows.add(
          origins.get(i).batch()
              + " "
              + origins.get(i).domain()
              + " "
              + Arrays.toString(batch.getFeatures(1).slice(i).dup().data().asInt()));
    }
    return rows;
  }

  private static List<List<String>> draw(MultiDomainMultiDataSetIterator iterator, int batches) {
    List<List<String>> drawn = new ArrayList<>();
    while (drawn.size() < batches) {
      if (iterator.hasNext()) {
        drawn.add(content(iterator.next()));
      } else {
        drawn.add(List.of("end of epoch"));
        iterator.reset();
      }
    }
    return drawn;
  }

  @Test
  void aBatchIsMixedByTheDrawsWithMasksForEachArray() {
    VersaTune run = Runs.run().build();
    VersaTune same = Runs.run().build();
    MultiDomainMultiDataSetIterator iterator = SmallGraphs.training(run).epochBatches(4).build();

    while (iterator.hasNext()) {
      var batch = iterator.next();
      List<String> domains = same.plan(5).domains();

      assertThat(MultiDomainMultiDataSetIterator.domainsOf(batch)).isEqualTo(domains);
      long longest = batch.getFeatures(0).size(2);
      assertThat(batch.getLabels(0).shape()).containsExactly(5, 3, longest);
      assertThat(batch.getLabels(1).shape()).containsExactly(5, 2);
      assertThat(batch.getFeaturesMaskArray(1)).isNull();
      for (int i = 0; i < 5; i++) {
        int domain = SmallGraphs.index(domains.get(i));
        int example = batch.getFeatures(1).getInt(i, 1);
        assertThat(batch.getFeatures(1).getInt(i, 0)).isEqualTo(domain);
        int steps = 4 + domain - (domain > 0 && example % 2 == 1 ? 1 : 0);
        INDArray mask = batch.getLabelsMaskArray(0);
        double counted = mask == null ? longest : mask.getRow(i).sumNumber().doubleValue();
        assertThat(counted).isEqualTo(steps);
      }
    }
  }

  @Test
  void aDomainWithoutLabelsForAnOutputMasksIt() {
    VersaTune run = VersaTune.builder().domains("law", "code").build();
    MultiDataSet law = SmallGraphs.data(0, 6, 4, false);
    law.setLabelsMaskArray(new INDArray[] {null, Nd4j.zeros(6, 1)});
    var batch =
        MultiDomainMultiDataSetIterator.builder(run)
            .source("law", ShuffledMultiDataSetIterator.of(law, 1, 2))
            .source("code", SmallGraphs.iterator(0, 6))
            .batchSize(10)
            .epochBatches(1)
            .build()
            .next();

    for (int i = 0; i < 10; i++) {
      boolean counts = MultiDomainMultiDataSetIterator.domainsOf(batch).get(i).equals("code");
      assertThat(batch.getLabelsMaskArray(1).getInt(i, 0)).isEqualTo(counts ? 1 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 13, 20})
  void aResumedIteratorDrawsWhatItWouldHaveDrawn(int before) {
    VersaTune run = Runs.run().build();
    MultiDomainMultiDataSetIterator whole = SmallGraphs.training(run).epochBatches(6).build();
    draw(whole, before);
    Snapshot snapshot = Snapshot.fromJson(run.snapshot().toJson());
    List<List<String>> expected = draw(whole, 20);

    VersaTune resumed = VersaTune.resuming(snapshot).scheduler(Runs.worstFirst()).build();

    assertThat(draw(SmallGraphs.training(resumed).epochBatches(6).build(), 20)).isEqualTo(expected);
  }

  @Test
  void workersTakeTheExamplesOfOneProcess() {
    List<String> one = new ArrayList<>();
    MultiDomainMultiDataSetIterator single =
        SmallGraphs.training(Runs.run().build()).batchSize(10).epochBatches(3).build();
    single.forEachRemaining(batch -> one.addAll(content(batch)));
    List<String> both = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      VersaTune run = Runs.run().worker(Worker.of(rank, 2)).build();
      SmallGraphs.training(run)
          .epochBatches(3)
          .build()
          .forEachRemaining(b -> both.addAll(content(b)));
    }

    assertThat(both).containsExactlyInAnyOrderElementsOf(one);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResumedTrainingIsTheUnbrokenOne(boolean prefetch, @TempDir Path folder) {
    ComputationGraph expected = SmallGraphs.twoByTwo();
    List<Feedback> reports = new ArrayList<>();
    train(expected, Runs.run().build(), prefetch, null, reports, 4);
    ComputationGraph first = SmallGraphs.twoByTwo();
    List<Feedback> found = new ArrayList<>();
    Path file = folder.resolve("run.checkpoint");
    train(first, Runs.run().build(), prefetch, file, found, 2);
    NetworkCheckpoint checkpoint = NetworkCheckpoint.load(file);
    ComputationGraph again = checkpoint.computationGraph();
    VersaTune resumed =
        VersaTune.resuming(checkpoint.snapshot()).scheduler(Runs.worstFirst()).build();
    train(again, resumed, prefetch, null, found, 2);

    assertThat(found).isEqualTo(reports);
    assertThat(reports).hasSize(4 * 5 / 2 + 1);
    assertThat(again.params()).isEqualTo(expected.params());
  }

  private static void train(
      ComputationGraph graph,
      VersaTune run,
      boolean prefetch,
      @org.jspecify.annotations.Nullable Path file,
      List<Feedback> reports,
      int epochs) {
    MultiDomainMultiDataSetIterator data =
        SmallGraphs.training(run).prefetch(prefetch).epochBatches(5).build();
    MixtureListener.Builder listener =
        SmallGraphs.validated(run)
            .evaluateEvery(2)
            .evaluateBaseBeforeTraining()
            .onUpdate((report, update) -> reports.add(report));
    if (file != null) {
      listener.checkpoint(file, 2);
    }
    graph.setListeners(listener.build());
    graph.fit(data, epochs);
  }

  @Test
  void oneInputAndOneOutputTrainAsWithDataSets() {
    ComputationGraph expected =
        (ComputationGraph) SmallNetworks.sequences(SmallNetworks.Kind.GRAPH);
    VersaTune run = Runs.run().build();
    MultiDomainDataSetIterator one = Runs.patterns(run).epochBatches(6).build();
    expected.setListeners(Runs.validated(run).evaluateEvery(2).build());
    expected.fit(one, 2);
    ComputationGraph graph = (ComputationGraph) SmallNetworks.sequences(SmallNetworks.Kind.GRAPH);
    VersaTune other = Runs.run().build();
    MultiDomainMultiDataSetIterator.Builder builder =
        MultiDomainMultiDataSetIterator.builder(other).batchSize(8).epochBatches(6);
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      DataSet data = SmallData.pattern(j + 1, 30, 6, j);
      builder.source(
          Runs.DOMAINS.get(j), ShuffledMultiDataSetIterator.of(data.toMultiDataSet(), j, 32));
    }
    MultiDomainMultiDataSetIterator several = builder.build();
    graph.setListeners(Runs.validated(other).evaluateEvery(2).build());
    graph.fit(several, 2);

    assertThat(graph.params()).isEqualTo(expected.params());
    assertThat(other.weights()).isEqualTo(run.weights());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFailingSourceReachesFit(boolean prefetch) {
    VersaTune run = Runs.run().build();
    int[] left = {4};
    MultiDataSetIterator torn = SmallGraphs.iterator(1, 11);
    torn.setPreProcessor(
        data -> {
          if (left[0]-- == 0) {
            throw new UnsupportedOperationException("torn cable");
          }
        });
    MultiDomainMultiDataSetIterator data =
        MultiDomainMultiDataSetIterator.builder(run)
            .source("law", SmallGraphs.iterator(0, 10))
            .source("medicine", torn)
            .source("code", SmallGraphs.iterator(2, 10))
            .prefetch(prefetch)
            .batchSize(5)
            .epochBatches(40)
            .build();
    ComputationGraph graph = SmallGraphs.twoByTwo();
    graph.setListeners(SmallGraphs.validated(run).evaluateEvery(2).build());

    assertThatThrownBy(() -> graph.fit(data))
        .hasMessageContaining("the source of domain 'medicine' failed")
        .hasMessageContaining("torn cable");
  }

  @Test
  void aSourceThatReadsAheadAndDiesIsAnError() {
    MultiDataSetIterator torn = SmallGraphs.iterator(0, 11);
    torn.setPreProcessor(
        data -> {
          throw new AssertionError("torn cable");
        });
    VersaTune run = VersaTune.builder().domains("law").build();
    MultiDomainMultiDataSetIterator data =
        MultiDomainMultiDataSetIterator.builder(run)
            .source("law", new AsyncMultiDataSetIterator(torn))
            .epochBatches(2)
            .build();

    assertThatThrownBy(data::next).hasMessageContaining("torn cable");
  }

  @Test
  void thePreprocessorGetsTheWholeBatch() {
    MultiDomainMultiDataSetIterator data =
        SmallGraphs.training(Runs.run().build()).epochBatches(3).build();
    MultiDataSetPreProcessor half = batch -> batch.getFeatures(0).muli(0);
    data.setPreProcessor(half);

    assertThat(data.getPreProcessor()).isSameAs(half);
    assertThat(data.next().getFeatures(0).sumNumber().doubleValue()).isZero();
  }

  @Test
  void domainsWithOtherArraysAreRefused() {
    VersaTune run = VersaTune.builder().domains("law", "code").build();
    MultiDataSetIterator one =
        new MultiDataSetIteratorAdapter(SmallData.iterator(SmallData.rows(0, 0, 6), 3));
    MultiDomainMultiDataSetIterator data =
        MultiDomainMultiDataSetIterator.builder(run)
            .source("law", SmallGraphs.iterator(0, 6))
            .source("code", one)
            .batchSize(8)
            .epochBatches(1)
            .build();

    assertThatIllegalArgumentException()
        .isThrownBy(data::next)
        .withMessageContaining("arrays of features, that of domain");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ShuffledMultiDataSetIterator.of(
                    new MultiDataSet(new INDArray[] {Nd4j.ones(2, 3)}, null), 1, 2))
        .withMessageContaining("without labels");
  }

  @Test
  void maskOfTwoInputsOverTheSameStepsAreAmbiguous() {
    INDArray mask = Nd4j.ones(2, 4);
    MultiDataSet data =
        new MultiDataSet(
            new INDArray[] {Nd4j.ones(2, 1, 4), Nd4j.ones(2, 1, 4)},
            new INDArray[] {Nd4j.ones(2, 3, 4)},
            new INDArray[] {mask, mask.dup()},
            null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShuffledMultiDataSetIterator.of(data, 1, 2))
        .withMessageContaining("give them a labels mask");
    data.setLabelsMaskArray(new INDArray[] {mask});
    assertThat(ShuffledMultiDataSetIterator.of(data, 1, 2).numExamples()).isEqualTo(2);
  }
}
