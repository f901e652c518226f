// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.versatune.internal.JsonObject;

class ScoreTableTest {

  private static JsonObject published() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ScoreTableTest.class.getResourceAsStream("published-scores.json"))) {
      return JsonObject.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static ScoreTable table(JsonObject published, String strategy) {
    ImmutableTable.Builder<String, String, Double> scores = ImmutableTable.builder();
    ImmutableList<Object> benchmarks = published.list("benchmarks");
    JsonObject models = published.object("scores_percent");
    for (String model : models.fields().keySet()) {
      ImmutableList<Object> row = models.object(model).list(strategy);
      for (int b = 0; b < row.size(); b++) {
        scores.put(
            model,
            JsonObject.text("a benchmark", benchmarks.get(b)),
            JsonObject.number("a score", row.get(b)));
      }
    }
    return ScoreTable.of(scores.buildOrThrow());
  }

  @Test
  void reproducesThePublishedHeadline() throws IOException {
    JsonObject published = published();
    ScoreTable steered = table(published, "versatune_dynamic");
    ScoreTable uniform = table(published, "uniform_distribution");
    assertThat(steered.models()).hasSize(7);
    assertThat(steered.improvementOver(uniform)).isEqualTo(0.3520, within(0.00005));
    assertThat(steered.improvementOver(uniform))
        .isEqualTo(published.number("headline"), within(0.0002));
    assertThat(uniform.improvementOver(uniform)).isZero();
  }

  @Test
  void meansAreOverBenchmarksFirstAndModelsSecond() {
    ScoreTable s =
        ScoreTable.of(
            ImmutableTable.<String, String, Double>builder()
                .put("m", "a", 2.)
                .put("m", "b", 4.)
                .put("n", "a", 10.)
                .put("n", "b", 10.)
                .build());
    ScoreTable u =
        ScoreTable.of(
            ImmutableTable.<String, String, Double>builder()
                .put("m", "a", 1.)
                .put("m", "b", 1.)
                .put("n", "a", 20.)
                .put("n", "b", 20.)
                .build());
    assertThat(s.improvementOver(u)).isEqualTo((2 - 0.5) / 2, within(1e-15));
  }

  @Test
  void refusesTablesThatDoNotCompare() {
    ScoreTable a = ScoreTable.of(ImmutableTable.of("m", "a", 1.0));
    ScoreTable b = ScoreTable.of(ImmutableTable.of("m", "b", 1.0));
    assertThatThrownBy(() -> a.improvementOver(b)).hasMessageContaining("different models");
    ScoreTable zero = ScoreTable.of(ImmutableTable.of("m", "a", 0.0));
    assertThatThrownBy(() -> a.improvementOver(zero)).hasMessageContaining("'m'");
    assertThatThrownBy(() -> a.mean("x")).hasMessageContaining("'x'");
    assertThatThrownBy(() -> ScoreTable.of(ImmutableTable.of()))
        .hasMessageContaining("at least one");
    assertThatThrownBy(
            () ->
                ScoreTable.of(
                    ImmutableTable.<String, String, Double>builder()
                        .put("m", "a", 1.0)
                        .put("n", "b", 1.0)
                        .build()))
        .hasMessageContaining("'m'")
        .hasMessageContaining("'b'")
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> ScoreTable.of(ImmutableTable.of("m", "a", Double.NaN)))
        .hasMessageContaining("NaN");
  }
}
