// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.results;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;

/** The files of a study's results. */
final class StudyFiles {
  private static final String FORMAT = "versatune-study/3";

  /** The columns that a table has even without a row. */
  private static final ImmutableList<String> KEY =
      ImmutableList.of("study", "setting", "strategy", "start", "target", "budget", "seed");

  private StudyFiles() {}

  /** What the tables do not hold. */
  private record Details(
      String format,
      ImmutableList<String> domains,
      @Nullable DataSummary text,
      ImmutableList<SeedResult> seeds,
      ImmutableList<Writing> writings) {}

  static void write(StudyResults results, Path folder) {
    table(folder.resolve("runs.csv"), KEY, results.runs(), StudyFiles::row);
    table(folder.resolve("weights.csv"), KEY, results.evaluations(), StudyFiles::row);
    if (!results.trials().isEmpty()) {
      table(folder.resolve("detection.csv"), List.of(), results.trials(), StudyFiles::row);
    }
    lines(folder.resolve("summary.json"), results.summary());
    json(folder.resolve("conclusions.json"), results.conclusions());
    json(
        folder.resolve("results.json"),
        new Details(
            FORMAT, results.domains(), results.text(), results.seeds(), results.writings()));
    json(folder.resolve("provenance.json"), results.provenance());
  }

  private static <T> void table(
      Path file,
      List<String> least,
      ImmutableList<T> values,
      Function<T, Map<String, Object>> row) {
    text(file, CsvRow.text(least, values.stream().map(row).toList()));
  }

  private static void json(Path file, Object value) {
    text(file, StudyResults.JSON.writeValueAsString(value) + "\n");
  }

  /** Writes a JSON list, an entry a line: short, and two files still compare line by line. */
  private static void lines(Path file, ImmutableList<?> entries) {
    ObjectWriter writer = StudyResults.JSON.writer().without(SerializationFeature.INDENT_OUTPUT);
    StringJoiner text = new StringJoiner(",\n", "[\n", "\n]\n").setEmptyValue("[]\n");
    entries.forEach(entry -> text.add(writer.writeValueAsString(entry)));
    text(file, text.toString());
  }

  private static void text(Path file, String text) {
    AtomicFiles.write(file, "results", aside -> Files.writeString(aside, text));
  }

  private static Map<String, Object> row(RunKey key) {
    Group group = key.group();
    return new LinkedHashMap<>(
        ImmutableMap.of(
            "study", group.study(),
            "setting", group.setting(),
            "strategy", key.choice().strategy(),
            "start", key.choice().start(),
            "target", group.target(),
            "budget", group.budget(),
            "seed", key.seed()));
  }

  private static Map<String, Object> row(Run run) {
    Map<String, Object> row = row(run.key());
    for (String measure : Measures.OVERALL) {
      row.put(measure, cell(run, measure));
      if (measure.equals(Measures.WORST_GAIN)) {
        row.put("worst_domain", run.worstDomain());
      }
    }
    if (run.measures().containsKey(Measures.FRONTIER_DISTANCE)) {
      row.put(Measures.FRONTIER_DISTANCE, cell(run, Measures.FRONTIER_DISTANCE));
    }
    for (String domain : run.byDomain(Measures.LOSS).keySet()) {
      for (String measure : Measures.BY_DOMAIN) {
        row.put(measure + domain, cell(run, measure + domain));
      }
    }
    for (String measure : Measures.ERRORS) {
      run.byDomain(measure).forEach((domain, error) -> row.put(measure + domain, error));
    }
    row.put("rule", run.rule());
    row.put("record", run.record());
    row.put("commit", run.commit());
    return row;
  }

  private static Object cell(Run run, String measure) {
    Double value = run.measures().get(measure);
    if (value == null) {
      return "";
    }
    return measure.startsWith(Measures.DRAWS) ? (Object) value.longValue() : value;
  }

  private static Map<String, Object> row(Evaluation evaluation) {
    Map<String, Object> row = row(evaluation.key());
    row.put("step", evaluation.step());
    evaluation.weights().forEach((domain, weight) -> row.put("weight_" + domain, weight));
    evaluation.losses().forEach((domain, loss) -> row.put("loss_" + domain, loss));
    return row;
  }

  private static Map<String, Object> row(DetectionTrial trial) {
    Map<String, Object> row =
        new LinkedHashMap<>(
            ImmutableMap.of(
                "mix", trial.mix(),
                "judge", trial.judge(),
                "temperature", trial.temperature(),
                "samples", trial.samples(),
                "seed", trial.seed(),
                "total_variation", trial.totalVariation(),
                "coverage", trial.coverage()));
    ImmutableMap.of(
            "true_", trial.trueMix(),
            "detected_", trial.detected(),
            "halfwidth_", trial.halfWidths(),
            "corrected_", trial.corrected(),
            "lowest_", trial.lowest(),
            "highest_", trial.highest())
        .forEach((prefix, of) -> of.forEach((domain, value) -> row.put(prefix + domain, value)));
    return row;
  }

