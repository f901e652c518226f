// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.util.List;
import java.util.Map;
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

  /** What the first seed's base model knows; empty where that was not detected. */
  static ImmutableMap<String, Object> of(StudyResults results) {
    if (results.seeds().isEmpty()) {
      return ImmutableMap.of();
    }
    SeedResult seed = results.seeds().get(0);
    DetectionResult detection = seed.detection();
    BarChart chart =
        BarChart.titled("Detected and true share by domain")
            .axis("share of the texts (0 to 1)")
            .horizontal()
            .labelled(Numbers::share)
            .palette(Palette.ofDomains(results.domains()))
            .size(340, 0)
            .withoutLegend();
    for (String domain : results.domains()) {
      chart.bar(domain, domain, share(detection, domain));
      if (isKnown(seed)) {
        chart.mark(domain, domain, trueShare(seed, domain));
      }
    }
    return ImmutableMap.<String, Object>builder()
        .put("figure", new ReportPage.Figure("Detected and true mix", chart.draw()))
        .put("table", table(results.domains(), seed))
        .put("distance", distance(results.domains(), seed))
        .put("judged", judged(detection))
        .put("corrected", detection.corrected() != null)
        .put(
            "samples",
            Lists.transform(detection.samples(), sample -> text(sample.domain(), sample)))
        .buildOrThrow();
  }

  /** What a model wrote, and how sure the judge was of its domain. */
  static ReportPage.Named text(String name, DetectionResult.Sample sample) {
    return new ReportPage.Named(
        name + ", probability " + Numbers.share(sample.probability()), sample.text());
  }

  /** How many texts there were, and who sorted them how well. */
  static String judged(DetectionResult detection) {
    return "Texts: %s placed, %s declined, in %s %s. Judge: %s, right on %s of %s real texts."
        .formatted(
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
        """
        The halves of %s of its texts are placed in different domains, those of %s of real texts: a \
        mix can also be right because texts slide from every domain into every other."""
            .formatted(
                Numbers.percent(detection.halvesDisagree()),
                Numbers.percent(detection.judge().halvesDisagree()));
    if (!isKnown(seed)) {
      return "The base model was trained on other text, so there is no true mix: the shares say which"
          + " of these domains its writing is most like. "
          + halves;
    }
    double noise =
        WrittenMix.noise(
            DomainDistribution.of(seed.base().trueMix()), (int) Math.max(1, detection.accepted()));
    return "Total variation to the true mix: %s%s; sampling noise alone gives %s on the mean. %s"
        .formatted(
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
    Estimate share = share(seed.detection(), domain);
    double truth = trueShare(seed, domain);
    return share.low() <= truth && truth <= share.high();
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
