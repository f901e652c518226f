// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.versatune.examples.report.chart.BarChart;
import org.versatune.examples.results.Numbers;
import org.versatune.tracking.ScoreTable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the authors of the paper published: their headline figures, and their scores through the
 * measure behind their headline.
 */
final class PublishedSection {
  private static final String UNIFORM = "uniform_distribution";
  private static final String STEERED = "versatune_dynamic";
  private static final ImmutableMap<String, String> NAMES =
      ImmutableMap.of(
          UNIFORM,
          "uniform",
          "inverse_distribution",
          "inverse",
          "versatune_constant",
          "VersaTune, constant",
          STEERED,
          "VersaTune, dynamic");

  private static final String OVER_UNIFORM = "improvement over uniform";

  private PublishedSection() {}

  static ImmutableMap<String, Object> read() {
    JsonNode root = root();
    ImmutableMap<String, ScoreTable> all = scores(root);
    ScoreTable steered = requireNonNull(all.get(STEERED));
    ScoreTable uniform = requireNonNull(all.get(UNIFORM));
    String improvement = percent(steered.improvementOver(uniform));
    BarChart chart =
        BarChart.titled("Published mean scores by model and strategy")
            .axis("mean score over the benchmarks (%)")
            .size(960, 280);
    for (String model : steered.models()) {
      all.forEach((strategy, scores) -> chart.bar(model, name(strategy), scores.mean(model)));
    }
    ResultTable.Builder<String> table =
        ResultTable.of(
                "Published mean scores over the benchmarks, per cent",
                "model",
                Iterables.concat(steered.models(), ImmutableList.of(OVER_UNIFORM)))
            .summary(OVER_UNIFORM::equals);
    all.forEach(
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
            row.equals(OVER_UNIFORM)
                ? improvement
                : percent(steered.mean(row) / uniform.mean(row) - 1));
    JsonNode headlines = root.required("headlines");
    return ImmutableMap.<String, Object>builder()
        .put("source", root.required("source").stringValue())
        .put("models", steered.models().size())
        .put("benchmarks", steered.scores().columnKeySet().size())
        .put("improvement", improvement)
        .put(
            "claimedGain",
            percent(headlines.required("multi_ability_gain_over_uniform").doubleValue()))
        .put(
            "claimedReduction",
            percent(headlines.required("expansion_forgetting_reduction").doubleValue())
                .substring(1))
        .put("figure", new ReportPage.Figure("Mean scores", chart.draw()))
        .put("table", table.build())
        .buildOrThrow();
  }

  private static JsonNode root() {
    try (InputStream in =
        requireNonNull(PublishedSection.class.getResourceAsStream("published.json"))) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Scores in per cent by strategy. */
  private static ImmutableMap<String, ScoreTable> scores(JsonNode root) {
    JsonNode models = root.required("scores_percent");
    ImmutableMap.Builder<String, ScoreTable> all = ImmutableMap.builder();
    for (String strategy : models.iterator().next().propertyNames()) {
      ImmutableTable.Builder<String, String, Double> scores = ImmutableTable.builder();
      models.forEachEntry(
          (model, rows) -> {
            JsonNode row = rows.required(strategy);
            for (int i = 0; i < row.size(); i++) {
              String benchmark = root.required("benchmarks").required(i).stringValue();
              scores.put(model, benchmark, row.get(i).doubleValue());
            }
          });
      all.put(strategy, ScoreTable.of(scores.buildOrThrow()));
    }
    return all.buildOrThrow();
  }

  private static String name(String strategy) {
    return NAMES.getOrDefault(strategy, strategy);
  }

  /** Per cent with two decimals and its sign, as the paper writes it. */
  private static String percent(double fraction) {
    String text = Numbers.decimals(100 * fraction, 2) + "\u00A0%";
    return fraction > 0 ? "+" + text : text;
  }
}
