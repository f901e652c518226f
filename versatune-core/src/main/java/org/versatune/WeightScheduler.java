// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.Set;

/**
 * A rule that changes domain weights from what training reports: phase 2 of VersaTune (arXiv
 * 2411.11266) or any other of the field.
 *
 * <p>A scheduler is an <b>immutable value</b>: a rule's options together with its state. {@link
 * #update} never changes it; the state after an update is the scheduler {@link WeightUpdate#next()}
 * that the update carries. So an update that fails changes nothing, the same scheduler can serve
 * any number of runs, and a recorded run can be replayed under another rule.
 *
 * <p>The only method that a rule must have is {@link #update}, so a rule without state can be a
 * lambda:
 *
 * <pre>{@code
 * WeightScheduler worstFirst =
 *     (current, feedback) ->
 *         WeightUpdate.of(current.reweighted(domain -> 1 + feedback.loss(domain)));
 * }</pre>
 *
 * <p>Contract of every rule: the weights that it returns are over the same domains in the same
 * order; the result does not depend on the order of the domains; with one domain the weight is 1; a
 * zero weight stays zero except where the rule explores by design.
 */
@FunctionalInterface
public interface WeightScheduler {

  /**
   * Computes the weights after a report.
   *
   * @param current the weights in force, P(t−1), after every decorator
   * @param feedback the report, with what the run knows of {@link #signals()} and {@link
   *     #usableSignals()}; to read a signal that is neither reported nor known is an error
   * @return the new weights, why they are what they are, and the scheduler for the next report
   * @throws InvalidFeedbackException if the report lacks something the rule needs or holds a number
   *     it cannot use; the message names domain, value and step
   */
  WeightUpdate update(DomainDistribution current, Feedback feedback);

  /**
   * Computes the weights before the first report. Most rules keep the initial distribution; some
   * (uniform, inverse, Skill-It, …) replace it by their own.
   *
   * @param setup what is known before training
   * @return the weights P(0), with {@link WeightUpdate#next()} bound to the set-up
   * @throws IllegalArgumentException if the set-up lacks something, or does not fit the options (an
   *     unknown target domain, say)
   */
  default WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    return WeightUpdate.of(setup.initial());
  }

  /**
   * Returns the signals that the rule needs: a run cannot do without them.
   *
   * @return a set, validation loss by default
   */
  default ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.VALIDATION_LOSS);
  }

  /**
   * Returns the signals that the rule can use but does not need. Where one is absent and the rule
   * uses a default instead, the update says so by {@link WeightUpdate.Builder#standIn}.
   *
   * @return a set, none of {@link #signals()}; empty by default
   */
  default ImmutableSet<Signal> usableSignals() {
    return ImmutableSet.of();
  }

  /**
   * Returns whether the rule can work with some signals and no others. A rule that can use one
   * signal in place of another that it asks for overrides this.
   *
   * @param available signals that reports and set-up hold
   * @return by default, whether all of {@link #signals()} are among them
   */
  default boolean worksWith(Set<Signal> available) {
    notNull(available, "available");
    return available.containsAll(signals());
  }

  /**
   * Returns the forgetting tracker that the rule asks for. A run measures with it, and refuses to
   * start if it was given another. The rule reads the run's tracker in {@link
   * Feedback#forgettingTracker()}.
   *
   * @return empty, the default, for a rule that measures no forgetting or leaves the choice to the
   *     run
   */
  default Optional<ForgettingTracker> forgettingTracker() {
    return Optional.empty();
  }

  /**
   * Returns this rule bound to the kind of tracker that measures forgetting, once, before it
   * starts.
   *
   * @param tracker the tracker of the run, before the first report
   * @return by default this rule, which measures no forgetting
   */
  default WeightScheduler measuring(ForgettingTracker tracker) {
    notNull(tracker, "tracker");
    return this;
  }

  /**
   * Returns the rule's name and options, for the run record and for building it again from a
   * snapshot.
   *
   * @return by default the class's simple name, or {@code custom} for a lambda, without options
   */
  default RuleDescription describe() {
    Class<?> type = getClass();
    boolean named = !type.isSynthetic() && !type.isHidden() && !type.getSimpleName().isEmpty();
    return RuleDescription.of(named ? type.getSimpleName() : "custom");
  }

  /**
   * Returns the rule's state as numbers, without its options.
   *
   * @return empty for a rule without state
   */
  default SavedState state() {
    return SavedState.empty();
  }

  /**
   * Returns the same rule with a saved state.
   *
   * @param setup the set-up of the run, as given to {@link #start}
   * @param state what {@link #state()} gave
   * @return a scheduler that continues exactly as the saved one would have
   * @throws IllegalArgumentException if the state does not fit the rule or the domains, or the rule
   *     has state to save but cannot restore it
   */
  default WeightScheduler restore(Setup setup, SavedState state) {
    notNull(setup, "setup");
    notNull(state, "state");
    if (!state.isEmpty()) {
      throw new IllegalArgumentException(
          "rule '"
              + describe().name()
              + "' has saved state but does not restore any: override"
              + " restore(Setup, SavedState)");
    }
    WeightScheduler started = start(setup).next();
    return started == null ? this : started;
  }
}
