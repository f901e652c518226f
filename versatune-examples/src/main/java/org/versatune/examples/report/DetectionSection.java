// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final String AS_JUDGED =
      SectionBuilder.prose(
          """
          The intervals count the chance in sampling, not the judge's mistakes: the table says what the
          judge finds in real text of the true mix. Where the detected share is further off, it""");

  private static final String CORRECTED =
      SectionBuilder.prose(
          """
          The plot and the runs that start from what was detected use the corrected share: the judge's
          mistakes, measured on text that it was not trained on, are taken out of it, and its interval
          counts them. Where it is further off than that, it""");

  private DetectionSection() {}

  /** What the first seed's base model knows, and known mixes; empty where there is neither. */
  static Optional<ReportPage.Section> of(StudyResults results) {
    if (results.seeds().isEmpty() && results.trials().isEmpty()) {
      return Optional.empty();
    }
    SectionBuilder section = new SectionBuilder("detection", "Detection");
    results.seeds().stream().limit(1).forEach(seed -> add(section, results.domains(), seed));
    TrialBlocks.add(section, results);
    return Optional.of(section.build());
  }

  private static void add(SectionBuilder section, ImmutableList<String> domains, SeedResult seed) {
    DetectionResult detection = seed.detection();
    BarChart chart =
        BarChart.titled("Detected and true share by domain")
            .axis("share of the texts (0 to 1)")
            .horizontal()
            .labelled(Numbers::share)
            .palette(Palette.ofDomains(domains))
            .size(340, 0)
            .withoutLegend();
    for (String domain : domains) {
      chart.bar(domain, domain, share(detection, domain));
      if (isKnown(seed)) {
        chart.mark(domain, domain, trueShare(seed, domain));
      }
    }
    section
        .paragraph(
            """
            What the base model knows is read from what it writes when nothing is asked of it. Read the
            plot: where a diamond (the share in its training) lies inside the line (the 95 %% interval),
            detection found the truth as far as this many texts can tell.""")
        .add(
            Block.Formula.of(
                "detected_j = mean over rounds of the mean of p_ij over the accepted texts i of a"
                    + " round"))
        .add(
            new Block.Legend(
                ImmutableList.of(
                    new Block.Key(
                        "\u25A0", "#0072B2", "detected share, bar in the colour of the domain"),
                    new Block.Key("\u251C\u2500\u2524", "#1b1f24", "95 % interval"),
                    new Block.Key("\u25C6", "#1b1f24", "true share in the base model's training"))))
        .figures(Block.Size.SMALL, new Block.Figure("Detected and true mix", chart.draw()))
        .tables(table(domains, seed))
        .paragraph(
            """
            %s %s They are as long as the model's, and it had not seen them. %s is the model's text that
            is unlike the domains' (a small model blends them), not the judge that errs.""",
            distance(domains, seed),
            judged(detection),
            detection.corrected() == null ? AS_JUDGED : CORRECTED);
    if (!detection.samples().isEmpty()) {
      section
          .heading("What the base model wrote")
          .add(
              new Block.Texts(
                  detection.samples().stream()
                      .map(sample -> Block.Text.of(sample.domain(), sample))
                      .collect(ImmutableList.toImmutableList())));
    }
  }

  /** How many texts there were, and who sorted them how well. */
  static String judged(DetectionResult detection) {
    return SectionBuilder.prose(
        "Texts: %s placed, %s declined, in %s %s. Judge: %s, right on %s of %s real texts.",
        Numbers.count(detection.accepted()),
        Numbers.count(detection.declined()),
        Numbers.count(detection.rounds()),
        detection.rounds() == 1 ? "round" : "rounds",
        detection.judge().name(),
        Numbers.percent(detection.judge().accuracy()),
        Numbers.count(detection.judge().texts()));
  }

  /** Whether it is known what the base model was trained on. */
  static boolean isKnown(SeedResult seed) {
    return !seed.base().trueMix().isEmpty();
  }

  private static double trueShare(SeedResult seed, String domain) {
    return GroupTables.at(seed.base().trueMix(), domain);
  }

  /** How far the detected mix is from the true one, and how far chance alone would put it. */
  static String distance(List<String> domains, SeedResult seed) {
    DetectionResult detection = seed.detection();
    String halves =
        SectionBuilder.prose(
            """
            The halves of %s of its texts are placed in different domains, those of %s of real texts: a
            mix can also be right because texts slide from every domain into every other.""",
            Numbers.percent(detection.halvesDisagree()),
            Numbers.percent(detection.judge().halvesDisagree()));
    if (!isKnown(seed)) {
      return SectionBuilder.prose(
          """
          The base model was trained on other text, so there is no true mix: the shares say which of
          these domains its writing is most like. %s""",
          halves);
    }
    double noise =
        WrittenMix.noise(
            DomainDistribution.of(seed.base().trueMix()), (int) Math.max(1, detection.accepted()));
    return SectionBuilder.prose(
        "Total variation to the true mix: %s%s; sampling noise alone gives %s on the mean. %s",
        Numbers.share(apart(domains, detection.mix(), seed)),
        detection.corrected() == null
            ? ""
            : " with the judge's errors taken out, "
                + Numbers.share(apart(domains, detection.detected(), seed))
                + " as judged",
        Numbers.share(noise),
        halves);
  }

  private static double apart(List<String> domains, Map<String, Double> mix, SeedResult seed) {
    double sum = 0;
    for (String domain : domains) {
      sum += Math.abs(GroupTables.at(mix, domain) - trueShare(seed, domain)) / 2;
    }
    return sum;
  }

  /** Whether the interval around the detected share holds the true one. */
  static boolean isInside(SeedResult seed, String domain) {
    DetectionResult detection = seed.detection();
    double share = trueShare(seed, domain);
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
    DetectionResult.Judge judge = detection.judge();
    boolean known = isKnown(seed);
    ResultTable.Builder<String> table =
        ResultTable.of(
            "Detection: shares of the domains in what the base model writes", "domain", domains);
    if (known) {
      table.column("true share", domain -> Numbers.share(trueShare(seed, domain)));
    }
    table
        .column("detected share", domain -> share(detection.detected(), domain))
        .column("\u00B1 (95 %)", domain -> share(detection.halfWidths(), domain));
    if (detection.corrected() != null) {
      table.column("corrected share [95 %]", domain -> Intervals.share(share(detection, domain)));
    }
    if (known) {
      table.column("true share is", domain -> isInside(seed, domain) ? "inside" : "outside");
    }
    table.column(
        "texts placed here",
        domain -> Numbers.count(detection.topCounts().getOrDefault(domain, 0L)));
    if (known) {
      table.column(
          "found in real text of the true mix", domain -> share(judge.realTextInTrueMix(), domain));
    }
    return table
        .column(
            "judge right on real text",
            domain -> Numbers.percent(GroupTables.at(judge.accuracyByDomain(), domain)))
        .build();
  }

  private static String share(Map<String, Double> shares, String domain) {
    return Numbers.share(GroupTables.at(shares, domain));
  }
}
