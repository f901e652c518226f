package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.report.page.ResultTable;

/** The two effects, each question with its verdict, beside the published claims. */
final class HeadlineSection {
  /** How the name of a measure ends that is the difference of two gains. */
  private static final String DIFFERENCE = "less uniform's";

  private HeadlineSection() {}

  static ReportPage.Section of(ResultsFolder evidence, PublishedScores published) {
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "Each question below was put to runs on real text, paired by seed. It is confirmed "
                + "where the whole 95 % interval is at or above the threshold, refuted where the "
                + "whole interval is below it, and undecided otherwise."));
    for (Effect effect : Effect.values()) {
      ImmutableListMultimap<String, Conclusion> measures =
          evidence.conclusions().stream()
              .filter(conclusion -> conclusion.effect() == effect)
              .collect(
                  ImmutableListMultimap.toImmutableListMultimap(
                      Conclusion::measure, conclusion -> conclusion));
      if (!measures.isEmpty()) {
        blocks.add(
            new Block.Heading(effect.title()), new Block.Paragraph(claim(effect, published)));
        measures
            .asMap()
            .forEach(
                (measure, of) ->
                    blocks.add(new Block.Numbers(table(effect.title() + ": " + measure, of))));
      }
    }
    blocks.add(new Block.Heading("In sum"));
    blocks.add(new Block.Bullets(sentences(evidence)));
    return new ReportPage.Section("headline", "The two effects", blocks.build());
  }

  private static String claim(Effect effect, PublishedScores published) {
    String percent = PublishedSection.percent(published.claim(effect));
    return switch (effect) {
      case FOSTERING ->
          "The paper claims "
              + percent
              + " over a uniform mix when all domains are trained at once.";
      case EXPANSION ->
          "The paper claims "
              + percent.substring(1)
              + " less forgetting of the others when one domain is to grow.";
    };
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
                            ResultTable.Cell.of(conclusion.verdict().text()),
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

  private static ImmutableList<String> sentences(ResultsFolder evidence) {
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    for (Effect effect : Effect.values()) {
      List<Conclusion> of =
          evidence.conclusions().stream().filter(c -> c.effect() == effect).toList();
      if (!of.isEmpty()) {
        sentences.add(
            effect.title()
                + ": "
                + of.stream()
                    .collect(
                        Collectors.groupingBy(
                            Conclusion::verdict, java.util.TreeMap::new, Collectors.counting()))
                    .entrySet()
                    .stream()
                    .map(count -> count.getValue() + " " + count.getKey().text())
                    .collect(Collectors.joining(", "))
                + " of "
                + of.size()
                + (of.size() == 1 ? " question." : " questions."));
      }
    }
    sentences.add(
        Numbers.count(evidence.runs().size())
            + " runs of "
            + evidence.runs().stream().map(Run::strategy).distinct().count()
            + " strategies on "
            + evidence.runs().stream().map(Run::seed).distinct().count()
            + " seeds and "
            + evidence.domains().size()
            + " domains: "
            + String.join(", ", evidence.domains())
            + ".");
    String chosen = evidence.defaultStrategy();
    if (!chosen.isEmpty()) {
      sentences.add(
          "The strategy that a user gets without choosing is \u201C"
              + chosen
              + "\u201D; its rows are shaded in the tables of results.");
    }
    return sentences.build();
  }
}
