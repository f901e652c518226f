package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
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
        Drawing.formula(
            "detected_j = mean over rounds of the mean of p_ij over the accepted texts i of a round"),
        new Block.Legend(
            ImmutableList.of(
                Drawing.key(
                    "detected share, bar in the colour of the domain",
                    picture -> {
                      picture.bar(2, 2, 30, 10, "#0072B2");
                      return picture;
                    }),
                Drawing.key(
                    "95 % interval",
                    picture -> {
                      picture.path("M4 7L30 7M4 2L4 12M30 2L30 12", "whisker");
                      return picture;
                    }),
                Drawing.key(
                    "true share in the base model's training",
                    picture -> {
                      picture.marker(
                          17, 7, new LineStyle("#000000", "", LineStyle.Marker.DIAMOND), true);
                      return picture;
                    }))));
    List<BarPlot.Row> rows = results.domains().stream().map(d -> row(results, drawing, d)).toList();
    blocks.add(
        new Block.Figures(
            ImmutableList.of(
                drawing.figure(
                    "Detected and true mix",
                    "",
                    id ->
                        BarPlot.covering(rows, 0, "share of the texts (0 to 1)")
                            .draw(id, "Detected and true share by domain", rows)))));
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

  private static BarPlot.Row row(StudyResults results, Drawing drawing, String domain) {
    double detected = Gains.get(results.detection().detected(), domain);
    double halfWidth = Gains.get(results.detection().halfWidths(), domain);
    return new BarPlot.Row(
        domain,
        detected,
        Numbers.share(detected) + (Double.isFinite(halfWidth) ? plusMinus(halfWidth) : ""),
        drawing.domain(domain).colour(),
        halfWidth,
        Gains.get(results.base().trueMix(), domain));
  }

  private static String plusMinus(double halfWidth) {
    return " \u00B1 " + Numbers.share(halfWidth);
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
