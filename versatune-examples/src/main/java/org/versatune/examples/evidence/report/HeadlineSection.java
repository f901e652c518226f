package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.report.page.ResultTable;

/** The two effects, each question with its verdict, beside the published claims. */
final class HeadlineSection {
  private HeadlineSection() {}

  static ReportPage.Section of(Evidence evidence, PublishedScores published) {
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "The paper claims "
                + PublishedSection.percent(published.gainOverUniform())
                + " over a uniform mix when all domains are trained at once, and "
                + PublishedSection.percent(published.forgettingReduction()).substring(1)
                + " less forgetting when one domain is to grow. Each question below was put to "
                + "runs on real text, paired by seed. It is confirmed where the whole 95 % interval "
                + "is at or above the threshold, refuted where the whole interval is below it, and "
                + "undecided otherwise."));
    ImmutableList.Builder<ResultTable.Row> rows = ImmutableList.builder();
    for (Conclusion conclusion : evidence.conclusions()) {
      rows.add(
          new ResultTable.Row(
              conclusion.effect().title() + ": " + conclusion.question(),
              ImmutableList.of(
                  ResultTable.Cell.of(conclusion.verdict().text()),
                  ResultTable.Cell.of(
                      Intervals.change(
                          new Estimate(
                              conclusion.estimate(), conclusion.low(), conclusion.high()))),
                  ResultTable.Cell.of(Intervals.change(Estimate.of(conclusion.threshold()))),
                  ResultTable.Cell.of(
                      PublishedSection.percent(published.claim(conclusion.effect()))),
                  ResultTable.Cell.of(conclusion.measure())),
              false));
    }
    blocks.add(
        new Block.Numbers(
            new ResultTable.Table(
                "The two effects: estimate and 95 % interval over the seeds",
                ImmutableList.of(
                    "question", "verdict", "found", "threshold", "published claim", "measure"),
                rows.build(),
                ImmutableList.of())));
    blocks.add(new Block.Bullets(sentences(evidence)));
    return new ReportPage.Section("headline", "The two effects", blocks.build());
  }

  private static ImmutableList<String> sentences(Evidence evidence) {
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
