// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.versatune.examples.report.ReportPage.Figure;
import org.versatune.examples.report.chart.BarChart;
import org.versatune.examples.results.Numbers;
import org.versatune.tracking.ScoreTable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the authors of the paper published: their headline figures, and their scores through the
 * measure behind their headline.
 */
final class PublishedSection {
  private static final String OVER_UNIFORM = "improvement over uniform";

  private PublishedSection() {}

  /** What the file holds; scores in per cent by strategy and model, in the order of benchmarks. */
  record Published(
      String source,
      double gainOverUniform,
      double forgettingReduction,
      List<String> benchmarks,
      Map<String, Map<String, List<Double>>> scores) {

    private ScoreTable table(Map<String, List<Double>> byModel) {
      ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
      byModel.forEach(
          (model, row) -> {
            for (int i = 0; i < row.size(); i++) {
              table.put(model, benchmarks.get(i), row.get(i));
            }
          });
      return ScoreTable.of(table.buildOrThrow());
    }
  }

  static ImmutableMap<String, Object> read() {
    Published published = published();
    ImmutableMap<String, ScoreTable> all =
        ImmutableMap.copyOf(Maps.transformValues(published.scores(), published::table));
    ScoreTable uniform = requireNonNull(all.get("uniform"));
    ScoreTable steered = requireNonNull(all.get("VersaTune, dynamic"));
    String improvement = percent(steered.improvementOver(uniform));
    BarChart chart =
        BarChart.titled("Published mean scores by model and strategy")
            .axis("mean score over the benchmarks (%)")
            .size(960, 280);
    for (String model : steered.models()) {
      all.forEach((strategy, scores) -> chart.bar(model, strategy, scores.mean(model)));
    }
    ResultTable<String> table =
        ResultTable.of(
                "Published mean scores over the benchmarks, per cent",
                "model",
                Iterables.concat(steered.models(), List.of(OVER_UNIFORM)))
            .summary(OVER_UNIFORM::equals);
    all.forEach(
        (strategy, scores) ->
            table.column(
                strategy,
                row ->
                    row.equals(OVER_UNIFORM)
                        ? percent(scores.improvementOver(uniform))
                        : Numbers.decimals(scores.mean(row), 2)));
    table.column(
        "dynamic over uniform",
        row ->
            row.equals(OVER_UNIFORM)
                ? improvement
                : percent(steered.mean(row) / uniform.mean(row) - 1));
    return ImmutableMap.of(
        "source", published.source(),
        "models", steered.models().size(),
        "benchmarks", published.benchmarks().size(),
        "improvement", improvement,
        "claimedGain", percent(published.gainOverUniform()),
        "claimedReduction", percent(published.forgettingReduction()).substring(1),
        "figure", new Figure("Mean scores", chart.draw()),
        "table", table);
  }

  private static Published published() {
    try (InputStream in =
        requireNonNull(PublishedSection.class.getResourceAsStream("published.json"))) {
      return JsonMapper.shared().readValue(in, Published.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Per cent with two decimals and its sign, as the paper writes it. */
  private static String percent(double fraction) {
    String text = Numbers.decimals(100 * fraction, 2) + "\u00A0%";
    return fraction > 0 ? "+" + text : text;
  }
}
