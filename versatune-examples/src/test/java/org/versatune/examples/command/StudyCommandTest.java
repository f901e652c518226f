// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.examples.MadeUpText;
import org.versatune.record.RunRecord;

/** A whole study, on made-up text and a tiny plan. */
class StudyCommandTest {
  static final String PLAN =
      """
      seeds: [1, 2]
      base: {steps: 25, batchSize: 8, sequenceLength: 16, learningRate: 0.02,
             detectionSamples: 6, detectionCharacters: 32}
      fineTuning: {batchSize: 4, sequenceLength: 16, learningRate: 0.01, evaluations: 2,
                   validationSequences: 4, testSequences: 16}
      inputSteps: 4
      fostering:
        steps: [4]
        starts: [detected]
        baseline: uniform
        strategies:
          - {name: uniform, starts: [uniform]}
          - {name: fostering, rule: fostering}
          - {name: open gap, rule: open-gap, starts: [base]}
          - {name: regmix, rule: regmix}
      expansion:
        targets: [shouts]
        steps: 4
        baseline: target only
        rival: half
        equalGain: 0.95
        strategies:
          - {name: target only, mix: {target: 1}}
          - {name: half, mix: {target: 0.5}, lengths: [1, 2]}
          - {name: ramp, mix: {target: 0.3}, end: {target: 0.8}}
          - {name: expansion, rule: expansion, options: {against: BASE}}
      detection:
        mixes: {skewed: {boats: 0.6}}
        temperatures: [0.8]
        samples: [10, 20]
        ngrams: [2, 3]
      confirmation: {seeds: [3, 4], steps: [6], strategies: [uniform, open gap]}
      frontier: {seed: 1, steps: [4, 6], rounds: [8, 3, 2], kept: 2, within: 0.5}
      """;

  @TempDir static Path folder;

  private static Path out;
  private static String printed;

  @BeforeAll
  static void runOnce() throws IOException {
    MadeUpText.write(folder.resolve("data"));
    Files.writeString(folder.resolve("plan.yaml"), PLAN);
    out = folder.resolve("first");
    printed = run(out, 0);
  }

