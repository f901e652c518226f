// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.results.Measures.FORGETTING;
import static org.versatune.examples.results.Measures.GAIN;
import static org.versatune.examples.results.Measures.LOSS;
import static org.versatune.examples.results.Measures.MAX_FORGETTING;
import static org.versatune.examples.results.Measures.MEAN_FORGETTING;
import static org.versatune.examples.results.Measures.MEAN_GAIN;
import static org.versatune.examples.results.Measures.MEAN_LOSS;
import static org.versatune.examples.results.Measures.TARGET_GAIN;
import static org.versatune.examples.results.Measures.WORST_GAIN;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versatune.examples.report.ResultTable.Cell;
import org.versatune.examples.report.ResultTable.Row;
import org.versatune.examples.report.ResultTable.Table;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Promise;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.StudyResults;

/**
 * The tables of one group of runs: every strategy and start with its intervals, the best first. Of
 * one seed, strategies keep their order, and the best of each column is marked.
 */
final class GroupTables {
  private static final String BEYOND_RISE = "\u2026 by more than the standard error of the rise";
  private static final String BEYOND_LOSS = "\u2026 by more than the standard error of the loss";

  private final StudyResults results;
  private final Group group;
  private final boolean one;
  private final LossUnit unit;
  private final ImmutableList<Choice> choices;
  private final Promise promise;
  private final String pastLimit;

  /** Tables whose rows are in the order of a measure, the highest first. */
  GroupTables(StudyResults results, Group group, String order) {
    this.results = results;
    this.group = group;
    this.one = results.isOfOneSeed();
    this.unit = LossUnit.of(results.seeds());
    this.promise =
        new Promise(results.provenance().path("promise").asDouble(Promise.USUAL.within()));
    this.pastLimit = "cases forgotten by more than " + promise.limit();
    ImmutableList<Choice> all = results.choices(group);
    this.choices =
        one
            ? all
            : all.stream()
                .sorted(
                    Comparator.comparingDouble(
                        choice -> {
                          double value = estimate(choice, order).value();
                          return Double.isFinite(value) ? -value : Double.POSITIVE_INFINITY;
                        }))
                .collect(ImmutableList.toImmutableList());
  }

  ImmutableList<Choice> choices() {
    return choices;
  }

  /** A measure; the losses of domains in the unit of the tables. */
  private Estimate estimate(Choice choice, String measure) {
    Estimate estimate = Estimates.of(results, group, choice, measure);
    return measure.startsWith(LOSS)
        ? Estimates.scaled(estimate, unit.of(measure.substring(LOSS.length()), 1))
        : estimate;
  }

  private String ofSeeds() {
    return one ? "" : ": mean and 95 % interval";
  }

  /** Gains, losses and forgetting over all domains. */
  Table fostering() {
    return table(
        "All domains at once, " + group.title() + ofSeeds(),
        columns(
            column("mean gain", MEAN_GAIN, Intervals::gain, true, 1),
            column("worst gain", WORST_GAIN, Intervals::gain, true, 1),
            new Column("in", choice -> most(choice, Run::worstDomain)),
            differences("mean gain against", MEAN_GAIN),
            column("mean forgetting", MEAN_FORGETTING, Intervals::percent, false, -1),
            column("highest forgetting", MAX_FORGETTING, Intervals::percent, false, -1),
            new Column("of", choice -> most(choice, Run::mostForgotten)),
            new Column(pastLimit, choice -> past(choice, Promise.Allowance.NONE))));
  }

  /** Gains on seeds and a budget that nothing was chosen on. */
  Table confirmation() {
    return table(
        "Confirmation, " + group.title() + ofSeeds(),
        columns(
            column("mean gain", MEAN_GAIN, Intervals::gain, true, 1),
            differences("mean gain against", MEAN_GAIN),
            column("worst gain", WORST_GAIN, Intervals::gain, true, 1),
            differences("worst gain against", WORST_GAIN),
            column("highest forgetting", MAX_FORGETTING, Intervals::percent, false, -1),
            new Column(pastLimit, choice -> past(choice, Promise.Allowance.NONE)),
            new Column(BEYOND_RISE, choice -> past(choice, Promise.Allowance.RISE_ERROR)),
            new Column(BEYOND_LOSS, choice -> past(choice, Promise.Allowance.LOSS_ERROR))));
  }

