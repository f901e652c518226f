package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * A run on the fixed mix that RegMix found (Liu et al., arXiv 2407.01492). The search itself, which
 * trains small models on many mixes beforehand, is {@link RegMixSearch}.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class RegMix implements WeightScheduler {
  static final String NAME = "regmix";

  private final DomainDistribution mix;

  RegMix(DomainDistribution mix) {
    this.mix = mix;
  }

  static RegMix from(RuleOptions options) {
    return new RegMix(DomainDistribution.of(options.numbers("weights")));
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    FixedMix.checkSameDomains("the mix that RegMix found", mix, setup.initial());
    return FixedMix.chosen(
        setup.initial().withWeights(FixedMix.over(setup.initial(), mix)),
        "the mix that the regression predicts to be best");
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
    return RuleDescription.of(NAME, ImmutableMap.of("weights", mix.asMap()));
  }
}
