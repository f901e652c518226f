package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import java.util.function.Function;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Holds the weights in force until a step. The reports reach the rule inside all the while, so its
 * state is up to date when it takes over.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class WarmUp implements Decorator {
  static final String NAME = "warm-up";

  private final WeightScheduler rule;
  private final long until;

  WarmUp(WeightScheduler rule, long until) {
    this.rule = rule;
    this.until = Arguments.atLeast("warm-up", 0, until);
  }

  static WarmUp from(RuleOptions options, Function<RuleDescription, WeightScheduler> rules) {
    return new WarmUp(rules.apply(options.rule(RULE)), options.integer("steps"));
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    WeightUpdate inner = RuleCalls.update(rule, current, feedback);
    boolean held = feedback.step() < until;
    WeightUpdate.Builder update =
        inner.toBuilder(held ? current : inner.weights()).next(Decorator.after(this, inner, held));
    if (held) {
      update.condition("warm-up", 1).note("held: warmup until step " + until);
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
    return new WarmUp(other, until);
  }

  @Override
  public RuleDescription describe() {
    return Decorator.describe(NAME, "steps", until, rule);
  }
}
