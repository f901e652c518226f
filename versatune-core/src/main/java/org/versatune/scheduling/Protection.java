// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.RuleDescription;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;

/**
 * Names the domains that a run may not forget, and by how much the loss of each may end above that
 * of the base model. {@link Schedulers#protecting} puts it around a rule, and so does {@code
 * VersaTune.builder().protect("general").within(0.01)}.
 *
 * <p>A domain j with the base loss ℓ0_j and the tolerance τ_j has the limit ℓ0_j·(1 + τ_j). While
 * its validation loss ℓ_j is past the limit, its weight is multiplied by a pressure m_j:
 *
 * <pre>
 * limit_j = ℓ0_j·(1 + τ_j),   u_j = (ℓ_j − limit_j) / s_j
 * λ_j ← max(0, ρ·λ_j + κ_i·u_j),   λ_j(0) = 0
 * m_j = 1 + κ_p·max(0, u_j) + λ_j for protected j, else 1;   w_j ∝ r_j·m_j
 * </pre>
 *
 * <p>r are the weights of the rule inside. It keeps them from report to report and does not see the
 * weights in force, so that no pressure compounds. s_j is the width ℓ0_j − ℓref_j, and a quarter of
 * the mean width at least; where no reference losses are known, or no domain has any width, it is 5
 * % of the base loss. The proportional part κ_p responds to the last evaluation. The integral part
 * λ adds up the evaluations, losing the share 1 − ρ at each; it keeps the promise over many of
 * them. A domain that has weight 0 under the rule stays at 0.
 *
 * <p><b>Times without pressure.</b> In a warm-up of the run ({@code warmup(n)}) the weights are
 * held, so nothing presses; the integral part stays as it was, so that what cannot have an effect
 * does not add up. Between the updates of an interval ({@code updateEvery(n)}) the weights are held
 * too, but each report adds to the integral part. While Aioli tries its mixes there is no pressure,
 * and the integral part stays: the rule would otherwise learn from mixes that it did not choose.
 * Its sweeps can therefore take a domain past its limit, which is mended in the training between
 * them. The warm-up of ODM itself ({@code warmup} of the rule, 2 000 steps by default) is
 * different: ODM keeps its weights and protection presses on them, as it does at any other time.
 *
 * <p>This is our own method, after the constrained mixing of DynaMiCS (arXiv 2605.10770). The
 * constants are our choice: τ 0.01, κ_p = {@code proportional} 4, κ_i = {@code integral} 2, ρ =
 * {@code retention} 0.9.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Protection {
  private static final double TOLERANCE = 0.01;

  static final Option<PerDomain> WITHIN =
      Option.of("within", PerDomain::read, PerDomain::written)
          .where(Protection::check)
          .or(PerDomain.all(TOLERANCE));

  static final Option<Double> PROPORTIONAL = Option.nonNegative("proportional").or(4.0);
  static final Option<Double> INTEGRAL = Option.nonNegative("integral").or(2.0);
  static final Option<Double> RETENTION = Option.share("retention").or(0.9);

  /** The name of a protection, and of the decorator, in descriptions. */
  static final String NAME = "protection";

  private static final Options DEFAULTS =
      Options.of(NAME, WITHIN, PROPORTIONAL, INTEGRAL, RETENTION);

  private final Options options;

  private Protection(Options options) {
    this.options = options;
  }

  private static void check(String label, PerDomain within) {
    checkArgument(
        within.all() != null || !within.some().isEmpty(),
        "no domain is protected: name one, or give one number for all of them");
    PerDomain.each(Arguments::nonNegative).check(label, within);
  }

  /**
   * Protects every domain of a run within 0.01; {@link #within} sets another tolerance.
   *
   * @return the protection
   */
  public static Protection all() {
    return new Protection(DEFAULTS);
  }

  /**
   * Protects some domains within 0.01; {@link #within} sets another tolerance.
   *
   * @param domains their names, at least one
   * @return the protection
   * @throws IllegalArgumentException if there is none
   */
  public static Protection of(String... domains) {
    return of(
        Given.list(domains, "domains").stream()
            .distinct()
            .collect(ImmutableMap.toImmutableMap(domain -> domain, domain -> TOLERANCE)));
  }

  /**
   * Protects some domains, each within its own tolerance.
   *
   * @param tolerances τ by domain: how much of its base loss a domain's loss may rise, finite and
   *     at least 0; at least one domain
   * @return the protection
   * @throws IllegalArgumentException if there is none, or a tolerance is out of range; the message
   *     names the domain
   */
  public static Protection of(Map<String, ? extends Number> tolerances) {
    return new Protection(DEFAULTS.with(WITHIN, PerDomain.of("tolerances", tolerances)));
  }

  /**
   * Builds a protection from its description.
   *
   * @param description the name {@code protection} and the options {@code within} (a number for all
   *     domains, or numbers by domain), {@code proportional}, {@code integral} and {@code
   *     retention}; options that it lacks have their defaults
   * @return the protection
   * @throws IllegalArgumentException if it describes something else, or an option is unknown, of
   *     the wrong type or out of range
   */
  public static Protection of(RuleDescription description) {
    notNull(description, "description");
    checkArgument(
        description.name().equals(NAME),
        "'%s' is no description of a protection: its name must be '%s'",
        description.name(),
        NAME);
    return new Protection(DEFAULTS.read(description));
  }

  /**
   * Returns a protection of the same domains with another tolerance for all of them.
   *
   * @param tolerance τ, how much of its base loss a domain's loss may rise: 0.01 is one per cent;
   *     finite and at least 0
   * @return a new protection
   * @throws IllegalArgumentException if it is out of range
   */
  public Protection within(double tolerance) {
    PerDomain now = options.get(WITHIN);
    return new Protection(
        options.with(
            WITHIN,
            now.all() != null
                ? PerDomain.all(tolerance)
                : PerDomain.of("within", Maps.transformValues(now.some(), old -> tolerance))));
  }

  /**
   * Returns the same protection with another proportional part.
   *
   * @param factor κ_p, how strongly a loss past its limit presses at once, finite and at least 0; 4
   *     by default
   * @return a new protection
   * @throws IllegalArgumentException if it is out of range
   */
  public Protection proportional(double factor) {
    return new Protection(options.with(PROPORTIONAL, factor));
  }

  /**
   * Returns the same protection with another integral part.
   *
   * @param factor κ_i, how strongly each evaluation adds to the pressure that stays, finite and at
   *     least 0; 2 by default
   * @return a new protection
   * @throws IllegalArgumentException if it is out of range
   */
  public Protection integral(double factor) {
    return new Protection(options.with(INTEGRAL, factor));
  }

  /**
   * Returns the same protection with another retention of the integral part.
   *
   * @param share ρ, the share of the integral part that is left at the next evaluation, in [0, 1];
   *     0.9 by default
   * @return a new protection
   * @throws IllegalArgumentException if it is out of range
   */
  public Protection retention(double share) {
    return new Protection(options.with(RETENTION, share));
  }

  /**
   * Returns the tolerances over the domains of a run.
   *
   * @param domains the domains of the run, in its order
   * @return τ by domain, of the protected domains alone, in the order of the run
   * @throws IllegalArgumentException if a protected domain is not among them; the message names it
   */
  public ImmutableMap<String, Double> tolerances(List<String> domains) {
    return tolerances(options.get(WITHIN), Given.list(domains, "domains"));
  }

  static ImmutableMap<String, Double> tolerances(PerDomain within, ImmutableList<String> domains) {
    Double all = within.all();
    if (all != null) {
      return Maps.toMap(domains, domain -> all);
    }
    Set<String> unknown = Sets.difference(within.some().keySet(), ImmutableSet.copyOf(domains));
    checkArgument(
        unknown.isEmpty(),
        "protection names unknown domain '%s'; the domains of this run are %s",
        Listed.one(Iterables.getFirst(unknown, "")),
        Listed.of(domains));
    ImmutableMap.Builder<String, Double> inOrder = ImmutableMap.builder();
    for (String domain : domains) {
      Double tolerance = within.some().get(domain);
      if (tolerance != null) {
        inOrder.put(domain, tolerance);
      }
    }
    return inOrder.buildOrThrow();
  }

  /**
   * Returns the description of this protection, for files.
   *
   * @return the description, from which {@link #of(RuleDescription)} builds it again
   */
  public RuleDescription describe() {
    return options.describe();
  }

  Options options() {
    return options;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Protection that && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  @Override
  public String toString() {
    return options.toString();
  }
}
