// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;
import org.versatune.sampling.Samplers;

/**
 * The state of a run at one moment: the content of a {@link Snapshot}.
 *
 * @param setup what was known before training
 * @param rule the rule inside the decorators
 * @param sampler the kind of sampler
 * @param own the class names of a user's own parts, which cannot be built from a description, under
 *     {@link #RULE} and {@link #SAMPLER}
 * @param options the options
 * @param schedulerState state of the rule and its decorators
 * @param trackerBaseline the forgetting tracker's baseline by domain, nats/token
 * @param trackerState what a forgetting tracker of the user's own keeps beside it
 * @param draws the state of drawing
 * @param reportedStep the step of the last report, −1 before the first
 */
record RunState(
    Setup setup,
    RuleDescription rule,
    RuleDescription sampler,
    ImmutableMap<String, String> own,
    RunOptions options,
    SavedState schedulerState,
    ImmutableMap<String, Double> trackerBaseline,
    SavedState trackerState,
    DrawState draws,
    long reportedStep) {

  static final String RULE = "rule";
  static final String SAMPLER = "sampler";

  /**
   * The state of drawing between two batches.
   *
   * @param weights the weights in force
   * @param samplerState state of the sampler
   * @param drawn examples drawn so far by position of the domain
   * @param batches how many batches have been planned
   * @param attached positions of data sources, by the name under which each was attached
   * @param counted examples whose tokens were counted
   */
  record DrawState(
      DomainDistribution weights,
      SavedState samplerState,
      ImmutableMap<String, Long> drawn,
      long batches,
      ImmutableMap<String, SavedState> attached,
      TokenRates.Counted counted) {

    /** Returns how many examples have been drawn, all domains together. */
    long total() {
      return drawn.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** The classes of what is the user's own and cannot be built again from its description. */
  static ImmutableMap<String, String> own(RunRule rule, DomainSampler.Kind samplerKind) {
    ImmutableMap.Builder<String, String> own = ImmutableMap.builder();
    if (!rule.isBuiltIn()) {
      own.put(RULE, rule.rule().getClass().getName());
    }
    if (!Samplers.isBuiltIn(samplerKind)) {
      own.put(SAMPLER, samplerKind.getClass().getName());
    }
    return own.buildOrThrow();
  }

  /** Returns the state as another worker has it after equally many draws. */
  RunState withWorker(Worker other) {
    return new RunState(
        setup,
        rule,
        sampler,
        own,
        options.withWorker(other),
        schedulerState,
        trackerBaseline,
        trackerState,
        draws,
        reportedStep);
  }

  /** Returns the state with all options of a built-in rule, those of later versions included. */
  RunState withDefaults() {
    return new RunState(
        setup,
        own.containsKey(RULE) ? rule : RunRule.withDefaults(rule),
        sampler,
        own,
        options,
        schedulerState,
        trackerBaseline,
        trackerState,
        draws,
        reportedStep);
  }

  @Nullable SavedState attached(String name) {
    return draws.attached().get(name);
  }
}
