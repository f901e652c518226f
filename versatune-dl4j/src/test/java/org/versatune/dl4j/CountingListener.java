// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Counts every call of every kind. */
final class CountingListener implements TrainingListener {
  private int calls;

  int calls() {
    return calls;
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    calls++;
  }

  @Override
  public void onEpochStart(Model model) {
    calls++;
  }

  @Override
  public void onEpochEnd(Model model) {
    calls++;
  }

  @Override
  public void onForwardPass(Model model, List<INDArray> activations) {
    calls++;
  }

  @Override
  public void onForwardPass(Model model, Map<String, INDArray> activations) {
    calls++;
  }

  @Override
  public void onGradientCalculation(Model model) {
    calls++;
  }

  @Override
  public void onBackwardPass(Model model) {
    calls++;
  }
}
