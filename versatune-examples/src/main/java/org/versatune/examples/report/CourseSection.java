// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.report.Estimates.at;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.versatune.examples.report.ReportPage.Figure;
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

  private final StudyResults results;
  private final ImmutableListMultimap<RunKey, Evaluation> rows;

  private CourseSection(StudyResults results, ShownRuns shown) {
    this.results = results;
    this.rows = shown.rows();
  }

  /** What is drawn of the weights and the losses; empty where none were kept. */
  static ImmutableMap<String, Object> of(StudyResults results) {
    if (results.evaluations().isEmpty()) {
      return ImmutableMap.of("weights", ImmutableMap.of(), "losses", ImmutableList.of());
    }
    ShownRuns shown = ShownRuns.of(results);
    CourseSection section = new CourseSection(results, shown);
    return ImmutableMap.of(
        "weights",
        section.weights(shown),
        "losses",
        Multimaps.index(shown.rows().keySet(), RunKey::group).asMap().values().stream()
            .map(keys -> section.losses(ImmutableList.copyOf(keys)))
            .toList());
  }

  /** Whether weights changed during a run. */
  static boolean isSteered(Collection<Evaluation> run) {
    return run.stream()
        .flatMap(evaluation -> evaluation.weights().keySet().stream())
        .distinct()
        .anyMatch(domain -> weightSpread(run, domain) > STILL);
  }

  private static double weightSpread(Collection<Evaluation> run, String domain) {
    return Shown.spread(run.stream().mapToDouble(point -> at(point.weights(), domain)));
  }

  /** One small picture for each run that moves them. */
  private ImmutableMap<String, Object> weights(ShownRuns shown) {
    List<RunKey> steered = rows.keySet().stream().filter(key -> isSteered(rows.get(key))).toList();
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
    List<Figure> figures = new ArrayList<>();
    for (RunKey key : steered) {
      String title = shown.title(key);
      LineChart chart =
          weights("Weights over training steps: " + title)
              .covering(0, highest)
              .palette(palette)
              .size(340, 240);
      domains.forEach(domain -> add(chart, domain, key, Evaluation::weights, domain));
      figures.add(new Figure(title, chart.draw()));
    }
    String fixed =
        rows.keySet().stream()
            .filter(key -> !steered.contains(key))
            .map(key -> "\u201C" + results.name(key.choice()) + "\u201D")
            .distinct()
            .collect(Collectors.joining(", "));
    return ImmutableMap.of(
        "fixed", fixed,
        "chosen", shown.text(),
        "domains", domains,
        "palette", palette,
        "figures", figures);
  }

  /** A chart of weights without its lines. */
  static LineChart weights(String title) {
    return LineChart.titled(title)
        .axes("training steps", "weight (0 to 1)")
        .steps()
        .withoutLegend();
  }

  /** One picture a domain with all runs of a group. */
  private ImmutableMap<String, Object> losses(List<RunKey> keys) {
    Group group = keys.get(0).group();
    List<String> names = keys.stream().map(key -> results.name(key.choice())).toList();
    Palette palette = Palette.ofStrategies(names);
    Palette ofDomains = Palette.ofDomains(results.domains());
    ImmutableList<String> domains =
        Shown.of(
            results.domains(),
            domain ->
                Shown.spread(
                    keys.stream()
                        .map(key -> rows.get(key).reverse().get(0))
                        .mapToDouble(last -> at(last.losses(), domain))));
    String of = group.study() + (group.title().isEmpty() ? "" : ", " + group.title());
    List<Figure> figures = new ArrayList<>();
    for (String domain : domains) {
      LineChart chart = losses("Validation loss on " + domain + ", " + of).palette(palette);
      for (SeedResult seed : results.seeds()) {
        if (seed.seed() == keys.get(0).seed()) {
          Losses specialists =
              seed.specialists().getOrDefault((int) group.budget(), seed.reference());
          chart
              .level("base", at(seed.base().losses().validation(), domain))
              .level("specialist", at(specialists.validation(), domain));
        }
      }
      for (RunKey key : keys) {
        add(chart, results.name(key.choice()), key, Evaluation::losses, domain);
      }
      figures.add(new Figure(domain, ofDomains.of(domain).colour(), chart.draw()));
    }
    return ImmutableMap.of(
        "title", of, "palette", palette, "names", names, "domains", domains, "figures", figures);
  }

  /** A chart of losses without its lines. */
  static LineChart losses(String title) {
    return LineChart.titled(title)
        .axes("training steps", "validation loss (nats/token)")
        .withoutLegend()
        .size(340, 240);
  }

  private void add(
      LineChart chart,
      String line,
      RunKey run,
      Function<Evaluation, Map<String, Double>> numbers,
      String domain) {
    for (Evaluation evaluation : rows.get(run)) {
      chart.point(line, (double) evaluation.step(), at(numbers.apply(evaluation), domain));
    }
  }
}
