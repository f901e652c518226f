package org.versatune.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableTable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScoreTableTest {

  private static JsonNode published() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ScoreTableTest.class.getResourceAsStream("published-scores.json"))) {
      return JsonMapper.shared().readTree(in);
    }
  }

  private static ScoreTable table(JsonNode published, String strategy) {
    ImmutableTable.Builder<String, String, Double> scores = ImmutableTable.builder();
    for (Map.Entry<String, JsonNode> model : published.required("scores_percent").properties()) {
      JsonNode row = model.getValue().required(strategy);
      for (int b = 0; b < row.size(); b++) {
        scores.put(
            model.getKey(),
            published.required("benchmarks").get(b).stringValue(),
            row.get(b).doubleValue());
      }
    }
    return ScoreTable.of(scores.buildOrThrow());
  }

  @Test
  void reproducesThePublishedHeadline() throws IOException {
    JsonNode published = published();
    ScoreTable steered = table(published, "versatune_dynamic");
    ScoreTable uniform = table(published, "uniform_distribution");
    assertThat(steered.models()).hasSize(7);
    assertThat(steered.improvementOver(uniform)).isEqualTo(0.3520, within(0.00005));
    assertThat(steered.improvementOver(uniform))
        .isEqualTo(published.required("headline").doubleValue(), within(0.0002));
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
