package org.versatune.examples.evidence;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.versatune.examples.results.StrategyRun;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * What a study found, for people and other programs: tables as CSV, the rest as JSON. Everything is
 * computed from the finished runs.
 */
final class ResultFiles {
  private static final CsvMapper CSV = new CsvMapper();

  private final Path folder;

  ResultFiles(Path folder) {
    this.folder = folder;
  }

  /** {@code runs.csv}: one row a run. */
  void runs(ImmutableList<FinishedRun> runs) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (FinishedRun run : runs) {
      Map<String, Object> row = key(run.key());
      ImmutableMap<String, Double> measures = Measures.of(run);
      for (String measure :
          List.of(
              Measures.MEAN_GAIN,
              Measures.WORST_GAIN,
              Measures.TARGET_GAIN,
              Measures.MEAN_FORGETTING,
              Measures.MAX_FORGETTING,
              Measures.MEAN_LOSS)) {
        row.put(measure, measures.containsKey(measure) ? measures.get(measure) : "");
        if (measure.equals(Measures.WORST_GAIN)) {
          String domain = run.run().gain().worstDomain();
          row.put("worst_domain", domain == null ? "" : domain);
        }
      }
      row.put("seconds", run.seconds());
      for (String domain : run.run().testLosses().keySet()) {
        for (String measure : List.of("loss_", "gain_", "forgetting_")) {
          String name = measure + domain;
          row.put(name, measures.containsKey(name) ? measures.get(name) : "");
        }
        row.put("draws_" + domain, run.run().draws().getOrDefault(domain, 0L));
      }
      row.put("rule", run.rule());
      row.put("commit", run.provenance().getOrDefault("commit", ""));
      rows.add(row);
    }
    csv("runs.csv", rows);
  }

  private static Map<String, Object> key(RunKey key) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("study", key.study());
    row.put("setting", "x" + key.length());
    row.put("strategy", key.strategy());
    row.put("start", key.start());
    row.put("target", key.target());
    row.put("budget", key.steps());
    row.put("seed", key.seed());
    return row;
  }

  /** {@code weights.csv}: weights and validation losses over the runs of the first seed. */
  void weights(ImmutableList<FinishedRun> runs) {
    List<Map<String, Object>> rows = new ArrayList<>();
    long first = runs.isEmpty() ? 0 : runs.get(0).key().seed();
    for (FinishedRun run : runs) {
      if (run.key().seed() != first) {
        continue;
      }
      for (StrategyRun.Evaluation evaluation : run.run().evaluations()) {
        Map<String, Object> row = key(run.key());
        row.put("step", evaluation.step());
        evaluation.weights().forEach((domain, weight) -> row.put("weight_" + domain, weight));
        evaluation.losses().forEach((domain, loss) -> row.put("loss_" + domain, loss));
        rows.add(row);
      }
    }
    csv("weights.csv", rows);
  }

  /** {@code detection.csv}: one row a trial. */
  void detection(ImmutableList<DetectionTrial> trials) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (DetectionTrial trial : trials) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("mix", trial.mix());
      row.put("judge", trial.judge());
      row.put("temperature", trial.temperature());
      row.put("samples", trial.samples());
      row.put("seed", trial.seed());
      row.put("total_variation", trial.totalVariation());
      row.put("coverage", trial.coverage());
      trial.trueMix().forEach((domain, share) -> row.put("true_" + domain, share));
      trial.detected().forEach((domain, share) -> row.put("detected_" + domain, share));
      trial.halfWidths().forEach((domain, width) -> row.put("halfwidth_" + domain, width));
      rows.add(row);
    }
    csv("detection.csv", rows);
  }

  private void csv(String name, List<Map<String, Object>> rows) {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true);
    columns.forEach(schema::addColumn);
    ResultStore.write(folder.resolve(name), CSV.writer(schema.build()).writeValueAsString(rows));
  }

  /** A JSON list, an entry a line: short, and two files still compare line by line. */
  void lines(String name, ImmutableList<?> entries) {
    ObjectWriter writer = ResultStore.MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT);
    StringJoiner text = new StringJoiner(",\n", "[\n", "\n]\n");
    entries.forEach(entry -> text.add(writer.writeValueAsString(entry)));
    ResultStore.write(folder.resolve(name), text.toString());
  }

  /** Any of the JSON documents. */
  void json(String name, Object value) {
    ResultStore.write(folder.resolve(name), ResultStore.MAPPER.writeValueAsString(value) + "\n");
  }
}
