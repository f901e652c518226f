package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import java.util.function.Function;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Lets weights change only by a part of what the rule inside says:
 *
 * <pre>out = β·previous + (1 − β)·new</pre>
 *
 * <p>The previous weights are those in force, so a bound around this decorator is taken into
 * account (our choice). The rule's own reasons are kept. Immutable and safe for use by any number
 * of threads.
 */
public final class Smoothed implements Decorator {
  static final String NAME = "smoothed";

  private final WeightScheduler rule;
  private final double inertia;

  Smoothed(WeightScheduler rule, double inertia) {
    this.rule = rule;
    this.inertia = Arguments.properShare("smoothing", inertia);
  }

  static Smoothed from(RuleOptions options, Function<RuleDescription, WeightScheduler> rules) {
    return new Smoothed(rules.apply(options.rule(RULE)), options.number("smoothing"));
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    WeightUpdate inner = RuleCalls.update(rule, current, feedback);
    double[] smooth = inner.weights().toArray();
    double[] kept = new double[smooth.length];
    double[] falling = new double[smooth.length];
    for (int j = 0; j < smooth.length; j++) {
      double wanted = smooth[j];
      // Equal numbers give the same number, so weights that a rule holds stay bit for bit.
      smooth[j] =
          inertia == 0 ? wanted : current.weight(j) + (1 - inertia) * (wanted - current.weight(j));
      kept[j] = -wanted;
      falling[j] = smooth[j] < current.weight(j) ? smooth[j] : 0;
    }
    smooth = LeastWeight.kept(falling, smooth);
    for (int j = 0; j < smooth.length; j++) {
      kept[j] += smooth[j];
    }
    return inner.toBuilder(current.withWeights(smooth))
        .factor("smoothing", kept)
        .next(Decorator.after(this, inner))
        .build();
  }

  @Override
  public WeightScheduler rule() {
    return rule;
  }

  @Override
  public WeightScheduler around(WeightScheduler other) {
    notNull(other, "other");
    return new Smoothed(other, inertia);
  }

  @Override
  public RuleDescription describe() {
    return Decorator.describe(NAME, "smoothing", inertia, rule);
  }
}
