// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
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

  private static final String OVER_UNIFORM = "improvement over uniform";

  private PublishedSection() {}

  static ImmutableMap<String, Object> of(PublishedScores published) {
    ScoreTable steered = published.of(PublishedScores.STEERED);
    ScoreTable uniform = published.of(PublishedScores.UNIFORM);
    BarChart chart =
        BarChart.titled("Published mean scores by model and strategy")
            .axis("mean score over the benchmarks (%)")
            .size(960, 280);
    ResultTable.Builder<String> table =
        ResultTable.of(
                "Published mean scores over the benchmarks, per cent",
                "model",
                Iterables.concat(steered.models(), ImmutableList.of(OVER_UNIFORM)))
            .summary(OVER_UNIFORM::equals);
    published
        .scores()
        .forEach(
            (strategy, scores) ->
                table.column(
                    name(strategy),
                    row ->
                        row.equals(OVER_UNIFORM)
                            ? percent(scores.improvementOver(uniform))
                            : Numbers.decimals(scores.mean(row), 2)));
    table.column(
        "dynamic over uniform",
        row ->
            percent(
                row.equals(OVER_UNIFORM)
                    ? published.improvement()
                    : steered.mean(row) / uniform.mean(row) - 1));
    for (String model : steered.models()) {
      published
          .scores()
          .forEach((strategy, scores) -> chart.bar(model, name(strategy), scores.mean(model)));
    }
    return ImmutableMap.<String, Object>builder()
        .put("source", published.source())
        .put("models", steered.models().size())
        .put("benchmarks", steered.scores().columnKeySet().size())
        .put("improvement", percent(published.improvement()))
        .put("claimedGain", percent(published.gainOverUniform()))
        .put("claimedReduction", percent(published.forgettingReduction()).substring(1))
        .put("figure", new ReportPage.Figure("Mean scores", chart.draw()))
        .put("table", table.build())
        .buildOrThrow();
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
