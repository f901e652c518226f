// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.results.Conclusion;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.StudyResults;

/** The two effects, each question with its verdict, beside the published claims. */
final class HeadlineSection {
  /** What the name of a measure holds that is the difference of two gains. */
  private static final String DIFFERENCE = "gain less ";

  private static final ImmutableList<String> EFFECTS =
      ImmutableList.of(Group.FOSTERING, Group.EXPANSION, Group.CONFIRMATION);

  private HeadlineSection() {}

  static ReportPage.Section of(StudyResults results, PublishedScores published) {
    SectionBuilder section = new SectionBuilder("headline", "The two effects");
    StudyReport.addCautions(section, results);
    section.paragraph(
        """
        Each question below was put to runs on real text, paired by seed. It is confirmed where the
        whole 95 %% interval is at or above the threshold, refuted where the whole interval is below it,
        and undecided otherwise.""");
    for (String effect : EFFECTS) {
      ImmutableListMultimap<String, Conclusion> measures =
          Multimaps.index(of(results, effect), Conclusion::measure);
      if (!measures.isEmpty()) {
        section.heading(effect);
        if (effect.equals(Group.FOSTERING)) {
          section.paragraph(
              "The paper claims %s over a uniform mix when all domains are trained at once.",
              PublishedSection.percent(published.gainOverUniform()));
        } else if (effect.equals(Group.CONFIRMATION)) {
          section.paragraph(
              "Our own promise, on seeds that nothing was chosen on: protection keeps every domain"
                  + " near its start, and costs little of what the best fixed mix gains.");
        } else {
          section.paragraph(
              "The paper claims %s less forgetting of the others when one domain is to grow.",
              PublishedSection.percent(published.forgettingReduction()).substring(1));
        }
        measures
            .asMap()
            .forEach(
                (measure, of) ->
                    section.tables(table(SectionBuilder.capital(effect) + ": " + measure, of)));
      }
    }
    return section.heading("In sum").bullets(sentences(results)).build();
  }

  private static List<Conclusion> of(StudyResults results, String effect) {
    return results.conclusions().stream().filter(c -> c.effect().equals(effect)).toList();
  }

  private static ResultTable.Table table(String caption, Collection<Conclusion> conclusions) {
    return ResultTable.of(caption, "question", conclusions, Conclusion::question)
        .column("verdict", conclusion -> conclusion.verdict().toString())
        .column(
            "found, 95 % interval",
            found -> text(found, new Estimate(found.estimate(), found.low(), found.high())))
        .column("threshold", found -> text(found, Estimate.of(found.threshold())))
        .build();
  }

  /** A difference of gains is a number like a gain; a cut or an improvement is per cent. */
  private static String text(Conclusion conclusion, Estimate estimate) {
    if (conclusion.measure().startsWith("share ")) {
      return Intervals.percent(estimate);
    }
    return conclusion.measure().contains(DIFFERENCE)
        ? Intervals.gain(estimate)
        : Intervals.change(estimate);
  }

  private static ImmutableList<String> sentences(StudyResults results) {
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    for (String effect : EFFECTS) {
      List<Conclusion> of = of(results, effect);
      if (!of.isEmpty()) {
        String verdicts =
            of.stream()
                .collect(
                    Collectors.groupingBy(Conclusion::verdict, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        sentences.add(
            "%s: %s of %s %s."
                .formatted(
                    SectionBuilder.capital(effect),
                    verdicts,
                    of.size(),
                    of.size() == 1 ? "question" : "questions"));
      }
    }
    List<RunKey> steered =
        results.runs().stream()
            .map(Run::key)
            .filter(key -> !key.group().study().equals(Group.FRONTIER))
            .toList();
    sentences.add(
        "%s runs of %s strategies on %s seeds and %s domains: %s."
            .formatted(
                Numbers.count(steered.size()),
                steered.stream().map(key -> key.choice().strategy()).distinct().count(),
                steered.stream().map(RunKey::seed).distinct().count(),
                results.domains().size(),
                String.join(", ", results.domains())));
    if (!results.defaultStrategy().isEmpty()) {
      sentences.add(
          SectionBuilder.prose(
              """
              The strategy that a user gets without choosing is \u201C%s\u201D; its rows are shaded in the
              tables of results.""",
              results.defaultStrategy()));
    }
    return sentences.build();
  }
}
