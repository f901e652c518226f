// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.internal.Given;

/**
 * Holds the provenance of a run: everything that was decided before its first step. It is the first
 * line of a run record.
 *
 * @param setup the domains, the initial distribution, and the reference losses, base losses and
 *     sizes as far as they were known
 * @param weights P(0): the weights before the first report, after the rule and its bounds
 * @param scheduler the rule with its options, and the decorators around it with theirs
 * @param sampler the kind of sampler with its options
 * @param seed the seed of the run
 * @param options further options of the run by name; values as in {@link RuleDescription}
 * @param libraryVersion the version of VersaTune that started the run
 */
public record RunHeader(
    Setup setup,
    DomainDistribution weights,
    RuleDescription scheduler,
    RuleDescription sampler,
    long seed,
    ImmutableMap<String, Object> options,
    String libraryVersion) {

  /**
   * Checks that the weights are over the domains of the set-up, and normalises the options.
   *
   * @param setup what was known before training
   * @param weights P(0)
   * @param scheduler the rule
   * @param sampler the kind of sampler
   * @param seed the seed of the run
   * @param options further options by name
   * @param libraryVersion the version of VersaTune that started the run
   * @throws IllegalArgumentException if they are not, or an option has a type that cannot be
   *     written down
   */
  public RunHeader {
    notNull(setup, "setup");
    notNull(weights, "weights");
    notNull(scheduler, "scheduler");
    notNull(sampler, "sampler");
    notNull(options, "options");
    notNull(libraryVersion, "libraryVersion");
    checkArgument(
        weights.domains().equals(setup.domains()),
        "the weights are over %s, the run over %s",
        weights.domains(),
        setup.domains());
    options = RuleDescription.of("run", options).options();
  }

  /**
   * Returns the header of a run that this version of the library starts.
   *
   * @param setup what is known before training
   * @param weights P(0)
   * @param scheduler the rule
   * @param sampler the kind of sampler
   * @param seed the seed of the run
   * @param options further options by name; empty for none
   * @return the header
   * @throws IllegalArgumentException as for the constructor
   */
  public static RunHeader of(
      Setup setup,
      DomainDistribution weights,
      RuleDescription scheduler,
      RuleDescription sampler,
      long seed,
      Map<String, ?> options) {
    notNull(setup, "setup");
    notNull(weights, "weights");
    notNull(scheduler, "scheduler");
    notNull(sampler, "sampler");
    notNull(options, "options");
    String version = RunHeader.class.getPackage().getImplementationVersion();
    return new RunHeader(
        setup,
        weights,
        scheduler,
        sampler,
        seed,
        Given.map(options, "options"),
        version == null ? "unreleased" : version);
  }
}
