// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.versatune.tracking.ScoreTable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the authors of the paper published: their headline figures, and their scores by strategy,
 * model and benchmark.
 *
 * @param source where the figures were published
 * @param gainOverUniform the headline on all domains, a fraction
 * @param forgettingReduction the headline on expansion, a fraction
 * @param scores in per cent, by strategy
 */
record PublishedScores(
    String source,
    double gainOverUniform,
    double forgettingReduction,
    ImmutableMap<String, ScoreTable> scores) {
  static final String UNIFORM = "uniform_distribution";
  static final String STEERED = "versatune_dynamic";

  static PublishedScores read() {
    JsonNode root;
    try (InputStream in =
        Objects.requireNonNull(PublishedScores.class.getResourceAsStream("published.json"))) {
      root = JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JsonNode models = root.required("scores_percent");
    ImmutableMap.Builder<String, ScoreTable> scores = ImmutableMap.builder();
    for (String strategy : models.iterator().next().propertyNames()) {
      ImmutableTable.Builder<String, String, Double> table = ImmutableTable.builder();
      for (Map.Entry<String, JsonNode> model : models.properties()) {
        JsonNode row = model.getValue().required(strategy);
        for (int i = 0; i < row.size(); i++) {
          table.put(
              model.getKey(),
              root.required("benchmarks").required(i).stringValue(),
              row.get(i).doubleValue());
        }
      }
      scores.put(strategy, ScoreTable.of(table.buildOrThrow()));
    }
    JsonNode headlines = root.required("headlines");
    return new PublishedScores(
        root.required("source").stringValue(),
        headlines.required("multi_ability_gain_over_uniform").doubleValue(),
        headlines.required("expansion_forgetting_reduction").doubleValue(),
        scores.buildOrThrow());
  }

  ScoreTable of(String strategy) {
    return Objects.requireNonNull(scores.get(strategy), strategy);
  }

  /** The measure behind the headline, computed from the scores. */
  double improvement() {
    return of(STEERED).improvementOver(of(UNIFORM));
  }
}
