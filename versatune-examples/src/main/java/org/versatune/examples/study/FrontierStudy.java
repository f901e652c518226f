// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hipparchus.random.RandomDataGenerator;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Frontier;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Promise;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;

/**
 * What was possible at all with weights that never move: many runs over fixed mixes, which give the
 * {@link Frontier} that every strategy is measured by.
 *
 * <p>The first round draws its mixes from Dirichlet(1, …, 1), so every mix is as likely as any
 * other. Each further round draws around the mixes that are on the frontier by then, in turn, from
 * Dirichlet(κ·mix) with κ = {@value #SHARPENING} in the second round, four times that in the third,
 * and so on (our choice). All of that is on one seed. A search overrates what it finds, so a few
 * mixes of the frontier, from end to end, then run on all other seeds: there, strategies are
 * measured by mixes that were not chosen on that seed.
 *
 * <p>Where the plan makes a promise, as many of the best mixes that keep it on the seed of the
 * search run on the other seeds, too. The one with the highest mean gain over all seeds, of those
 * that keep the promise in {@value #KEPT} of all cases, then runs beside the strategies on the
 * seeds of the confirmation, under the name {@value #BEST}.
 */
final class FrontierStudy {
  private static final double SHARPENING = 30;

  /** Keeps a domain that a mix leaves out from being left out for ever. */
  private static final double LEAST_CONCENTRATION = 0.05;

  /** How often a promise must be kept (our choice). */
  static final double KEPT = 0.95;

  /** The name of the best mix that keeps the promise, on the seeds of the confirmation. */
  static final String BEST = "best fixed mix";

  private final StudyPlan plan;
  private final StudyPlan.FixedMixes settings;
  private final ImmutableList<String> domains;
  private final Map<RunKey, ImmutableMap<String, Double>> mixes = new HashMap<>();

  FrontierStudy(StudyPlan plan, StudyPlan.FixedMixes settings, ImmutableList<String> domains) {
    this.plan = plan;
    this.settings = settings;
    this.domains = domains;
  }

  /**
   * Makes all runs: round by round on the seed of the search, then those of the other seeds.
   *
   * @param trained trains what was planned, or finds that it was done
   */
  ImmutableList<Run> run(Function<ImmutableList<Planned>, ImmutableList<Run>> trained) {
    List<Run> searched = new ArrayList<>();
    for (int round = 0; round < settings.rounds().size(); round++) {
      ImmutableList.Builder<Planned> planned = ImmutableList.builder();
      for (int budget : settings.steps()) {
        ImmutableList<Run> before = of(budget, searched);
        int number = before.size();
        for (ImmutableMap<String, Double> mix : proposals(round, budget, before)) {
          Choice choice = new Choice(Numbers.format("mix %02d", ++number), "mix");
          planned.add(planned(Group.FRONTIER, choice, mix, budget, settings.seed()));
        }
      }
      searched.addAll(trained.apply(planned.build()));
    }
    ImmutableList.Builder<Run> all = ImmutableList.builder();
    ImmutableList.Builder<Planned> again = ImmutableList.builder();
    for (int budget : settings.steps()) {
      ImmutableList<Run> runs = of(budget, searched);
      all.addAll(runs);
      for (Run run : Sets.union(kept(runs), promising(runs))) {
        for (long seed : plan.seeds()) {
          if (seed != settings.seed()) {
            again.add(planned(Group.FRONTIER, run.key().choice(), mixOf(run), budget, seed));
          }
        }
      }
    }
    all.addAll(trained.apply(again.build()));
    return all.addAll(trained.apply(confirming(all.build()))).build();
  }

  private static ImmutableList<Run> of(int budget, List<Run> runs) {
    return runs.stream()
        .filter(run -> run.key().group().budget() == budget)
        .collect(toImmutableList());
  }

  private ImmutableMap<String, Double> mixOf(Run run) {
    return requireNonNull(mixes.get(run.key()), run.key().toString());
  }

  private Planned planned(
      String study, Choice choice, ImmutableMap<String, Double> mix, int budget, long seed) {
    RunKey key = new RunKey(new Group(study, "x1", "", budget), choice, seed);
    mixes.put(key, mix);
    return new Planned(key, StrategyPlan.of(choice.strategy(), mix));
  }

  private ImmutableList<ImmutableMap<String, Double>> proposals(
      int round, int budget, List<Run> before) {
    RandomDataGenerator random =
        new RandomDataGenerator(
            Means.seed(settings.seed(), "frontier", String.valueOf(budget), String.valueOf(round)));
    ImmutableList<Run> parents = Frontier.of(before).members();
    double sharpness = SHARPENING * Math.pow(4, round - 1.0);
    ImmutableList.Builder<ImmutableMap<String, Double>> proposals = ImmutableList.builder();
    for (int i = 0; i < settings.rounds().get(round); i++) {
      double[] concentration = new double[domains.size()];
      if (parents.isEmpty()) {
        Arrays.fill(concentration, 1);
      } else {
        ImmutableMap<String, Double> parent = mixOf(parents.get(i % parents.size()));
        for (int j = 0; j < concentration.length; j++) {
          concentration[j] =
              Math.max(sharpness * parent.getOrDefault(domains.get(j), 0.0), LEAST_CONCENTRATION);
        }
      }
      proposals.add(dirichlet(concentration, random));
    }
    return proposals.build();
  }

