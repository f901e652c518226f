// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multimaps;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.versatune.DomainDistribution;
import org.versatune.examples.report.ReportPage.Figure;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.chart.ScatterChart;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Frontier;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.MixSurrogate;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.StudyResults;
import org.versatune.scheduling.RegMixSearch;

/** What fixed mixes could reach, and how far each strategy is from it. */
public final class FrontierSection {
  /** Mixes that the regression is asked about: enough for a frontier that more would not move. */
  private static final int ASKED = 20_000;

  /** How far below the best a worst domain may be for a picture to show it. */
  private static final double ROOM = 0.5;

  private final StudyResults results;
  private final Group fixed;
  private final ImmutableList<Run> searched;
  private final Frontier frontier;
  private final Group strategies;

  private FrontierSection(StudyResults results, Group fixed) {
    this.results = results;
    this.fixed = fixed;
    // The seed of the search has more mixes than any other.
    this.searched =
        Multimaps.index(results.runs(fixed), run -> run.key().seed()).asMap().values().stream()
            .max(Comparator.comparingInt(Collection::size))
            .map(ImmutableList::copyOf)
            .orElseThrow();
    this.frontier = Frontier.of(searched);
    this.strategies = new Group(Group.FOSTERING, fixed.setting(), "", fixed.budget());
  }

  /** For each budget, the largest first; empty where no fixed mixes were run. */
  static List<FrontierSection> of(StudyResults results) {
    return results.groups(Group.FRONTIER).reverse().stream()
        .map(group -> new FrontierSection(results, group))
        .toList();
  }

  public int asked() {
    return ASKED;
  }

  /** The seed of the search. */
  public long seed() {
    return searched.get(0).key().seed();
  }

  /** The strategies that are too far below the best for the picture. */
  public List<String> far() {
    return shown(false).stream().map(results::name).toList();
  }

  public Figure figure() {
    GroupCharts charts =
        new GroupCharts(results, Group.FOSTERING, Measures.MEAN_GAIN, Measures.WORST_GAIN);
    ScatterChart chart =
        ScatterChart.titled("Fixed mixes and strategies, " + fixed.title())
            .axes("gain of the worst domain", "mean gain")
            .palette(charts.palette())
            .size(900, 420);
    double right = offset(Measures.WORST_GAIN);
    double up = offset(Measures.MEAN_GAIN);
    double low = left();
    searched.stream()
        .filter(run -> worst(run) + right >= low)
        .forEach(run -> chart.dot(worst(run) + right, mean(run) + up));
    frontier.members().forEach(run -> chart.line(false, worst(run) + right, mean(run) + up));
    predicted().forEach(point -> chart.line(true, point.worst() + right, point.mean() + up));
    for (Choice choice : shown(true)) {
      chart.point(
          results.name(choice),
          estimate(choice, Measures.WORST_GAIN),
          estimate(choice, Measures.MEAN_GAIN));
    }
    return new Figure(ResultTable.capital(fixed.title()), chart.draw());
  }

  /** Where the picture ends: what lies far below the best would leave no room for the rest. */
  private double left() {
    return results.choices(strategies).stream()
            .mapToDouble(choice -> estimate(choice, Measures.WORST_GAIN).value())
            .filter(Double::isFinite)
            .max()
            .orElse(0)
        - ROOM;
  }

  private ImmutableList<Choice> shown(boolean inside) {
    return results.choices(strategies).stream()
        .filter(choice -> estimate(choice, Measures.WORST_GAIN).value() >= left() == inside)
        .collect(ImmutableList.toImmutableList());
  }

  /** How much more the mixes that ran on all seeds have there than on the seed of the search. */
  private double offset(String measure) {
    return searched.stream()
        .filter(this::again)
        .mapToDouble(
            run ->
                Estimates.of(results, fixed, run.key().choice(), measure).value()
                    - run.measure(measure))
        .average()
        .orElse(0);
  }

  private Estimate estimate(Choice choice, String measure) {
    return Estimates.of(results, strategies, choice, measure);
  }

