// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;

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
   */
  record DrawState(
      DomainDistribution weights,
      SavedState samplerState,
      ImmutableMap<String, Long> drawn,
      long batches,
      ImmutableMap<String, SavedState> attached) {

    /** Returns how many examples have been drawn, all domains together. */
    long total() {
      return drawn.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Nullable SavedState attached(String name) {
    return draws.attached().get(name);
  }
}
