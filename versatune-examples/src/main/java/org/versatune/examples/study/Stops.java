// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMultiset.toImmutableMultiset;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import com.google.common.collect.Multiset;
import java.util.Comparator;
import java.util.Optional;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;

/**
 * What a strategy would have forgotten, had it been stopped when its target had gained so much:
 * strategies of unlike pace compare there, and nowhere else.
 *
 * <p>A run that is cut off in its middle has not been trained to the end of its learning rate's
 * decay. So what is read off are whole runs, of one budget, two budgets and so on: between the last
 * that gained too little and the first that gained enough, on the line from one to the other. The
 * base model is the run of no budget, with no gain and nothing forgotten.
 */
final class Stops {
  private static final ImmutableList<String> READ =
      ImmutableList.of(
          Measures.TARGET_GAIN,
          Measures.MEAN_GAIN,
          Measures.WORST_GAIN,
          Measures.MEAN_FORGETTING,
          Measures.MAX_FORGETTING);

  private Stops() {}

  /**
   * The runs of the expansion as if stopped at a gain, one for each strategy, target and seed; of
   * strategies that reach it on all seeds of the study alone.
   */
  static ImmutableList<Run> at(double gain, ImmutableList<Run> runs, int seeds) {
    ImmutableListMultimap<RunKey, Run> lengths =
        Multimaps.index(
            runs.stream()
                .filter(run -> run.key().group().study().equals(Group.EXPANSION))
                .sorted(Comparator.comparingInt(run -> run.key().group().length()))
                .iterator(),
            run -> stopped(run.key(), gain));
    ImmutableList<Run> all =
        lengths.keySet().stream()
            .flatMap(key -> at(gain, key, lengths.get(key)).stream())
            .collect(toImmutableList());
    Multiset<RunKey> reaching = all.stream().map(Stops::onAnySeed).collect(toImmutableMultiset());
    return all.stream()
        .filter(run -> reaching.count(onAnySeed(run)) == seeds)
        .collect(toImmutableList());
  }

  private static RunKey onAnySeed(Run run) {
    return new RunKey(run.key().group(), run.key().choice(), 0);
  }

  private static RunKey stopped(RunKey key, double gain) {
    Group group = key.group();
    return new RunKey(
        new Group(group.study(), Group.stoppedAt(gain), group.target(), group.budget()),
        key.choice(),
        key.seed());
  }

  private static Optional<Run> at(double gain, RunKey key, ImmutableList<Run> lengths) {
    Run before = new Run(key, "", "", "", ImmutableMap.of());
    for (Run run : lengths) {
      double reached = run.measure(Measures.TARGET_GAIN);
      if (reached >= gain) {
        double from = value(before, Measures.TARGET_GAIN);
        return Optional.of(between(key, before, run, (gain - from) / (reached - from)));
      }
      before = run;
    }
    return Optional.empty();
  }

  private static Run between(RunKey key, Run before, Run after, double share) {
    ImmutableMap.Builder<String, Double> measures = ImmutableMap.builder();
    for (String measure : after.measures().keySet()) {
      if (READ.contains(measure) || measure.startsWith(Measures.FORGETTING)) {
        double from = value(before, measure);
        measures.put(measure, from + share * (after.measure(measure) - from));
      }
    }
    return new Run(key, after.rule(), "", after.commit(), measures.buildOrThrow());
  }

  /** A measure; the base model has neither gained nor forgotten anything. */
  private static double value(Run run, String measure) {
    return run.measures().getOrDefault(measure, 0.0);
  }
}
