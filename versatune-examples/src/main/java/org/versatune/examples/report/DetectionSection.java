// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.versatune.DomainDistribution;
import org.versatune.examples.model.WrittenMix;
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
            "detected_j = mean over rounds of the mean of p_ij over the accepted texts i of a"
                + " round"),
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
    boolean known = isKnown(seed);
    for (String domain : domains) {
      chart.bar(domain, domain, share(detection, domain));
      if (known) {
        chart.mark(domain, domain, GroupTables.at(seed.base().trueMix(), domain));
      }
    }
    blocks.add(
        new Block.Figures(
            Block.Size.SMALL, new Block.Figure("Detected and true mix", chart.draw())));
    blocks.add(new Block.Numbers(table(domains, seed)));
    blocks.add(
        new Block.Paragraph(
            distance(domains, seed)
                + " "
                + judged(detection)
                + " They are as long as the model's, and it had not seen them. "
                + (detection.corrected() == null
                    ? "The intervals count the chance in sampling, not the judge's mistakes: the"
                        + " table says what the judge finds in real text of the true mix. Where the"
                        + " detected share is further off, it"
                    : "The plot and the runs that start from what was detected use the corrected"
                        + " share: the judge's mistakes, measured on text that it was not trained"
                        + " on, are taken out of it, and its interval counts them. Where it is"
                        + " further off than that, it")
                + " is the model's text that is unlike the domains' (a small model blends them),"
                + " not the judge that errs."));
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

  /** Whether it is known what the base model was trained on. */
  static boolean isKnown(SeedResult seed) {
    return !seed.base().trueMix().isEmpty();
  }

  /** How far the detected mix is from the true one, and how far chance alone would put it. */
  static String distance(List<String> domains, SeedResult seed) {
    DetectionResult detection = seed.detection();
    String halves =
        " The halves of "
            + Numbers.percent(detection.halvesDisagree())
            + " of its texts are placed in different domains, those of "
            + Numbers.percent(detection.judge().halvesDisagree())
            + " of real texts: a mix can also be right because texts slide from every domain into"
            + " every other.";
    if (!isKnown(seed)) {
      return "The base model was trained on other text, so there is no true mix: the shares say"
          + " which of these domains its writing is most like."
          + halves;
    }
    return "Total variation to the true mix: "
        + Numbers.share(apart(domains, detection.mix(), seed))
        + (detection.corrected() == null
            ? ""
            : " with the judge's errors taken out, "
                + Numbers.share(apart(domains, detection.detected(), seed))
                + " as judged")
        + "; sampling noise alone gives "
        + Numbers.share(
            WrittenMix.noise(
                DomainDistribution.of(seed.base().trueMix()),
                (int) Math.max(1, detection.accepted())))
        + " on the mean."
        + halves;
  }

  private static double apart(List<String> domains, Map<String, Double> mix, SeedResult seed) {
    double sum = 0;
    for (String domain : domains) {
      sum +=
          Math.abs(GroupTables.at(mix, domain) - GroupTables.at(seed.base().trueMix(), domain)) / 2;
    }
    return sum;
  }

  /** Whether the interval around the detected share holds the true one. */
  static boolean isInside(SeedResult seed, String domain) {
    DetectionResult detection = seed.detection();
    double share = GroupTables.at(seed.base().trueMix(), domain);
    if (detection.corrected() == null) {
      return Math.abs(GroupTables.at(detection.detected(), domain) - share)
          <= GroupTables.at(detection.halfWidths(), domain);
    }
    Estimate corrected = share(detection, domain);
    return corrected.low() <= share && share <= corrected.high();
  }

  /** The share that runs start from, with its interval as the plot shows it. */
  private static Estimate share(DetectionResult detection, String domain) {
    double share = GroupTables.at(detection.mix(), domain);
    DetectionResult.Corrected corrected = detection.corrected();
    if (corrected != null) {
      return new Estimate(
          share,
          GroupTables.at(corrected.lowest(), domain),
          GroupTables.at(corrected.highest(), domain));
    }
    double halfWidth = GroupTables.at(detection.halfWidths(), domain);
    return new Estimate(share, Math.max(0, share - halfWidth), share + halfWidth);
  }

  static ResultTable.Table table(List<String> domains, SeedResult seed) {
    DetectionResult detection = seed.detection();
    Map<String, Function<String, String>> columns = new LinkedHashMap<>();
    boolean known = isKnown(seed);
    if (known) {
      columns.put(
          "true share", domain -> Numbers.share(GroupTables.at(seed.base().trueMix(), domain)));
    }
    columns.put(
        "detected share", domain -> Numbers.share(GroupTables.at(detection.detected(), domain)));
    columns.put(
        "\u00B1 (95 %)", domain -> Numbers.share(GroupTables.at(detection.halfWidths(), domain)));
    if (detection.corrected() != null) {
      columns.put("corrected share [95 %]", domain -> Intervals.share(share(detection, domain)));
    }
    if (known) {
      columns.put("true share is", domain -> isInside(seed, domain) ? "inside" : "outside");
    }
    columns.put(
        "texts placed here",
        domain -> Numbers.count(detection.topCounts().getOrDefault(domain, 0L)));
    if (known) {
      columns.put(
          "found in real text of the true mix",
          domain -> Numbers.share(GroupTables.at(detection.judge().realTextInTrueMix(), domain)));
    }
    columns.put(
        "judge right on real text",
        domain -> Numbers.percent(GroupTables.at(detection.judge().accuracyByDomain(), domain)));
    return new ResultTable.Table(
        "Detection: shares of the domains in what the base model writes",
        ImmutableList.<String>builder().add("domain").addAll(columns.keySet()).build(),
        domains.stream()
            .map(
                domain ->
                    new ResultTable.Row(
                        domain,
                        columns.values().stream()
                            .map(column -> ResultTable.Cell.of(column.apply(domain)))
                            .collect(ImmutableList.toImmutableList()),
                        false))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of());
  }
}
