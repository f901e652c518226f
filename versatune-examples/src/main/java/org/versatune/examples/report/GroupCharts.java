// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import com.google.common.collect.Multimaps;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versatune.examples.report.ReportPage.Figure;
import org.versatune.examples.report.ReportPage.Named;
import org.versatune.examples.report.chart.BarChart;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.chart.RadarChart;
import org.versatune.examples.report.chart.ScatterChart;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.StudyResults;

/**
 * The pictures and tables of the groups of a study. A strategy and start has one look in all of the
 * pictures.
 */
public final class GroupCharts {
  private static final int SHOWN_TOGETHER = 6;

  private final StudyResults results;
  private final ImmutableList<Group> groups;
  private final ImmutableList<String> measures;
  private final Palette palette;

  /**
   * Looks at a study.
   *
   * @param measures what the best choices are chosen by, in the pictures that show few; the first
   *     is also what rows and bars are in the order of
   */
  GroupCharts(StudyResults results, String study, String... measures) {
    this.results = results;
    this.groups = results.groups(study);
    this.measures = ImmutableList.copyOf(measures);
    // Those that share a picture come first: the first colours are all different.
    this.palette =
        Palette.ofStrategies(
            Stream.concat(
                    groups.stream().flatMap(group -> selected(group).stream()),
                    groups.stream().flatMap(group -> results.choices(group).stream()))
                .map(results::name)
                .collect(ImmutableSet.toImmutableSet()));
  }

  Palette palette() {
    return palette;
  }

  public List<Group> groups() {
    return groups;
  }

  /** The groups by what else than their budgets differs, the largest budget first. */
  public List<ImmutableList<Group>> settings() {
    return Multimaps.index(groups, Group::withoutBudget).asMap().values().stream()
        .map(budgets -> ImmutableList.copyOf(budgets).reverse())
        .toList();
  }

  /** The seeds of the runs, rising. */
  public List<Long> seeds() {
    return groups.stream()
        .flatMap(group -> results.runs(group).stream())
        .map(run -> run.key().seed())
        .distinct()
        .sorted()
        .toList();
  }

  public GroupTables tables(Group group) {
    return new GroupTables(results, group, measures.get(0));
  }

  /** Each strategy's rule as it describes itself. */
  public List<Named> rules(Group group) {
    return results.choices(group).stream()
        .flatMap(choice -> results.runs(group, choice).stream().limit(1))
        .filter(run -> !run.rule().isEmpty())
        .map(run -> new Named(results.name(run.key().choice()), run.rule()))
        .toList();
  }

  public Figure bars(Group group, String title, String axis, String measure) {
    ImmutableList<Choice> choices = tables(group).choices();
    BarChart chart =
        BarChart.titled(title + ", " + group.title())
            .axis(axis)
            .horizontal()
            .size(460, 0)
            .labelled(
                value -> isForgetting(measure) ? Numbers.percent(value / 100) : Numbers.gain(value))
            .palette(Palette.single(Lists.transform(choices, results::name), Palette.NEUTRAL))
            .withoutLegend();
    for (Choice choice : choices) {
      String name = results.name(choice);
      chart.bar(name, name, estimate(group, choice, measure));
    }
    return new Figure(title, chart.draw());
  }

  /** Few choices that matter: the baselines, the default, and the best by each measure. */
  ImmutableList<Choice> selected(Group group) {
    ImmutableList<Choice> choices = results.choices(group);
    Set<String> known =
        Stream.concat(
                Stream.of(results.defaultStrategy()),
                results.summary().stream()
                    .filter(entry -> entry.group().equals(group))
                    .map(entry -> Strings.nullToEmpty(entry.baseline())))
            .collect(Collectors.toSet());
    Stream<Choice> best =
        measures.stream()
            .flatMap(
                measure ->
                    choices.stream()
                        .filter(choice -> Double.isFinite(value(group, choice, measure)))
                        .max(Comparator.comparingDouble(choice -> value(group, choice, measure)))
                        .stream());
    return Stream.of(
            choices.stream().filter(choice -> known.contains(choice.strategy())),
            best,
            choices.stream())
        .flatMap(each -> each)
        .distinct()
        .limit(SHOWN_TOGETHER)
        .collect(ImmutableList.toImmutableList());
  }

  private double value(Group group, Choice choice, String measure) {
    return estimate(group, choice, measure).value();
  }

  /** A measure in the unit of the axes: forgetting in per cent. */
  private Estimate estimate(Group group, Choice choice, String measure) {
    Estimate estimate = Estimates.of(results, group, choice, measure);
    return isForgetting(measure) ? Estimates.scaled(estimate, 100) : estimate;
  }

  private static boolean isForgetting(String measure) {
    return measure.startsWith(Measures.FORGETTING)
        || measure.equals(Measures.MEAN_FORGETTING)
        || measure.equals(Measures.MAX_FORGETTING);
  }

  /** The domains that have bars of their own: all of a few, of many where strategies differ. */
  public ImmutableList<String> shown(Group group, List<String> domains, String prefix) {
    return Shown.of(
        domains,
        domain ->
            Shown.spread(
                results.choices(group).stream()
                    .mapToDouble(choice -> value(group, choice, prefix + domain))));
  }

  public Figure radar(Group group, String prefix, String axis) {
    RadarChart chart =
        RadarChart.titled("Profiles over the domains, " + group.title())
            .axis(axis)
            .palette(palette)
            .width(460);
    for (Choice choice : selected(group)) {
      for (String domain : results.domains()) {
        chart.point(results.name(choice), domain, value(group, choice, prefix + domain));
      }
    }
    return new Figure("Profiles over the domains", chart.draw());
  }

  public Figure byDomain(
      Group group, List<String> domains, String title, String axis, String prefix) {
    BarChart chart =
        BarChart.titled(title + ", " + group.title()).axis(axis).palette(palette).size(960, 300);
    ImmutableList<Choice> selected = selected(group);
    for (String domain : domains) {
      for (Choice choice : selected) {
        chart.bar(domain, results.name(choice), estimate(group, choice, prefix + domain));
      }
    }
    return new Figure(title, chart.draw());
  }

  /** Target gain against mean forgetting of the others. */
  public Figure tradeOff(Group group) {
    ScatterChart chart =
        ScatterChart.titled("Target gain against forgetting, " + group.title())
            .axes("mean forgetting of the others (% of the base loss)", "target gain")
            .palette(palette)
            .size(560, 340);
    for (Choice choice : tables(group).choices()) {
      Estimate mean = estimate(group, choice, Measures.MEAN_FORGETTING);
      double most = value(group, choice, Measures.MAX_FORGETTING);
      chart.point(
          results.name(choice),
          results.isOfOneSeed() ? new Estimate(mean.value(), mean.value(), most) : mean,
          estimate(group, choice, Measures.TARGET_GAIN));
    }
    return new Figure(ResultTable.capital(group.title()), chart.draw());
  }

  /** A measure over the budgets of groups that differ in nothing else, the largest first. */
  public Figure overBudgets(List<Group> budgets, String heading, String axis, String measure) {
    Group largest = budgets.get(0);
    String of = largest.withoutBudget().title();
    LineChart chart =
        LineChart.titled("Over budgets: " + axis + (of.isEmpty() ? "" : ", " + of))
            .axes("data budget (training steps)", axis)
            .palette(palette)
            .size(460, 290);
    for (Choice choice : selected(largest)) {
      for (Group group : Lists.reverse(budgets)) {
        chart.point(
            results.name(choice), (double) group.budget(), estimate(group, choice, measure));
      }
    }
    return new Figure(heading, chart.draw());
  }
}
