package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableSet;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Gives every domain the same weight, 1/k, whatever the initial distribution.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Uniform implements WeightScheduler {
  static final String NAME = "uniform";

  Uniform() {}

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    return FixedMix.chosen(
        DomainDistribution.uniform(setup.domains()), "every domain gets the same weight");
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    return FixedMix.held(current);
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of();
  }

  @Override
  public RuleDescription describe() {
    return RuleDescription.of(NAME);
  }
}
