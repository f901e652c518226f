// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.versatune.internal.Given;
import org.versatune.internal.Listed;

/**
 * Turns weights into the rates at which domains are drawn: the same where weights are shares of
 * examples; q_j ∝ w_j / t_j where they are shares of tokens, t_j being the mean number of tokens of
 * an example. The means are given, or are those of the examples counted so far. Until each domain
 * with a weight has been counted, all count alike.
 *
 * <p>Immutable and safe for use by any number of threads.
 *
 * @param domains of the run
 * @param unit what weights are shares of
 * @param given the mean tokens of an example by domain; empty where they are counted
 * @param counted what was counted so far
 */
record TokenRates(
    ImmutableList<String> domains,
    WeightUnit unit,
    ImmutableMap<String, Double> given,
    Counted counted) {

  /**
   * Examples whose tokens were counted.
   *
   * @param examples how many there were, by domain; without the domains that had none
   * @param tokens how many tokens they had, over the same domains
   */
  record Counted(ImmutableMap<String, Long> examples, ImmutableMap<String, Long> tokens) {
    static final Counted NOTHING = new Counted(ImmutableMap.of(), ImmutableMap.of());
  }

  static TokenRates of(Setup setup, RunOptions options, Counted counted) {
    return new TokenRates(setup.domains(), options.weightsBy(), options.meanTokens(), counted);
  }

  /** Returns whether the means are those of the examples that are counted. */
  boolean areCounted() {
    return unit == WeightUnit.TOKENS && given.isEmpty();
  }

  /** Returns whether means are needed, and nobody has given or counted any. */
  boolean areMissing() {
    return areCounted() && counted.examples().isEmpty();
  }

  /** Returns these rates after further examples were counted. */
  TokenRates with(Map<String, ? extends Number> examples, Map<String, ? extends Number> tokens) {
    checkState(
        areCounted(),
        unit == WeightUnit.TOKENS
            ? "the mean tokens of an example were given and are not counted; leave out meanTokens"
            : "the weights of this run are shares of examples, whatever their tokens; make them"
                + " shares of tokens (weightsBy(WeightUnit.TOKENS))");
    ImmutableMap<String, Number> added = Given.map(examples, "examples");
    ImmutableMap<String, Number> theirs = Given.map(tokens, "tokens");
    checkArgument(
        added.keySet().equals(theirs.keySet()),
        "examples were counted of %s and tokens of %s; count both of the same domains",
        Listed.of(added.keySet()),
        Listed.of(theirs.keySet()));
    for (String domain : added.keySet()) {
      checkArgument(
          domains.contains(domain),
          "tokens were counted of unknown domain '%s'; the domains of this run are %s",
          Listed.one(domain),
          Listed.of(domains));
      checkArgument(
          count(added, domain) >= 1 && count(theirs, domain) >= 0,
          "domain '%s': %s tokens in %s examples; count at least 0 tokens in at least 1 example",
          domain,
          count(theirs, domain),
          count(added, domain));
    }
    return new TokenRates(
        domains,
        unit,
        given,
        new Counted(sum(counted.examples(), added), sum(counted.tokens(), theirs)));
  }

  private ImmutableMap<String, Long> sum(Map<String, Long> before, Map<String, Number> added) {
    ImmutableMap.Builder<String, Long> sum = ImmutableMap.builder();
    for (String domain : domains) {
      if (before.containsKey(domain) || added.containsKey(domain)) {
        sum.put(domain, Math.addExact(count(before, domain), count(added, domain)));
      }
    }
    return sum.buildOrThrow();
  }

  private static long count(Map<String, ? extends Number> counts, String domain) {
    Number count = counts.get(domain);
    return count == null ? 0 : count.longValue();
  }

  /**
   * Returns the mean tokens of an example by domain, without the domains of which none is known.
   */
  ImmutableMap<String, Double> means() {
    if (!areCounted()) {
      return given;
    }
    ImmutableMap.Builder<String, Double> means = ImmutableMap.builder();
    counted
        .examples()
        .forEach(
            (domain, examples) -> {
              long tokens = count(counted.tokens(), domain);
              if (tokens > 0) {
                means.put(domain, (double) tokens / examples);
              }
            });
    return means.buildOrThrow();
  }

  /** Returns whether these weights have rates of their own, if they need any. */
  boolean areKnown(DomainDistribution weights) {
    ImmutableMap<String, Double> means = means();
    for (int j = 0; j < domains.size(); j++) {
      if (unit == WeightUnit.TOKENS
          && weights.weight(j) > 0
          && !means.containsKey(domains.get(j))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the rates by which domains of these weights are drawn. */
  DomainDistribution of(DomainDistribution weights) {
    if (unit == WeightUnit.EXAMPLES || !areKnown(weights)) {
      return weights;
    }
    ImmutableMap<String, Double> means = means();
    double[] rates = weights.toArray();
    double sum = 0;
    for (int j = 0; j < rates.length; j++) {
      rates[j] /= means.getOrDefault(domains.get(j), 1.0);
      sum += rates[j];
    }
    for (int j = 0; j < rates.length; j++) {
      rates[j] /= sum;
    }
    return weights.withWeights(rates);
  }

  /** Adds to an update at which rates its weights are drawn, where they differ. */
  WeightUpdate explained(WeightUpdate update) {
    if (unit == WeightUnit.EXAMPLES) {
      return update;
    }
    WeightUpdate.Builder more =
        update.toBuilder(update.weights()).factor("rate", of(update.weights()).toArray());
    ImmutableMap<String, Double> means = means();
    return means.size() < domains.size()
        ? more.note("the tokens of every domain are not known yet").build()
        : more.factor("mean tokens", domains.stream().mapToDouble(means::get).toArray()).build();
  }
}
