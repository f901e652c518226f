package org.versatune.examples.evidence.report;

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
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.report.page.ResultTable;

/** Known mixes beside what was detected: shares, distance and how often the interval is right. */
final class DetectionSection {
  private DetectionSection() {}

  static ReportPage.Section of(ResultsFolder evidence) {
    ImmutableList<Detected> all = evidence.detection();
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    if (all.isEmpty()) {
      blocks.add(new Block.Paragraph("No mix was detected."));
      return new ReportPage.Section("detection", "Detection", blocks.build());
    }
    blocks.add(
        new Block.Paragraph(
            "The mix that a base model was trained on is known here, so what is detected from its "
                + "own texts can be held against it. Detected shares are means over the seeds at "
                + "the largest sample. Bands reach from the lowest to the highest seed. The total "
                + "variation is half the sum of the differences of the shares: 0 for the same mix, "
                + "1 for mixes without a common domain."));
    ImmutableSet<String> mixes =
        all.stream().map(Detected::mix).collect(ImmutableSet.toImmutableSet());
    Palette domains = Palette.ofDomains(evidence.domains());
    ImmutableList.Builder<Block.Figure> stacks = ImmutableList.builder();
    ImmutableList.Builder<Block.Figure> lines = ImmutableList.builder();
    for (String mix : mixes) {
      List<Detected> of = all.stream().filter(row -> row.mix().equals(mix)).toList();
      stacks.add(new Block.Figure("Mix \u201C" + mix + "\u201D", "", stack(mix, of, domains)));
      lines.add(
          new Block.Figure(
              "Distance, mix \u201C" + mix + "\u201D",
              "",
              overSamples(of, "Total variation, mix " + mix, Detected::totalVariation)));
      if (of.stream().anyMatch(row -> Double.isFinite(row.coverage()))) {
        lines.add(
            new Block.Figure(
                "Interval coverage, mix \u201C" + mix + "\u201D",
                "",
                overSamples(of, "Coverage of the intervals, mix " + mix, Detected::coverage)));
      }
    }
    blocks.add(
        new Block.Figures(stacks.build(), Block.Size.MEDIUM),
        new Block.Figures(lines.build(), Block.Size.MEDIUM),
        new Block.Numbers(table(all)));
    return new ReportPage.Section("detection", "Detection", blocks.build());
  }

  private static Chart stack(String mix, List<Detected> rows, Palette palette) {
    StackedBarChart chart =
        StackedBarChart.titled("Detected and true mix \u201C" + mix + "\u201D")
            .axis("share of the texts")
            .palette(palette)
            .width(460)
            .bar("true", rows.get(0).truth());
    long largest = rows.stream().mapToLong(Detected::samples).max().orElse(0);
    for (String method : methods(rows)) {
      List<Detected> of =
          rows.stream()
              .filter(row -> row.method().equals(method) && row.samples() == largest)
              .toList();
      if (!of.isEmpty()) {
        chart.bar(
            method,
            of.get(0).truth().keySet().stream()
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
      List<Detected> rows, String title, ToDoubleFunction<Detected> number) {
    ImmutableSet<String> methods = methods(rows);
    LineChart chart =
        LineChart.titled(title)
            .axes("texts", title.startsWith("Total") ? "total variation" : "coverage")
            .palette(Palette.ofStrategies(methods))
            .covering(0, 0)
            .size(460, 260);
    for (String method : methods) {
      List<Detected> of = rows.stream().filter(row -> row.method().equals(method)).toList();
      of.stream()
          .map(Detected::samples)
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
  private static Estimate spread(List<Detected> rows, ToDoubleFunction<Detected> number) {
    DoubleSummaryStatistics statistics =
        rows.stream().mapToDouble(number).filter(Double::isFinite).summaryStatistics();
    return statistics.getCount() == 0
        ? Estimate.of(Double.NaN)
        : new Estimate(statistics.getAverage(), statistics.getMin(), statistics.getMax());
  }

  private static ImmutableSet<String> methods(List<Detected> rows) {
    return rows.stream().map(Detected::method).collect(ImmutableSet.toImmutableSet());
  }

  private record Setting(String mix, String judge, double temperature, long samples) {}

  private static ResultTable.Table table(List<Detected> rows) {
    Function<Detected, Setting> setting =
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
                  List<Detected> of =
                      rows.stream().filter(row -> setting.apply(row).equals(key)).toList();
                  return new ResultTable.Row(
                      key.mix(),
                      ImmutableList.of(
                          ResultTable.Cell.of(key.judge()),
                          ResultTable.Cell.of(Double.toString(key.temperature())),
                          ResultTable.Cell.of(Numbers.count(key.samples())),
                          ResultTable.Cell.of(Numbers.count(of.size())),
                          ResultTable.Cell.of(
                              Intervals.share(spread(of, Detected::totalVariation))),
                          ResultTable.Cell.of(Intervals.percent(spread(of, Detected::coverage)))),
                      false);
                })
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of());
  }
}
