// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.versatune.Feedback;
import org.versatune.Snapshot;
import org.versatune.VersaTune;

@Timeout(120)
class NetworkCheckpointTest {

  @TempDir Path folder;

  /** A training that can be watched: a run, its iterator, its network and listeners. */
  private static final class Training {
    final VersaTune run;
    final Model model;
    final DataSetIterator train;
    final BatchWatcher watcher;
    final List<Feedback> reports = new ArrayList<>();

    Training(VersaTune run, Model model, boolean prefetch, Path file, int every) {
      this.run = run;
      this.model = model;
      this.train = Runs.patterns(run).epochBatches(9).prefetch(prefetch).build();
      this.watcher = new BatchWatcher(run);
      MixtureListener listener =
          Runs.validated(run)
              .checkpoint(file, every)
              .onUpdate((report, update) -> reports.add(report))
              .build();
      model.setListeners(List.of(watcher, listener));
    }
  }

  private static VersaTune run() {
    return Runs.run().updateEvery(5).build();
  }

  /** With dropout, so that the random numbers of training matter as well. */
  private static Model network(SmallNetworks.Kind kind) {
    return SmallNetworks.sequences(kind, true, 0.01, 0.8);
  }

  private static VersaTune resumed(Snapshot snapshot) {
    return VersaTune.resuming(snapshot).scheduler(Runs.worstFirst()).build();
  }

  /** Stopped after 14 batches (mid-epoch), 15 (a report) or 18 (the end of an epoch). */
  @ParameterizedTest
  @CsvSource({
    "LAYERS,false,14", "LAYERS,true,14", "LAYERS,false,15", "LAYERS,true,15", "LAYERS,false,18",
    "LAYERS,true,18", "GRAPH,false,14", "GRAPH,true,14", "GRAPH,true,15", "GRAPH,true,18"
  })
  void goesOnAsIfItHadNeverStopped(SmallNetworks.Kind kind, boolean prefetch, int stop) {
    Path file = folder.resolve("run").resolve("checkpoint.zip");
    Training whole =
        new Training(run(), network(kind), prefetch, folder.resolve("unused.zip"), 1000);
    Nd4j.getRandom().setSeed(31);
    Runs.fit(whole.model, whole.train, 4);

    Training first = new Training(run(), network(kind), prefetch, file, stop);
    Nd4j.getRandom().setSeed(31);
    Runs.fit(first.model, first.train, 3);
    NetworkCheckpoint checkpoint = NetworkCheckpoint.load(file);
    assertThat(checkpoint.snapshot().batches()).isEqualTo(stop);
    Training second =
        new Training(
            resumed(checkpoint.snapshot()),
            checkpoint.network(),
            prefetch,
            folder.resolve("unused.zip"),
            1000);
    Nd4j.rand(7, 7);
    checkpoint.restoreRandomState();
    Runs.fit(second.model, second.train, 2 + (stop == 18 ? 0 : 1));

    assertThat(second.watcher.batches()).isEqualTo(whole.watcher.batches().subList(stop, 36));
    assertThat(second.reports)
        .isEqualTo(whole.reports.stream().filter(report -> report.step() > stop).toList());
    assertThat(second.run.weights()).isEqualTo(whole.run.weights());
    assertThat(second.run.draws()).isEqualTo(whole.run.draws());
    assertThat(second.model.params()).isEqualTo(whole.model.params());
    assertThat(Network.of(second.model).updaterState())
        .isEqualTo(Network.of(whole.model).updaterState());
    assertThat(Network.of(second.model).iterations()).isEqualTo(36);
    assertThat(Network.of(second.model).epochs()).isEqualTo(4);
  }

  @Test
  void savedByHandBetweenCallsOfFit() {
    Path file = folder.resolve("checkpoint.zip");
    Training training =
        new Training(
            run(), network(SmallNetworks.Kind.LAYERS), true, folder.resolve("unused"), 1000);
    Runs.fit(training.model, training.train, 1);

    NetworkCheckpoint.save(file, training.model, training.run);

    NetworkCheckpoint checkpoint = NetworkCheckpoint.load(file);
    assertThat(checkpoint.multiLayerNetwork().params()).isEqualTo(training.model.params());
    assertThat(checkpoint.snapshot().batches()).isEqualTo(9);
    assertThat(checkpoint.snapshot().weights()).isEqualTo(training.run.weights());
    assertThatThrownBy(checkpoint::computationGraph)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MultiLayerNetwork");
    assertThat(folder.toFile().list()).containsExactly("checkpoint.zip");
  }

  @Test
  void refusesToSaveInTheMiddleOfAStep() {
    Training training =
        new Training(
            run(), network(SmallNetworks.Kind.LAYERS), false, folder.resolve("unused"), 1000);
    MultiLayerNetwork network = (MultiLayerNetwork) training.model;
    network.addListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            NetworkCheckpoint.save(folder.resolve("bad.zip"), model, training.run);
          }
        });

    assertThatThrownBy(() -> network.fit(training.train))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("middle of iteration 0")
        .hasMessageContaining("checkpoint(file, every)");
    assertThat(folder.resolve("bad.zip")).doesNotExist();
  }

  @Test
  void refusesFilesThatAreCutShortAlteredOrOfAnotherKind() throws Exception {
    Path file = folder.resolve("checkpoint.zip");
    Training training =
        new Training(
            run(), network(SmallNetworks.Kind.GRAPH), false, folder.resolve("unused"), 1000);
    NetworkCheckpoint.save(file, training.model, training.run);
    assertThatCode(() -> NetworkCheckpoint.load(file)).doesNotThrowAnyException();
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> NetworkCheckpoint.load(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checkpoint.zip")
        .hasMessageContaining("cut short");

    Files.write(file, whole);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Files.writeString(
          zip.getPath("mix.json"), Files.readString(zip.getPath("mix.json")).replace("law", "tax"));
    }
    assertThatThrownBy(() -> NetworkCheckpoint.load(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checksum of mix.json does not match");

    Files.write(file, whole);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path manifest = zip.getPath("manifest.json");
      Files.writeString(
          manifest, Files.readString(manifest).replaceFirst("\"version\" : 1", "\"version\" : 99"));
    }
    assertThatThrownBy(() -> NetworkCheckpoint.load(file))
        .hasMessageContaining("format version 99");

    Files.write(file, whole);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Files.delete(zip.getPath("manifest.json"));
    }
    assertThatThrownBy(() -> NetworkCheckpoint.load(file)).hasMessageContaining("no checkpoint");
  }

  @Test
  void resumingNeedsTheSameData() {
    VersaTune run = VersaTune.builder().domains("law").build();
    DataSetIterator train =
        MultiDomainDataSetIterator.builder(run)
            .source("law", SmallData.iterator(SmallData.rows(0, 0, 20), 4))
            .batchSize(8)
            .epochBatches(5)
            .build();
    train.next();
    train.next();
    VersaTune later = VersaTune.resume(run.snapshot());

    assertThatThrownBy(
            () ->
                MultiDomainDataSetIterator.builder(later)
                    .source("law", SmallData.iterator(SmallData.rows(0, 0, 9), 4))
                    .batchSize(8)
                    .epochBatches(5)
                    .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'law' has only 9 examples where the saved run had taken 16");
  }
}
