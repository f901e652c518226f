// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Records the calls to a listener, and what the model shows at each. */
final class CallRecorder extends BaseTrainingListener {
  final List<String> calls = new ArrayList<>();

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {
    calls.add("forward");
  }

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {
    calls.add("forward");
  }

  @Override
  public void onBackwardPass(Model model) {
    calls.add("backward");
  }

  @Override
  public void onGradientCalculation(Model model) {
    calls.add("gradient " + model.batchSize());
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    calls.add(
        "done "
            + iteration
            + " "
            + epoch
            + " "
            + model.batchSize()
            + " "
            + Math.round(1e12 * model.score()));
  }
}
