// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versatune.examples.report.ReportPage.Figure;
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

/** The pictures of groups of runs. A strategy and start has one look in all of a study's. */
final class GroupCharts {
  private static final int SHOWN_TOGETHER = 6;

  private final StudyResults results;
  private final ImmutableList<String> measures;
  private final Palette palette;

  /**
   * Pictures of a study.
   *
   * @param measures what the best choices are chosen by, in the pictures that show few
   */
  GroupCharts(StudyResults results, String study, String... measures) {
    this.results = results;
    this.measures = ImmutableList.copyOf(measures);
    ImmutableList<Group> groups = results.groups(study);
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

  Figure bars(Group group, List<Choice> choices, String title, String axis, String measure) {
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
    Set<String> baselines =
        results.summary().stream()
            .filter(entry -> entry.group().equals(group))
            .map(entry -> Strings.nullToEmpty(entry.baseline()))
            .collect(Collectors.toSet());
    Stream<Choice> known =
        choices.stream()
            .filter(
                choice ->
                    baselines.contains(choice.strategy())
                        || choice.strategy().equals(results.defaultStrategy()));
    Stream<Choice> best =
        measures.stream()
            .flatMap(
                measure ->
                    choices.stream()
                        .filter(choice -> Double.isFinite(estimate(group, choice, measure).value()))
                        .max(
                            Comparator.comparingDouble(
                                choice -> estimate(group, choice, measure).value()))
                        .stream());
    return Stream.of(known, best, choices.stream())
        .flatMap(each -> each)
        .distinct()
        .limit(SHOWN_TOGETHER)
        .collect(ImmutableList.toImmutableList());
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
  ImmutableList<String> shown(Group group, List<String> domains, String prefix) {
    return Shown.of(
        domains,
        domain ->
            CourseSection.spread(
                results.choices(group).stream()
                    .mapToDouble(choice -> estimate(group, choice, prefix + domain).value())));
  }

  Figure radar(Group group, String prefix, String axis) {
    RadarChart chart =
        RadarChart.titled("Profiles over the domains, " + group.title())
            .axis(axis)
            .palette(palette)
            .width(460);
    for (Choice choice : selected(group)) {
      for (String domain : results.domains()) {
        chart.point(results.name(choice), domain, estimate(group, choice, prefix + domain).value());
      }
    }
    return new Figure("Profiles over the domains", chart.draw());
  }

  Figure byDomain(Group group, List<String> domains, String title, String axis, String prefix) {
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
  Figure tradeOff(Group group, List<Choice> choices) {
    ScatterChart chart =
        ScatterChart.titled("Target gain against forgetting, " + group.title())
            .axes("mean forgetting of the others (% of the base loss)", "target gain")
            .palette(palette)
            .size(560, 340);
    for (Choice choice : choices) {
      Estimate mean = estimate(group, choice, Measures.MEAN_FORGETTING);
      double most = estimate(group, choice, Measures.MAX_FORGETTING).value();
      chart.point(
          results.name(choice),
          results.isOfOneSeed() ? new Estimate(mean.value(), mean.value(), most) : mean,
          estimate(group, choice, Measures.TARGET_GAIN));
    }
    return new Figure(ResultTable.capital(group.title()), chart.draw());
  }

  /** A measure over the budgets of groups that differ in nothing else. */
  Figure overBudgets(List<Group> groups, String heading, String axis, String measure) {
    String of = groups.get(0).withoutBudget().title();
    LineChart chart =
        LineChart.titled("Over budgets: " + axis + (of.isEmpty() ? "" : ", " + of))
            .axes("data budget (training steps)", axis)
            .palette(palette)
            .size(460, 290);
    for (Choice choice : selected(groups.get(groups.size() - 1))) {
      for (Group group : groups) {
        chart.point(
            results.name(choice), (double) group.budget(), estimate(group, choice, measure));
      }
    }
    return new Figure(heading, chart.draw());
  }
}