  /** The target's gain and what it cost. */
  Table expansion() {
    return table(
        (one ? "Expansion of " + group.target() : "One domain grows, " + group.title()) + ofSeeds(),
        columns(
            column("target gain", TARGET_GAIN, Intervals::gain, true, 1),
            column("mean forgetting of the others", MEAN_FORGETTING, Intervals::percent, false, -1),
            column("highest forgetting of another", MAX_FORGETTING, Intervals::percent, false, -1),
            new Column("of", choice -> most(choice, Run::mostForgotten)),
            differences("mean forgetting against", MEAN_FORGETTING),
            column("mean gain", MEAN_GAIN, Intervals::gain, true, 1)));
  }

  Table gainByDomain() {
    return byDomain("Gain by domain", results.domains(), GAIN, Intervals::shortGain, true, 1);
  }

  Table lossByDomain() {
    return byDomain(
        "Loss by domain, " + unit.name(), results.domains(), LOSS, Intervals::loss, false, -1);
  }

  Table forgettingByDomain() {
    return byDomain(
        "Forgetting by domain",
        results.domains().stream().filter(domain -> !domain.equals(group.target())).toList(),
        FORGETTING,
        Intervals::percent,
        false,
        -1);
  }

  Table draws() {
    return byDomain(
        "Sequences drawn",
        results.domains(),
        Measures.DRAWS,
        drawn -> Numbers.count(Math.round(drawn.value())),
        false,
        0);
  }

  /** A measure by domain; the longer of both, strategies and domains, goes down the page. */
  private Table byDomain(
      String caption,
      List<String> domains,
      String prefix,
      Function<Estimate, String> format,
      boolean negativeIsBad,
      int better) {
    List<Column> columns = new ArrayList<>();
    for (String domain : domains) {
      columns.add(column(domain, prefix + domain, format, negativeIsBad, better));
    }
    if (prefix.equals(LOSS) && unit.factors().isEmpty()) {
      columns.add(column("mean", MEAN_LOSS, format, false, better));
    }
    Table table = table(caption + ", " + group.title(), columns);
    return domains.size() > choices.size() ? table.transposed("domain") : table;
  }

  private record Column(String heading, Function<Choice, Cell> cell) {}

  /** Of one seed there is nothing to be paired with. */
  private ImmutableList<Column> columns(Column... columns) {
    return Stream.of(columns)
        .filter(column -> !one || !column.heading().endsWith(" against"))
        .filter(column -> !column.heading().equals("of") || one)
        .filter(column -> !column.heading().equals(pastLimit) || !one)
        .filter(
            column ->
                !column.heading().equals(BEYOND_RISE) || isMeasured(Promise.Allowance.RISE_ERROR))
        .filter(
            column ->
                !column.heading().equals(BEYOND_LOSS) || isMeasured(Promise.Allowance.LOSS_ERROR))
        .collect(ImmutableList.toImmutableList());
  }

  /** A measure; {@code better} is 1 where the highest is the best, −1 where the lowest is. */
  private Column column(
      String heading,
      String measure,
      Function<Estimate, String> format,
      boolean negativeIsBad,
      int better) {
    List<Double> values =
        choices.stream().map(choice -> estimate(choice, measure).value()).toList();
    ImmutableList<Boolean> best =
        Best.of(values, value -> format.apply(Estimate.of(value)), one ? better : 0);
    return new Column(
        heading,
        choice -> {
          Estimate estimate = estimate(choice, measure);
          return new Cell(
              format.apply(estimate),
              best.get(choices.indexOf(choice)),
              negativeIsBad && estimate.value() < 0);
        });
  }

