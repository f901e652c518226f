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
 * Turns the detected distribution p around, so that what the base model knows least gets most:
 *
 * <pre>w_j = (1 − p_j) / Σ_i (1 − p_i)</pre>
 *
 * <p>A fixed mix that the authors of VersaTune compare with (arXiv 2411.11266). A domain that was
 * not detected at all gets the largest weight.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Inverse implements WeightScheduler {
  static final String NAME = "inverse";

  Inverse() {}

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    DomainDistribution initial = setup.initial();
    if (initial.size() == 1) {
      return FixedMix.chosen(initial, "there is one domain");
    }
    double[] rest = initial.toArray();
    for (int j = 0; j < rest.length; j++) {
      rest[j] = 1 - Math.min(rest[j], 1);
    }
    return FixedMix.chosen(
        initial.withRelativeWeights(rest), "the initial distribution turned around");
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