  /** Independent gamma variates over their sum. */
  private ImmutableMap<String, Double> dirichlet(
      double[] concentration, RandomDataGenerator random) {
    double[] share =
        Arrays.stream(concentration).map(shape -> random.nextGamma(shape, 1)).toArray();
    double sum = Arrays.stream(share).sum();
    return Maps.toMap(domains, domain -> share[domains.indexOf(domain)] / sum);
  }

  /** A few of the frontier at even distances, both ends among them. */
  private ImmutableSet<Run> kept(List<Run> searched) {
    ImmutableList<Run> members = Frontier.of(searched).members();
    int count = Math.min(settings.kept(), members.size());
    ImmutableSet.Builder<Run> kept = ImmutableSet.builder();
    for (int i = 0; i < count; i++) {
      double position = count == 1 ? 0 : i * (members.size() - 1.0) / (count - 1);
      kept.add(members.get((int) Math.round(position)));
    }
    return kept.build();
  }

  /**
   * The best that keeps the promise on the seed of the search; empty where none does or is made.
   */
  private ImmutableSet<Run> promising(List<Run> searched) {
    Double within = settings.within();
    return within == null
        ? ImmutableSet.of()
        : searched.stream()
            .filter(run -> run.measure(Measures.MAX_FORGETTING) <= within)
            .filter(run -> Double.isFinite(run.measure(Measures.MEAN_GAIN)))
            .max(Comparator.comparingDouble(run -> run.measure(Measures.MEAN_GAIN)))
            .stream()
            .collect(ImmutableSet.toImmutableSet());
  }

  /** The best mix of each budget that keeps the promise, on the seeds of the confirmation. */
  private ImmutableList<Planned> confirming(List<Run> runs) {
    Double within = settings.within();
    StudyPlan.Confirmation confirmation = plan.confirmation();
    ImmutableList.Builder<Planned> confirming = ImmutableList.builder();
    if (within == null || confirmation == null) {
      return confirming.build();
    }
    Choice choice = new Choice(BEST, "mix");
    for (int budget : settings.steps()) {
      if (confirmation.steps().contains(budget)) {
        best(of(budget, runs), within)
            .ifPresent(
                run -> {
                  for (long seed : confirmation.seeds()) {
                    confirming.add(planned(Group.CONFIRMATION, choice, mixOf(run), budget, seed));
                  }
                });
      }
    }
    return confirming.build();
  }

  /**
   * Of the mixes that ran on all seeds and keep the promise often enough over all of them, that
   * with the highest mean gain, as it ran on the seed of the search; empty where none does.
   */
  private Optional<Run> best(List<Run> runs, double within) {
    Promise promise = new Promise(within);
    return runs.stream()
        .filter(run -> run.key().seed() == settings.seed())
        .filter(
            run -> {
              List<Run> all = on(runs, run.key().choice());
              return all.size() == plan.seeds().size()
                  && promise.kept(all, Promise.Allowance.LOSS_ERROR) >= KEPT * Promise.cases(all);
            })
        .max(
            Comparator.comparingDouble(
                run ->
                    on(runs, run.key().choice()).stream()
                        .mapToDouble(each -> each.measure(Measures.MEAN_GAIN))
                        .average()
                        .orElse(Double.NEGATIVE_INFINITY)));
  }

  private static List<Run> on(List<Run> runs, Choice choice) {
    return runs.stream().filter(run -> run.key().choice().equals(choice)).toList();
  }

  /** Adds to each run of the fostering how far it is above the frontier of its seed and budget. */
  static Stream<Run> measured(List<Run> runs, List<Run> fixed) {
    return runs.stream().map(run -> measured(run, fixed));
  }

  private static Run measured(Run run, List<Run> fixed) {
    Group group = run.key().group();
    if (!group.study().equals(Group.FOSTERING) || group.length() != 1) {
      return run;
    }
    List<Run> beside =
        fixed.stream()
            .filter(other -> other.key().group().study().equals(Group.FRONTIER))
            .filter(other -> other.key().group().budget() == group.budget())
            .filter(other -> other.key().seed() == run.key().seed())
            .toList();
    double distance = Frontier.of(beside).distance(run);
    return Double.isNaN(distance) ? run : run.with(Measures.FRONTIER_DISTANCE, distance);
  }
}
