package org.versatune;

import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run is at one moment: the content of a {@link Snapshot}.
 *
 * @param setup what was known before training
 * @param rule the rule inside the decorators
 * @param sampler the kind of sampler
 * @param own the class of what is the user's own and cannot be built again from its description, by
 *     {@link #RULE} and {@link #SAMPLER}
 * @param options the user's choices
 * @param schedulerState state of the rule and its decorators
 * @param trackerBaseline the forgetting tracker's baseline by domain, nats/token
 * @param draws where drawing stands
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
   * Where drawing stands, between two batches.
   *
   * @param weights the weights in force
   * @param samplerState state of the sampler
   * @param drawn examples drawn so far by position of the domain
   * @param batches batches planned so far
   * @param attached positions of data sources by the name they were attached under
   */
  record DrawState(
      DomainDistribution weights,
      SavedState samplerState,
      ImmutableMap<String, Long> drawn,
      long batches,
      ImmutableMap<String, SavedState> attached) {

    /** Examples drawn so far, all domains together. */
    long total() {
      return drawn.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Nullable SavedState attached(String name) {
    return draws.attached().get(name);
  }
}
