package org.versatune.scheduling;

import org.versatune.DomainDistribution;
import org.versatune.WeightUpdate;

/** What the rules share that choose a mix once and then keep it. */
final class FixedMix {
  private FixedMix() {}

  static WeightUpdate chosen(DomainDistribution mix, String why) {
    return WeightUpdate.builder(mix).note(why).build();
  }

  /** The weights in force, which the bounds around the rule may have moved. */
  static WeightUpdate held(DomainDistribution current) {
    return WeightUpdate.builder(current).note("a fixed mix: the weights stay").build();
  }
}
