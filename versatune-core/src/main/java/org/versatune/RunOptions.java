// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Bounds;
import org.versatune.scheduling.Protection;

/**
 * The options of a run, beside the domains, the rule and the losses: what it takes to build the
 * same decorators and sampler again. A snapshot holds them.
 *
 * @param smoothing β in [0, 1)
 * @param warmup steps without a change
 * @param updateEvery training steps between two changes; 0 where the user set none, which is as 1
 * @param floor lowest weight by domain; empty for none
 * @param cap highest weight by domain; empty for none
 * @param epochCap most epochs by domain; empty for none
 * @param seed seed of the sampler
 * @param baseline what forgetting is measured against
 * @param onInvalidLoss what to do with an unusable report
 * @param worker which draws are this worker's
 * @param fixedSampling the distribution that draws follow instead of the weights; empty for none
 * @param ownTracker the forgetting tracker of the user's own; null for a built-in one
 * @param onLossJump the largest ratio of a loss to the last one; infinite for no limit
 * @param weightsBy what weights are shares of
 * @param meanTokens mean tokens of an example by domain; empty where they are not given
 * @param protection which domains are protected; null for none
 * @param ignoreNoise within how many standard errors a change of a loss is none; 0 for any change
 */
record RunOptions(
    double smoothing,
    long warmup,
    long updateEvery,
    ImmutableMap<String, Double> floor,
    ImmutableMap<String, Double> cap,
    ImmutableMap<String, Double> epochCap,
    long seed,
    Baseline baseline,
    InvalidLossPolicy onInvalidLoss,
    Worker worker,
    ImmutableMap<String, Double> fixedSampling,
    double onLossJump,
    @Nullable RuleDescription ownTracker,
    WeightUnit weightsBy,
    ImmutableMap<String, Double> meanTokens,
    @Nullable Protection protection,
    double ignoreNoise) {

  /** Returns the training steps between two changes of weights, at least 1. */
  long interval() {
    return Math.max(1, updateEvery);
  }

  /** Floor, cap and epoch cap of each domain. */
  Bounds bounds(Setup setup) {
    double[] sizes =
        epochCap.isEmpty() ? new double[setup.domains().size()] : setup.values(Signal.DOMAIN_SIZE);
    return Bounds.of(
        setup.domains(),
        inOrder(floor, setup, 0),
        inOrder(cap, setup, 1),
        inOrder(epochCap, setup, Double.POSITIVE_INFINITY),
        sizes);
  }

  private static double[] inOrder(
      ImmutableMap<String, Double> numbers, Setup setup, double otherwise) {
    return setup.domains().stream()
        .mapToDouble(domain -> numbers.getOrDefault(domain, otherwise))
        .toArray();
  }

  RunOptions withWorker(Worker other) {
    return new RunOptions(
        smoothing,
        warmup,
        updateEvery,
        floor,
        cap,
        epochCap,
        seed,
        baseline,
        onInvalidLoss,
        other,
        fixedSampling,
        onLossJump,
        ownTracker,
        weightsBy,
        meanTokens,
        protection,
        ignoreNoise);
  }
}
