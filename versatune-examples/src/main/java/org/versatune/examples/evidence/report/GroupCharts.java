package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.versatune.examples.report.chart.BarChart;
import org.versatune.examples.report.chart.Chart;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.chart.RadarChart;
import org.versatune.examples.report.chart.ScatterChart;
import org.versatune.examples.report.page.Numbers;

/** The pictures of groups of runs. A strategy and start has one look in all of a study's. */
final class GroupCharts {
  private static final int SHOWN_TOGETHER = 6;

  private final ResultsFolder evidence;
  private final ImmutableList<String> measures;
  private final Palette palette;

  /**
   * Pictures of a study.
   *
   * @param measures what the best choices are chosen by, in the pictures that show few
   */
  GroupCharts(ResultsFolder evidence, String study, String... measures) {
    this.evidence = evidence;
    this.measures = ImmutableList.copyOf(measures);
    ImmutableList<Group> groups = evidence.groups(study);
    // Those that share a picture come first: the first colours are all different.
    this.palette =
        Palette.ofStrategies(
            Stream.concat(
                    groups.stream().flatMap(group -> selected(group).stream()),
                    groups.stream().flatMap(group -> evidence.choices(group).stream()))
                .map(Choice::name)
                .collect(ImmutableSet.toImmutableSet()));
  }

  /** Bars of a measure, one a choice. */
  Chart bars(Group group, List<Choice> choices, String title, String axis, String measure) {
    boolean percent = measure.endsWith("forgetting");
    BarChart chart =
        BarChart.titled(title + ", " + group.title())
            .axis(axis)
            .horizontal()
            .size(460, 0)
            .labelled(value -> percent ? Numbers.percent(value / 100) : Numbers.gain(value))
            .palette(Palette.single(names(choices), Palette.NEUTRAL))
            .withoutLegend();
    for (Choice choice : choices) {
      Estimate estimate = evidence.estimate(group, choice, measure);
      chart.bar(choice.name(), choice.name(), percent ? scaled(estimate, 100) : estimate);
    }
    return chart.draw();
  }

  /** Few choices that matter: the baselines, the default, and the best by each measure. */
  ImmutableList<Choice> selected(Group group) {
    ImmutableList<Choice> choices = evidence.choices(group);
    Set<Choice> selected = new LinkedHashSet<>();
    for (Choice choice : choices) {
      boolean baseline =
          evidence.summary().stream()
              .anyMatch(
                  entry ->
                      choice.strategy().equals(entry.baseline()) && entry.group().equals(group));
      if (baseline || choice.strategy().equals(evidence.defaultStrategy())) {
        selected.add(choice);
      }
    }
    for (String measure : measures) {
      choices.stream()
          .filter(choice -> Double.isFinite(evidence.estimate(group, choice, measure).value()))
          .max(
              Comparator.comparingDouble(
                  choice -> evidence.estimate(group, choice, measure).value()))
          .ifPresent(selected::add);
    }
    for (Choice choice : choices) {
      if (selected.size() >= SHOWN_TOGETHER) {
        break;
      }
      selected.add(choice);
    }
    return selected.stream().limit(SHOWN_TOGETHER).collect(ImmutableList.toImmutableList());
  }

  /** Profiles over the domains. */
  Chart radar(Group group, List<Choice> choices, String prefix, String axis) {
    RadarChart chart =
        RadarChart.titled("Profiles over the domains, " + group.title())
            .axis(axis)
            .palette(palette)
            .width(460);
    for (Choice choice : choices) {
      for (String domain : evidence.domains()) {
        chart.point(
            choice.name(), domain, evidence.estimate(group, choice, prefix + domain).value());
      }
    }
    return chart.draw();
  }

  /** Bars over the domains, with intervals. */
  Chart byDomain(
      Group group,
      List<Choice> choices,
      List<String> domains,
      String title,
      String axis,
      String prefix,
      double scale) {
    BarChart chart =
        BarChart.titled(title + ", " + group.title()).axis(axis).palette(palette).size(960, 300);
    for (String domain : domains) {
      for (Choice choice : choices) {
        chart.bar(
            domain,
            choice.name(),
            scaled(evidence.estimate(group, choice, prefix + domain), scale));
      }
    }
    return chart.draw();
  }

  /** Target gain against mean forgetting of the others. */
  Chart tradeOff(Group group, List<Choice> choices) {
    ScatterChart chart =
        ScatterChart.titled("Target gain against forgetting, " + group.title())
            .axes("mean forgetting of the others (% of the base loss)", "target gain")
            .palette(palette)
            .size(560, 340);
    for (Choice choice : choices) {
      chart.point(
          choice.name(),
          scaled(evidence.estimate(group, choice, "mean_forgetting"), 100),
          evidence.estimate(group, choice, "target_gain"));
    }
    return chart.draw();
  }

  /** A measure over the budgets of groups that differ in nothing else. */
  Chart overBudgets(List<Group> groups, List<Choice> choices, String axis, String measure) {
    String of = groups.get(0).withoutBudget().title();
    LineChart chart =
        LineChart.titled("Over budgets: " + axis + (of.isEmpty() ? "" : ", " + of))
            .axes("data budget (training steps)", axis)
            .palette(palette)
            .size(460, 290);
    for (Choice choice : choices) {
      for (Group group : groups) {
        chart.point(
            choice.name(), (double) group.budget(), evidence.estimate(group, choice, measure));
      }
    }
    return chart.draw();
  }

  static Estimate scaled(Estimate estimate, double factor) {
    return new Estimate(
        factor * estimate.value(), factor * estimate.low(), factor * estimate.high());
  }

  private static ImmutableList<String> names(List<Choice> choices) {
    return choices.stream().map(Choice::name).collect(ImmutableList.toImmutableList());
  }
}
