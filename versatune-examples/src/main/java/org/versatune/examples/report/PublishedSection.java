// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import org.versatune.examples.report.chart.BarChart;
import org.versatune.examples.results.Numbers;
import org.versatune.tracking.ScoreTable;

/** The authors' own scores through the measure behind their headline. */
final class PublishedSection {
  private static final ImmutableMap<String, String> NAMES =
      ImmutableMap.of(
          PublishedScores.UNIFORM,
          "uniform",
          "inverse_distribution",
          "inverse",
          "versatune_constant",
          "VersaTune, constant",
          PublishedScores.STEERED,
          "VersaTune, dynamic");

  private PublishedSection() {}

  static Optional<ReportPage.Section> of(PublishedScores published) {
    ScoreTable steered = published.of(PublishedScores.STEERED);
    ScoreTable uniform = published.of(PublishedScores.UNIFORM);
    ImmutableList.Builder<ResultTable.Row> rows = ImmutableList.builder();
    BarChart chart =
        BarChart.titled("Published mean scores by model and strategy")
            .axis("mean score over the benchmarks (%)")
            .size(960, 280);
    for (String model : steered.models()) {
      ImmutableList.Builder<ResultTable.Cell> cells = ImmutableList.builder();
      published
          .scores()
          .forEach(
              (strategy, scores) -> {
                cells.add(ResultTable.Cell.of(Numbers.decimals(scores.mean(model), 2)));
                chart.bar(model, name(strategy), scores.mean(model));
              });
      cells.add(ResultTable.Cell.of(percent(steered.mean(model) / uniform.mean(model) - 1)));
      rows.add(new ResultTable.Row(model, cells.build(), false));
    }
    ImmutableList.Builder<ResultTable.Cell> over = ImmutableList.builder();
    published
        .scores()
        .forEach(
            (strategy, scores) ->
                over.add(ResultTable.Cell.of(percent(scores.improvementOver(uniform)))));
    over.add(ResultTable.Cell.of(percent(published.improvement())));
    rows.add(new ResultTable.Row("improvement over uniform", over.build(), true));
    return Optional.of(
        new ReportPage.Section(
            "published",
            "The authors' scores, for comparison",
            ImmutableList.of(
                new Block.Paragraph(
                    published.source()
                        + ": scores of "
                        + steered.models().size()
                        + " models on "
                        + steered.scores().columnKeySet().size()
                        + " benchmarks. They are not ours and cannot be made again here; through the "
                        + "same measure as in the code of this project they give "
                        + percent(published.improvement())
                        + ", where the paper says "
                        + percent(published.gainOverUniform())
                        + "."),
                Block.Formula.of(
                    "improvement = mean over models of (mean score / mean score under uniform − 1)"),
                new Block.Figures(Block.Size.WIDE, new Block.Figure("Mean scores", chart.draw())),
                new Block.Numbers(
                    new ResultTable.Table(
                        "Published mean scores over the benchmarks, per cent",
                        ImmutableList.<String>builder()
                            .add("model")
                            .addAll(
                                published.scores().keySet().stream()
                                    .map(PublishedSection::name)
                                    .toList())
                            .add("dynamic over uniform")
                            .build(),
                        rows.build(),
                        ImmutableList.of())))));
  }

  private static String name(String strategy) {
    return NAMES.getOrDefault(strategy, strategy);
  }

  /** Per cent with two decimals and its sign, as the paper writes it. */
  static String percent(double fraction) {
    String text = Numbers.decimals(100 * fraction, 2) + "\u00A0%";
    return fraction > 0 ? "+" + text : text;
  }
}
