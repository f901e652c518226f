// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.WeightScheduler;

/**
 * Puts decorators around a rule in the one right order. From the inside this is: the dead band
 * against noise, protection of domains, the guard against leaping losses, interval, warm-up,
 * smoothing, and outermost the bounds (epoch cap, floor, cap).
 *
 * <p>Interval and warm-up are inside the bounds, so that a domain that reaches its epoch cap during
 * a warm-up still ends. Nothing is outside the bounds, so that nothing moves a weight out of them.
 *
 * <pre>{@code
 * WeightScheduler scheduler =
 *     SchedulerStack.builder(Schedulers.fostering()).warmup(200).smoothing(0.5).floor(0.02).build();
 * }</pre>
 *
 * <p>Each setter checks its argument at once. Not safe for use by several threads; the schedulers
 * it builds are.
 */
public final class SchedulerStack {
  private SchedulerStack() {}

  /**
   * Starts a stack.
   *
   * @param rule the rule inside all decorators
   * @return a builder of a stack without decorators
   */
  public static Builder builder(WeightScheduler rule) {
    notNull(rule, "rule");
    return new Builder(rule);
  }

  /**
   * Collects decorators, checking each argument at once. Not safe for use by several threads; the
   * schedulers it builds are.
   */
  public static final class Builder {
    private final WeightScheduler rule;
    private @Nullable Decorator deadBand;
    private @Nullable Decorator protection;
    private @Nullable Decorator lossJump;
    private @Nullable Decorator interval;
    private @Nullable Decorator warmup;
    private @Nullable Decorator smoothing;
    private Bounded bounds;

    private Builder(WeightScheduler rule) {
      this.rule = rule;
      this.bounds = new Bounded(rule);
    }

    /**
     * Lets weights change only at steps that are multiples of a number.
     *
     * @param steps at least 1, which is the default
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder interval(long steps) {
      Held held = Held.interval(rule, steps);
      interval = steps == 1 ? null : held;
      return this;
    }

    /**
     * Holds the weights until a step.
     *
     * @param steps at least 0, which is the default
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder warmup(long steps) {
      Held held = Held.warmUp(rule, steps);
      warmup = steps == 0 ? null : held;
      return this;
    }

    /**
     * Moves weights only a part of the way: out = β·previous + (1 − β)·new.
     *
     * @param inertia β, at least 0, which is the default, and below 1
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder smoothing(double inertia) {
      Smoothed smoothed = new Smoothed(rule, inertia);
      smoothing = inertia == 0 ? null : smoothed;
      return this;
    }

    /**
     * Treats a change of a domain's loss within a number of its standard errors as no change.
     *
     * @param standardErrors z, finite and above 0
     * @return this builder
     * @throws IllegalArgumentException if it is out of range, or the rule is none that {@link
     *     Schedulers#deadBand} takes
     */
    public Builder ignoreNoise(double standardErrors) {
      deadBand = DeadBand.of(rule, standardErrors);
      return this;
    }

    /**
     * Protects domains.
     *
     * @param chosen which domains, how far, and how strongly
     * @return this builder, whose stack needs base losses
     */
    public Builder protect(Protection chosen) {
      protection = Protected.of(rule, notNull(chosen, "chosen"));
      return this;
    }

    /**
     * Refuses reports in which a domain's loss is more than {@code factor} times its last one.
     *
     * @param factor above 1; infinite, the default, for no such guard
     * @return this builder
     * @throws IllegalArgumentException if it is not above 1
     */
    public Builder onLossJump(double factor) {
      lossJump = factor == Double.POSITIVE_INFINITY ? null : new LossJump(rule, factor);
      return this;
    }

    /**
     * Sets the least weight of every domain.
     *
     * @param floor in [0, 1]
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder floor(double floor) {
      bounds = bounds.floor(floor);
      return this;
    }

    /**
     * Sets the least weight domain by domain.
     *
     * @param floor in [0, 1], by domain; 0 for domains that it lacks
     * @return this builder
     * @throws IllegalArgumentException if a number is out of range; the message names the domain
     */
    public Builder floor(Map<String, ? extends Number> floor) {
      bounds = bounds.floor(floor);
      return this;
    }

    /**
     * Sets the greatest weight of every domain.
     *
     * @param cap in [0, 1]
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder cap(double cap) {
      bounds = bounds.cap(cap);
      return this;
    }

    /**
     * Sets the greatest weight domain by domain.
     *
     * @param cap in [0, 1], by domain; 1 for domains that it lacks
     * @return this builder
     * @throws IllegalArgumentException if a number is out of range; the message names the domain
     */
    public Builder cap(Map<String, ? extends Number> cap) {
      bounds = bounds.cap(cap);
      return this;
    }

    /**
     * Limits every domain to a number of passes over its examples.
     *
     * @param epochs passes, finite and above 0
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder epochCap(double epochs) {
      bounds = bounds.epochCap(epochs);
      return this;
    }

    /**
     * Limits each domain to its own number of passes over its examples.
     *
     * @param epochs passes by domain, finite and above 0; no limit for domains that it lacks
     * @return this builder
     * @throws IllegalArgumentException if a number is out of range; the message names the domain
     */
    public Builder epochCap(Map<String, ? extends Number> epochs) {
      bounds = bounds.epochCap(epochs);
      return this;
    }

    /**
     * Builds the scheduler.
     *
     * @return the rule inside the decorators that were asked for; the rule itself where none was
     */
    public WeightScheduler build() {
      WeightScheduler built = rule;
      for (Decorator decorator :
          Arrays.asList(deadBand, protection, lossJump, interval, warmup, smoothing)) {
        built = decorator == null ? built : decorator.around(built);
      }
      return bounds.boundsNothing() ? built : bounds.around(built);
    }
  }
}
