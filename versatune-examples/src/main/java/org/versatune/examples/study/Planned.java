// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.base.MoreObjects.firstNonNull;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.study.StudyPlan.StrategyPlan;

/** A run of a plan and the strategy that it follows. */
record Planned(RunKey key, StrategyPlan strategy) {
  /** Strategies, each from its starts or these, over budgets. */
  private record Part(
      String study,
      String target,
      ImmutableList<Integer> budgets,
      List<StrategyPlan> strategies,
      ImmutableList<String> starts) {

    Stream<Planned> runs(long seed) {
      return strategies.stream()
          .flatMap(
              strategy ->
                  budgets.stream()
                      .flatMap(
                          budget ->
                              firstNonNull(strategy.lengths(), ImmutableList.of(1)).stream()
                                  .map(length -> new Group(study, "x" + length, target, budget)))
                      .flatMap(
                          group ->
                              starts(strategy)
                                  .map(start -> new Choice(strategy.name(), start))
                                  .map(choice -> new RunKey(group, choice, seed)))
                      .map(key -> new Planned(key, strategy)));
    }

    private Stream<String> starts(StrategyPlan strategy) {
      return strategy.mix() != null
          ? Stream.of("mix")
          : firstNonNull(strategy.starts(), starts).stream();
    }
  }

  /** All runs of the plan, seed by seed. */
  static ImmutableList<Planned> of(StudyPlan plan) {
    StudyPlan.Fostering fostering = plan.fostering();
    StudyPlan.Expansions expansion = plan.expansion();
    StudyPlan.Confirmation confirmation = plan.confirmation();
    List<Part> parts = new ArrayList<>();
    List<Part> confirmed = new ArrayList<>();
    if (fostering != null) {
      ImmutableList<StrategyPlan> strategies = fostering.strategies();
      parts.add(new Part(Group.FOSTERING, "", fostering.steps(), strategies, fostering.starts()));
      if (confirmation != null) {
        List<StrategyPlan> chosen =
            strategies.stream().filter(s -> confirmation.strategies().contains(s.name())).toList();
        confirmed.add(
            new Part(Group.CONFIRMATION, "", confirmation.steps(), chosen, fostering.starts()));
      }
    }
    if (expansion != null) {
      ImmutableList<String> starts = ImmutableList.of("detected");
      ImmutableList<Integer> steps = ImmutableList.of(expansion.steps());
      for (String target : expansion.targets()) {
        parts.add(new Part(Group.EXPANSION, target, steps, expansion.strategies(), starts));
      }
    }
    ImmutableList<Long> fresh = confirmation == null ? ImmutableList.of() : confirmation.seeds();
    return Stream.concat(runs(parts, plan.seeds()), runs(confirmed, fresh))
        .collect(toImmutableList());
  }

  private static Stream<Planned> runs(List<Part> parts, ImmutableList<Long> seeds) {
    return seeds.stream().flatMap(seed -> parts.stream().flatMap(part -> part.runs(seed)));
  }
}
