// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static java.util.stream.Collectors.toList;
import static org.versatune.examples.report.Estimates.at;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.versatune.examples.report.ReportPage.Figure;
import org.versatune.examples.report.chart.Chart;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.chart.StackedBarChart;
import org.versatune.examples.results.DetectionTrial;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.StudyResults;

/** Known mixes beside what was detected: shares, distance and how often the interval is right. */
final class TrialSection {
  private TrialSection() {}

  static ImmutableMap<String, Object> of(StudyResults results) {
    List<DetectionTrial> all = results.trials();
    if (all.isEmpty()) {
      return ImmutableMap.of();
    }
    Palette domains = Palette.ofDomains(results.domains());
    List<Figure> stacks = new ArrayList<>();
    List<Figure> lines = new ArrayList<>();
    Multimaps.index(all, DetectionTrial::mix)
        .asMap()
        .forEach(
            (mix, of) -> {
              String quoted = "mix \u201C" + mix + "\u201D";
              stacks.add(new Figure(ResultTable.capital(quoted), stack(mix, of, domains)));
              Chart distance =
                  overSamples(
                      of,
                      "Total variation, mix " + mix,
                      "total variation",
                      DetectionTrial::totalVariation);
              lines.add(new Figure("Distance, " + quoted, distance));
              if (of.stream().anyMatch(row -> Double.isFinite(row.coverage()))) {
                Chart coverage =
                    overSamples(
                        of,
                        "Coverage of the intervals, mix " + mix,
                        "coverage",
                        DetectionTrial::coverage);
                lines.add(new Figure("Interval coverage, " + quoted, coverage));
              }
            });
    return ImmutableMap.of(
        "stacks",
        stacks,
        "lines",
        lines,
        "corrected",
        all.stream().anyMatch(TrialSection::isCorrected),
        "table",
        table(all));
  }

  private static Chart stack(String mix, Collection<DetectionTrial> rows, Palette palette) {
    ImmutableMap<String, Double> trueMix = rows.iterator().next().trueMix();
    StackedBarChart chart =
        StackedBarChart.titled("Detected and true mix \u201C" + mix + "\u201D")
            .axis("share of the texts")
            .palette(palette)
            .width(460)
            .bar("true", trueMix);
    long largest = rows.stream().mapToLong(DetectionTrial::samples).max().orElse(0);
    byMethod(rows)
        .forEach(
            (method, of) -> {
              List<DetectionTrial> last =
                  of.stream().filter(row -> row.samples() == largest).toList();
              chart.bar(method, means(trueMix.keySet(), last, DetectionTrial::detected));
              chart.bar(
                  method + ", corrected",
                  means(
                      trueMix.keySet(),
                      last.stream().filter(TrialSection::isCorrected).toList(),
                      DetectionTrial::corrected));
            });
    return chart.draw();
  }

  /** The mean shares by domain; none where there are no rows. */
  private static ImmutableMap<String, Double> means(
      Set<String> domains,
      List<DetectionTrial> rows,
      Function<DetectionTrial, Map<String, Double>> shares) {
    return Maps.toMap(
        rows.isEmpty() ? Set.of() : domains,
        domain ->
            rows.stream()
                .mapToDouble(row -> shares.apply(row).getOrDefault(domain, 0.0))
                .average()
                .orElse(0));
  }

  /** Whether the judge's errors were measured and taken out. */
  private static boolean isCorrected(DetectionTrial row) {
    return !row.corrected().isEmpty();
  }

  /** Half the sum of the absolute differences of the corrected from the true shares. */
  private static double correctedVariation(DetectionTrial row) {
    return sum(row, (domain, truth) -> Math.abs(row.corrected().getOrDefault(domain, 0.0) - truth))
        / 2;
  }

  /** Share of the domains whose corrected interval holds the true share. */
  private static double correctedCoverage(DetectionTrial row) {
    double inside =
        sum(
            row,
            (domain, truth) ->
                at(row.lowest(), domain) <= truth && truth <= at(row.highest(), domain) ? 1 : 0);
    return inside / row.trueMix().size();
  }

  /** Over the domains and their true shares; NaN for a row that is not corrected. */
  private static double sum(DetectionTrial row, ToDoubleBiFunction<String, Double> part) {
    return isCorrected(row)
        ? row.trueMix().entrySet().stream()
            .mapToDouble(share -> part.applyAsDouble(share.getKey(), share.getValue()))
            .sum()
        : Double.NaN;
  }

  private static Chart overSamples(
      Collection<DetectionTrial> rows,
      String title,
      String axis,
      ToDoubleFunction<DetectionTrial> number) {
    ImmutableMap<String, Collection<DetectionTrial>> methods = byMethod(rows);
    LineChart chart =
        LineChart.titled(title)
            .axes("texts", axis)
            .palette(Palette.ofStrategies(methods.keySet()))
            .covering(0, 0)
            .size(460, 260);
    methods.forEach(
        (method, of) ->
            of.stream()
                .collect(Collectors.groupingBy(DetectionTrial::samples, TreeMap::new, toList()))
                .forEach(
                    (samples, some) ->
                        chart.point(method, (double) samples, spread(some, number))));
    return chart.draw();
  }

  /** The mean over rows, from the lowest to the highest. */
  private static Estimate spread(
      Collection<DetectionTrial> rows, ToDoubleFunction<DetectionTrial> number) {
    DoubleSummaryStatistics statistics =
        rows.stream().mapToDouble(number).filter(Double::isFinite).summaryStatistics();
    return statistics.getCount() == 0
        ? Estimate.of(Double.NaN)
        : new Estimate(statistics.getAverage(), statistics.getMin(), statistics.getMax());
  }

  /** By judge and temperature as one name. */
  private static ImmutableMap<String, Collection<DetectionTrial>> byMethod(
      Collection<DetectionTrial> rows) {
    // The text before the last comma is the same for all judges that a study compares.
    return Multimaps.index(
            rows,
            row ->
                row.judge().substring(row.judge().lastIndexOf(',') + 1).strip()
                    + ", T "
                    + row.temperature())
        .asMap();
  }

  private static ResultTable<List<DetectionTrial>> table(List<DetectionTrial> rows) {
    Collection<List<DetectionTrial>> settings =
        rows.stream()
            .sorted(
                Comparator.comparing(DetectionTrial::mix)
                    .thenComparing(DetectionTrial::judge)
                    .thenComparing(DetectionTrial::temperature)
                    .thenComparing(DetectionTrial::samples))
            .collect(
                Collectors.groupingBy(
                    row -> List.of(row.mix(), row.judge(), row.temperature(), row.samples()),
                    LinkedHashMap::new,
                    toList()))
            .values();
    boolean corrected = rows.stream().anyMatch(TrialSection::isCorrected);
    return ResultTable.of(
            "Detection by setting: mean over the seeds, lowest and highest in brackets",
            "mix",
            settings,
            of -> of.get(0).mix())
        .column("judge", of -> of.get(0).judge())
        .column("temperature", of -> Double.toString(of.get(0).temperature()))
        .column("texts", of -> Numbers.count(of.get(0).samples()))
        .column("seeds", of -> Numbers.count(of.size()))
        .column(
            "total variation", of -> Estimates.plain(spread(of, DetectionTrial::totalVariation)))
        .column("coverage", of -> Estimates.percent(spread(of, DetectionTrial::coverage)))
        .column(
            corrected,
            "total variation, corrected",
            of -> Estimates.plain(spread(of, TrialSection::correctedVariation)))
        .column(
            corrected,
            "coverage, corrected",
            of -> Estimates.percent(spread(of, TrialSection::correctedCoverage)));
  }
}
