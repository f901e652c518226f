// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.versatune.DomainDistribution;
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
final class FrontierSection {
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
    long seed =
        results.runs(fixed).stream()
            .map(run -> run.key().seed())
            .max(
                Comparator.comparingLong(
                    each ->
                        results.runs(fixed).stream().filter(r -> r.key().seed() == each).count()))
            .orElseThrow();
    this.searched =
        results.runs(fixed).stream()
            .filter(run -> run.key().seed() == seed)
            .collect(ImmutableList.toImmutableList());
    this.frontier = Frontier.of(searched);
    this.strategies = new Group(Group.FOSTERING, fixed.setting(), "", fixed.budget());
  }

  /** The section; empty where no fixed mixes were run. */
  static Optional<ReportPage.Section> of(StudyResults results) {
    ImmutableList<Group> groups = results.groups(Group.FRONTIER);
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<FrontierSection> budgets =
        groups.reverse().stream()
            .map(group -> new FrontierSection(results, group))
            .collect(ImmutableList.toImmutableList());
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "Each grey point is a run over one fixed mix, drawn at random and then around the best."
                + " The line joins those that no other beats in both gains: the frontier of what a"
                + " mix that never moves could reach. The dashed line is the frontier that a regression"
                + " over the runs predicts for "
                + Numbers.count(ASKED)
                + " mixes. Strategies are drawn with their means and 95 % intervals over the seeds. The"
                + " search is of seed "
                + budgets.get(0).searched.get(0).key().seed()
                + " alone, so its points and lines are moved, all by the same amount: the mean"
                + " difference between all seeds and that one of those mixes that ran on all."));
    for (FrontierSection budget : budgets) {
      blocks.add(new Block.Figures(Block.Size.WIDE, budget.figure())).addAll(budget.outside());
    }
    blocks.add(
        new Block.Paragraph(
            "The distance is the amount by which a strategy is above the frontier in both gains at"
                + " once; below 0, a fixed mix is better in both by so much. It is taken seed by"
                + " seed: on the seed of the search against all its mixes, on the others against"
                + " those of its frontier that were run there again. A strategy is above or below"
                + " where its whole interval is, else on the frontier."));
    for (FrontierSection budget : budgets) {
      blocks.add(new Block.Numbers(budget.distances()), new Block.Numbers(budget.members()));
    }
    blocks.add(new Block.Bullets(surrogates(budgets)));
    return Optional.of(
        new ReportPage.Section(Group.FRONTIER, "What was possible at all", blocks.build()));
  }

  private Block.Figure figure() {
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
    return new Block.Figure(FosteringSection.capital(fixed.title()), chart.draw());
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

  private ImmutableList<Block> outside() {
    ImmutableList<Choice> far = shown(false);
    return far.isEmpty()
        ? ImmutableList.of()
        : ImmutableList.of(
            new Block.Paragraph(
                "Far to the left of the picture, and in the table: "
                    + far.stream().map(results::name).collect(Collectors.joining(", "))
                    + "."));
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

  private ResultTable.Table distances() {
    ImmutableList<ResultTable.Row> rows =
        results.choices(strategies).stream()
            .filter(choice -> Double.isFinite(estimate(choice, Measures.FRONTIER_DISTANCE).value()))
            .sorted(
                Comparator.comparingDouble(
                    choice -> -estimate(choice, Measures.FRONTIER_DISTANCE).value()))
            .map(
                choice ->
                    new ResultTable.Row(
                        results.name(choice),
                        ImmutableList.of(
                            ResultTable.Cell.of(
                                Intervals.gain(estimate(choice, Measures.MEAN_GAIN))),
                            ResultTable.Cell.of(
                                Intervals.gain(estimate(choice, Measures.WORST_GAIN))),
                            ResultTable.Cell.of(
                                Intervals.gain(estimate(choice, Measures.FRONTIER_DISTANCE))),
                            ResultTable.Cell.of(
                                place(estimate(choice, Measures.FRONTIER_DISTANCE)))),
                        choice.strategy().equals(results.defaultStrategy())))
            .collect(ImmutableList.toImmutableList());
    return new ResultTable.Table(
        "Distance to the frontier of fixed mixes, " + fixed.title() + ": mean and 95 % interval",
        ImmutableList.of("strategy", "mean gain", "worst gain", "distance", "place"),
        rows,
        ImmutableList.of());
  }

  private static String place(Estimate distance) {
    if (!Double.isFinite(distance.low())) {
      return distance.value() >= 0 ? "above or on" : "below";
    }
    return distance.low() > 0 ? "above" : distance.high() < 0 ? "below" : "on";
  }

  /** The mixes of the frontier, with what they gain on all seeds that they were run on. */
  private ResultTable.Table members() {
    ImmutableList<String> domains =
        ImmutableList.copyOf(searched.get(0).byDomain(Measures.DRAWS).keySet());
    return new ResultTable.Table(
        "Mixes on the frontier, and others that were run again, "
            + fixed.title()
            + ": gains on the seed of the search, mean gain and worst gain on all seeds where more"
            + " than one was run, and shares",
        ImmutableList.<String>builder()
            .add("mix", "mean gain", "worst gain", "mean gain, all seeds", "worst gain, all seeds")
            .addAll(domains)
            .build(),
        searched.stream()
            .filter(run -> frontier.members().contains(run) || again(run))
            .sorted(Comparator.comparingDouble(FrontierSection::mean).reversed())
            .map(run -> row(run, domains))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of());
  }

  private boolean again(Run run) {
    return results.runs(fixed, run.key().choice()).size() > 1;
  }

  private ResultTable.Row row(Run run, List<String> domains) {
    ImmutableList.Builder<ResultTable.Cell> cells = ImmutableList.builder();
    cells.add(
        ResultTable.Cell.of(Numbers.gain(mean(run))),
        ResultTable.Cell.of(Numbers.gain(worst(run))));
    boolean again = again(run);
    for (String measure : ImmutableList.of(Measures.MEAN_GAIN, Measures.WORST_GAIN)) {
      cells.add(
          ResultTable.Cell.of(
              again
                  ? Intervals.gain(Estimates.of(results, fixed, run.key().choice(), measure))
                  : "\u2013"));
    }
    DomainDistribution mix = MixSurrogate.mix(run);
    domains.forEach(domain -> cells.add(ResultTable.Cell.of(Numbers.share(mix.weight(domain)))));
    return new ResultTable.Row(run.key().choice().strategy(), cells.build(), false);
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

  private static ImmutableList<String> surrogates(List<FrontierSection> budgets) {
    ImmutableMap.Builder<String, String> sentences = ImmutableMap.builder();
    for (FrontierSection budget : budgets) {
      String of = FosteringSection.capital(budget.fixed.title());
      String runs = Numbers.count(budget.searched.size()) + " fixed mixes";
      try {
        MixSurrogate.HeldOut error = MixSurrogate.heldOut(budget.searched);
        sentences.put(
            of,
            runs
                + "; the regression is off by %.3f in the mean gain and %.3f in the worst gain"
                    .formatted(error.mean(), error.worst())
                + " on mixes that it has not seen, whose spread is %.3f and %.3f."
                    .formatted(error.meanSpread(), error.worstSpread()));
      } catch (IllegalArgumentException tooFew) {
        sentences.put(of, runs + ", too few for a regression.");
      }
    }
    return sentences.buildOrThrow().entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(ImmutableList.toImmutableList());
  }

  private static double mean(Run run) {
    return run.measure(Measures.MEAN_GAIN);
  }

  private static double worst(Run run) {
    return run.measure(Measures.WORST_GAIN);
  }
}
