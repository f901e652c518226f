// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.versatune.examples.report.chart.Chart;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.chart.StackedBarChart;
import org.versatune.examples.results.DetectionTrial;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.StudyResults;

/** Known mixes beside what was detected: shares, distance and how often the interval is right. */
final class TrialBlocks {
  private TrialBlocks() {}

  static ImmutableList<Block> of(StudyResults results) {
    ImmutableList<DetectionTrial> all = results.trials();
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    if (all.isEmpty()) {
      return ImmutableList.of();
    }
    blocks.add(
        new Block.Paragraph(
            "The mix that a base model was trained on is known here, so what is detected from its "
                + "own texts can be held against it. Detected shares are means over the seeds at "
                + "the largest sample. Bands reach from the lowest to the highest seed. The total "
                + "variation is half the sum of the differences of the shares: 0 for the same mix, "
                + "1 for mixes without a common domain."));
    ImmutableSet<String> mixes =
        all.stream().map(DetectionTrial::mix).collect(ImmutableSet.toImmutableSet());
    Palette domains = Palette.ofDomains(results.domains());
    ImmutableList.Builder<Block.Figure> stacks = ImmutableList.builder();
    ImmutableList.Builder<Block.Figure> lines = ImmutableList.builder();
    for (String mix : mixes) {
      List<DetectionTrial> of = all.stream().filter(row -> row.mix().equals(mix)).toList();
      stacks.add(new Block.Figure("Mix \u201C" + mix + "\u201D", stack(mix, of, domains)));
      lines.add(
          new Block.Figure(
              "Distance, mix \u201C" + mix + "\u201D",
              overSamples(of, "Total variation, mix " + mix, DetectionTrial::totalVariation)));
      if (of.stream().anyMatch(row -> Double.isFinite(row.coverage()))) {
        lines.add(
            new Block.Figure(
                "Interval coverage, mix \u201C" + mix + "\u201D",
                overSamples(
                    of, "Coverage of the intervals, mix " + mix, DetectionTrial::coverage)));
      }
    }
    blocks.add(
        new Block.Figures(stacks.build(), Block.Size.MEDIUM),
        new Block.Figures(lines.build(), Block.Size.MEDIUM),
        new Block.Numbers(table(all)));
    return blocks.build();
  }

  private static Chart stack(String mix, List<DetectionTrial> rows, Palette palette) {
    StackedBarChart chart =
        StackedBarChart.titled("Detected and true mix \u201C" + mix + "\u201D")
            .axis("share of the texts")
            .palette(palette)
            .width(460)
            .bar("true", rows.get(0).trueMix());
    long largest = rows.stream().mapToLong(DetectionTrial::samples).max().orElse(0);
    for (String method : methods(rows)) {
      List<DetectionTrial> of =
          rows.stream()
              .filter(row -> method(row).equals(method) && row.samples() == largest)
              .toList();
      if (!of.isEmpty()) {
        chart.bar(
            method,
            of.get(0).trueMix().keySet().stream()
                .collect(
                    ImmutableMap.toImmutableMap(
                        domain -> domain,
                        domain ->
                            of.stream()
                                .mapToDouble(row -> row.detected().getOrDefault(domain, 0.0))
                                .average()
                                .orElse(0))));
      }
    }
    return chart.draw();
  }

  private static Chart overSamples(
      List<DetectionTrial> rows, String title, ToDoubleFunction<DetectionTrial> number) {
    ImmutableSet<String> methods = methods(rows);
    LineChart chart =
        LineChart.titled(title)
            .axes("texts", title.startsWith("Total") ? "total variation" : "coverage")
            .palette(Palette.ofStrategies(methods))
            .covering(0, 0)
            .size(460, 260);
    for (String method : methods) {
      List<DetectionTrial> of = rows.stream().filter(row -> method(row).equals(method)).toList();
      of.stream()
          .map(DetectionTrial::samples)
          .distinct()
          .sorted()
          .forEach(
              samples ->
                  chart.point(
                      method,
                      (double) samples,
                      spread(
                          of.stream().filter(row -> row.samples() == samples).toList(), number)));
    }
    return chart.draw();
  }

  /** The mean over rows, from the lowest to the highest. */
  private static Estimate spread(
      List<DetectionTrial> rows, ToDoubleFunction<DetectionTrial> number) {
    DoubleSummaryStatistics statistics =
        rows.stream().mapToDouble(number).filter(Double::isFinite).summaryStatistics();
    return statistics.getCount() == 0
        ? Estimate.of(Double.NaN)
        : new Estimate(statistics.getAverage(), statistics.getMin(), statistics.getMax());
  }

  private static ImmutableSet<String> methods(List<DetectionTrial> rows) {
    return rows.stream().map(TrialBlocks::method).collect(ImmutableSet.toImmutableSet());
  }

  /** Judge and temperature as one name. */
  private static String method(DetectionTrial trial) {
    // The text before the last comma is the same for all judges that a study compares.
    String judge = trial.judge();
    return judge.substring(judge.lastIndexOf(',') + 1).strip() + ", T " + trial.temperature();
  }

  private record Setting(String mix, String judge, double temperature, long samples) {}

  private static ResultTable.Table table(List<DetectionTrial> rows) {
    Function<DetectionTrial, Setting> setting =
        row -> new Setting(row.mix(), row.judge(), row.temperature(), row.samples());
    return new ResultTable.Table(
        "Detection by setting: mean over the seeds, lowest and highest in brackets",
        ImmutableList.of(
            "mix", "judge", "temperature", "texts", "seeds", "total variation", "coverage"),
        rows.stream()
            .map(setting)
            .distinct()
            .sorted(
                Comparator.comparing(Setting::mix)
                    .thenComparing(Setting::judge)
                    .thenComparing(Setting::temperature)
                    .thenComparing(Setting::samples))
            .map(
                key -> {
                  List<DetectionTrial> of =
                      rows.stream().filter(row -> setting.apply(row).equals(key)).toList();
                  return new ResultTable.Row(
                      key.mix(),
                      ImmutableList.of(
                          ResultTable.Cell.of(key.judge()),
                          ResultTable.Cell.of(Double.toString(key.temperature())),
                          ResultTable.Cell.of(Numbers.count(key.samples())),
                          ResultTable.Cell.of(Numbers.count(of.size())),
                          ResultTable.Cell.of(
                              Intervals.share(spread(of, DetectionTrial::totalVariation))),
                          ResultTable.Cell.of(
                              Intervals.percent(spread(of, DetectionTrial::coverage)))),
                      false);
                })
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of());
  }
}
