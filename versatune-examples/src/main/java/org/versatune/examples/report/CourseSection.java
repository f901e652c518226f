// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/** What the rules did and what became of it, over training steps. */
final class CourseSection {
  /** Weights that move less than this over a run are a fixed mix. */
  private static final double STILL = 1e-9;

  private CourseSection() {}

  /** Whether weights changed during a run. */
  static boolean isSteered(Collection<Evaluation> run) {
    return run.stream()
        .flatMap(evaluation -> evaluation.weights().keySet().stream())
        .distinct()
        .anyMatch(domain -> weightSpread(run, domain) > STILL);
  }

  private static double weightSpread(Collection<Evaluation> run, String domain) {
    return spread(run.stream().mapToDouble(point -> GroupTables.at(point.weights(), domain)));
  }

  static double spread(DoubleStream numbers) {
    DoubleSummaryStatistics all = numbers.filter(Double::isFinite).summaryStatistics();
    return all.getCount() == 0 ? 0 : all.getMax() - all.getMin();
  }

  /** Weights, one small picture for each run that moves them; empty where none were kept. */
  static Optional<ReportPage.Section> weights(StudyResults results) {
    if (results.evaluations().isEmpty()) {
      return Optional.empty();
    }
    ShownRuns shown = ShownRuns.of(results);
    ImmutableListMultimap<RunKey, Evaluation> rows = shown.rows();
    List<RunKey> steered = rows.keySet().stream().filter(key -> isSteered(rows.get(key))).toList();
    String fixed =
        rows.keySet().stream()
            .filter(key -> !steered.contains(key))
            .map(key -> "\u201C" + results.name(key.choice()) + "\u201D")
            .distinct()
            .collect(Collectors.joining(", "));
    double highest =
        steered.stream()
            .flatMap(key -> rows.get(key).stream())
            .flatMap(row -> row.weights().values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    Palette palette = Palette.ofDomains(results.domains());
    ImmutableList<String> domains =
        Shown.of(
            results.domains(),
            domain ->
                steered.stream()
                    .mapToDouble(key -> weightSpread(rows.get(key), domain))
                    .max()
                    .orElse(0));
    SectionBuilder section =
        new SectionBuilder("weights", "Weights over time")
            .paragraph(
                """
                A weight is the share of a domain among the next examples; it holds until the next
                evaluation changes it. %s""",
                fixed.isEmpty()
                    ? "Every strategy here moves its weights."
                    : "Weights that never move are not drawn: " + fixed + ".");
    shown.text().ifPresent(text -> section.paragraph("%s", text));
    ImmutableList.Builder<Block.Figure> figures = ImmutableList.builder();
    for (RunKey key : steered) {
      String title = shown.title(key);
      LineChart chart =
          LineChart.titled("Weights over training steps: " + title)
              .axes("training steps", "weight (0 to 1)")
              .steps()
              .covering(0, highest)
              .palette(palette)
              .withoutLegend()
              .size(340, 240);
      domains.forEach(domain -> add(chart, domain, rows.get(key), Evaluation::weights, domain));
      figures.add(new Block.Figure(title, chart.draw()));
    }
    return Optional.of(
        section
            .shown(results.domains(), domains, "whose weights move most")
            .add(Block.Legend.of(palette, domains))
            .figures(Block.Size.SMALL, figures.build())
            .build());
  }

  /** Losses, one picture a domain with all runs of a study; empty where none were kept. */
  static Optional<ReportPage.Section> losses(StudyResults results) {
    if (results.evaluations().isEmpty()) {
      return Optional.empty();
    }
    SectionBuilder section =
        new SectionBuilder("losses", "Losses over time")
            .paragraph(
                """
                On the validation text, one picture a domain; lower is better. Axes differ and do not
                start at 0. Below the line \u201Cspecialist\u201D a mixed run beats the specialist, above
                the line \u201Cbase\u201D it forgets.""");
    ShownRuns shown = ShownRuns.of(results);
    Multimaps.index(shown.rows().keySet(), RunKey::group)
        .asMap()
        .forEach(
            (group, keys) ->
                add(section, results, group, ImmutableList.copyOf(keys), shown.rows()));
    return Optional.of(section.build());
  }

  private static void add(
      SectionBuilder section,
      StudyResults results,
      Group group,
      List<RunKey> keys,
      ImmutableListMultimap<RunKey, Evaluation> rows) {
    List<String> names = keys.stream().map(key -> results.name(key.choice())).toList();
    Palette palette = Palette.ofStrategies(names);
    Palette ofDomains = Palette.ofDomains(results.domains());
    ImmutableList<String> domains =
        Shown.of(
            results.domains(),
            domain ->
                spread(
                    keys.stream()
                        .map(key -> rows.get(key).reverse().get(0))
                        .mapToDouble(last -> GroupTables.at(last.losses(), domain))));
    String of = group.study() + (group.title().isEmpty() ? "" : ", " + group.title());
    ImmutableList.Builder<Block.Figure> figures = ImmutableList.builder();
    for (String domain : domains) {
      LineChart chart =
          LineChart.titled("Validation loss on " + domain + ", " + of)
              .axes("training steps", "validation loss (nats/token)")
              .palette(palette)
              .size(340, 240)
              .withoutLegend();
      for (SeedResult seed : results.seeds()) {
        if (seed.seed() == keys.get(0).seed()) {
          Losses specialists =
              seed.specialists().getOrDefault((int) group.budget(), seed.reference());
          chart
              .level("base", GroupTables.at(seed.base().losses().validation(), domain))
              .level("specialist", GroupTables.at(specialists.validation(), domain));
        }
      }
      for (RunKey key : keys) {
        add(chart, results.name(key.choice()), rows.get(key), Evaluation::losses, domain);
      }
      figures.add(new Block.Figure(domain, ofDomains.of(domain).colour(), chart.draw()));
    }
    section
        .heading(of)
        .add(Block.Legend.of(palette, names))
        .shown(results.domains(), domains, "that the strategies differ most on")
        .figures(Block.Size.SMALL, figures.build());
  }

  private static void add(
      LineChart chart,
      String line,
      Collection<Evaluation> run,
      Function<Evaluation, Map<String, Double>> numbers,
      String domain) {
    for (Evaluation evaluation : run) {
      chart.point(
          line, (double) evaluation.step(), GroupTables.at(numbers.apply(evaluation), domain));
    }
  }
}
