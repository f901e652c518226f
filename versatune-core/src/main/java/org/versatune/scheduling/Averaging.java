package org.versatune.scheduling;

import org.versatune.WeightScheduler;

/**
 * A rule whose result is the mean of the weights that it gave. While a decorator holds the weights,
 * nothing is added to the mean, though the rule sees the report: nobody trained by what it said.
 */
interface Averaging extends WeightScheduler {

  /**
   * This rule with the mean that it had before an update, and everything else as after it.
   *
   * @param before the rule before the update
   * @return the rule for the next report
   */
  WeightScheduler withMeanOf(Averaging before);

  /** A rule after an update whose weights were held, decorated or not. */
  static WeightScheduler held(WeightScheduler before, WeightScheduler after) {
    if (after instanceof Averaging updated && before instanceof Averaging old) {
      return updated.withMeanOf(old);
    }
    if (after instanceof Decorator updated && before instanceof Decorator old) {
      WeightScheduler inner = held(old.rule(), updated.rule());
      return inner == updated.rule() ? after : updated.around(inner);
    }
    return after;
  }
}