  public ResultTable<Choice> distances() {
    return ResultTable.of(
            "Distance to the frontier of fixed mixes, %s: mean and 95 %% interval"
                .formatted(fixed.title()),
            "strategy",
            results.choices(strategies).stream()
                .filter(choice -> Double.isFinite(distance(choice).value()))
                .sorted(Comparator.comparingDouble(choice -> -distance(choice).value()))
                .toList(),
            results::name)
        .column("mean gain", choice -> Estimates.gain(estimate(choice, Measures.MEAN_GAIN)))
        .column("worst gain", choice -> Estimates.gain(estimate(choice, Measures.WORST_GAIN)))
        .column("distance", choice -> Estimates.gain(distance(choice)))
        .column("place", choice -> place(distance(choice)))
        .summary(choice -> choice.strategy().equals(results.defaultStrategy()));
  }

  private Estimate distance(Choice choice) {
    return estimate(choice, Measures.FRONTIER_DISTANCE);
  }

  private static String place(Estimate distance) {
    if (!Double.isFinite(distance.low())) {
      return distance.value() >= 0 ? "above or on" : "below";
    }
    return distance.low() > 0 ? "above" : distance.high() < 0 ? "below" : "on";
  }

  /** The mixes of the frontier, with what they gain on all seeds that they were run on. */
  public ResultTable<Run> members() {
    ResultTable<Run> table =
        ResultTable.of(
                """
                Mixes on the frontier, and others that were run again, %s: gains on the seed of the \
                search, mean gain and worst gain on all seeds where more than one was run, and shares"""
                    .formatted(fixed.title()),
                "mix",
                searched.stream()
                    .filter(run -> frontier.members().contains(run) || again(run))
                    .sorted(Comparator.comparingDouble(FrontierSection::mean).reversed())
                    .toList(),
                run -> run.key().choice().strategy())
            .column("mean gain", run -> Numbers.gain(mean(run)))
            .column("worst gain", run -> Numbers.gain(worst(run)))
            .column("mean gain, all seeds", run -> onAllSeeds(run, Measures.MEAN_GAIN))
            .column("worst gain, all seeds", run -> onAllSeeds(run, Measures.WORST_GAIN));
    for (String domain : searched.get(0).byDomain(Measures.DRAWS).keySet()) {
      table.column(domain, run -> Numbers.share(MixSurrogate.mix(run).weight(domain)));
    }
    return table;
  }

  private String onAllSeeds(Run run, String measure) {
    return again(run)
        ? Estimates.gain(Estimates.of(results, fixed, run.key().choice(), measure))
        : "\u2013";
  }

  private boolean again(Run run) {
    return results.runs(fixed, run.key().choice()).size() > 1;
  }

  /** The frontier that the regression predicts; empty where runs are too few for one. */
  private ImmutableList<MixSurrogate.Prediction> predicted() {
    try {
      DomainDistribution uniform =
          DomainDistribution.uniform(MixSurrogate.mix(searched.get(0)).domains());
      return MixSurrogate.of(searched)
          .frontier(RegMixSearch.over(uniform).proposals(ASKED).proposals());
    } catch (IllegalArgumentException tooFew) {
      return ImmutableList.of();
    }
  }

  /** How far the regression is to be believed. */
  public String surrogate() {
    String begin =
        ResultTable.capital(fixed.title()) + ": " + Numbers.count(searched.size()) + " fixed mixes";
    try {
      MixSurrogate.HeldOut error = MixSurrogate.heldOut(searched);
      return """
          %s; the regression is off by %s in the mean gain and %s in the worst gain on mixes that it \
          has not seen, whose spread is %s and %s."""
          .formatted(
              begin,
              Numbers.decimals(error.mean(), 3),
              Numbers.decimals(error.worst(), 3),
              Numbers.decimals(error.meanSpread(), 3),
              Numbers.decimals(error.worstSpread(), 3));
    } catch (IllegalArgumentException tooFew) {
      return begin + ", too few for a regression.";
    }
  }

  private static double mean(Run run) {
    return run.measure(Measures.MEAN_GAIN);
  }

  private static double worst(Run run) {
    return run.measure(Measures.WORST_GAIN);
  }
}
