package org.versatune.examples.evidence.report;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Multimaps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.versatune.examples.report.chart.Estimate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.datatype.guava.GuavaModule;

/** All that a results folder holds. */
record ResultsFolder(
    ImmutableList<String> domains,
    ImmutableList<Run> runs,
    ImmutableList<MeasureSummary> summary,
    ImmutableList<Conclusion> conclusions,
    ImmutableList<Detected> detection,
    ImmutableList<Evaluated> weights,
    JsonNode provenance,
    Index index) {

  /** What a measure belongs to. */
  private record Key(Group group, Choice choice, String measure) {}

  /** Runs and summaries by what they are asked for by. */
  static final class Index {
    private final ImmutableListMultimap<Group, Run> runs;
    private final ImmutableSetMultimap<Group, Choice> summed;
    private final Map<Key, MeasureSummary> summary = new HashMap<>();

    Index(ImmutableList<Run> runs, ImmutableList<MeasureSummary> summary) {
      this.runs = Multimaps.index(runs, Run::group);
      this.summed =
          summary.stream()
              .collect(
                  ImmutableSetMultimap.toImmutableSetMultimap(
                      MeasureSummary::group, MeasureSummary::choice));
      for (MeasureSummary entry : summary) {
        if (entry.mean() != null) {
          this.summary.putIfAbsent(new Key(entry.group(), entry.choice(), entry.measure()), entry);
        }
      }
    }
  }

  private static final ImmutableList<String> MEASURES =
      ImmutableList.of(
          "mean_gain",
          "worst_gain",
          "target_gain",
          "mean_forgetting",
          "max_forgetting",
          "mean_loss",
          "seconds");
  private static final ImmutableList<String> BY_DOMAIN =
      ImmutableList.of("loss_", "gain_", "forgetting_", "draws_");
  private static final JsonMapper JSON = JsonMapper.builder().addModule(new GuavaModule()).build();

  static ResultsFolder read(Path folder) {
    CsvTable runs = CsvTable.read(present(folder, "runs.csv"));
    ImmutableSet<String> domains = runs.endings("loss_");
    checkArgument(
        !domains.isEmpty(),
        "%s names no domain: no run, or no column 'loss_...'",
        folder.resolve("runs.csv"));
    ImmutableList<String> columns =
        ImmutableList.copyOf(
            Iterables.concat(
                MEASURES,
                Iterables.concat(
                    Iterables.transform(
                        BY_DOMAIN,
                        prefix -> Iterables.transform(domains, domain -> prefix + domain)))));
    CsvTable detection = CsvTable.read(present(folder, "detection.csv"));
    CsvTable weights = CsvTable.read(present(folder, "weights.csv"));
    ImmutableList<Run> all = runs.map(row -> run(row, columns));
    ImmutableList<MeasureSummary> summary =
        ImmutableList.copyOf(json(folder, "summary.json", MeasureSummary[].class));
    return new ResultsFolder(
        domains.asList(),
        all,
        summary,
        ImmutableList.copyOf(json(folder, "conclusions.json", Conclusion[].class)),
        detection.map(row -> detected(row, detection.endings("true_"))),
        weights.map(row -> evaluated(row, weights.endings("weight_"))),
        json(folder, "provenance.json", JsonNode.class),
        new Index(all, summary));
  }

  /** The strategy that a user gets without choosing; empty if the study does not say. */
  String defaultStrategy() {
    return provenance.path("default").asString("");
  }

  /** The groups of a study, in order: of runs, and of what exists summed up only. */
  ImmutableList<Group> groups(String study) {
    return Stream.concat(runs.stream().map(Run::group), summary.stream().map(MeasureSummary::group))
        .filter(group -> group.study().equals(study))
        .distinct()
        .sorted(Group.ORDER)
        .collect(ImmutableList.toImmutableList());
  }

  ImmutableList<Run> runs(Group group) {
    return index.runs.get(group);
  }

  /** The choices of a group, in the order of their first runs; then those summed up only. */
  ImmutableList<Choice> choices(Group group) {
    return Stream.concat(runs(group).stream().map(Run::choice), index.summed.get(group).stream())
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** How many seeds a choice was run on. */
  long seeds(Group group, Choice choice) {
    long runs = runs(group).stream().filter(run -> run.choice().equals(choice)).count();
    return runs > 0
        ? runs
        : summary.stream()
            .filter(entry -> entry.group().equals(group) && entry.choice().equals(choice))
            .mapToInt(MeasureSummary::n)
            .max()
            .orElse(0);
  }

  /**
   * A measure of a strategy: mean and interval as the study summed them up, else the mean of its
   * runs without an interval.
   */
  Estimate estimate(Group group, Choice choice, String measure) {
    MeasureSummary entry = index.summary.get(new Key(group, choice, measure));
    if (entry != null) {
      return new Estimate(orNaN(entry.mean()), orNaN(entry.low()), orNaN(entry.high()));
    }
    OptionalDouble mean =
        index.runs.get(group).stream()
            .filter(run -> run.choice().equals(choice))
            .map(run -> run.measures().get(measure))
            .mapToDouble(ResultsFolder::orNaN)
            .filter(Double::isFinite)
            .average();
    return Estimate.of(mean.orElse(Double.NaN));
  }

  /** The paired differences of a measure of a strategy, one a baseline. */
  ImmutableList<MeasureSummary> differences(Group group, Choice choice, String measure) {
    return summary.stream()
        .filter(
            entry ->
                entry.measure().equals(measure)
                    && entry.baseline() != null
                    && entry.difference() != null
                    && entry.group().equals(group)
                    && entry.choice().equals(choice))
        .collect(ImmutableList.toImmutableList());
  }

  static double orNaN(@Nullable Double number) {
    return number == null ? Double.NaN : number;
  }

  private static Run run(CsvTable.Row row, List<String> columns) {
    return new Run(
        row.text("study"),
        row.text("setting"),
        row.text("strategy"),
        row.text("start"),
        row.text("target"),
        row.whole("budget"),
        row.whole("seed"),
        row.text("worst_domain"),
        row.numbers("", columns));
  }

  private static Detected detected(CsvTable.Row row, ImmutableSet<String> domains) {
    return new Detected(
        row.text("mix"),
        row.text("judge"),
        row.number("temperature"),
        row.whole("samples"),
        row.whole("seed"),
        row.number("total_variation"),
        row.number("coverage"),
        row.numbers("true_", domains),
        row.numbers("detected_", domains),
        row.numbers("halfwidth_", domains));
  }

  private static Evaluated evaluated(CsvTable.Row row, ImmutableSet<String> domains) {
    return new Evaluated(
        row.text("study"),
        row.text("setting"),
        row.text("strategy"),
        row.text("start"),
        row.text("target"),
        row.whole("budget"),
        row.whole("seed"),
        row.whole("step"),
        row.numbers("weight_", domains),
        row.numbers("loss_", domains));
  }

  private static <T> T json(Path folder, String name, Class<T> type) {
    Path file = present(folder, name);
    try {
      return JSON.readValue(file.toFile(), type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          file + " does not hold what the report needs: " + e.getOriginalMessage(), e);
    }
  }

  private static Path present(Path folder, String name) {
    Path file = folder.resolve(name);
    checkArgument(
        Files.isRegularFile(file),
        "the report needs %s, which is not there: let the study run to its end first",
        file);
    return file;
  }
}
