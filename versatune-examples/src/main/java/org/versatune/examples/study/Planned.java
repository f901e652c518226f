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
        for (StrategyPlan each : fostering.strategies()) {
          all.addAll(runs(Group.FOSTERING, "", fostering.steps(), each, fostering.starts(), seed));
        }
      }
      if (expansion != null) {
        ImmutableList<Integer> steps = ImmutableList.of(expansion.steps());
        ImmutableList<String> starts = ImmutableList.of("detected");
        for (String target : expansion.targets()) {
          for (StrategyPlan each : expansion.strategies()) {
            all.addAll(runs(Group.EXPANSION, target, steps, each, starts, seed));
          }
        }
      }
    }
    if (fostering != null && confirmation != null) {
      for (long seed : confirmation.seeds()) {
        for (StrategyPlan each : fostering.strategies()) {
          if (confirmation.strategies().contains(each.name())) {
            all.addAll(
                runs(Group.CONFIRMATION, "", confirmation.steps(), each, fostering.starts(), seed));
          }
        }
      }
    }
    return all.build();
  }

  /** The runs of a strategy over budgets, each from its own starts or these. */
  private static ImmutableList<Planned> runs(
      String study,
      String target,
      List<Integer> budgets,
      StrategyPlan strategy,
      List<String> starts,
      long seed) {
    List<String> from =
        strategy.mix() != null ? List.of("mix") : firstNonNull(strategy.starts(), starts);
    ImmutableList.Builder<Planned> runs = ImmutableList.builder();
    for (int budget : budgets) {
      for (int length : firstNonNull(strategy.lengths(), List.of(1))) {
        for (String start : from) {
          Group group = new Group(study, "x" + length, target, budget);
          Choice choice = new Choice(strategy.name(), start);
          runs.add(new Planned(new RunKey(group, choice, seed), strategy));
        }
      }
    }
    return runs.build();
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
