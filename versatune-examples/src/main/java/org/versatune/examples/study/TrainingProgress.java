// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.versatune.examples.results.Numbers;

/** Says now and then how far the training of a base model has come. */
final class TrainingProgress extends BaseTrainingListener {
  private static final double SECONDS_BETWEEN_LINES = 10;

  private final int steps;
  private final int tokens;
  private final StudyLog log;
  private double last;

  /**
   * @param steps training steps in all
   * @param tokens predictions of an example: a network's score is summed over them
   * @param log where to say it
   */
  TrainingProgress(int steps, int tokens, StudyLog log) {
    this.steps = steps;
    this.tokens = tokens;
    this.log = log;
    this.last = log.elapsed();
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    double now = log.elapsed();
    if (now - last >= SECONDS_BETWEEN_LINES) {
      last = now;
      log.progress(
          Numbers.format(
              "base model: step %d of %d, about %.2f nats/token on the batch",
              iteration, steps, model.score() / tokens));
    }
  }
}
