package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import java.util.function.Function;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Lets weights change only at steps that are multiples of an interval, and holds those in force in
 * between. Every report reaches the rule inside.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Interval implements Decorator {
  static final String NAME = "interval";

  private final WeightScheduler rule;
  private final long steps;

  Interval(WeightScheduler rule, long steps) {
    this.rule = rule;
    this.steps = Arguments.atLeast("interval", 1, steps);
  }

  static Interval from(RuleOptions options, Function<RuleDescription, WeightScheduler> rules) {
    return new Interval(rules.apply(options.rule(RULE)), options.integer("steps"));
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    WeightUpdate inner = RuleCalls.update(rule, current, feedback);
    boolean held = feedback.step() % steps != 0;
    WeightUpdate.Builder update =
        inner.toBuilder(held ? current : inner.weights()).next(Decorator.after(this, inner, held));
    if (held) {
      update.condition("interval", 1).note("held: weights change every " + steps + " steps");
    }
    return update.build();
  }

  @Override
  public WeightScheduler rule() {
    return rule;
  }

  @Override
  public WeightScheduler around(WeightScheduler other) {
    notNull(other, "other");
    return new Interval(other, steps);
  }

  @Override
  public RuleDescription describe() {
    return Decorator.describe(NAME, "steps", steps, rule);
  }
}
