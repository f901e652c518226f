// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hipparchus.random.RandomDataGenerator;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Frontier;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
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
 * mixes of the frontier, from end to end, then run on all other seeds, and so does the best mix
 * that keeps what a protection promises: there, strategies are measured by mixes that were not
 * chosen on that seed.
 */
final class FrontierStudy {
  private static final double SHARPENING = 30;

  /** Keeps a domain that a mix leaves out from being left out for ever. */
  private static final double LEAST_CONCENTRATION = 0.05;

  private final StudyPlan plan;
  private final FixedMixes settings;
  private final ImmutableList<String> domains;

  FrontierStudy(StudyPlan plan, FixedMixes settings, ImmutableList<String> domains) {
    this.plan = plan;
    this.settings = settings;
    this.domains = domains;
  }

  /** Trains what was planned, or finds that it was done. */
  interface Trainer {
    ImmutableList<Run> train(ImmutableList<Planned> planned);
  }

  /** Makes all runs: round by round on the seed of the search, then those of the other seeds. */
  ImmutableList<Run> run(Trainer trainer) {
    Map<Integer, List<Run>> found = new LinkedHashMap<>();
    Map<RunKey, ImmutableMap<String, Double>> mixes = new LinkedHashMap<>();
    for (int round = 0; round < settings.rounds().size(); round++) {
      ImmutableList.Builder<Planned> planned = ImmutableList.builder();
      for (int budget : settings.steps()) {
        List<Run> before = found.computeIfAbsent(budget, steps -> new ArrayList<>());
        int number = before.size();
        for (ImmutableMap<String, Double> mix : proposals(round, budget, before, mixes)) {
          Choice choice = new Choice(String.format(Locale.ROOT, "mix %02d", ++number), "mix");
          Planned next = planned(choice, mix, budget, settings.seed());
          mixes.put(next.key(), mix);
          planned.add(next);
        }
      }
      for (Run run : trainer.train(planned.build())) {
        found.computeIfAbsent((int) run.key().group().budget(), b -> new ArrayList<>()).add(run);
      }
    }
    ImmutableList.Builder<Planned> again = ImmutableList.builder();
    for (int budget : settings.steps()) {
      List<Run> searched = found.getOrDefault(budget, List.of());
      ImmutableSet<Run> promising = promising(searched);
      for (Run run : ImmutableSet.<Run>builder().addAll(kept(searched)).addAll(promising).build()) {
        for (long seed : otherSeeds(budget, promising.contains(run))) {
          again.add(planned(run.key().choice(), mixOf(mixes, run), budget, seed));
        }
      }
    }
    ImmutableList.Builder<Run> all = ImmutableList.builder();
    found.values().forEach(all::addAll);
    return all.addAll(trainer.train(again.build())).build();
  }

  private static ImmutableMap<String, Double> mixOf(
      Map<RunKey, ImmutableMap<String, Double>> mixes, Run run) {
    ImmutableMap<String, Double> mix = mixes.get(run.key());
    if (mix == null) {
      throw new AssertionError(run.key());
    }
    return mix;
  }

  private static Planned planned(
      Choice choice, ImmutableMap<String, Double> mix, int budget, long seed) {
    return new Planned(
        new RunKey(new Group(Group.FRONTIER, "x1", "", budget), choice, seed),
        StudyPlan.StrategyPlan.of(choice.strategy(), mix));
  }

  private ImmutableList<ImmutableMap<String, Double>> proposals(
      int round, int budget, List<Run> before, Map<RunKey, ImmutableMap<String, Double>> mixes) {
    RandomDataGenerator random =
        new RandomDataGenerator(
            Seeds.of(settings.seed(), "frontier", String.valueOf(budget), String.valueOf(round)));
    ImmutableList<Run> parents = Frontier.of(before).members();
    double sharpness = SHARPENING * Math.pow(4, round - 1.0);
    ImmutableList.Builder<ImmutableMap<String, Double>> proposals = ImmutableList.builder();
    for (int i = 0; i < settings.rounds().get(round); i++) {
      double[] concentration = new double[domains.size()];
      if (parents.isEmpty()) {
        Arrays.fill(concentration, 1);
      } else {
        ImmutableMap<String, Double> parent = mixOf(mixes, parents.get(i % parents.size()));
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
    ImmutableMap.Builder<String, Double> mix = ImmutableMap.builder();
    for (int j = 0; j < share.length; j++) {
      mix.put(domains.get(j), share[j] / sum);
    }
    return mix.buildOrThrow();
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

  /** The best that keeps the promise; empty where none does, or none is asked for. */
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

  private ImmutableSet<Long> otherSeeds(int budget, boolean promising) {
    ImmutableSet.Builder<Long> seeds = ImmutableSet.builder();
    plan.seeds().stream().filter(seed -> seed != settings.seed()).forEach(seeds::add);
    StudyPlan.Confirmation confirmation = plan.confirmation();
    if (promising && confirmation != null && confirmation.steps().contains(budget)) {
      seeds.addAll(confirmation.seeds());
    }
    return seeds.build();
  }

  /** Adds to each run of the fostering how far it is above the frontier of its seed and budget. */
  static ImmutableList<Run> measured(ImmutableList<Run> runs, ImmutableList<Run> fixed) {
    ImmutableListMultimap<RunKey, Run> frontiers = Multimaps.index(fixed, run -> place(run.key()));
    ImmutableList.Builder<Run> measured = ImmutableList.builder();
    for (Run run : runs) {
      double distance =
          run.key().group().study().equals(Group.FOSTERING) && run.key().group().length() == 1
              ? Frontier.of(frontiers.get(place(run.key()))).distance(run)
              : Double.NaN;
      measured.add(Double.isNaN(distance) ? run : run.with(Measures.FRONTIER_DISTANCE, distance));
    }
    return measured.build();
  }

  /** Where a run counts: the same seed and the same budget. */
  private static RunKey place(RunKey key) {
    return new RunKey(
        new Group(Group.FRONTIER, "x1", "", key.group().budget()), new Choice("", ""), key.seed());
  }
}
