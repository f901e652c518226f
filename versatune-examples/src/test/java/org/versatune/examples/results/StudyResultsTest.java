// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class StudyResultsTest {
  /** Of more digits than a double has. */
  private static final long SEED = Long.MAX_VALUE - 1;

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() {
    StudyResults results = results();
    results.write(folder.resolve("deep/er"));
    StudyResults read = StudyResults.read(folder.resolve("deep/er"));
    assertThat(read.domains()).isEqualTo(results.domains());
    assertThat(read.text()).isEqualTo(results.text());
    assertThat(read.seeds()).isEqualTo(results.seeds());
    assertThat(read.runs()).isEqualTo(results.runs());
    assertThat(read.evaluations()).isEqualTo(results.evaluations());
    assertThat(read.trials()).isEmpty();
    assertThat(read.summary()).isEmpty();
    assertThat(read.conclusions()).isEmpty();
    assertThat(read.provenance()).isEqualTo(results.provenance());
    assertThat(folder.resolve("deep/er/results.json.part")).doesNotExist();
  }

  /** As a plan with detection, or with fixed mixes and no rule, finds them. */
  @Test
  void aStudyWithoutRunsOrTheirCourseIsWrittenAndReadBack() throws IOException {
    StudyResults all = results();
    for (ImmutableList<Run> runs : List.of(all.runs(), ImmutableList.<Run>of())) {
      Path of = folder.resolve(runs.size() + " runs");
      new StudyResults(
              all.domains(),
              null,
              all.seeds(),
              runs,
              ImmutableList.of(),
              ImmutableList.of(),
              ImmutableList.of(),
              ImmutableList.of(),
              ImmutableList.of(),
              all.provenance())
          .write(of);
      StudyResults read = StudyResults.read(of);

      assertThat(read.runs()).isEqualTo(runs);
      assertThat(read.evaluations()).isEmpty();
      assertThat(Files.readAllLines(of.resolve("weights.csv")))
          .containsExactly("study,setting,strategy,start,target,budget,seed");
    }
  }

  @Test
  void theCommittedResultsOfAnEarlierVersionAreRead() {
    StudyResults read =
        StudyResults.read(Path.of("").toAbsolutePath().resolveSibling("docs/results"));
    assertThat(read.domains())
        .containsExactly("law", "medicine", "finance", "science", "code", "general");
    assertThat(read.seeds()).isEmpty();
    assertThat(read.runs()).hasSize(860);
    assertThat(read.conclusions()).isNotEmpty();
    assertThat(read.defaultStrategy()).isEqualTo("open gap");
    assertThat(read.isOfOneSeed()).isFalse();
  }

  @Test
  void committedResultsAreWrittenAsTheyWereRead() throws IOException {
    Path committed = Path.of("").toAbsolutePath().resolveSibling("docs/results/language-model");
    StudyResults.read(committed).write(folder);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .hasSize(7)
          .allSatisfy(
              file ->
                  assertThat(file)
                      .hasSameBinaryContentAs(
                          committed.resolve(String.valueOf(file.getFileName()))));
    }
  }

  @Test
  void theDocumentReadsInTheOrderOfTheRecords() throws IOException {
    results().write(folder);
    assertThat(Files.readString(folder.resolve("results.json")).replaceAll("\\s+", ""))
        .startsWith("{\"format\":\"versatune-study/3\",\"domains\":[\"law\",\"code\"]")
        .containsSubsequence(
            "\"text\":", "\"seeds\":", "\"base\":", "\"detection\":", "\"specialists\":");
    assertThat(Files.readAllLines(folder.resolve("runs.csv")).get(0))
        .startsWith("study,setting,strategy,start,target,budget,seed,mean_gain,worst_gain")
        .endsWith("rule,record,commit");
  }

  @Test
  void aDetectionOfAnEarlierVersionHasNoCorrectedShares() throws IOException {
    Path file = folder.resolve("results.json");
    results().write(folder);
    ObjectNode tree = (ObjectNode) StudyResults.JSON.readTree(file.toFile());
    ObjectNode detection = (ObjectNode) tree.path("seeds").path(0).path("detection");
    assertThat(detection.remove("corrected")).isNotNull();
    Files.writeString(file, tree.toString());

    DetectionResult read = StudyResults.read(folder).seeds().get(0).detection();

    assertThat(read.corrected()).isNull();
    assertThat(read.mix()).isEqualTo(read.detected());
    assertThat(results().seeds().get(0).detection().mix()).containsEntry("law", 0.28125);
  }

  @Test
  void anotherLayoutIsRefusedByName() throws IOException {
    Path file = folder.resolve("results.json");
    results().write(folder);
    Files.writeString(file, Files.readString(file).replace("versatune-study/3", "elsewhere/7"));
    assertThatThrownBy(() -> StudyResults.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("results.json")
        .hasMessageContaining("elsewhere/7");
  }

  @Test
  void brokenAndMissingFilesAreNamed() throws IOException {
    results().write(folder);
    Files.writeString(folder.resolve("results.json"), "{\"format\":");
    assertThatThrownBy(() -> StudyResults.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("results.json");
    assertThatThrownBy(() -> StudyResults.read(folder.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("runs.csv");
  }

  private static StudyResults results() {
    ImmutableMap<String, Double> mix = ImmutableMap.of("law", 0.25, "code", 0.75);
    ImmutableMap<String, Double> losses = ImmutableMap.of("law", 2.5, "code", 1.125);
    Losses both = new Losses(losses, losses);
    RunKey key =
        new RunKey(new Group("fostering", "x1", "", 20), new Choice("uniform", "detected"), SEED);
    return new StudyResults(
        ImmutableList.of("law", "code"),
        new DataSummary(
            "bundled",
            "00ff",
            ImmutableList.of(
                new DataSummary.DomainText("law", 8, 4000, 1, 1),
                new DataSummary.DomainText("code", 8, 4000, 1, 1))),
        ImmutableList.of(
            new SeedResult(
                SEED,
                new SeedResult.BaseModel(
                    "windowed", 1000, 256, ImmutableMap.of("law", 1.0, "code", 1.0), mix, both),
                new DetectionResult(
                    mix,
                    ImmutableMap.of("law", 0.03125, "code", 0.03125),
                    ImmutableMap.of("law", 50L, "code", 150L),
                    2,
                    200,
                    0,
                    new DetectionResult.Judge("naive Bayes", 100, 0.96875, mix, mix, 0.0625),
                    0.25,
                    ImmutableList.of(
                        new DetectionResult.Sample("law", 0.9375, "Whereas \"it\" is so")),
                    new DetectionResult.Corrected(
                        ImmutableMap.of("law", 0.28125, "code", 0.71875), mix, mix)),
                ImmutableMap.of(20, both))),
        ImmutableList.of(
            new Run(
                key,
                "uniform, or so",
                "uniform.jsonl",
                "abc",
                Measures.of(
                    "",
                    ImmutableMap.of("law", 2.75, "code", 1.0),
                    ImmutableMap.of("law", 2.25, "code", 1.0),
                    losses,
                    ImmutableMap.of("law", 320L, "code", 320L),
                    1.5))),
        ImmutableList.of(new Evaluation(key, 0, mix, losses), new Evaluation(key, 20, mix, losses)),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of(),
        StudyResults.JSON.valueToTree(
            ImmutableMap.of(
                "command", "versatune --seed 7", "seconds", ImmutableMap.of("total", 2.25))));
  }
}
