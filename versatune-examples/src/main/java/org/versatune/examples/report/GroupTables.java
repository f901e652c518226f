// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.results.Measures.DRAWS;
import static org.versatune.examples.results.Measures.FORGETTING;
import static org.versatune.examples.results.Measures.GAIN;
import static org.versatune.examples.results.Measures.LOSS;
import static org.versatune.examples.results.Measures.MAX_FORGETTING;
import static org.versatune.examples.results.Measures.MEAN_FORGETTING;
import static org.versatune.examples.results.Measures.MEAN_GAIN;
import static org.versatune.examples.results.Measures.MEAN_LOSS;
import static org.versatune.examples.results.Measures.TARGET_GAIN;
import static org.versatune.examples.results.Measures.WORST_GAIN;

import com.google.common.collect.ContiguousSet;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMultiset;
import com.google.common.collect.Multisets;
import com.google.common.collect.Ordering;
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
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Promise;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/**
 * The tables of one group of runs: every strategy and start with its intervals, the best first. Of
 * one seed, strategies keep their order, and the best of each column is marked.
 */
final class GroupTables {
  private final StudyResults results;
  private final Group group;
  private final boolean one;
  private final LossUnit unit;
  private final ImmutableList<Choice> choices;
  private final Promise promise;

  /** Tables whose rows are in the order of a measure, the highest first. */
  GroupTables(StudyResults results, Group group, String order) {
    this.results = results;
    this.group = group;
    this.one = results.isOfOneSeed();
    this.unit = LossUnit.of(results.seeds());
    this.promise =
        new Promise(results.provenance().path("promise").asDouble(Promise.USUAL.within()));
    ImmutableList<Choice> all = results.choices(group);
    this.choices =
        one
            ? all
            : all.stream()
                // Of those without a number the negative is none either, and comes last.
                .sorted(Comparator.comparingDouble(choice -> -estimate(choice, order).value()))
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

  /** Gains, losses and forgetting over all domains. */
  Table fostering() {
    return table(
        "All domains at once, " + group.title() + ofSeeds(),
        column("mean gain", MEAN_GAIN),
        column("worst gain", WORST_GAIN),
        new Column("in", true, choice -> most(choice, Run::worstDomain)),
        differences("mean gain against", MEAN_GAIN),
        column("mean forgetting", MEAN_FORGETTING),
        column("highest forgetting", MAX_FORGETTING),
        new Column("of", one, choice -> most(choice, Run::mostForgotten)),
        past("cases forgotten by more than " + promise.limit(), Promise.Allowance.NONE));
  }

  /** Gains on seeds and a budget that nothing was chosen on. */
  Table confirmation() {
    return table(
        "Confirmation, " + group.title() + ofSeeds(),
        column("mean gain", MEAN_GAIN),
        differences("mean gain against", MEAN_GAIN),
        column("worst gain", WORST_GAIN),
        differences("worst gain against", WORST_GAIN),
        column("highest forgetting", MAX_FORGETTING),
        past("cases forgotten by more than " + promise.limit(), Promise.Allowance.NONE),
        past("\u2026 by more than the standard error of the rise", Promise.Allowance.RISE_ERROR),
        past("\u2026 by more than the standard error of the loss", Promise.Allowance.LOSS_ERROR));
  }

  /** The target's gain and what it cost. */
  Table expansion() {
    return table(
        (one ? "Expansion of " + group.target() : "One domain grows, " + group.title()) + ofSeeds(),
        column("target gain", TARGET_GAIN),
        column("mean forgetting of the others", MEAN_FORGETTING),
        column("highest forgetting of another", MAX_FORGETTING),
        new Column("of", one, choice -> most(choice, Run::mostForgotten)),
        differences("mean forgetting against", MEAN_FORGETTING),
        column("mean gain", MEAN_GAIN));
  }

  private String ofSeeds() {
    return one ? "" : ": mean and 95 % interval";
  }

  Table gainByDomain() {
    return byDomain("Gain by domain", GAIN, results.domains());
  }

  Table lossByDomain() {
    return byDomain("Loss by domain, " + unit.name(), LOSS, results.domains());
  }

  Table forgettingByDomain() {
    return byDomain(
        "Forgetting by domain",
        FORGETTING,
        results.domains().stream().filter(domain -> !domain.equals(group.target())).toList());
  }

  Table draws() {
    return byDomain("Sequences drawn", DRAWS, results.domains());
  }

  /** A measure by domain; the longer of both, strategies and domains, goes down the page. */
  private Table byDomain(String caption, String prefix, List<String> domains) {
    List<Column> columns = new ArrayList<>();
    domains.forEach(domain -> columns.add(column(domain, prefix + domain)));
    if (prefix.equals(LOSS) && unit.factors().isEmpty()) {
      columns.add(column("mean", MEAN_LOSS));
    }
    Table table = table(caption + ", " + group.title(), columns.toArray(Column[]::new));
    return domains.size() > choices.size() ? table.transposed("domain") : table;
  }

  /**
   * How the numbers of a measure are written, and which is the best of them.
   *
   * @param better 1 where the highest is the best, −1 where the lowest is, 0 where none is
   */
  private record Notation(Function<Estimate, String> text, int better) {
    static Notation of(String measure) {
      if (measure.startsWith(GAIN)) {
        return new Notation(Intervals::shortGain, 1);
      } else if (measure.startsWith(DRAWS)) {
        return new Notation(drawn -> Numbers.count(Math.round(drawn.value())), 0);
      } else if (measure.startsWith(LOSS) || measure.equals(MEAN_LOSS)) {
        return new Notation(Intervals::loss, -1);
      }
      return measure.startsWith(FORGETTING) || measure.endsWith("forgetting")
          ? new Notation(Intervals::percent, -1)
          : new Notation(Intervals::gain, 1);
    }

    String of(double value) {
      return text.apply(Estimate.of(value));
    }
  }

  private record Column(String heading, boolean shown, Function<Choice, Cell> cell) {}

  private Column column(String heading, String measure) {
    Notation notation = Notation.of(measure);
    List<Estimate> estimates = choices.stream().map(choice -> estimate(choice, measure)).toList();
    ImmutableList<Boolean> best =
        Best.of(
            estimates.stream().map(Estimate::value).toList(),
            notation::of,
            one ? notation.better() : 0);
    return new Column(
        heading,
        true,
        choice -> {
          int row = choices.indexOf(choice);
          Estimate estimate = estimates.get(row);
          return new Cell(
              notation.text().apply(estimate),
              best.get(row),
              notation.better() > 0 && estimate.value() < 0);
        });
  }

  /** Of one seed there is nothing to be paired with. */
  private Column differences(String heading, String measure) {
    Function<Estimate, String> text =
        measure.equals(MEAN_FORGETTING) ? Intervals::change : Intervals::gain;
    return new Column(
        heading,
        !one,
        choice ->
            Cell.of(
                results.differences(group, choice, measure).stream()
                    .map(entry -> entry.baseline() + " " + text.apply(Estimates.difference(entry)))
                    .collect(Collectors.joining("\n"))));
  }

  /**
   * In how many of all domains of all seeds a loss ended past its limit and what is allowed; of the
   * seeds in which that was measured.
   */
  private Column past(String heading, Promise.Allowance allowance) {
    return new Column(
        heading,
        allowance == Promise.Allowance.NONE
            ? !one
            : !Promise.measured(results.runs(group), allowance).isEmpty(),
        choice -> {
          ImmutableList<Run> runs = Promise.measured(results.runs(group, choice), allowance);
          long cases = Promise.cases(runs);
          return Cell.of(
              cases == 0 ? "\u2013" : (cases - promise.kept(runs, allowance)) + " of " + cases);
        });
  }

  /** A domain of the runs, the most frequent first. */
  private Cell most(Choice choice, Function<Run, String> domain) {
    ImmutableSortedMultiset<String> counts =
        results.runs(group, choice).stream()
            .map(domain)
            .filter(name -> !name.isEmpty())
            .collect(ImmutableSortedMultiset.toImmutableSortedMultiset(Ordering.natural()));
    return Cell.of(String.join(", ", Multisets.copyHighestCountFirst(counts).elementSet()));
  }

  private Table table(String caption, Column... columns) {
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
    Stream.of(columns)
        .filter(Column::shown)
        .forEach(column -> table.cells(column.heading(), column.cell()));
    return table.build();
  }

  /** Loss and gain of every strategy in one table, as a terminal shows it. */
  Table lossAndGain() {
    ImmutableList<String> domains = results.domains();
    Table overall = fostering();
    ImmutableList<String> names =
        ImmutableList.<String>builder()
            .addAll(domains)
            .addAll(overall.columns().subList(1, 3))
            .add("in domain")
            .build();
    ResultTable.Builder<Integer> table =
        ResultTable.of(
                "Fostering: loss in " + unit.name() + " on the test text (gain in brackets)",
                "domain",
                ContiguousSet.closedOpen(0, names.size()),
                names::get)
            .summary(row -> row >= domains.size())
            .notes(BaseSection.reasons(results));
    for (SeedResult seed : results.seeds()) {
      table.column("base", row -> known(row, seed.base().losses()));
      table.column("specialist", row -> known(row, seed.reference()));
    }
    List<Column> losses = domains.stream().map(domain -> column(domain, LOSS + domain)).toList();
    for (int i = 0; i < choices.size(); i++) {
      Choice choice = choices.get(i);
      Row summary = overall.rows().get(i);
      table.cells(
          results.name(choice),
          row -> {
            if (row >= domains.size()) {
              return summary.cells().get(row - domains.size());
            }
            double loss = estimate(choice, LOSS + domains.get(row)).value();
            double gain = estimate(choice, GAIN + domains.get(row)).value();
            return new Cell(
                Numbers.loss(loss) + " (" + Numbers.gain(gain) + ")",
                losses.get(row).cell().apply(choice).best(),
                gain < 0);
          });
    }
    return table.build();
  }

  private String known(int row, Losses losses) {
    if (row >= results.domains().size()) {
      return "";
    }
    String domain = results.domains().get(row);
    return Numbers.loss(unit.of(domain, at(losses.test(), domain)));
  }

  static double at(Map<String, Double> numbers, String domain) {
    return numbers.getOrDefault(domain, Double.NaN);
  }
}
