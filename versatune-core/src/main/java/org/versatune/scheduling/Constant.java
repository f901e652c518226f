package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableSet;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Keeps the initial distribution: the fixed mix that every other rule is compared with.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Constant implements WeightScheduler {
  static final String NAME = "constant";

  Constant() {}

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
