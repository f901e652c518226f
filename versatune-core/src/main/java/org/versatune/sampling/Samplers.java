// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import org.versatune.DomainSampler;
import org.versatune.RuleDescription;

/**
 * Makes the built-in samplers, which draw the domain of the next example.
 *
 * <p>None of them ever draws a domain with zero weight, and each draws every other domain in the
 * long run, however small its weight. They differ in how close the counts stay to the weights:
 *
 * <ul>
 *   <li>{@link #exact()}: within one draw of the target at every moment, in an order that is close
 *       to periodic while weights stay; with {@link ExactSampling#shuffled} in a random order
 *       inside windows;
 *   <li>{@link #independent()}: each draw independent of the others, so that counts scatter around
 *       the target by the square root of their number.
 * </ul>
 */
public final class Samplers {
  private static final ImmutableSet<String> NAMES =
      ImmutableSet.of(ExactSampling.NAME, IndependentSampling.NAME);

  private Samplers() {}

  /**
   * Returns the default kind, whose draws follow the sum, over all draws, of the weights in force.
   *
   * <p>While weights stay, |draws − target| ≤ 1 − 1/(2k − 2) for each of k ≥ 2 domains at every
   * moment. A draw costs O(1) on average while no domain is late, O(log k) after a change that
   * makes one late, and allocates nothing; a change of weights costs O(k).
   *
   * @return the kind, which may be {@link ExactSampling#shuffled shuffled}
   */
  public static ExactSampling exact() {
    return new ExactSampling(1);
  }

  /**
   * Returns the kind that draws independently, with the weights as probabilities, by the alias
   * method: O(1) a draw, O(k) for a change of weights.
   *
   * @return the kind
   */
  public static DomainSampler.Kind independent() {
    return new IndependentSampling();
  }

  /**
   * Returns the names that {@link #named} knows.
   *
   * @return {@code exact} and {@code independent}
   */
  public static ImmutableSet<String> names() {
    return NAMES;
  }

  /**
   * Returns whether a kind is one of this library, so that {@link #named} can build it again from
   * its description. The class decides, not the name in the description.
   *
   * @param kind a kind of sampler
   * @return false for the user's own
   */
  public static boolean isBuiltIn(DomainSampler.Kind kind) {
    notNull(kind, "kind");
    return kind instanceof ExactSampling || kind instanceof IndependentSampling;
  }

  /**
   * Builds a kind of sampler from its description.
   *
   * @param description what {@link DomainSampler.Kind#describe()} gave
   * @return the kind
   * @throws IllegalArgumentException if the name is not one of {@link #names()}, or an option is
   *     unknown or out of range
   */
  public static DomainSampler.Kind named(RuleDescription description) {
    notNull(description, "description");
    ImmutableSet<String> known =
        description.name().equals(ExactSampling.NAME)
            ? ImmutableSet.of(ExactSampling.WINDOW)
            : ImmutableSet.of();
    checkArgument(
        NAMES.contains(description.name()),
        "no sampler is named '%s'; there are %s",
        description.name(),
        NAMES);
    checkArgument(
        known.containsAll(description.options().keySet()),
        "sampler '%s' has no option %s; it has %s",
        description.name(),
        Sets.difference(description.options().keySet(), known),
        known);
    if (description.name().equals(IndependentSampling.NAME)) {
      return independent();
    }
    Object window = description.options().getOrDefault(ExactSampling.WINDOW, 1L);
    checkArgument(
        window instanceof Long whole && whole >= 1 && whole <= Integer.MAX_VALUE,
        "option 'window' of sampler 'exact' is %s; it must be a whole number of at least 1",
        window);
    return exact().shuffled(((Long) window).intValue());
  }
}
