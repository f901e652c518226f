package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ResultTable;

/** The tables of one group of runs: every strategy and start with its intervals, the best first. */
final class GroupTables {
  private final ResultsFolder evidence;
  private final Group group;
  private final ImmutableList<Choice> choices;

  /**
   * Tables whose rows are in the order of a measure, the highest first.
   *
   * @param order a column of {@code runs.csv}
   */
  GroupTables(ResultsFolder evidence, Group group, String order) {
    this.evidence = evidence;
    this.group = group;
    this.choices =
        evidence.choices(group).stream()
            .sorted(
                Comparator.comparingDouble(
                    choice -> {
                      double value = evidence.estimate(group, choice, order).value();
                      return Double.isFinite(value) ? -value : Double.POSITIVE_INFINITY;
                    }))
            .collect(ImmutableList.toImmutableList());
  }

  ImmutableList<Choice> choices() {
    return choices;
  }

  /** Gains, losses and forgetting over all domains. */
  ResultTable.Table fostering() {
    return table(
        "All domains at once, " + group.title() + ": mean and 95 % interval",
        ImmutableList.of(
            column("mean gain", "mean_gain", Intervals::gain, true),
            column("worst gain", "worst_gain", Intervals::gain, true),
            new Column("in", this::worstDomains),
            new Column("mean gain against", choice -> differences(choice, "mean_gain")),
            column("mean forgetting", "mean_forgetting", Intervals::percent, false),
            column("highest forgetting", "max_forgetting", Intervals::percent, false)));
  }

  /** Gains on seeds and a budget that nothing was chosen on. */
  ResultTable.Table confirmation() {
    return table(
        "Confirmation, " + group.title() + ": mean and 95 % interval",
        ImmutableList.of(
            column("mean gain", "mean_gain", Intervals::gain, true),
            new Column("mean gain against", choice -> differences(choice, "mean_gain")),
            column("worst gain", "worst_gain", Intervals::gain, true),
            new Column("worst gain against", choice -> differences(choice, "worst_gain"))));
  }

  /** The target's gain and what it cost. */
  ResultTable.Table expansion() {
    return table(
        "One domain grows, " + group.title() + ": mean and 95 % interval",
        ImmutableList.of(
            column("target gain", "target_gain", Intervals::gain, true),
            column("mean forgetting of the others", "mean_forgetting", Intervals::percent, false),
            column("highest forgetting of another", "max_forgetting", Intervals::percent, false),
            new Column("mean forgetting against", choice -> differences(choice, "mean_forgetting")),
            column("mean gain", "mean_gain", Intervals::gain, true)));
  }

  /** A measure by domain. */
  ResultTable.Table byDomain(
      String caption, String prefix, Function<Estimate, String> format, boolean negativeIsBad) {
    return table(
        caption + ", " + group.title(),
        Stream.concat(
                evidence.domains().stream(),
                Stream.of("mean").filter(mean -> prefix.equals("loss_")))
            .map(
                domain ->
                    column(
                        domain,
                        domain.equals("mean") ? "mean_loss" : prefix + domain,
                        format,
                        negativeIsBad))
            .collect(ImmutableList.toImmutableList()));
  }

  private record Column(String heading, Function<Choice, ResultTable.Cell> cell) {}

  private Column column(
      String heading, String measure, Function<Estimate, String> format, boolean negativeIsBad) {
    return new Column(
        heading,
        choice -> {
          Estimate estimate = evidence.estimate(group, choice, measure);
          return new ResultTable.Cell(
              format.apply(estimate), false, negativeIsBad && estimate.value() < 0);
        });
  }

  private ResultTable.Table table(String caption, List<Column> columns) {
    String chosen = evidence.defaultStrategy();
    return new ResultTable.Table(
        caption,
        ImmutableList.<String>builder()
            .add("strategy (start)", "seeds")
            .addAll(columns.stream().map(Column::heading).toList())
            .build(),
        choices.stream()
            .map(
                choice ->
                    new ResultTable.Row(
                        choice.name() + (choice.strategy().equals(chosen) ? " \u2190 default" : ""),
                        ImmutableList.<ResultTable.Cell>builder()
                            .add(ResultTable.Cell.of(Numbers.count(evidence.seeds(group, choice))))
                            .addAll(columns.stream().map(c -> c.cell().apply(choice)).toList())
                            .build(),
                        choice.strategy().equals(chosen)))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of());
  }

  /** The worst domains of the runs, the most frequent first. */
  private ResultTable.Cell worstDomains(Choice choice) {
    Map<String, Long> counts =
        evidence.runs(group).stream()
            .filter(run -> run.choice().equals(choice) && !run.worstDomain().isEmpty())
            .collect(Collectors.groupingBy(Run::worstDomain, Collectors.counting()));
    return ResultTable.Cell.of(
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", ")));
  }

  private ResultTable.Cell differences(Choice choice, String measure) {
    boolean percent = measure.endsWith("forgetting");
    return ResultTable.Cell.of(
        evidence.differences(group, choice, measure).stream()
            .map(
                entry -> {
                  Estimate difference =
                      new Estimate(
                          ResultsFolder.orNaN(entry.difference()),
                          ResultsFolder.orNaN(entry.differenceLow()),
                          ResultsFolder.orNaN(entry.differenceHigh()));
                  return entry.baseline()
                      + " "
                      + (percent ? Intervals.change(difference) : Intervals.gain(difference));
                })
            .collect(Collectors.joining("\n")));
  }
}
