// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.ForgettingTracker;
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * A scheduler around another one. It changes the weights of the rule inside by arithmetic; most
 * have no state of their own. The state of the rule inside is saved under {@code rule}.
 */
abstract class Decorator extends BuiltInRule {
  /** The rule inside, in a description; the options of a decorator that was built lack it. */
  static final Option<RuleDescription> RULE =
      Option.of("rule", WrittenValue::description, WrittenValue::written);

  private final WeightScheduler rule;

  Decorator(Options options, WeightScheduler rule) {
    super(options.without(RULE));
    this.rule = rule;
  }

  /**
   * Returns the rule inside.
   *
   * @return the rule with its state
   */
  public final WeightScheduler rule() {
    return rule;
  }

  @Override
  final boolean isTrying() {
    return rule instanceof BuiltInRule inner && inner.isTrying();
  }

  /** The same decorator around another rule. */
  abstract Decorator around(WeightScheduler other);

  /** What the decorator holds beside its options and its rule; null for nothing. */
  @Nullable Object own() {
    return null;
  }

  /** This decorator around its rule as that is after an update. */
  final Decorator after(WeightUpdate update) {
    WeightScheduler next = update.nextAfter(rule);
    return next == rule ? this : around(next);
  }

  @Override
  final @Nullable Object held() {
    return new Content(rule, own());
  }

  private record Content(WeightScheduler rule, @Nullable Object own) {}

  @Override
  WeightUpdate begin(Setup setup) {
    WeightUpdate start = RuleCalls.start(rule, setup);
    return start.toBuilder(start.weights()).next(after(start)).build();
  }

  @Override
  WeightScheduler resumed(Setup setup, SavedState saved) {
    return around(RuleCalls.restore(rule, setup, saved.nested(RULE.name())));
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return rule.signals();
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    return rule.usableSignals();
  }

  @Override
  public boolean worksWith(Set<Signal> available) {
    notNull(available, "available");
    return rule.worksWith(available);
  }

  @Override
  public final Optional<ForgettingTracker> forgettingTracker() {
    return rule.forgettingTracker();
  }

  @Override
  public final WeightScheduler measuring(ForgettingTracker tracker) {
    notNull(tracker, "tracker");
    WeightScheduler inner = rule.measuring(tracker);
    return inner == rule ? this : around(inner);
  }

  @Override
  public final RuleDescription describe() {
    return options.with(RULE, rule.describe()).describe();
  }

  @Override
  public SavedState state() {
    return SavedState.builder().nested(RULE.name(), rule.state()).build();
  }
}
