// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Holds the weights in force at some steps: until a step (a warm-up), or between the multiples of
 * an interval. Every report reaches the rule inside, so its state is up to date when its weights
 * take effect; but for what would have an effect alone, {@link #withOld}.
 */
final class Held extends Decorator {
  private static final Option<Long> INTERVAL_STEPS = Option.atLeast("steps", 1).called("interval");
  private static final Option<Long> WARM_UP_STEPS = Option.atLeast("steps", 0).called("warm-up");

  static final Options INTERVAL = Options.of("interval", INTERVAL_STEPS, RULE);
  static final Options WARM_UP = Options.of("warm-up", WARM_UP_STEPS, RULE);

  Held(Options options, WeightScheduler rule) {
    super(options, rule);
  }

  /** Lets weights change only at steps that are multiples of an interval. */
  static Held interval(WeightScheduler rule, long steps) {
    return new Held(INTERVAL.with(INTERVAL_STEPS, steps), rule);
  }

  /** Holds the weights until a step. */
  static Held warmUp(WeightScheduler rule, long steps) {
    return new Held(WARM_UP.with(WARM_UP_STEPS, steps), rule);
  }

  /** The steps between two changes of weights; 1 for a warm-up. */
  long interval() {
    Long steps = options.find(INTERVAL_STEPS);
    return steps == null ? 1 : steps;
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    WeightUpdate inner = RuleCalls.update(rule(), current, feedback);
    Long until = options.find(WARM_UP_STEPS);
    boolean held = until == null ? feedback.step() % interval() != 0 : feedback.step() < until;
    if (!held) {
      return inner.toBuilder(inner.weights()).next(after(inner)).build();
    }
    return inner.toBuilder(current)
        .next(withOld(this, after(inner), until != null))
        .condition(options.rule(), 1)
        .note(
            until == null
                ? "held: weights change every " + interval() + " steps"
                : "held: warmup until step " + until)
        .build();
  }

  /**
   * A rule after an update, with the mean that it had before where its result is a mean. In a
   * warm-up a protection keeps its integral part, too: that would grow without an effect, and press
   * all the harder once the warm-up ends.
   */
  private static WeightScheduler withOld(
      WeightScheduler before, WeightScheduler after, boolean isWarmUp) {
    if (after instanceof AveragingRule updated && before instanceof AveragingRule old) {
      return updated.getClass() == old.getClass() ? updated.withMeanOf(old) : updated;
    }
    if (after instanceof Decorator updated && before instanceof Decorator old) {
      WeightScheduler inner = withOld(old.rule(), updated.rule(), isWarmUp);
      Decorator kept = inner == updated.rule() ? updated : updated.around(inner);
      return isWarmUp && kept instanceof Protected now && old instanceof Protected then
          ? now.withIntegralOf(then)
          : kept;
    }
    return after;
  }

  @Override
  Held around(WeightScheduler other) {
    return new Held(options, other);
  }
}
