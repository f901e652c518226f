package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableMap;

/**
 * One run.
 *
 * @param study {@code fostering}, {@code expansion} or {@code detection}
 * @param setting what else was fixed, as a name
 * @param strategy the strategy
 * @param start the mix that it starts from
 * @param target the domain to grow; empty where there is none
 * @param budget data budget in training steps
 * @param seed the seed
 * @param worstDomain the domain with the lowest gain; empty where there is none
 * @param measures number by column: {@code mean_gain}, {@code worst_gain}, {@code target_gain},
 *     {@code mean_forgetting}, {@code max_forgetting}, {@code mean_loss}, {@code seconds}, and
 *     {@code loss_}, {@code gain_}, {@code forgetting_} and {@code draws_} with a domain; a number
 *     that does not exist is left out
 */
public record Run(
    String study,
    String setting,
    String strategy,
    String start,
    String target,
    long budget,
    long seed,
    String worstDomain,
    ImmutableMap<String, Double> measures) {

  Group group() {
    return new Group(study, setting, target, budget);
  }

  Choice choice() {
    return new Choice(strategy, start);
  }
}