  private Table table(String caption, List<Column> columns) {
    String chosen = results.defaultStrategy();
    ResultTable.Builder<Choice> table =
        ResultTable.of(
                caption,
                one ? "strategy" : "strategy (start)",
                choices,
                choice ->
                    results.name(choice)
                        + (choice.strategy().equals(chosen) ? " \u2190 default" : ""))
            .summary(choice -> choice.strategy().equals(chosen))
            .notes(one ? BaseSection.reasons(results) : ImmutableList.of());
    if (!one) {
      table.column("seeds", choice -> Numbers.count(Estimates.seeds(results, group, choice)));
    }
    columns.forEach(column -> table.cells(column.heading(), column.cell()));
    return table.build();
  }

  /** A domain of the runs, the most frequent first. */
  private Cell most(Choice choice, Function<Run, String> domain) {
    Map<String, Long> counts =
        results.runs(group, choice).stream()
            .map(domain)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    return Cell.of(
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", ")));
  }

  private boolean isMeasured(Promise.Allowance allowance) {
    return !Promise.measured(results.runs(group), allowance).isEmpty();
  }

  /**
   * In how many of all domains of all seeds a loss ended past its limit and what is allowed; of the
   * seeds in which that was measured.
   */
  private Cell past(Choice choice, Promise.Allowance allowance) {
    ImmutableList<Run> runs = Promise.measured(results.runs(group, choice), allowance);
    long cases = Promise.cases(runs);
    return Cell.of(
        cases == 0 ? "\u2013" : (cases - promise.kept(runs, allowance)) + " of " + cases);
  }

  private Column differences(String heading, String measure) {
    boolean percent = measure.equals(MEAN_FORGETTING);
    return new Column(
        heading,
        choice ->
            Cell.of(
                results.differences(group, choice, measure).stream()
                    .map(
                        entry -> {
                          Estimate difference = Estimates.difference(entry);
                          return entry.baseline()
                              + " "
                              + (percent
                                  ? Intervals.change(difference)
                                  : Intervals.gain(difference));
                        })
                    .collect(Collectors.joining("\n"))));
  }

  /** Loss and gain of every strategy in one table, as a terminal shows it. */
  Table lossAndGain() {
    List<Row> rows = new ArrayList<>();
    for (String domain : results.domains()) {
      List<Double> losses =
          choices.stream().map(choice -> estimate(choice, LOSS + domain).value()).toList();
      ImmutableList<Boolean> best = Best.of(losses, Numbers::loss, -1);
      ImmutableList.Builder<Cell> cells = ImmutableList.builder();
      results
          .seeds()
          .forEach(
              seed -> {
                for (Losses of : List.of(seed.base().losses(), seed.reference())) {
                  cells.add(Cell.of(Numbers.loss(unit.of(domain, at(of.test(), domain)))));
                }
              });
      for (int i = 0; i < choices.size(); i++) {
        double gain = estimate(choices.get(i), GAIN + domain).value();
        cells.add(
            new Cell(
                Numbers.loss(losses.get(i)) + " (" + Numbers.gain(gain) + ")",
                best.get(i),
                gain < 0));
      }
      rows.add(new Row(domain, cells.build(), false));
    }
    Table summary = fostering();
    for (int c : new int[] {1, 2, 3}) {
      ImmutableList.Builder<Cell> cells = ImmutableList.builder();
      results.seeds().forEach(seed -> cells.add(Cell.of(""), Cell.of("")));
      summary.rows().forEach(row -> cells.add(row.cells().get(c - 1)));
      rows.add(new Row(c == 3 ? "in domain" : summary.columns().get(c), cells.build(), true));
    }
    ImmutableList.Builder<String> header = ImmutableList.builder();
    header.add("domain");
    results.seeds().forEach(seed -> header.add("base", "specialist"));
    return new Table(
        "Fostering: loss in " + unit.name() + " on the test text (gain in brackets)",
        header.addAll(choices.stream().map(results::name).iterator()).build(),
        ImmutableList.copyOf(rows),
        BaseSection.reasons(results));
  }

  static double at(Map<String, Double> numbers, String domain) {
    return numbers.getOrDefault(domain, Double.NaN);
  }
}
