package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.ReportPage;

/**
 * What the rules did: weights over steps, one small picture for each of a few runs, all with the
 * same axis.
 */
final class WeightsSection {
  private WeightsSection() {}

  static ReportPage.Section of(ResultsFolder evidence) {
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    if (evidence.weights().isEmpty()) {
      blocks.add(new Block.Paragraph("No run's weights were kept."));
      return new ReportPage.Section("weights", "Weights over time", blocks.build());
    }
    blocks.add(
        new Block.Paragraph(
            "A weight is the share of a domain among the next examples; it holds until the next "
                + "evaluation changes it."));
    ShownRuns shown = ShownRuns.of(evidence.weights());
    blocks.add(new Block.Paragraph(shown.text()));
    double highest =
        shown.rows().values().stream()
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
    ImmutableList.Builder<Block.Figure> figures = ImmutableList.builder();
    for (ShownRuns.Key key : shown.rows().keySet()) {
      LineChart chart =
          LineChart.titled("Weights over training steps: " + key.title())
              .axes("training steps", "weight (0 to 1)")
              .steps()
              .covering(0, highest)
              .palette(domains)
              .withoutLegend()
              .size(340, 230);
      for (Evaluated row : shown.rows().get(key)) {
        row.weights().forEach((domain, weight) -> chart.point(domain, (double) row.step(), weight));
      }
      figures.add(new Block.Figure(key.title(), "", chart.draw()));
    }
    blocks.add(new Block.Figures(figures.build()));
    return new ReportPage.Section("weights", "Weights over time", blocks.build());
  }
}
