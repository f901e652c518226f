// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.MoreObjects.firstNonNull;
import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.RunKey;
import org.versatune.scheduling.Schedulers;

/** A run of a plan and the strategy that it follows. */
record Planned(RunKey key, StrategyPlan strategy) {
  /** The start of a strategy that begins with the base model's own mix. */
  static final String BASE = "base";

  /** All runs of the plan, seed by seed. */
  static ImmutableList<Planned> of(StudyPlan plan) {
    ImmutableList.Builder<Planned> all = ImmutableList.builder();
    StudyPlan.Fostering fostering = plan.fostering();
    StudyPlan.Expansions expansion = plan.expansion();
    StudyPlan.Confirmation confirmation = plan.confirmation();
    for (long seed : plan.seeds()) {
      if (fostering != null) {
        ImmutableList<StrategyPlan> strategies = fostering.strategies();
        add(all, Group.FOSTERING, "", fostering.steps(), strategies, fostering.starts(), seed);
      }
      if (expansion != null) {
        List<Integer> steps = List.of(expansion.steps());
        for (String target : expansion.targets()) {
          List<String> starts = List.of("detected");
          add(all, Group.EXPANSION, target, steps, expansion.strategies(), starts, seed);
        }
      }
    }
    if (fostering != null && confirmation != null) {
      List<StrategyPlan> chosen =
          fostering.strategies().stream()
              .filter(strategy -> confirmation.strategies().contains(strategy.name()))
              .toList();
      for (long seed : confirmation.seeds()) {
        add(all, Group.CONFIRMATION, "", confirmation.steps(), chosen, fostering.starts(), seed);
      }
    }
    return all.build();
  }

  /** Adds the runs of strategies over budgets, each from its own starts or these. */
  private static void add(
      ImmutableList.Builder<Planned> all,
      String study,
      String target,
      List<Integer> budgets,
      List<StrategyPlan> strategies,
      List<String> starts,
      long seed) {
    for (StrategyPlan strategy : strategies) {
      List<String> from =
          strategy.mix() != null ? List.of("mix") : firstNonNull(strategy.starts(), starts);
      for (int budget : budgets) {
        for (int length : firstNonNull(strategy.lengths(), List.of(1))) {
          Group group = new Group(study, "x" + length, target, budget);
          for (String start : from) {
            RunKey key = new RunKey(group, new Choice(strategy.name(), start), seed);
            all.add(new Planned(key, strategy));
          }
        }
      }
    }
  }

  /**
   * Checks that the strategy and its target fit the domains of the text.
   *
   * @throws IllegalArgumentException if they do not; the message names what does not
   */
  void check(ImmutableList<String> domains, boolean isBaseMixUnknown) {
    String target = key.group().target();
    checkArgument(
        target.isEmpty() || domains.contains(target),
        "the expansion names target '%s', which is no domain of the text; there are %s",
        target,
        domains);
    try {
      checkArgument(
          !key.choice().start().equals(BASE) || !isBaseMixUnknown,
          "it starts from the base model's mix, which is not known of a model of other text");
      if (strategy.mix() != null) {
        Mixes.of(domains, target, strategy.mix());
      }
      if (strategy.end() != null) {
        Mixes.of(domains, target, strategy.end());
      } else {
        RuleInputs.check(strategy.description(), domains);
      }
      var unused = strategy.around(Schedulers.constant(), domains, target);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "strategy '" + strategy.name() + "': " + e.getMessage(), e);
    }
  }
}
