package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import org.versatune.DomainDistribution;
import org.versatune.WeightUpdate;

/** What the rules share that choose a mix once and then keep it. */
final class FixedMix {
  private FixedMix() {}

  static void checkSameDomains(String what, DomainDistribution mix, DomainDistribution run) {
    checkArgument(
        ImmutableSet.copyOf(mix.domains()).equals(ImmutableSet.copyOf(run.domains())),
        "%s is over %s, the run over %s",
        what,
        mix.domains(),
        run.domains());
  }

  /** The weights of a mix in the order of the run. */
  static double[] over(DomainDistribution run, DomainDistribution mix) {
    return run.domains().stream().mapToDouble(mix::weight).toArray();
  }

  static WeightUpdate chosen(DomainDistribution mix, String why) {
    return WeightUpdate.builder(mix).note(why).build();
  }

  /** The weights in force, which the bounds around the rule may have moved. */
  static WeightUpdate held(DomainDistribution current) {
    return WeightUpdate.builder(current).note("a fixed mix: the weights stay").build();
  }
}
