// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.versatune.InvalidFeedbackException;
import org.versatune.internal.Given;

/**
 * Says what a run achieved in each domain, between the base model and a specialist:
 *
 * <pre>gain_j = (ℓ0_j − ℓ_j) / (ℓ0_j − ℓref_j)</pre>
 *
 * <p>A gain of 1 is as good as the specialist, 0 is the base model, and below 0 the domain was
 * forgotten. A domain in which the specialist is no better than the base model (ℓ0 ≤ ℓref) has no
 * gain: it is left out of the mean and the minimum, and {@link #undefined()} reports it. Forgetting
 * is measured against the base model in every domain, max((ℓ_j − ℓ0_j) / ℓ0_j, 0). The measure of
 * gain is our choice; the paper (arXiv 2411.11266) compares benchmark scores, for which there is
 * {@link ScoreTable}.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Gains {
  private final ImmutableMap<String, Double> gains;
  private final ImmutableSet<String> undefined;
  private final ImmutableMap<String, Double> forgetting;
  private final ImmutableMap<String, Double> bases;
  private final ImmutableMap<String, Double> losses;

  private Gains(
      ImmutableMap<String, Double> gains,
      ImmutableSet<String> undefined,
      ImmutableMap<String, Double> forgetting,
      ImmutableMap<String, Double> bases,
      ImmutableMap<String, Double> losses) {
    this.gains = gains;
    this.undefined = undefined;
    this.forgetting = forgetting;
    this.bases = bases;
    this.losses = losses;
  }

  /**
   * Computes the gains of a model.
   *
   * @param baseLosses loss ℓ0 of the base model, nats/token, finite and above 0, for every domain
   *     of {@code losses} at least
   * @param referenceLosses loss ℓref of a specialist, nats/token, finite and at least 0, likewise
   * @param losses loss ℓ of the model in question by domain, nats/token, finite and at least 0
   * @return the gains, in the order of {@code losses}
   * @throws InvalidFeedbackException if a domain lacks a base or reference loss, or a loss is out
   *     of range; the message names the domain
   */
  public static Gains of(
      Map<String, Double> baseLosses,
      Map<String, Double> referenceLosses,
      Map<String, Double> losses) {
    ImmutableMap<String, Double> bases = Given.numbers(baseLosses, "baseLosses");
    ImmutableMap<String, Double> references = Given.numbers(referenceLosses, "referenceLosses");
    ImmutableMap.Builder<String, Double> gains = ImmutableMap.builder();
    ImmutableSet.Builder<String> undefined = ImmutableSet.builder();
    ImmutableMap.Builder<String, Double> forgetting = ImmutableMap.builder();
    ImmutableMap<String, Double> reached = Given.numbers(losses, "losses");
    reached.forEach(
        (domain, loss) -> {
          double now = Losses.nonNegative("validation loss", domain, loss);
          double base = Losses.positive("base loss", domain, Losses.known("base", domain, bases));
          double reference =
              Losses.nonNegative(
                  "reference loss", domain, Losses.known("reference", domain, references));
          if (base > reference) {
            gains.put(domain, (base - now) / (base - reference));
          } else {
            undefined.add(domain);
          }
          forgetting.put(domain, ForgettingDegree.of(now, base));
        });
    return new Gains(
        gains.buildOrThrow(), undefined.build(), forgetting.buildOrThrow(), bases, reached);
  }

  /**
   * Returns the gain of each domain.
   *
   * @return gain by domain, dimensionless, without the domains that have none
   */
  public ImmutableMap<String, Double> byDomain() {
    return gains;
  }

  /**
   * Returns the domains without a gain, because the specialist is no better than the base model.
   *
   * @return often empty
   */
  public ImmutableSet<String> undefined() {
    return undefined;
  }

  /**
   * Returns the mean gain over the domains that have one.
   *
   * @return empty where no domain has one
   */
  public OptionalDouble mean() {
    return gains.values().stream().mapToDouble(Double::doubleValue).average();
  }

  /**
   * Returns the gain of the worst domain among those that have one.
   *
   * @return empty where no domain has one
   */
  public OptionalDouble min() {
    return gains.values().stream().mapToDouble(Double::doubleValue).min();
  }

  /**
   * Returns how much of each domain was forgotten against the base model.
   *
   * @return φ by domain, at least 0, dimensionless, for every domain
   */
  public ImmutableMap<String, Double> forgetting() {
    return forgetting;
  }

  /**
   * Computes how far domains are past the limits that protection promises, ℓ_j − ℓ0_j·(1 + τ_j). A
   * promise is broken if this is above 0.
   *
   * @param tolerances τ by protected domain, finite and at least 0
   * @return nats/token by domain, in the order of the tolerances; below 0 where a loss is within
   *     its limit
   * @throws IllegalArgumentException if there is no such domain, or a tolerance is out of range
   */
  public ImmutableMap<String, Double> excess(Map<String, ? extends Number> tolerances) {
    ImmutableMap.Builder<String, Double> excess = ImmutableMap.builder();
    Given.numbers(tolerances, "tolerances")
        .forEach(
            (domain, tolerance) -> {
              checkArgument(
                  tolerance >= 0 && Double.isFinite(tolerance),
                  "the tolerance of domain '%s' is %s; it must be finite and at least 0",
                  domain,
                  tolerance);
              double limit = Losses.known("base", domain, bases) * (1 + tolerance);
              excess.put(domain, Losses.known("validation", domain, losses) - limit);
            });
    return excess.buildOrThrow();
  }

  /**
   * Returns the mean forgetting over every domain but one.
   *
   * @param target the domain that a run expanded
   * @return at least 0; 0 where there is no other domain
   * @throws IllegalArgumentException if there is no such domain
   */
  public double meanForgettingBeside(String target) {
    notNull(target, "target");
    return beside(target).average().orElse(0);
  }

  /**
   * Returns the largest forgetting over every domain but one.
   *
   * @param target the domain that a run expanded
   * @return at least 0; 0 where there is no other domain
   * @throws IllegalArgumentException if there is no such domain
   */
  public double maxForgettingBeside(String target) {
    notNull(target, "target");
    return beside(target).max().orElse(0);
  }

  private DoubleStream beside(String target) {
    checkArgument(
        forgetting.containsKey(target),
        "unknown domain '%s'; the domains are %s",
        target,
        forgetting.keySet());
    return forgetting.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(target))
        .mapToDouble(Map.Entry::getValue);
  }

  @Override
  public String toString() {
    return "Gains" + gains + (undefined.isEmpty() ? "" : ", undefined in " + undefined);
  }
}
