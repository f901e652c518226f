// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.versatune.VersaTune;

/** Writes down what a network really trained on; stands before the mixture's listener. */
final class BatchWatcher extends BaseTrainingListener {
  private final HandOver handOver;
  private final List<List<String>> batches = new ArrayList<>();

  BatchWatcher(VersaTune run) {
    this.handOver = HandOver.of(run);
  }

  List<List<String>> batches() {
    return batches;
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    MixedBatch batch = Objects.requireNonNull(handOver.inTraining(model.input()));
    if (batch.firstInput() != model.input()) {
      throw new AssertionError("trained on something else");
    }
    batches.add(Runs.content(batch.data().dataSet()));
  }
}
