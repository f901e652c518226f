// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.RunKey;

/** A run of a plan and the strategy that it follows. */
record Planned(RunKey key, StudyPlan.StrategyPlan strategy) {
  /** All runs of the plan, seed by seed. */
  static ImmutableList<Planned> of(StudyPlan plan) {
    ImmutableList.Builder<Planned> runs = ImmutableList.builder();
    StudyPlan.Fostering fostering = plan.fostering();
    StudyPlan.Expansions expansion = plan.expansion();
    for (long seed : plan.seeds()) {
      if (fostering != null) {
        for (StudyPlan.StrategyPlan strategy : fostering.strategies()) {
          add(runs, Group.FOSTERING, strategy, fostering.starts(), "", fostering.steps(), seed);
        }
      }
      if (expansion != null) {
        for (String target : expansion.targets()) {
          for (StudyPlan.StrategyPlan strategy : expansion.strategies()) {
            add(
                runs,
                Group.EXPANSION,
                strategy,
                ImmutableList.of("detected"),
                target,
                ImmutableList.of(expansion.steps()),
                seed);
          }
        }
      }
    }
    StudyPlan.Confirmation confirmation = plan.confirmation();
    if (confirmation != null && fostering != null) {
      for (long seed : confirmation.seeds()) {
        for (StudyPlan.StrategyPlan strategy : fostering.strategies()) {
          if (confirmation.strategies().contains(strategy.name())) {
            add(
                runs,
                Group.CONFIRMATION,
                strategy,
                fostering.starts(),
                "",
                confirmation.steps(),
                seed);
          }
        }
      }
    }
    return runs.build();
  }

  private static void add(
      ImmutableList.Builder<Planned> runs,
      String study,
      StudyPlan.StrategyPlan strategy,
      ImmutableList<String> starts,
      String target,
      List<Integer> budgets,
      long seed) {
    ImmutableList<String> from =
        strategy.mix() != null
            ? ImmutableList.of("mix")
            : strategy.starts() != null ? strategy.starts() : starts;
    List<Integer> lengths = strategy.lengths() != null ? strategy.lengths() : List.of(1);
    for (int steps : budgets) {
      for (int length : lengths) {
        for (String start : from) {
          Group group = new Group(study, "x" + length, target, steps);
          runs.add(
              new Planned(new RunKey(group, new Choice(strategy.name(), start), seed), strategy));
        }
      }
    }
  }
}
