// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** Says now and then how far a long training has come. */
final class TrainingProgress extends BaseTrainingListener {
  private static final double SECONDS_BETWEEN_LINES = 10;

  private final String name;
  private final int steps;
  private final int tokens;
  private final StudyLog log;
  private double told;

  /**
   * @param name what is being trained
   * @param steps training steps in all
   * @param tokens predictions of an example: a network's score is summed over them
   * @param log where to tell
   */
  TrainingProgress(String name, int steps, int tokens, StudyLog log) {
    this.name = name;
    this.steps = steps;
    this.tokens = tokens;
    this.log = log;
    this.told = log.elapsed();
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    double now = log.elapsed();
    if (now - told >= SECONDS_BETWEEN_LINES) {
      told = now;
      log.progress(
          String.format(
              Locale.ROOT,
              "%s: step %d of %d, about %.2f nats/token on the batch",
              name,
              iteration,
              steps,
              model.score() / tokens));
    }
  }
}