  static StudyResults read(Path folder) {
    ImmutableList<CsvRow> runs = CsvRow.read(present(folder, "runs.csv"));
    ImmutableSet<String> domains = CsvRow.endings(runs, Measures.LOSS);
    boolean detailed = Files.exists(folder.resolve("results.json"));
    Details details =
        detailed
            ? details(folder)
            : new Details(FORMAT, domains.asList(), null, ImmutableList.of(), ImmutableList.of());
    checkArgument(
        details.format().equals(FORMAT),
        "%s has layout '%s', this version reads '%s': run the study again",
        folder.resolve("results.json"),
        details.format(),
        FORMAT);
    checkArgument(
        !details.domains().isEmpty(),
        "%s names no domain: no run, or no column 'loss_...'",
        folder.resolve("runs.csv"));
    List<String> columns = new ArrayList<>(Measures.OVERALL);
    if (!CsvRow.endings(runs, Measures.FRONTIER_DISTANCE).isEmpty()) {
      columns.add(Measures.FRONTIER_DISTANCE);
    }
    for (String measure : Measures.BY_DOMAIN) {
      domains.forEach(domain -> columns.add(measure + domain));
    }
    for (String measure : Measures.ERRORS) {
      CsvRow.endings(runs, measure).forEach(domain -> columns.add(measure + domain));
    }
    // Without a trial there is no table of them; without results.json all tables must be there.
    boolean trials = !detailed || Files.exists(folder.resolve("detection.csv"));
    ImmutableList<CsvRow> weights = CsvRow.read(present(folder, "weights.csv"));
    ImmutableSet<String> weighed = CsvRow.endings(weights, "weight_");
    return new StudyResults(
        details.domains(),
        details.text(),
        details.seeds(),
        map(runs, row -> run(row, columns)),
        map(weights, row -> evaluation(row, weighed)),
        trials ? trials(CsvRow.read(present(folder, "detection.csv"))) : ImmutableList.of(),
        ImmutableList.copyOf(json(folder, "summary.json", MeasureSummary[].class)),
        ImmutableList.copyOf(json(folder, "conclusions.json", Conclusion[].class)),
        details.writings(),
        json(folder, "provenance.json", JsonNode.class));
  }

  private static <T> ImmutableList<T> map(ImmutableList<CsvRow> rows, Function<CsvRow, T> mapping) {
    return rows.stream().map(mapping).collect(ImmutableList.toImmutableList());
  }

  private static RunKey key(CsvRow row) {
    return new RunKey(
        new Group(row.text("study"), row.text("setting"), row.text("target"), row.whole("budget")),
        new Choice(row.text("strategy"), row.text("start")),
        row.whole("seed"));
  }

  private static Run run(CsvRow row, List<String> columns) {
    return new Run(
        key(row),
        row.optional("rule"),
        row.optional("record"),
        row.optional("commit"),
        row.numbers("", columns));
  }

  private static Evaluation evaluation(CsvRow row, ImmutableSet<String> domains) {
    return new Evaluation(
        key(row),
        row.whole("step"),
        row.numbers("weight_", domains),
        row.numbers("loss_", domains));
  }

  private static ImmutableList<DetectionTrial> trials(ImmutableList<CsvRow> rows) {
    ImmutableSet<String> domains = CsvRow.endings(rows, "true_");
    // None in tables of earlier versions.
    ImmutableSet<String> corrected = CsvRow.endings(rows, "corrected_");
    return map(
        rows,
        row ->
            new DetectionTrial(
                row.text("mix"),
                row.text("judge"),
                row.number("temperature"),
                row.whole("samples"),
                row.whole("seed"),
                row.number("total_variation"),
                row.number("coverage"),
                row.numbers("true_", domains),
                row.numbers("detected_", domains),
                row.numbers("halfwidth_", domains),
                row.numbers("corrected_", corrected),
                row.numbers("lowest_", corrected),
                row.numbers("highest_", corrected)));
  }

  /** What the tables do not hold, also as earlier versions wrote it. */
  private static Details details(Path folder) {
    return json(
        folder,
        "results.json",
        file -> {
          JsonNode tree = StudyResults.JSON.readTree(file.toFile());
          tree.path("seeds").forEach(seed -> DetectionResult.withDefaults(seed.path("detection")));
          return StudyResults.JSON.treeToValue(tree, Details.class);
        });
  }

  private static <T> T json(Path folder, String name, Class<T> type) {
    return json(folder, name, file -> StudyResults.JSON.readValue(file.toFile(), type));
  }

  private static <T> T json(Path folder, String name, Function<Path, T> reading) {
    Path file = present(folder, name);
    try {
      return reading.apply(file);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file
              + " is damaged"
              + place(e.getLocation())
              + ": restore it, or let the study write its results again",
          e);
    }
  }

  /** Where a file is damaged; empty where that is not known. */
  private static String place(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static Path present(Path folder, String name) {
    Path file = folder.resolve(name);
    checkArgument(
        Files.isRegularFile(file),
        "the report needs %s, which is not there: let the study or the quickstart of this version"
            + " run to its end; for the page of one run, name its record, a .jsonl file",
        file);
    return file;
  }
}
