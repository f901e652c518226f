// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.report.Estimates.at;
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
import com.google.common.collect.Iterables;
import com.google.common.collect.Multisets;
import com.google.common.collect.Ordering;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.versatune.examples.report.ResultTable.Cell;
import org.versatune.examples.report.ResultTable.Row;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Losses;
import org.versatune.examples.results.MeasureSummary;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Promise;
import org.versatune.examples.results.Promise.Allowance;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/**
 * The tables of one group of runs: every strategy and start with its intervals, the best first. Of
 * one seed, strategies keep their order, and the best of each column is marked.
 */
public final class GroupTables {
  private final StudyResults results;
  private final Group group;
  private final boolean one;
  private final String ofSeeds;
  private final LossUnit unit;
  private final ImmutableList<Choice> choices;
  private final Promise promise;

  /** Tables whose rows are in the order of a measure, the highest first. */
  GroupTables(StudyResults results, Group group, String order) {
    this.results = results;
    this.group = group;
    this.one = results.isOfOneSeed();
    this.ofSeeds = one ? "" : ": mean and 95 % interval";
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
  public ResultTable<Choice> fostering() {
    return table("All domains at once, " + group.title() + ofSeeds)
        .cells("mean gain", cells(MEAN_GAIN))
        .cells("worst gain", cells(WORST_GAIN))
        .column("in", most(Run::worstDomain))
        .column(!one, "mean gain against", differences(MEAN_GAIN))
        .cells("mean forgetting", cells(MEAN_FORGETTING))
        .cells("highest forgetting", cells(MAX_FORGETTING))
        .column(one, "of", most(Run::mostForgotten))
        .column(!one, "cases forgotten by more than " + promise.limit(), past(Allowance.NONE));
  }

  /** Gains on seeds and a budget that nothing was chosen on. */
  public ResultTable<Choice> confirmation() {
    return table("Confirmation, " + group.title() + ofSeeds)
        .cells("mean gain", cells(MEAN_GAIN))
        .column(!one, "mean gain against", differences(MEAN_GAIN))
        .cells("worst gain", cells(WORST_GAIN))
        .column(!one, "worst gain against", differences(WORST_GAIN))
        .cells("highest forgetting", cells(MAX_FORGETTING))
        .column(!one, "cases forgotten by more than " + promise.limit(), past(Allowance.NONE))
        .column(
            isMeasured(Allowance.RISE_ERROR),
            "\u2026 by more than the standard error of the rise",
            past(Allowance.RISE_ERROR))
        .column(
            isMeasured(Allowance.LOSS_ERROR),
            "\u2026 by more than the standard error of the loss",
            past(Allowance.LOSS_ERROR));
  }

  /** The target's gain and what it cost. */
  public ResultTable<Choice> expansion() {
    String what = one ? "Expansion of " + group.target() : "One domain grows, " + group.title();
    return table(what + ofSeeds)
        .cells("target gain", cells(TARGET_GAIN))
        .cells("mean forgetting of the others", cells(MEAN_FORGETTING))
        .cells("highest forgetting of another", cells(MAX_FORGETTING))
        .column(one, "of", most(Run::mostForgotten))
        .column(!one, "mean forgetting against", differences(MEAN_FORGETTING))
        .cells("mean gain", cells(MEAN_GAIN));
  }

  public ResultTable<?> gainByDomain() {
    return byDomain("Gain by domain", GAIN, results.domains());
  }

  public ResultTable<?> lossByDomain() {
    return byDomain("Loss by domain, " + unit.name(), LOSS, results.domains());
  }

  public ResultTable<?> forgettingByDomain() {
    return byDomain(
        "Forgetting by domain",
        FORGETTING,
        results.domains().stream().filter(domain -> !domain.equals(group.target())).toList());
  }

  public ResultTable<?> draws() {
    return byDomain("Sequences drawn", DRAWS, results.domains());
  }

  /** A measure by domain; the longer of both, strategies and domains, goes down the page. */
  private ResultTable<?> byDomain(String caption, String prefix, List<String> domains) {
    ResultTable<Choice> table = table(caption + ", " + group.title());
    domains.forEach(domain -> table.cells(domain, cells(prefix + domain)));
    if (prefix.equals(LOSS) && unit.factors().isEmpty()) {
      table.cells("mean", cells(MEAN_LOSS));
    }
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
        return new Notation(Estimates::shortGain, 1);
      } else if (measure.startsWith(DRAWS)) {
        return new Notation(drawn -> Numbers.count(Math.round(drawn.value())), 0);
      } else if (measure.startsWith(LOSS) || measure.equals(MEAN_LOSS)) {
        return new Notation(Estimates::plain, -1);
      }
      return measure.startsWith(FORGETTING) || measure.endsWith("forgetting")
          ? new Notation(Estimates::percent, -1)
          : new Notation(Estimates::gain, 1);
    }
  }

  /** A measure of each choice; the best, and what is worse than the base model, are marked. */
  private Function<Choice, Cell> cells(String measure) {
    Notation notation = Notation.of(measure);
    List<Estimate> estimates = choices.stream().map(choice -> estimate(choice, measure)).toList();
    ImmutableList<Boolean> best =
        best(
            estimates.stream().map(Estimate::value).toList(),
            value -> notation.text().apply(Estimate.of(value)),
            one ? notation.better() : 0);
    return choice -> {
      int row = choices.indexOf(choice);
      Estimate estimate = estimates.get(row);
      return new Cell(
          notation.text().apply(estimate),
          best.get(row),
          notation.better() > 0 && estimate.value() < 0);
    };
  }

  /**
   * Marks the best of several numbers, as far as their written digits tell: two that read the same
   * are equally good. Where all read the same there is no best.
   *
   * @param sign 1 for the highest, −1 for the lowest, 0 for none
   */
  static ImmutableList<Boolean> best(List<Double> values, DoubleFunction<String> format, int sign) {
    List<Double> finite = values.stream().filter(Double::isFinite).toList();
    double best = finite.stream().mapToDouble(v -> sign * v).max().orElse(Double.NaN);
    String text = format.apply(sign * best);
    boolean distinct = sign != 0 && finite.stream().map(format::apply).distinct().count() > 1;
    return values.stream()
        .map(v -> distinct && Double.isFinite(v) && format.apply(v).equals(text))
        .collect(ImmutableList.toImmutableList());
  }

  /** The paired differences from the baselines; of one seed there is nothing to be paired with. */
  private Function<Choice, String> differences(String measure) {
    Function<Estimate, String> text =
        measure.equals(MEAN_FORGETTING) ? Estimates::change : Estimates::gain;
    return choice ->
        results.differences(group, choice, measure).stream()
            .map(entry -> entry.baseline() + " " + text.apply(Estimates.difference(entry)))
            .collect(Collectors.joining("\n"));
  }

  /** Whether the standard errors of losses were measured. */
  public boolean hasErrors() {
    return isMeasured(Allowance.LOSS_ERROR);
  }

  private boolean isMeasured(Allowance allowance) {
    return !Promise.measured(results.runs(group), allowance).isEmpty();
  }

  /**
   * In how many of all domains of all seeds a loss ended past its limit and what is allowed; of the
   * seeds in which that was measured.
   */
  private Function<Choice, String> past(Allowance allowance) {
    return choice -> {
      ImmutableList<Run> runs = Promise.measured(results.runs(group, choice), allowance);
      long cases = Promise.cases(runs);
      return cases == 0 ? "\u2013" : (cases - promise.kept(runs, allowance)) + " of " + cases;
    };
  }

  /** A domain of the runs, the most frequent first. */
  private Function<Choice, String> most(Function<Run, String> domain) {
    return choice -> {
      ImmutableSortedMultiset<String> counts =
          results.runs(group, choice).stream()
              .map(domain)
              .filter(name -> !name.isEmpty())
              .collect(ImmutableSortedMultiset.toImmutableSortedMultiset(Ordering.natural()));
      return String.join(", ", Multisets.copyHighestCountFirst(counts).elementSet());
    };
  }

  private ResultTable<Choice> table(String caption) {
    String chosen = results.defaultStrategy();
    return ResultTable.of(
            caption,
            one ? "strategy" : "strategy (start)",
            choices,
            choice ->
                results.name(choice) + (choice.strategy().equals(chosen) ? " \u2190 default" : ""))
        .summary(choice -> choice.strategy().equals(chosen))
        .notes(one ? reasons() : ImmutableList.of())
        .column(!one, "seeds", choice -> Numbers.count(seeds(choice)));
  }

  private ImmutableList<String> reasons() {
    return SeedSections.of(results).stream()
        .flatMap(first -> first.reasons().stream())
        .collect(ImmutableList.toImmutableList());
  }

  /** How many seeds a strategy was run on. */
  private long seeds(Choice choice) {
    long runs = results.runs(group, choice).size();
    return runs > 0
        ? runs
        : results.summary().stream()
            .filter(entry -> entry.group().equals(group) && entry.choice().equals(choice))
            .mapToInt(MeasureSummary::n)
            .max()
            .orElse(0);
  }

  /** Loss and gain of every strategy in one table, as a terminal shows it. */
  ResultTable<Integer> lossAndGain() {
    ImmutableList<String> domains = results.domains();
    ResultTable<Choice> overall = fostering();
    List<Row> summaries = overall.rows();
    ImmutableList<String> names =
        ImmutableList.copyOf(
            Iterables.concat(domains, overall.columns().subList(1, 3), List.of("in domain")));
    ResultTable<Integer> table =
        ResultTable.of(
                "Fostering: loss in " + unit.name() + " on the test text (gain in brackets)",
                "domain",
                ContiguousSet.closedOpen(0, names.size()),
                names::get)
            .summary(row -> row >= domains.size())
            .notes(reasons());
    for (SeedResult seed : results.seeds()) {
      table
          .column("base", row -> known(row, seed.base().losses()))
          .column("specialist", row -> known(row, seed.reference()));
    }
    List<Function<Choice, Cell>> losses =
        domains.stream().map(domain -> cells(LOSS + domain)).toList();
    for (int i = 0; i < choices.size(); i++) {
      Choice choice = choices.get(i);
      Row summary = summaries.get(i);
      table.cells(
          results.name(choice),
          row -> {
            if (row >= domains.size()) {
              return summary.cells().get(row - domains.size());
            }
            Cell loss = losses.get(row).apply(choice);
            double gain = estimate(choice, GAIN + domains.get(row)).value();
            return new Cell(
                Numbers.loss(estimate(choice, LOSS + domains.get(row)).value())
                    + " ("
                    + Numbers.gain(gain)
                    + ")",
                loss.best(),
                gain < 0);
          });
    }
    return table;
  }

  private String known(int row, Losses losses) {
    if (row >= results.domains().size()) {
      return "";
    }
    String domain = results.domains().get(row);
    return Numbers.loss(unit.of(domain, at(losses.test(), domain)));
  }
}
