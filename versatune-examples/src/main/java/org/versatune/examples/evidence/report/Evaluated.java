package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableMap;

/**
 * Weights and losses at one evaluation of a run.
 *
 * @param study {@code fostering} or {@code expansion}
 * @param setting what else was fixed, as a name
 * @param strategy the strategy
 * @param start the mix that it starts from
 * @param target the domain to grow; empty where there is none
 * @param budget data budget in training steps
 * @param seed the seed
 * @param step training steps so far
 * @param weights weight by domain from here on
 * @param losses loss by domain, in nats/token
 */
public record Evaluated(
    String study,
    String setting,
    String strategy,
    String start,
    String target,
    long budget,
    long seed,
    long step,
    ImmutableMap<String, Double> weights,
    ImmutableMap<String, Double> losses) {}
