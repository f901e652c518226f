// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.report.Estimates.at;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.versatune.DomainDistribution;
import org.versatune.examples.model.WrittenMix;
import org.versatune.examples.report.ReportPage.Figure;
import org.versatune.examples.report.chart.BarChart;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/**
 * Where the runs of a seed start, what specialists of each domain reach, and the detected mix
 * beside the true one.
 */
public final class SeedSections {
  private final ImmutableList<String> domains;
  private final SeedResult seed;
  private final DetectionResult detection;
  private final LossUnit unit;

  SeedSections(ImmutableList<String> domains, SeedResult seed) {
    this.domains = domains;
    this.seed = seed;
    this.detection = seed.detection();
    this.unit = LossUnit.of(ImmutableList.of(seed));
  }

  /** Of the first seed; none where none is known. */
  static List<SeedSections> of(StudyResults results) {
    return results.seeds().stream()
        .limit(1)
        .map(seed -> new SeedSections(results.domains(), seed))
        .toList();
  }

  public SeedResult seed() {
    return seed;
  }

  /** What a specialist must be better by for a domain to have a gain. */
  public String leastRoom() {
    return Numbers.percent(Measures.LEAST_ROOM);
  }

  public Figure figure() {
    BarChart chart =
        BarChart.titled("Detected and true share by domain")
            .axis("share of the texts (0 to 1)")
            .horizontal()
            .labelled(Numbers::share)
            .palette(Palette.ofDomains(domains))
            .size(340, 0)
            .withoutLegend();
    for (String domain : domains) {
      chart.bar(domain, domain, share(domain)).mark(domain, domain, trueShare(domain));
    }
    return new Figure("Detected and true mix", chart.draw());
  }

  /** How many texts there were, and who sorted them how well. */
  public String judged() {
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
  public boolean isTrueMixKnown() {
    return !seed.base().trueMix().isEmpty();
  }

  private double trueShare(String domain) {
    return at(seed.base().trueMix(), domain);
  }

  /** How far the detected mix is from the true one, and how far chance alone would put it. */
  public String distance() {
    String halves =
        """
        The halves of %s of its texts are placed in different domains, those of %s of real texts: a \
        mix can also be right because texts slide from every domain into every other."""
            .formatted(
                Numbers.percent(detection.halvesDisagree()),
                Numbers.percent(detection.judge().halvesDisagree()));
    if (!isTrueMixKnown()) {
      return "The base model was trained on other text, so there is no true mix: the shares say which"
          + " of these domains its writing is most like. "
          + halves;
    }
    double noise =
        WrittenMix.noise(
            DomainDistribution.of(seed.base().trueMix()), (int) Math.max(1, detection.accepted()));
    return "Total variation to the true mix: %s%s; sampling noise alone gives %s on the mean. %s"
        .formatted(
            apart(detection.mix()),
            detection.corrected() == null
                ? ""
                : " with the judge's errors taken out, %s as judged"
                    .formatted(apart(detection.detected())),
            Numbers.share(noise),
            halves);
  }

  private String apart(Map<String, Double> mix) {
    double sum = 0;
    for (String domain : domains) {
      sum += Math.abs(at(mix, domain) - trueShare(domain)) / 2;
    }
    return Numbers.share(sum);
  }

  /** Whether the interval around the detected share holds the true one. */
  public boolean isInside(String domain) {
    Estimate share = share(domain);
    return share.low() <= trueShare(domain) && trueShare(domain) <= share.high();
  }

  /** The share that runs start from, with its interval as the plot shows it. */
  private Estimate share(String domain) {
    double share = at(detection.mix(), domain);
    DetectionResult.Corrected corrected = detection.corrected();
    if (corrected != null) {
      return new Estimate(share, at(corrected.lowest(), domain), at(corrected.highest(), domain));
    }
    double halfWidth = at(detection.halfWidths(), domain);
    return new Estimate(share, Math.max(0, share - halfWidth), share + halfWidth);
  }

  public ResultTable<String> detected() {
    DetectionResult.Judge judge = detection.judge();
    return ResultTable.of(
            "Detection: shares of the domains in what the base model writes", "domain", domains)
        .column(isTrueMixKnown(), "true share", share(seed.base().trueMix()))
        .column("detected share", share(detection.detected()))
        .column("\u00B1 (95 %)", share(detection.halfWidths()))
        .column(
            detection.corrected() != null,
            "corrected share [95 %]",
            domain -> Estimates.plain(share(domain)))
        .column(
            isTrueMixKnown(), "true share is", domain -> isInside(domain) ? "inside" : "outside")
        .column(
            "texts placed here",
            domain -> Numbers.count(detection.topCounts().getOrDefault(domain, 0L)))
        .column(
            isTrueMixKnown(),
            "found in real text of the true mix",
            share(judge.realTextInTrueMix()))
        .column(
            "judge right on real text",
            domain -> Numbers.percent(at(judge.accuracyByDomain(), domain)));
  }

  private static Function<String, String> share(Map<String, Double> shares) {
    return domain -> Numbers.share(at(shares, domain));
  }

  /** What losses are compared in: test text, in a unit that does not depend on the tokens. */
  public ResultTable<String> losses() {
    return ResultTable.of("Reference losses on the test text, " + unit.name(), "domain", domains)
        .column("base (ℓ0)", domain -> Numbers.loss(base(domain)))
        .column("specialist (ℓref)", domain -> Numbers.loss(specialist(domain)))
        .column("ℓ0 − ℓref", domain -> Numbers.loss(base(domain) - specialist(domain)))
        .notes(reasons());
  }

  public ResultTable<String> lossesOfRules() {
    Map<String, Double> base = seed.base().losses().validation();
    Map<String, Double> specialist = seed.reference().validation();
    return ResultTable.of(
            "What rules read: losses on the validation text, nats/token", "domain", domains)
        .column("base", domain -> Numbers.loss(at(base, domain)))
        .column("specialist", domain -> Numbers.loss(at(specialist, domain)));
  }

  private double base(String domain) {
    return unit.of(domain, at(seed.base().losses().test(), domain));
  }

  private double specialist(String domain) {
    return unit.of(domain, at(seed.reference().test(), domain));
  }

  /** Why the gain of a domain is undefined, for each that is. */
  ImmutableList<String> reasons() {
    ImmutableList.Builder<String> reasons = ImmutableList.builder();
    for (String domain : domains) {
      double base = base(domain);
      double specialist = specialist(domain);
      if (!Double.isFinite(base) || !Double.isFinite(specialist)) {
        reasons.add(
            "Gain on %s is undefined: the loss of %s on it is not a number."
                .formatted(domain, Double.isFinite(base) ? "its specialist" : "the base model"));
      } else if (base <= specialist) {
        reasons.add(
            """
                Gain on %s is undefined: its specialist (%s %s) is no better than the base model (%s), \
                so there is no way to measure along. The domain is left out of mean and worst."""
                .formatted(domain, Numbers.loss(specialist), unit.name(), Numbers.loss(base)));
      } else if (!Measures.hasRoom(base, specialist)) {
        reasons.add(
            """
                Nothing to gain on %s: its specialist (%s %s) is less than %s better than the base model \
                (%s), and a gain would divide by that. The domain is left out of mean and worst; its \
                losses and what was forgotten of it are there."""
                .formatted(
                    domain,
                    Numbers.loss(specialist),
                    unit.name(),
                    Numbers.percent(Measures.LEAST_ROOM),
                    Numbers.loss(base)));
      }
    }
    return reasons.build();
  }
}
