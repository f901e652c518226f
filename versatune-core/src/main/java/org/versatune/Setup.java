// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;

/**
 * Holds what is known of a run before its first step: the domains, the distribution to start from,
 * and those set-up {@link Signal}s that the user gave. A rule reads it once, in {@link
 * WeightScheduler#start}.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Setup {
  private final DomainDistribution initial;
  private final Map<Signal, SignalNumbers> known;

  private Setup(DomainDistribution initial, Map<Signal, SignalNumbers> known) {
    this.initial = initial;
    this.known = known;
  }

  /**
   * Returns a set-up of which only the initial distribution is known.
   *
   * @param initial the detected distribution, or any other to start from
   * @return the set-up
   */
  public static Setup of(DomainDistribution initial) {
    return new Setup(notNull(initial, "initial"), new EnumMap<>(Signal.class));
  }

  /**
   * Returns this set-up with one more signal, given for every domain.
   *
   * @param signal one that {@link Signal#isKnownBeforeTraining() is known before training}
   * @param byDomain a number for each domain of the run and no other, finite and above 0 (a
   *     reference loss may be 0)
   * @return a new set-up
   * @throws IllegalArgumentException if the signal is of another kind, a domain is missing or
   *     unknown, or a number is out of range; the message names it
   */
  public Setup with(Signal signal, Map<String, ? extends Number> byDomain) {
    ImmutableMap<String, Double> numbers =
        Given.numbers(byDomain, "byDomain (" + notNull(signal, "signal") + ")");
    checkArgument(
        signal.isKnownBeforeTraining(), "%s comes with each report, not with the set-up", signal);
    boolean mayBeZero = signal == Signal.REFERENCE_LOSS;
    for (String domain : numbers.keySet()) {
      var unused = initial.indexOf(domain);
    }
    ImmutableMap.Builder<String, Double> ordered = ImmutableMap.builder();
    for (String domain : domains()) {
      Double value = numbers.get(domain);
      if (value == null) {
        throw new IllegalArgumentException(
            signal
                + " lacks domain '"
                + domain
                + "' (it has "
                + Listed.of(numbers.keySet())
                + "): give a number for every domain");
      }
      checkArgument(
          Double.isFinite(value) && (value > 0 || (mayBeZero && value == 0)),
          "%s of domain '%s' is %s; it must be finite and %s",
          signal,
          domain,
          value,
          mayBeZero ? "at least 0" : "above 0");
      ordered.put(domain, value);
    }
    Map<Signal, SignalNumbers> copy = new EnumMap<>(Signal.class);
    copy.putAll(known);
    copy.put(signal, new SignalNumbers(ordered.buildOrThrow()));
    return new Setup(initial, copy);
  }

  /**
   * Returns the domains in the run's order.
   *
   * @return unique names, at least one
   */
  public ImmutableList<String> domains() {
    return initial.domains();
  }

  /**
   * Returns the distribution to start from, before any rule or bound touched it.
   *
   * @return the detected distribution, or what the user gave instead
   */
  public DomainDistribution initial() {
    return initial;
  }

  /**
   * Returns whether a signal is known.
   *
   * @param signal a set-up signal
   * @return true if {@link #values} would return
   */
  public boolean has(Signal signal) {
    return known.containsKey(notNull(signal, "signal"));
  }

  /**
   * Returns the signals that are known.
   *
   * @return a subset of reference loss, base loss and domain size
   */
  public ImmutableSet<Signal> signals() {
    return Maps.immutableEnumMap(known).keySet();
  }

  /**
   * Returns a signal as an array in the order of {@link #domains()}.
   *
   * @param signal a set-up signal
   * @return a fresh array
   * @throws IllegalArgumentException if it is not known; the message says how to supply it
   */
  public double[] values(Signal signal) {
    return DenseDistribution.numbers(byDomain(signal));
  }

  /**
   * Returns a signal by domain, in the order of {@link #domains()}.
   *
   * @param signal a set-up signal
   * @return number by domain
   * @throws IllegalArgumentException if it is not known; the message says how to supply it
   */
  public ImmutableMap<String, Double> byDomain(Signal signal) {
    SignalNumbers numbers = known.get(notNull(signal, "signal"));
    checkArgument(
        numbers != null, "%s is needed before training: %s", signal, signal.howToSupply());
    return numbers.byDomain();
  }

  /** Returns a signal by domain; empty where it is not known. */
  ImmutableMap<String, Double> known(Signal signal) {
    return has(signal) ? byDomain(signal) : ImmutableMap.of();
  }

  /**
   * Adds the signals of this set-up to a report, where the report does not bring its own. A rule
   * sees the result in {@link WeightScheduler#update}.
   *
   * @param feedback a report
   * @return the report with reference losses, base losses and sizes as far as they are known
   */
  public Feedback addTo(Feedback feedback) {
    return notNull(feedback, "feedback").completed(known);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Setup that && initial.equals(that.initial) && known.equals(that.known);
  }

  @Override
  public int hashCode() {
    return Objects.hash(initial, known);
  }

  @Override
  public String toString() {
    return "Setup from "
        + initial
        + " with "
        + Maps.transformValues(known, numbers -> Listed.of(numbers.byDomain()));
  }
}
