// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** Keeps the score of each step without its regularisation term. */
final class ScoreKeeper extends BaseTrainingListener {
  private final List<Double> scores;
  private double regularisation;

  ScoreKeeper(List<Double> scores) {
    this.scores = scores;
  }

  @Override
  public void onBackwardPass(Model model) {
    // The parameters change between here and the end of the iteration.
    regularisation =
        model instanceof MultiLayerNetwork network
            ? network.calcRegularizationScore(true)
            : ((ComputationGraph) model).calcRegularizationScore(true);
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    scores.add(model.score() - regularisation);
  }
}
