// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.IterationTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.versatune.VersaTune;

/**
 * Trainings that end between two reports, by early stopping or with a process, and go on: no batch
 * and no report is lost or comes twice. And truncated BPTT, which makes several iterations of one
 * batch, of lengths that do not divide the sequences.
 */
class BrokenOffTrainingTest {
  /** Ends a training after a number of batches. */
  private static final class After implements IterationTerminationCondition {
    private static final long serialVersionUID = 1L;

    private int left;

    After(int batches) {
      left = batches;
    }

    @Override
    public void initialize() {}

    @Override
    public boolean terminate(double lastMiniBatchScore) {
      return --left <= 0;
    }
  }

  private static void stopAfter(Model model, DataSetIterator train, int batches) {
    EarlyStoppingResult<?> result =
        model instanceof MultiLayerNetwork network
            ? new EarlyStoppingTrainer(stopping(batches), network, train).fit()
            : new EarlyStoppingGraphTrainer(stopping(batches), (ComputationGraph) model, train)
                .fit();
    assertThat(result.getTerminationReason())
        .as(result.getTerminationDetails())
        .isEqualTo(EarlyStoppingResult.TerminationReason.IterationTerminationCondition);
  }

  private static <M extends Model> EarlyStoppingConfiguration<M> stopping(int batches) {
    return new EarlyStoppingConfiguration.Builder<M>()
        .iterationTerminationConditions(new After(batches))
        .scoreCalculator(
            new DataSetLossCalculator(SmallData.iterator(SmallData.rows(0, 40, 6), 3), true))
        .modelSaver(new InMemoryModelSaver<>())
        .build();
  }

  /** Not in the first epoch: before any model is saved, Deeplearning4j fails on its own. */
  @Property(tries = 20)
  void whatEarlyStoppingBreaksOffGoesOnWithTheNextBatch(
      @ForAll SmallNetworks.Kind kind,
      @ForAll boolean prefetch,
      @ForAll @IntRange(min = 1, max = 5) int every,
      @ForAll @IntRange(min = 2, max = 5) int epoch,
      @ForAll @IntRange(min = 1, max = 6) int stop,
      @ForAll @IntRange(min = 1, max = 6) int again) {
    Trained stopped =
        Trained.by(
            kind,
            every,
            epoch,
            prefetch,
            (model, train) -> {
              stopAfter(model, train, epoch + stop);
              stopAfter(model, train, epoch + again);
              train.reset();
              Runs.fit(model, train, 1);
            });
    Trained whole =
        Trained.by(
            kind,
            every,
            stopped.batches().size(),
            false,
            (model, train) -> Runs.fit(model, train, 1));

    assertThat(stopped.batches())
        .hasSizeGreaterThan(2 * epoch + stop + again)
        .isEqualTo(whole.batches());
    assertThat(stopped.reports()).isEqualTo(whole.reports());
    assertThat(stopped.parameters()).isEqualTo(whole.parameters());
  }

  private static Model recurrent(SmallNetworks.Kind kind, int length) {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder().seed(4).updater(new Adam(0.01));
    LSTM lstm = new LSTM.Builder().nIn(SmallNetworks.VOCABULARY).nOut(4).build();
    RnnOutputLayer output =
        new RnnOutputLayer.Builder(new LossMCXENT())
            .nIn(4)
            .nOut(SmallNetworks.VOCABULARY)
            .activation(Activation.SOFTMAX)
            .dataFormat(RNNFormat.NCW)
            .build();
    if (kind == SmallNetworks.Kind.LAYERS) {
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              builder
                  .list()
                  .layer(lstm)
                  .layer(output)
                  .backpropType(BackpropType.TruncatedBPTT)
                  .tBPTTLength(length)
                  .build());
      network.init();
      return network;
    }
    ComputationGraph graph =
        new ComputationGraph(
            builder
                .graphBuilder()
                .addInputs("in")
                .addLayer("lstm", lstm, "in")
                .addLayer("out", output, "lstm")
                .setOutputs("out")
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTForwardLength(length)
                .tBPTTBackwardLength(length)
                .build());
    graph.init();
    return graph;
  }

  private static DataSet steps(long seed, int examples, int steps) {
    DataSet ids = SmallData.sequences(seed, examples, steps, false, SmallData.Masks.NONE);
    return new DataSet(ids.getLabels().dup(), ids.getLabels());
  }

  /** Sequences of another length in each domain, so that batches are padded and masked. */
  private static MultiDomainDataSetIterator sequences(VersaTune run, SplittableRandom random) {
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      builder.source(
          Runs.DOMAINS.get(j),
          ShuffledDataSetIterator.of(steps(j, 9, 1 + random.nextInt(9)), random.nextLong()));
    }
    return builder
        .batchSize(1 + random.nextInt(6))
        .epochBatches(4)
        .prefetch(random.nextBoolean())
        .build();
  }

  private static MixtureListener listener(VersaTune run, List<String> reports) {
    MixtureListener.Builder builder = MixtureListener.builder(run);
    for (int j = 0; j < Runs.DOMAINS.size(); j++) {
      builder.validation(Runs.DOMAINS.get(j), SmallData.iterator(steps(50 + j, 4, 5), 4));
    }
    return builder
        .onUpdate((report, update) -> reports.add(report + " " + update.weights()))
        .build();
  }

  @Property(tries = 20)
  void truncatedBackpropagationCountsBatchesAndResumes(
      @ForAll SmallNetworks.Kind kind,
      @ForAll long shape,
      @ForAll @IntRange(min = 1, max = 6) int length,
      @ForAll @IntRange(min = 1, max = 5) int every)
      throws IOException {
    VersaTune run = Runs.run().updateEvery(every).build();
    MultiDomainDataSetIterator train = sequences(run, new SplittableRandom(shape));
    Model model = recurrent(kind, length);
    List<String> reports = new ArrayList<>();
    MixtureListener listener = listener(run, reports);
    int[] pieces = new int[1];
    train.setPreProcessor(
        (DataSetPreProcessor)
            batch ->
                pieces[0] += Math.toIntExact((batch.getFeatures().size(2) + length - 1) / length));
    model.setListeners(List.of(listener));
    Runs.fit(model, train, 2);
    assertThat(listener.trainedBatches()).isEqualTo(8);
    assertThat(reports).hasSize(8 / every);
    assertThat(run.reportedStep()).isEqualTo(every > 8 ? -1 : 8 / every * every);
    assertThat(Network.of(model).iterations()).isEqualTo(pieces[0]);

    Path file = Files.createTempFile("truncated", ".checkpoint");
    try {
      NetworkCheckpoint.save(file, model, run);
      Runs.fit(model, train, 1);
      NetworkCheckpoint saved = NetworkCheckpoint.load(file);
      VersaTune resumed = VersaTune.resuming(saved.snapshot()).scheduler(Runs.worstFirst()).build();
      MultiDomainDataSetIterator rest = sequences(resumed, new SplittableRandom(shape));
      List<String> more = new ArrayList<>();
      saved.network().setListeners(List.of(listener(resumed, more)));
      saved.restoreRandomState();
      Runs.fit(saved.network(), rest, 1);

      assertThat(saved.network().params()).isEqualTo(model.params());
      assertThat(more).isEqualTo(reports.subList(8 / every, reports.size()));
      assertThat(resumed.weights()).isEqualTo(run.weights());
    } finally {
      Files.delete(file);
    }
  }
}
