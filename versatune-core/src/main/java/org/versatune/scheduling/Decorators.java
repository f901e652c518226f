// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import org.versatune.WeightScheduler;

/** Creates the decorators that wrap any rule: the part of {@link Schedulers} about them. */
abstract sealed class Decorators permits Schedulers {

  /**
   * Keeps the weights of a rule within a floor, a cap and an epoch cap.
   *
   * @param rule the rule inside
   * @return a decorator that bounds nothing yet
   */
  public static Bounded bounded(WeightScheduler rule) {
    notNull(rule, "rule");
    return new Bounded(rule);
  }

  /**
   * Moves weights only a part of the way to those of a rule: out = β·previous + (1 − β)·new.
   *
   * @param rule the rule inside
   * @param inertia β, at least 0 and below 1
   * @return the decorator
   * @throws IllegalArgumentException if β is out of range
   */
  public static WeightScheduler smoothed(WeightScheduler rule, double inertia) {
    notNull(rule, "rule");
    return new Smoothed(rule, inertia);
  }

  /**
   * Holds the weights in force until a step.
   *
   * @param rule the rule inside, which sees every report
   * @param steps the first step at which weights may change, at least 0
   * @return the decorator
   * @throws IllegalArgumentException if it is negative
   */
  public static WeightScheduler warmUp(WeightScheduler rule, long steps) {
    notNull(rule, "rule");
    return Held.warmUp(rule, steps);
  }

  /**
   * Lets weights change only at steps that are multiples of a number.
   *
   * @param rule the rule inside, which sees every report
   * @param steps the interval, at least 1
   * @return the decorator
   * @throws IllegalArgumentException if it is less
   */
  public static WeightScheduler interval(WeightScheduler rule, long steps) {
    notNull(rule, "rule");
    return Held.interval(rule, steps);
  }

  /**
   * Refuses reports in which a loss leaps: is more than a factor times the last accepted one of the
   * same domain and kind, or times the base loss before the first (our choice).
   *
   * <p>A refused report moves nothing, neither the weights nor what the next loss is compared with.
   * So losses that stay high stay refused.
   *
   * @param rule the rule inside
   * @param factor finite and above 1
   * @return the decorator, which throws {@link org.versatune.InvalidFeedbackException} for such a
   *     report
   * @throws IllegalArgumentException if the factor is out of range
   */
  public static WeightScheduler lossJump(WeightScheduler rule, double factor) {
    notNull(rule, "rule");
    return new LossJump(rule, factor);
  }

  /**
   * Treats a change of a domain's validation loss within z standard errors as no change (our
   * choice). A report of which no loss has changed moves neither the weights nor the rule; in any
   * other the rule sees the new losses of the domains that have changed, and the last ones that it
   * saw of the others. It belongs right around a rule, inside protection, where {@link
   * SchedulerStack} puts it.
   *
   * @param rule the rule inside, which reads validation losses; neither {@link #stopping} nor
   *     {@link Aioli}, whose weights move for other reasons too
   * @param standardErrors z, finite and above 0
   * @return the decorator
   * @throws IllegalArgumentException if z is out of range, or the rule is none of these
   */
  public static WeightScheduler deadBand(WeightScheduler rule, double standardErrors) {
    notNull(rule, "rule");
    return DeadBand.of(rule, standardErrors);
  }

  /**
   * Raises the weights of domains while their losses are above what {@link Protection} allows. It
   * belongs right around a rule, where {@link SchedulerStack} puts it.
   *
   * @param rule the rule inside, which is given its own last weights in place of those in force
   * @param protection which domains, how far, and how strongly
   * @return the decorator, which needs base losses
   */
  public static WeightScheduler protecting(WeightScheduler rule, Protection protection) {
    notNull(rule, "rule");
    notNull(protection, "protection");
    return Protected.of(rule, protection);
  }

  /**
   * Takes a domain out once its validation loss has turned: its weight is 0 from then on (after
   * mSFT, arXiv 2603.21606). The update's condition {@code back to step} names the step that
   * training is to go back to; the listener for Deeplearning4j does so. Put floors and smoothing
   * inside this decorator, since they would give the domain weight again.
   *
   * @param rule the rule inside
   * @param evaluations the number of reports without a new lowest loss after which a domain is
   *     taken out, at least 1
   * @return the decorator, which needs validation losses
   * @throws IllegalArgumentException if the number is out of range
   */
  public static WeightScheduler stopping(WeightScheduler rule, long evaluations) {
    notNull(rule, "rule");
    return Stopped.of(rule, evaluations);
  }
}
