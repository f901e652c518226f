package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.Set;
import org.versatune.ForgettingTracker;
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

  /**
   * The rule inside.
   *
   * @return the rule with its state
   */
  WeightScheduler rule();

  /**
   * The same decorator around another rule.
   *
   * @param rule the rule that is to stand inside
   * @return a new decorator
   */
  WeightScheduler around(WeightScheduler rule);

  /** A decorator around its rule as that is after an update. */
  static WeightScheduler after(Decorator decorator, WeightUpdate update) {
    WeightScheduler next = update.nextAfter(decorator.rule());
    return next == decorator.rule() ? decorator : decorator.around(next);
  }

  /** As {@link #after(Decorator, WeightUpdate)} where the decorator may hold the weights. */
  static WeightScheduler after(Decorator decorator, WeightUpdate update, boolean held) {
    WeightScheduler next = after(decorator, update);
    return held ? Averaging.held(decorator, next) : next;
  }

  @Override
  default WeightUpdate start(Setup setup) {
    WeightUpdate start = RuleCalls.start(rule(), setup);
    return start.toBuilder(start.weights()).next(after(this, start)).build();
  }

  @Override
  default ImmutableSet<Signal> signals() {
    return rule().signals();
  }

  @Override
  default ImmutableSet<Signal> usableSignals() {
    return rule().usableSignals();
  }

  @Override
  default boolean worksWith(Set<Signal> available) {
    return rule().worksWith(available);
  }

  @Override
  default Optional<ForgettingTracker> forgettingTracker() {
    return rule().forgettingTracker();
  }

  @Override
  default WeightScheduler measuring(ForgettingTracker tracker) {
    notNull(tracker, "tracker");
    WeightScheduler inner = rule().measuring(tracker);
    return inner == rule() ? this : around(inner);
  }

  @Override
  default SavedState state() {
    return SavedState.builder().nested(RULE, rule().state()).build();
  }

  @Override
  default WeightScheduler restore(Setup setup, SavedState state) {
    notNull(setup, "setup");
    notNull(state, "state");
    return around(RuleCalls.restore(rule(), setup, state.nested(RULE)));
  }

  /** A description of a decorator with one option of its own. */
  static RuleDescription describe(String name, String option, Object value, WeightScheduler rule) {
    return RuleDescription.of(
        name, ImmutableMap.of(option, value, RULE, RuleOptions.written(rule.describe())));
  }
}
