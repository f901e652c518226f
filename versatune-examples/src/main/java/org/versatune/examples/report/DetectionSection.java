// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.versatune.examples.report.chart.BarChart;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/** The detected mix beside the true one, and what the judge had to judge. */
final class DetectionSection {
  private DetectionSection() {}

  /** What the first seed's base model knows, and known mixes; empty where there is neither. */
  static Optional<ReportPage.Section> of(StudyResults results) {
    ImmutableList<Block> blocks =
        Stream.concat(
                results.seeds().stream()
                    .limit(1)
                    .flatMap(seed -> blocks(results.domains(), seed).stream()),
                TrialBlocks.of(results).stream())
            .collect(ImmutableList.toImmutableList());
    return blocks.isEmpty()
        ? Optional.empty()
        : Optional.of(new ReportPage.Section("detection", "Detection", blocks));
  }

  private static ImmutableList<Block> blocks(ImmutableList<String> domains, SeedResult seed) {
    DetectionResult detection = seed.detection();
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
            .palette(Palette.ofDomains(domains))
            .size(340, 0)
            .withoutLegend();
    for (String domain : domains) {
      double detected = GroupTables.at(detection.detected(), domain);
      double halfWidth = GroupTables.at(detection.halfWidths(), domain);
      chart
          .bar(
              domain,
              domain,
              new Estimate(detected, Math.max(0, detected - halfWidth), detected + halfWidth))
          .mark(domain, domain, GroupTables.at(seed.base().trueMix(), domain));
    }
    blocks.add(
        new Block.Figures(
            Block.Size.SMALL, new Block.Figure("Detected and true mix", chart.draw())));
    blocks.add(new Block.Numbers(table(domains, seed)));
    blocks.add(
        new Block.Paragraph(
            judged(detection)
                + " They are as long as the model's, and it had not seen them. The intervals count the "
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
    return blocks.build();
  }

  /** How many texts there were, and who sorted them how well. */
  static String judged(DetectionResult detection) {
    return "Texts: "
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
        + " real texts.";
  }

  /** Whether the interval around the detected share holds the true one. */
  static boolean isInside(SeedResult seed, String domain) {
    double detected = GroupTables.at(seed.detection().detected(), domain);
    return Math.abs(detected - GroupTables.at(seed.base().trueMix(), domain))
        <= GroupTables.at(seed.detection().halfWidths(), domain);
  }

  static ResultTable.Table table(List<String> domains, SeedResult seed) {
    DetectionResult detection = seed.detection();
    ImmutableList.Builder<ResultTable.Row> rows = ImmutableList.builder();
    for (String domain : domains) {
      boolean inside = isInside(seed, domain);
      rows.add(
          new ResultTable.Row(
              domain,
              ImmutableList.of(
                  ResultTable.Cell.of(Numbers.share(GroupTables.at(seed.base().trueMix(), domain))),
                  ResultTable.Cell.of(Numbers.share(GroupTables.at(detection.detected(), domain))),
                  ResultTable.Cell.of(
                      Numbers.share(GroupTables.at(detection.halfWidths(), domain))),
                  ResultTable.Cell.of(inside ? "inside" : "outside"),
                  ResultTable.Cell.of(
                      Numbers.count(detection.topCounts().getOrDefault(domain, 0L))),
                  ResultTable.Cell.of(
                      Numbers.share(GroupTables.at(detection.judge().realTextInTrueMix(), domain))),
                  ResultTable.Cell.of(
                      Numbers.percent(
                          GroupTables.at(detection.judge().accuracyByDomain(), domain)))),
              false));
    }
    return new ResultTable.Table(
        "Detection: shares of the domains in what the base model writes",
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
