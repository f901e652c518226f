// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.versatune.DomainDistribution;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;
import org.versatune.sampling.ImportanceWeights;

/**
 * Warns, once, where a listener moves weights that nothing draws by, because the network trains on
 * data that do not come from the run. It cannot be certain: a loop may have drawn all of it before.
 * Not safe for use by several threads.
 */
final class DrawWatch {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());

  private static final String DRAW =
      "Train on its batches (MultiDomainDataSetIterator.builder(run), or run.plan(n) in a loop of"
          + " your own)";

  private final VersaTune run;
  private final boolean isFresh;
  private long drawn;
  private DomainDistribution weights;
  private boolean begun;
  private boolean drewSince;
  private boolean warned;

  DrawWatch(VersaTune run) {
    this.run = run;
    this.drawn = total(run);
    this.isFresh = drawn == 0;
    this.weights = run.weights();
  }

  private static long total(VersaTune run) {
    return run.draws().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Notes a batch, and warns after the first one if it was not handed out by the run. */
  void trained(boolean ofTheRun) {
    drewSince |= ofTheRun;
    if (!begun) {
      begun = true;
      if (isFresh && !ofTheRun && !run.signals().isEmpty() && total(run) == 0) {
        warn("a batch was trained and the run has drawn nothing. " + DRAW);
      }
    }
  }

  /** Warns after a report that changed weights by which nothing was drawn. */
  void reported(WeightUpdate update) {
    if (warned) {
      return;
    }
    if (!HandOver.of(run).weighsLoss() && hasFactors()) {
      warned = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "The run draws at fixed rates, so its weights steer nothing unless the loss is scaled."
              + " Train by ImportanceWeightedTraining.of(network, run).fit(iterator), or take the"
              + " listener off the network. If a loop of your own scales the loss by"
              + " run.importanceWeights(), which cannot be seen from here, all is well");
      return;
    }
    long now = total(run);
    if (now == drawn && !drewSince && !update.weights().equals(weights)) {
      warn("the weights changed at a report before which the run drew nothing. " + DRAW);
    }
    drawn = now;
    drewSince = false;
    weights = update.weights();
  }

  /** Returns whether the loss of some domain would have to be scaled. */
  private boolean hasFactors() {
    ImportanceWeights factors = run.importanceWeights();
    return run.domains().stream().anyMatch(domain -> factors.factor(domain) != 1);
  }

  private void warn(String what) {
    warned = true;
    LOG.log(
        System.Logger.Level.WARNING,
        "The weights of the run steer nothing: {0}, or take the listener off the network",
        what);
  }
}