  private static String run(Path to, int code, String... more) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "study",
                    folder.resolve("plan.yaml").toString(),
                    "--data",
                    folder.resolve("data").toString(),
                    "--out",
                    to.toString(),
                    "--cache",
                    folder.resolve("cache").toString()),
                Stream.of(more))
            .toArray(String[]::new);
    assertThat(Versatune.run(writer, writer, arguments)).as("%s", text).isEqualTo(code);
    return text.toString();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyRunHasARow() {
    List<String> rows = lines(out.resolve("runs.csv"));

    // Two seeds of 4 and 5 strategies, and two more seeds of 2 and the best fixed mix.
    assertThat(rows.stream().filter(row -> !row.startsWith("frontier")))
        .hasSize(1 + 2 * (4 + 5) + 2 * 3);
    assertThat(rows.get(0))
        .startsWith(
            "study,setting,strategy,start,target,budget,seed,mean_gain,worst_gain,worst_domain,"
                + "target_gain,mean_forgetting,max_forgetting,mean_loss,seconds,frontier_distance,"
                + "loss_boats,");
    assertThat(rows).anyMatch(row -> row.startsWith("expansion,x2,half,mix,shouts,4,2,"));
    assertThat(rows).anyMatch(row -> row.startsWith("confirmation,x1,\"open gap\",base,,6,4,"));
  }

  @Test
  void theTargetAloneGetsTheGainOfItsSpecialist() {
    List<String> rows = lines(out.resolve("runs.csv"));
    int column = Splitter.on(',').splitToList(rows.get(0)).indexOf("target_gain");
    List<String> gains =
        rows.stream()
            .filter(row -> row.startsWith("expansion,x1,\"target only\""))
            .map(row -> Splitter.on(',').splitToList(row).get(column))
            .toList();
    // So short a training may leave a specialist worse than its base model: no gain is defined
    // then.
    assertThat(gains)
        .as("the same text in the same order from the same model")
        .hasSize(2)
        .contains("1.0")
        .isSubsetOf("1.0", "");
  }

  @Test
  void fixedMixesAreSearchedOnOneSeedAndTheBestRunOnTheOthers() throws IOException {
    List<String> rows = lines(out.resolve("runs.csv"));
    List<String> fixed = rows.stream().filter(row -> row.startsWith("frontier,x1,")).toList();

    assertThat(fixed.stream().filter(row -> row.contains(",mix,,4,1,"))).hasSize(8 + 3 + 2);
    assertThat(fixed.stream().filter(row -> row.contains(",mix,,6,1,"))).hasSize(8 + 3 + 2);
    // Two of the frontier, which may be one, and one that keeps the promise, which may be on it.
    assertThat(fixed.stream().filter(row -> row.contains(",mix,,4,2,"))).hasSizeBetween(1, 3);
    assertThat(fixed.stream().filter(row -> row.contains(",mix,,6,2,"))).hasSizeBetween(1, 3);
    assertThat(fixed).noneMatch(row -> row.contains(",mix,,6,3,") || row.contains(",mix,,6,4,"));
    assertThat(rows.get(0)).contains(",frontier_distance,");
    assertThat(Files.readString(out.resolve("summary.json")))
        .contains("\"measure\":\"frontier_distance\"");
    assertThat(Jsoup.parse(Files.readString(out.resolve("report.html"))).select("#frontier"))
        .hasSize(1)
        .first()
        .satisfies(
            section ->
                assertThat(section.select("svg > title").eachText())
                    .containsExactly(
                        "Fixed mixes and strategies, budget 6",
                        "Fixed mixes and strategies, budget 4"));
  }

  @Test
  void theBestMixThatKeepsThePromiseRunsBesideTheStrategiesOnFreshSeeds() throws IOException {
    List<String> rows = lines(out.resolve("runs.csv"));
    String best = "confirmation,x1,\"best fixed mix\",mix,,6,";

    // The confirmation has seeds 3 and 4 and 6 steps, the frontier 4 and 6.
    assertThat(
            rows.stream().filter(row -> row.startsWith(best)).map(row -> row.charAt(best.length())))
        .containsExactly('3', '4');
    assertThat(lines(out.resolve("summary.json")))
        .anyMatch(
            line ->
                line.contains("\"strategy\":\"open gap\"")
                    && line.contains("\"baseline\":\"best fixed mix\""));
    assertThat(
            Jsoup.parse(Files.readString(out.resolve("report.html")))
                .select("#confirmation th")
                .eachText())
        .contains(
            "cases forgotten by more than 50 %",
            "\u2026 by more than the standard error of the rise",
            "\u2026 by more than the standard error of the loss");
  }

  @Test
  void everyLossHasAStandardError() {
    List<String> rows = lines(out.resolve("runs.csv"));
    List<String> columns = Splitter.on(',').splitToList(rows.get(0));
    Splitter cells = Splitter.onPattern(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    for (String row : rows.subList(1, rows.size())) {
      List<String> values = cells.splitToList(row);
      double loss = Double.parseDouble(values.get(columns.indexOf("loss_boats")));
      double error = Double.parseDouble(values.get(columns.indexOf("error_boats")));
      double ofRise = Double.parseDouble(values.get(columns.indexOf("rise_error_boats")));
      assertThat(error).isBetween(1e-4 * loss, loss);
      assertThat(ofRise).isBetween(1e-6 * loss, loss);
    }
  }

  @Test
  void intervalsAndDifferencesAreOverSeeds() throws IOException {
    String summary = Files.readString(out.resolve("summary.json"));

    assertThat(summary).contains("\"measure\":\"mean_gain\"", "\"baseline\":\"uniform\"");
    assertThat(Files.readString(out.resolve("conclusions.json")))
        .contains("\"verdict\"", "35.21 %", "38.77 %");
    assertThat(Files.readString(out.resolve("report.html"))).contains("open gap", "<svg");
  }

  @Test
  void detectionIsTriedBySampleTemperatureAndJudge() {
    List<String> rows = lines(out.resolve("detection.csv"));

    assertThat(rows).hasSize(1 + 2 * 2 * 2);
    assertThat(rows.get(0))
        .contains("total_variation", "true_boats", "detected_shouts")
        .contains("corrected_boats", "lowest_shouts", "highest_shouts");
  }

  @Test
  void theProvenanceTellsTheWholePlan() throws IOException {
    assertThat(Files.readString(out.resolve("provenance.json")))
        .contains("\"commit\"", "\"corpora\"", "\"dl4j\" : \"1.0.0-", "temperatures: [0.8]");
    assertThat(Files.readString(out.resolve("plan.yaml"))).isEqualTo(PLAN);
  }

  @Test
  void everyRunLeavesItsRecord() throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("runs"))) {
      List<Path> records = files.filter(f -> f.toString().endsWith(".jsonl")).toList();
      assertThat(records.stream().filter(file -> !file.toString().contains("frontier-")))
          .hasSize(2 * (4 + 5) + 2 * 3);
      for (Path record : records) {
        assertThat(RunRecord.read(record).updates()).isNotEmpty();
      }
    }
  }

  @Test
  void aSecondRunTrainsNothing() throws IOException {
    Map<Path, String> before = results(out);

    String again = run(out, 0);

    assertThat(printed).contains("base model of seed 2", "open gap from base, 6 steps, seed 4");
    assertThat(again).doesNotContain("base model of", "seed 4:");
    assertThat(results(out)).isEqualTo(before);
  }

  @Test
  void aStoppedRunGoesOnToTheSameResultWhateverTheThreads() throws IOException {
    Path second = folder.resolve("second");
    run(second, 0, "--threads", "1");
    // As if the run had been stopped before these, one of them in the middle of its record.
    int dropped = 0;
    try (Stream<Path> files = Files.list(second.resolve("runs"))) {
      for (Path file : files.filter(f -> f.toString().contains("-2-")).toList()) {
        if (file.toString().endsWith(".json")) {
          Files.delete(file);
          dropped++;
        } else {
          Files.writeString(file, "{\"half");
        }
      }
    }
    assertThat(dropped).isGreaterThan(10);

    assertThat(run(second, 0)).contains("seed 2:").doesNotContain("seed 1:");

    Map<Path, String> first = results(out);
    results(second)
        .forEach(
            (file, text) ->
                assertThat(withoutTimes(text))
                    .isEqualTo(withoutTimes(first.getOrDefault(file, ""))));
  }

  @Test
  void runsOfAnotherModelAreNotMixedIn() throws IOException {
    Path plan = folder.resolve("transformer.yaml");
    Files.writeString(plan, "model: transformer\n" + PLAN);

    refused("holds runs of the model 'window', and the plan's model is 'transformer'", plan, out);
  }

  @Test
  void aTransformerIsStudiedByTheSamePlan() throws IOException {
    Path own = folder.resolve("own");
    Path plan = folder.resolve("tiny-transformer.yaml");
    Files.writeString(
        plan,
        """
        model: transformer
        seeds: [1, 2]
        base: {steps: 0, batchSize: 4, sequenceLength: 16, learningRate: 0.003,
               detectionSamples: 4, detectionCharacters: 32}
        fineTuning: {batchSize: 2, sequenceLength: 16, learningRate: 0.001, evaluations: 1,
                     validationSequences: 2, testSequences: 4}
        inputSteps: 4
        fostering:
          steps: [2]
          starts: [detected]
          baseline: uniform
          strategies:
            - {name: uniform, starts: [uniform]}
            - {name: open gap, rule: open-gap}
        """);
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);

    int code =
        Versatune.run(
            writer,
            writer,
            "study",
            plan.toString(),
            "--data",
            folder.resolve("data").toString(),
            "--out",
            own.toString());

    assertThat(code).as("%s", text).isZero();
    assertThat(text.toString())
        .containsOnlyOnce(
            "warning: nothing that the base model writes is like one of these domains");
    assertThat(lines(own.resolve("runs.csv"))).hasSize(1 + 2 * 2);
    assertThat(Files.readString(own.resolve("results.json"))).contains("transformer on");
    assertThat(Files.readString(own.resolve("report.html"))).contains("bits per byte");
  }

  @Test
  void theUnknownMixOfTheEmbeddedModelIsNoStart() throws IOException {
    Path plan = folder.resolve("from-base.yaml");
    Files.writeString(plan, "model: transformer\n" + PLAN.replace("steps: 25", "steps: 0"));

    refused(
        "strategy 'open gap': it starts from the base model's mix, which is not known",
        plan,
        folder.resolve("from-base"));
  }

  private static void refused(String why, Path plan, Path to) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    int code =
        Versatune.run(
            writer,
            writer,
            "study",
            plan.toString(),
            "--data",
            folder.resolve("data").toString(),
            "--out",
            to.toString());
    assertThat(code).isEqualTo(2);
    assertThat(text.toString()).contains(why).doesNotContain("Exception");
  }

  /** The tables; the provenance holds the command, which differs. */
  private static Map<Path, String> results(Path from) throws IOException {
    ImmutableMap.Builder<Path, String> texts = ImmutableMap.builder();
    for (String name :
        List.of("runs.csv", "weights.csv", "summary.json", "conclusions.json", "detection.csv")) {
      texts.put(Path.of(name), Files.readString(from.resolve(name)));
    }
    return texts.buildOrThrow();
  }

  /** Seconds, and the commit at the end, may differ between two runs; nothing else may. */
  private static String withoutTimes(String text) {
    if (!text.startsWith("study,") || !text.contains(",seconds,")) {
      return text;
    }
    List<String> rows = Splitter.on('\n').omitEmptyStrings().splitToList(text);
    int column = Splitter.on(',').splitToList(rows.get(0)).indexOf("seconds");
    StringBuilder kept = new StringBuilder();
    for (String row : rows) {
      List<String> cells = new java.util.ArrayList<>(Splitter.on(',').splitToList(row));
      cells.remove(column);
      cells.remove(cells.size() - 1);
      kept.append(cells).append('\n');
    }
    return kept.toString();
  }

  @Test
  void whatCannotBeUsedIsOneLine() throws IOException {
    Path plan = Files.writeString(folder.resolve("plan-of-all.yaml"), PLAN);
    Path bad =
        Files.writeString(
            folder.resolve("bad.yaml"), PLAN.replace("rule: fostering}", "rule: fostring}"));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path data = folder.resolve("data");

    refused("strategy 'fostering': there is no built-in rule 'fostring'", bad, data, "2");
    refused(
        "cannot read the plan: " + folder.resolve("no.yaml") + ": there is no such file",
        folder.resolve("no.yaml"),
        data,
        "2");
    refused(empty.toString(), plan, empty, "2");
    refused("--threads is 0", plan, data, "0");
  }

  private static void refused(String why, Path plan, Path data, String threads) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);

    int code =
        Versatune.run(
            writer,
            writer,
            "study",
            plan.toString(),
            "--data",
            data.toString(),
            "--out",
            folder.resolve("none").toString(),
            "--threads",
            threads);

    assertThat(text.toString().lines().filter(line -> line.startsWith("error: ")))
        .as("%s", text)
        .singleElement()
        .asString()
        .contains(why);
    assertThat(text.toString()).doesNotContain("\tat ");
    assertThat(code).isEqualTo(2);
  }
}
