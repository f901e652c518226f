package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;

/** What the rules did: weights over steps, one small picture a run, all with the same axis. */
final class WeightsSection {
  private WeightsSection() {}

  private record Key(
      String study, String strategy, String start, String target, long budget, long seed) {
    static Key of(Evaluated row) {
      return new Key(
          row.study(), row.strategy(), row.start(), row.target(), row.budget(), row.seed());
    }

    String title() {
      return new Choice(strategy, start).name()
          + (target.isEmpty() ? "" : ", target " + target)
          + ", budget "
          + Numbers.count(budget)
          + ", seed "
          + seed;
    }
  }

  static ReportPage.Section of(Evidence evidence) {
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    if (evidence.weights().isEmpty()) {
      blocks.add(new Block.Paragraph("No run's weights were kept."));
      return new ReportPage.Section("weights", "Weights over time", blocks.build());
    }
    blocks.add(
        new Block.Paragraph(
            "A weight is the share of a domain among the next examples; it holds until the next "
                + "evaluation changes it."));
    double highest =
        evidence.weights().stream()
            .flatMap(row -> row.weights().values().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    Palette domains = Palette.ofDomains(evidence.domains());
    blocks.add(
        new Block.Legend(
            evidence.domains().stream()
                .map(
                    domain ->
                        new Block.Key(
                            domains.of(domain).marker().text(),
                            domains.of(domain).colour(),
                            domain))
                .collect(ImmutableList.toImmutableList())));
    ImmutableListMultimap<Key, Evaluated> runs = Multimaps.index(evidence.weights(), Key::of);
    ImmutableList.Builder<Block.Figure> figures = ImmutableList.builder();
    for (Key key : runs.keySet()) {
      LineChart chart =
          LineChart.titled("Weights over training steps: " + key.title())
              .axes("training steps", "weight (0 to 1)")
              .steps()
              .covering(0, highest)
              .palette(domains)
              .withoutLegend()
              .size(340, 230);
      for (Evaluated row : runs.get(key)) {
        row.weights().forEach((domain, weight) -> chart.point(domain, (double) row.step(), weight));
      }
      figures.add(new Block.Figure(key.title(), "", chart.draw()));
    }
    blocks.add(new Block.Figures(figures.build()));
    return new ReportPage.Section("weights", "Weights over time", blocks.build());
  }
}
