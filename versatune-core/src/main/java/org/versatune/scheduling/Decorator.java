package org.versatune.scheduling;

import com.google.common.collect.ImmutableSet;
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * A scheduler around another one. What it adds is arithmetic on the weights of the rule inside; the
 * only state is that of the rule, and it is saved under {@code rule}.
 */
interface Decorator extends WeightScheduler {
  /** The option under which a decorator's description holds the rule inside, and its state. */
  String RULE = "rule";

  /** The rule inside. */
  WeightScheduler rule();

  /** The same decorator around another rule. */
  WeightScheduler around(WeightScheduler rule);

  /** This decorator around the rule as it is after its update. */
  default WeightScheduler after(WeightUpdate update) {
    WeightScheduler next = update.nextAfter(rule());
    return next == rule() ? this : around(next);
  }

  @Override
  default WeightUpdate start(Setup setup) {
    WeightUpdate start = rule().start(setup);
    return start.toBuilder(start.weights()).next(after(start)).build();
  }

  @Override
  default ImmutableSet<Signal> signals() {
    return rule().signals();
  }

  @Override
  default SavedState state() {
    return SavedState.builder().nested(RULE, rule().state()).build();
  }

  @Override
  default WeightScheduler restore(Setup setup, SavedState state) {
    return around(rule().restore(setup, state.nested(RULE)));
  }

  /** A description of a decorator with one option of its own. */
  default RuleDescription described(String name, String option, Object value) {
    return RuleDescription.of(
        name,
        com.google.common.collect.ImmutableMap.of(
            option, value, RULE, RuleOptions.written(rule().describe())));
  }
}
