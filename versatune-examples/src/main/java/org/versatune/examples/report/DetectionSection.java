package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import org.versatune.examples.report.chart.BarChart;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.report.page.ResultTable;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.StudyResults;

/** The detected mix beside the true one, and what the judge had to judge. */
final class DetectionSection {
  private DetectionSection() {}

  static ReportPage.Section of(StudyResults results, Drawing drawing) {
    DetectionResult detection = results.detection();
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "What the base model knows is read from what it writes when nothing is asked of it. "
                + "Read the plot: where a diamond (the share in its training) lies inside the line "
                + "(the 95 % interval), detection found the truth as far as this many texts can "
                + "tell."),
        Block.Formula.of(
            "detected_j = mean over rounds of the mean of p_ij over the accepted texts i of a round"),
        new Block.Legend(
            ImmutableList.of(
                new Block.Key(
                    "\u25A0", "#0072B2", "detected share, bar in the colour of the domain"),
                new Block.Key("\u251C\u2500\u2524", "#1b1f24", "95 % interval"),
                new Block.Key("\u25C6", "#1b1f24", "true share in the base model's training"))));
    BarChart chart =
        BarChart.titled("Detected and true share by domain")
            .axis("share of the texts (0 to 1)")
            .horizontal()
            .labelled(Numbers::share)
            .palette(drawing.domains())
            .size(340, 0)
            .withoutLegend();
    for (String domain : results.domains()) {
      double detected = Gains.get(detection.detected(), domain);
      double halfWidth = Gains.get(detection.halfWidths(), domain);
      chart
          .bar(
              domain,
              domain,
              new Estimate(detected, Math.max(0, detected - halfWidth), detected + halfWidth))
          .mark(domain, domain, Gains.get(results.base().trueMix(), domain));
    }
    blocks.add(
        new Block.Figures(
            ImmutableList.of(new Block.Figure("Detected and true mix", "", chart.draw()))));
    blocks.add(new Block.Numbers(table(results)));
    blocks.add(
        new Block.Paragraph(
            "Texts: "
                + Numbers.count(detection.accepted())
                + " placed, "
                + Numbers.count(detection.declined())
                + " declined, in "
                + Numbers.count(detection.rounds())
                + (detection.rounds() == 1 ? " round" : " rounds")
                + ". Judge: "
                + detection.judge().name()
                + ", right on "
                + Numbers.percent(detection.judge().accuracy())
                + " of "
                + Numbers.count(detection.judge().texts())
                + " real texts of the same length that it had not seen. The intervals count the "
                + "chance in sampling, not the judge's mistakes: the table says what the judge "
                + "finds in real text of the true mix. Where the detected share is further off, "
                + "it is the model's text that is unlike the domains' (a small model blends them), "
                + "not the judge that errs."));
    if (!detection.samples().isEmpty()) {
      blocks.add(new Block.Heading("What the base model wrote"));
      blocks.add(
          new Block.Texts(
              detection.samples().stream()
                  .map(
                      sample ->
                          new Block.Text(
                              sample.domain()
                                  + ", probability "
                                  + Numbers.share(sample.probability()),
                              sample.text()))
                  .collect(ImmutableList.toImmutableList())));
    }
    return new ReportPage.Section("detection", "Detection", blocks.build());
  }

  private static ResultTable.Table table(StudyResults results) {
    DetectionResult detection = results.detection();
    ImmutableList.Builder<ResultTable.Row> rows = ImmutableList.builder();
    for (String domain : results.domains()) {
      boolean inside = Findings.inside(results, domain);
      rows.add(
          new ResultTable.Row(
              domain,
              ImmutableList.of(
                  ResultTable.Cell.of(Numbers.share(Gains.get(results.base().trueMix(), domain))),
                  ResultTable.Cell.of(Numbers.share(Gains.get(detection.detected(), domain))),
                  ResultTable.Cell.of(Numbers.share(Gains.get(detection.halfWidths(), domain))),
                  ResultTable.Cell.of(inside ? "inside" : "outside"),
                  ResultTable.Cell.of(
                      Numbers.count(detection.topCounts().getOrDefault(domain, 0L))),
                  ResultTable.Cell.of(
                      Numbers.share(Gains.get(detection.judge().realTextInTrueMix(), domain))),
                  ResultTable.Cell.of(
                      Numbers.percent(Gains.get(detection.judge().accuracyByDomain(), domain)))),
              false));
    }
    return new ResultTable.Table(
        "Shares of the domains in what the base model writes",
        ImmutableList.of(
            "domain",
            "true share",
            "detected share",
            "\u00B1 (95 %)",
            "true share is",
            "texts placed here",
            "found in real text of the true mix",
            "judge right on real text"),
        rows.build(),
        ImmutableList.of());
  }
}
