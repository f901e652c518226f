// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sampling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import org.versatune.DomainDistribution;

/**
 * Says how much an example of each domain counts in the loss, where examples are drawn at fixed
 * rates q and the weights w apply to the loss instead of the draws:
 *
 * <pre>
 *   f_j = w_j / q_j,   so that   Σ_j q_j · f_j · g_j = Σ_j w_j · g_j
 * </pre>
 *
 * <p>for any mean gradients g_j of the domains: in expectation, a step is the same as one of
 * sampling by w. This is importance sampling (Kahn and Marshall, "Methods of reducing sample size
 * in Monte Carlo computations", Operations Research 1, 1953). The factors average to 1 over the
 * draws: Σ_j q_j · f_j = 1, so the learning rate keeps its meaning.
 *
 * <p>The price is variance, which grows with the distance of w from q: {@link #efficiency()}.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class ImportanceWeights {
  private final DomainDistribution objective;
  private final DomainDistribution sampling;
  private final double[] factors;

  private ImportanceWeights(
      DomainDistribution objective, DomainDistribution sampling, double[] factors) {
    this.objective = objective;
    this.sampling = sampling;
    this.factors = factors;
  }

  /**
   * Computes the factors by which training follows other weights than the rates of its draws.
   *
   * @param objective w: the weights that training is to follow
   * @param sampling q: the rates at which examples are drawn, over the same domains in any order
   * @return w_j / q_j by domain; 1 where both are 0, since it does not matter
   * @throws IllegalArgumentException if the domains differ, or one of positive weight is never
   *     drawn; the message names it
   */
  public static ImportanceWeights of(DomainDistribution objective, DomainDistribution sampling) {
    notNull(objective, "objective");
    notNull(sampling, "sampling");
    checkArgument(
        objective.size() == sampling.size() && sampling.domains().containsAll(objective.domains()),
        "the objective is over %s, the sampling rates over %s",
        objective.domains(),
        sampling.domains());
    double[] factors = objective.toArray();
    for (int j = 0; j < factors.length; j++) {
      String domain = objective.domains().get(j);
      double weight = factors[j];
      double rate = sampling.weight(domain);
      checkArgument(
          rate > 0 || weight == 0,
          "domain '%s' has weight %s in the objective and is never drawn; draw it at a rate above 0,"
              + " or give it weight 0",
          domain,
          weight);
      factors[j] = weight == rate ? 1 : weight / rate;
      checkArgument(
          Double.isFinite(factors[j]),
          "domain '%s' has weight %s in the objective and is drawn at rate %s only: the quotient is"
              + " too large; draw it more often",
          domain,
          weight,
          rate);
    }
    return new ImportanceWeights(objective, sampling, factors);
  }

  /**
   * Returns the weights that training follows.
   *
   * @return w
   */
  public DomainDistribution objective() {
    return objective;
  }

  /**
   * Returns the rates that the draws follow.
   *
   * @return q
   */
  public DomainDistribution sampling() {
    return sampling;
  }

  /**
   * Returns how much an example of a domain counts.
   *
   * @param domain a domain of the objective
   * @return its factor, at least 0; 1 where weight and rate are equal
   * @throws IllegalArgumentException if there is no such domain
   */
  public double factor(String domain) {
    return factors[objective.indexOf(domain)];
  }

  /**
   * Returns how much an example of each domain counts.
   *
   * @return factor by domain, in the order of the objective
   */
  public ImmutableMap<String, Double> factors() {
    return objective.byDomain(factors);
  }

  /**
   * Returns the effective sample size over the sample size, 1 / Σ_j q_j·f_j² (Kong, "A note on
   * importance sampling using standardized weights", 1992): this share of the examples would do as
   * well if they were drawn by the objective. A low value means that a few examples with large
   * factors decide the step; then draw closer to the objective.
   *
   * @return in (0, 1]; 1 where all factors are 1
   */
  public double efficiency() {
    double second = 0;
    for (int j = 0; j < factors.length; j++) {
      second += sampling.weight(objective.domains().get(j)) * factors[j] * factors[j];
    }
    return Math.min(1, 1 / second);
  }

  @Override
  public String toString() {
    return "ImportanceWeights " + factors();
  }
}
