package org.versatune.examples.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyResultsTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() {
    StudyResults results = results();
    Path file = folder.resolve("deep/er/results.json");

    results.write(file);

    assertThat(StudyResults.read(file)).isEqualTo(results);
    assertThat(file.resolveSibling("results.json.part")).doesNotExist();
  }

  @Test
  void theDocumentReadsInTheOrderOfTheRecords() throws IOException {
    Path file = folder.resolve("results.json");

    results().write(file);

    assertThat(Files.readString(file).replaceAll("\\s+", ""))
        .startsWith("{\"format\":\"versatune-study/1\",\"provenance\":{\"versaTune\":")
        .containsSubsequence(
            "\"budget\":",
            "\"domains\":[\"law\",\"code\"]",
            "\"base\":",
            "\"detection\":",
            "\"reference\":",
            "\"fostering\":",
            "\"expansion\":")
        .contains("\"undefined\":[\"code\"]")
        .contains("\"targetGain\":null");
  }

  @Test
  void anotherLayoutIsRefusedByName() throws IOException {
    Path file = folder.resolve("results.json");
    results().write(file);
    Files.writeString(file, Files.readString(file).replace("versatune-study/1", "elsewhere/7"));

    assertThatThrownBy(() -> StudyResults.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("results.json")
        .hasMessageContaining("elsewhere/7");
  }

  @Test
  void brokenAndMissingFilesAreNamed() throws IOException {
    Path broken = folder.resolve("broken.json");
    Files.writeString(broken, "{\"format\":");

    assertThatThrownBy(() -> StudyResults.read(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broken.json");
    assertThatThrownBy(() -> StudyResults.read(folder.resolve("none.json")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none.json");
  }

  private static StudyResults results() {
    ImmutableList<String> domains = ImmutableList.of("law", "code");
    ImmutableMap<String, Double> mix = ImmutableMap.of("law", 0.25, "code", 0.75);
    ImmutableMap<String, Double> losses = ImmutableMap.of("law", 2.5, "code", 1.125);
    StrategyRun run =
        new StrategyRun(
            "uniform",
            "uniform",
            "uniform.jsonl",
            ImmutableList.of(
                new StrategyRun.Evaluation(0, mix, losses),
                new StrategyRun.Evaluation(20, mix, losses)),
            ImmutableMap.of("law", 320L, "code", 320L),
            losses,
            new GainSummary(ImmutableMap.of("law", 0.5), ImmutableList.of("code"), 0.5, 0.5, "law"),
            new ForgettingSummary(
                ImmutableMap.of("law", 0.0, "code", 0.125), 0.0625, 0.125, "code"));
    return new StudyResults(
        StudyResults.FORMAT,
        new Provenance(
            "1.0",
            ImmutableList.of("--seed", "7"),
            7,
            "2026-01-01T00:00:00Z",
            "17",
            "Linux",
            "CPU",
            2,
            2,
            false,
            new DataSummary(
                "bundled",
                "00ff",
                ImmutableList.of(
                    new DataSummary.DomainText("law", 8, 4000, 1, 1),
                    new DataSummary.DomainText("code", 8, 4000, 1, 1))),
            ImmutableMap.of("base model", 1.5, "total", 2.25)),
        new Budget("20", 40, 20, 32, 64, 10, 48, 96, 2, 100, 300, 2e-3, 1e-3),
        domains,
        new BaseModel("windowed", 1000, mix, losses, losses),
        new DetectionResult(
            mix,
            ImmutableMap.of("law", 0.03125, "code", 0.03125),
            ImmutableMap.of("law", 50L, "code", 150L),
            2,
            200,
            0,
            new DetectionResult.Judge("naive Bayes", 100, 0.96875, mix, mix),
            ImmutableList.of(new DetectionResult.Sample("law", 0.9375, "Whereas \"it\" is so"))),
        new ReferenceResult(losses, losses),
        ImmutableList.of(run),
        new ExpansionStudy(
            "code",
            ImmutableList.of(
                new ExpansionStudy.ExpansionRun(
                    run, null, new ForgettingSummary(ImmutableMap.of("law", 0.0), 0, 0, "law")))));
  }
}
