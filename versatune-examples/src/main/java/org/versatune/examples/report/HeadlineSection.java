// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.results.Conclusion;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.StudyResults;

/** The two effects, each question with its verdict, beside the published claims. */
final class HeadlineSection {
  /** How the name of a measure ends that is the difference of two gains. */
  private static final String DIFFERENCE = "less uniform's";

  private static final ImmutableList<String> EFFECTS =
      ImmutableList.of(Group.FOSTERING, Group.EXPANSION);

  private HeadlineSection() {}

  static ReportPage.Section of(StudyResults results, PublishedScores published) {
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.addAll(StudyReport.cautions(results));
    blocks.add(
        new Block.Paragraph(
            "Each question below was put to runs on real text, paired by seed. It is confirmed "
                + "where the whole 95 % interval is at or above the threshold, refuted where the "
                + "whole interval is below it, and undecided otherwise."));
    for (String effect : EFFECTS) {
      ImmutableListMultimap<String, Conclusion> measures =
          results.conclusions().stream()
              .filter(conclusion -> conclusion.effect().equals(effect))
              .collect(
                  ImmutableListMultimap.toImmutableListMultimap(
                      Conclusion::measure, conclusion -> conclusion));
      if (!measures.isEmpty()) {
        blocks.add(
            new Block.Heading(FosteringSection.capital(effect)),
            new Block.Paragraph(claim(effect, published)));
        measures
            .asMap()
            .forEach(
                (measure, of) ->
                    blocks.add(
                        new Block.Numbers(
                            table(FosteringSection.capital(effect) + ": " + measure, of))));
      }
    }
    blocks.add(new Block.Heading("In sum"));
    blocks.add(new Block.Bullets(sentences(results)));
    return new ReportPage.Section("headline", "The two effects", blocks.build());
  }

  private static String claim(String effect, PublishedScores published) {
    return effect.equals(Group.FOSTERING)
        ? "The paper claims "
            + PublishedSection.percent(published.gainOverUniform())
            + " over a uniform mix when all domains are trained at once."
        : "The paper claims "
            + PublishedSection.percent(published.forgettingReduction()).substring(1)
            + " less forgetting of the others when one domain is to grow.";
  }

  private static ResultTable.Table table(String caption, Collection<Conclusion> conclusions) {
    return new ResultTable.Table(
        caption,
        ImmutableList.of("question", "verdict", "found, 95 % interval", "threshold"),
        conclusions.stream()
            .map(
                conclusion ->
                    new ResultTable.Row(
                        conclusion.question(),
                        ImmutableList.of(
                            ResultTable.Cell.of(conclusion.verdict().toString()),
                            ResultTable.Cell.of(
                                text(
                                    conclusion,
                                    new Estimate(
                                        conclusion.estimate(),
                                        conclusion.low(),
                                        conclusion.high()))),
                            ResultTable.Cell.of(
                                text(conclusion, Estimate.of(conclusion.threshold())))),
                        false))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of());
  }

  /** A difference of gains is a number like a gain; a cut or an improvement is per cent. */
  private static String text(Conclusion conclusion, Estimate estimate) {
    return conclusion.measure().endsWith(DIFFERENCE)
        ? Intervals.gain(estimate)
        : Intervals.change(estimate);
  }

  private static ImmutableList<String> sentences(StudyResults results) {
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    for (String effect : EFFECTS) {
      List<Conclusion> of =
          results.conclusions().stream().filter(c -> c.effect().equals(effect)).toList();
      if (!of.isEmpty()) {
        sentences.add(
            FosteringSection.capital(effect)
                + ": "
                + of.stream()
                    .collect(
                        Collectors.groupingBy(
                            Conclusion::verdict, java.util.TreeMap::new, Collectors.counting()))
                    .entrySet()
                    .stream()
                    .map(count -> count.getValue() + " " + count.getKey())
                    .collect(Collectors.joining(", "))
                + " of "
                + of.size()
                + (of.size() == 1 ? " question." : " questions."));
      }
    }
    List<Run> steered =
        results.runs().stream()
            .filter(run -> !run.key().group().study().equals(Group.FRONTIER))
            .toList();
    sentences.add(
        Numbers.count(steered.size())
            + " runs of "
            + steered.stream().map(run -> run.key().choice().strategy()).distinct().count()
            + " strategies on "
            + steered.stream().map(run -> run.key().seed()).distinct().count()
            + " seeds and "
            + results.domains().size()
            + " domains: "
            + String.join(", ", results.domains())
            + ".");
    String chosen = results.defaultStrategy();
    if (!chosen.isEmpty()) {
      sentences.add(
          "The strategy that a user gets without choosing is \u201C"
              + chosen
              + "\u201D; its rows are shaded in the tables of results.");
    }
    return sentences.build();
  }
}
