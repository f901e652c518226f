// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.versatune.VersaTune;

/** What a network was trained on, the reports that came of it, and its parameters. */
record Trained(List<List<String>> batches, List<String> reports, INDArray parameters) {

  /** A way to train. */
  interface Training {
    void run(Model model, MultiDomainDataSetIterator train);
  }

  /**
   * Trains a small network on rows, with a listener.
   *
   * @param every batches between two reports
   * @param epoch batches of an epoch
   */
  static Trained by(
      SmallNetworks.Kind kind, int every, long epoch, boolean prefetch, Training training) {
    VersaTune run = Runs.run().updateEvery(every).build();
    MultiDomainDataSetIterator train =
        Runs.rows(run).epochBatches(epoch).prefetch(prefetch).build();
    Model model = SmallNetworks.rows(kind);
    BatchWatcher watcher = new BatchWatcher(run);
    List<String> reports = new ArrayList<>();
    MixtureListener listener =
        Runs.rowsValidated(run)
            .onUpdate((report, update) -> reports.add(report + " " + update.weights()))
            .build();
    model.setListeners(List.of(watcher, listener));
    training.run(model, train);
    assertThat(listener.trainedBatches()).isEqualTo(watcher.batches().size());
    assertThat(reports).hasSize(watcher.batches().size() / every);
    return new Trained(watcher.batches(), reports, model.params());
  }
}
