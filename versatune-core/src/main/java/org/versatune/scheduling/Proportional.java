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
 * Weights in proportion to the number of examples of each domain: what comes of shuffling all data
 * together.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Proportional implements WeightScheduler {
  static final String NAME = "proportional";

  Proportional() {}

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    return FixedMix.chosen(
        setup.initial().withRelativeWeights(setup.values(Signal.DOMAIN_SIZE)),
        "in proportion to the number of examples");
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    return FixedMix.held(current);
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.DOMAIN_SIZE);
  }

  @Override
  public RuleDescription describe() {
    return RuleDescription.of(NAME);
  }
}
