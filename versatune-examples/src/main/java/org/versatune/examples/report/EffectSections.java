// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.results.Measures.FORGETTING;
import static org.versatune.examples.results.Measures.GAIN;
import static org.versatune.examples.results.Measures.MEAN_FORGETTING;
import static org.versatune.examples.results.Measures.MEAN_GAIN;
import static org.versatune.examples.results.Measures.TARGET_GAIN;
import static org.versatune.examples.results.Measures.WORST_GAIN;
import static org.versatune.examples.results.Promise.Allowance.LOSS_ERROR;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.versatune.examples.report.ReportPage.Figure;
import org.versatune.examples.report.ReportPage.Named;
import org.versatune.examples.report.ResultTable.Table;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Promise;
import org.versatune.examples.results.StudyResults;

/**
 * What every strategy did: in fostering all domains at once, in expansion one that grows while the
 * others are kept, and again on fresh seeds.
 */
final class EffectSections {
  private static final String GAIN_AXIS = "gain (1: specialist, 0: base)";
  private static final String FORGETTING_AXIS = "forgetting (% of the base loss)";

  private final StudyResults results;

  private EffectSections(StudyResults results) {
    this.results = results;
  }

  /**
   * Groups that differ in their budgets alone: pictures at the largest budget, tables at each.
   *
   * @param rules each strategy's rule as it describes itself
   * @param domains those that can have pictures of their own, of which {@code drawn} have
   */
  public record Setting(
      String title,
      ImmutableList<Named> rules,
      List<Figure> figures,
      ImmutableList<String> domains,
      ImmutableList<String> drawn,
      ImmutableList<Figure> byDomain,
      List<Table> tables) {}

  static ImmutableMap<String, Object> of(StudyResults results) {
    EffectSections sections = new EffectSections(results);
    GroupCharts fostering = new GroupCharts(results, Group.FOSTERING, MEAN_GAIN, WORST_GAIN);
    GroupCharts expansion = new GroupCharts(results, Group.EXPANSION, TARGET_GAIN);
    ImmutableList<ImmutableList<Group>> expansions = sections.settings(Group.EXPANSION);
    return ImmutableMap.of(
        "fostering",
        Lists.transform(
            sections.settings(Group.FOSTERING), of -> sections.fostering(fostering, of)),
        "confirmation",
        sections.confirmation(),
        "tradeOffs",
        expansions.stream()
            .map(of -> of.get(0))
            .filter(largest -> !largest.stopped()) // All of those have the same gain.
            .map(largest -> expansion.tradeOff(largest, sections.choices(largest, TARGET_GAIN)))
            .toList(),
        "expansion",
        Lists.transform(expansions, of -> sections.expansion(expansion, of)));
  }

  /** The groups of a study by what else differs, the largest budget first. */
  private ImmutableList<ImmutableList<Group>> settings(String study) {
    return Multimaps.index(results.groups(study), Group::withoutBudget).asMap().values().stream()
        .map(budgets -> ImmutableList.copyOf(budgets).reverse())
        .collect(ImmutableList.toImmutableList());
  }

  private ImmutableList<Choice> choices(Group group, String order) {
    return new GroupTables(results, group, order).choices();
  }

  private Setting fostering(GroupCharts charts, ImmutableList<Group> budgets) {
    Group largest = budgets.get(0);
    ImmutableList<Choice> choices = choices(largest, MEAN_GAIN);
    List<Figure> figures = new ArrayList<>();
    figures.add(charts.bars(largest, choices, "Mean gain", GAIN_AXIS, MEAN_GAIN));
    figures.add(charts.bars(largest, choices, "Gain of the worst domain", GAIN_AXIS, WORST_GAIN));
    // Fewer spokes enclose nothing, and the names at more of them meet.
    if (results.domains().size() >= 3 && results.domains().size() <= 8) {
      figures.add(charts.radar(largest, GAIN, GAIN_AXIS));
    }
    if (budgets.size() > 1) {
      ImmutableList<Group> rising = budgets.reverse();
      figures.add(
          charts.overBudgets(rising, "Mean gain over data budgets", "mean gain", MEAN_GAIN));
      figures.add(
          charts.overBudgets(
              rising, "Gain of the worst domain over data budgets", "worst gain", WORST_GAIN));
    }
    ImmutableList<String> drawn = charts.shown(largest, results.domains(), GAIN);
    List<Table> all = new ArrayList<>();
    for (Group group : budgets) {
      GroupTables tables = new GroupTables(results, group, MEAN_GAIN);
      all.addAll(List.of(tables.fostering(), tables.gainByDomain(), tables.lossByDomain()));
      if (results.isOfOneSeed()) {
        all.addAll(List.of(tables.forgettingByDomain(), tables.draws()));
      }
    }
    return new Setting(
        largest.title(),
        rules(largest),
        figures,
        results.domains(),
        drawn,
        ImmutableList.of(
            charts.byDomain(largest, drawn, "Gain by domain", "gain", GAIN),
            forgetting(charts, largest, drawn)),
        all);
  }

  private Setting expansion(GroupCharts charts, ImmutableList<Group> budgets) {
    Group largest = budgets.get(0);
    ImmutableList<Choice> choices = choices(largest, TARGET_GAIN);
    ImmutableList<String> others =
        results.domains().stream()
            .filter(domain -> !domain.equals(largest.target()))
            .collect(ImmutableList.toImmutableList());
    // Over all targets every domain is at times the target, whose forgetting says nothing.
    boolean byDomain = !others.isEmpty() && !largest.ofAllTargets();
    ImmutableList<String> drawn = charts.shown(largest, others, FORGETTING);
    List<Table> all = new ArrayList<>();
    for (Group group : budgets) {
      GroupTables tables = new GroupTables(results, group, TARGET_GAIN);
      all.add(tables.expansion());
      if (byDomain) {
        all.add(tables.forgettingByDomain());
      }
      if (results.isOfOneSeed()) {
        all.add(tables.draws());
      }
    }
    String ofTarget =
        largest.ofAllTargets()
            ? "gain of the target, mean over targets"
            : "gain of " + largest.target();
    return new Setting(
        largest.title(),
        rules(largest),
        List.of(
            charts.bars(largest, choices, "Target gain", ofTarget, TARGET_GAIN),
            charts.bars(
                largest,
                choices,
                "Mean forgetting of the others",
                FORGETTING_AXIS,
                MEAN_FORGETTING)),
        others,
        drawn,
        byDomain ? ImmutableList.of(forgetting(charts, largest, drawn)) : ImmutableList.of(),
        all);
  }

  private static Figure forgetting(GroupCharts charts, Group group, List<String> domains) {
    return charts.byDomain(group, domains, "Forgetting by domain", FORGETTING_AXIS, FORGETTING);
  }

  private ImmutableList<Named> rules(Group group) {
    return results.choices(group).stream()
        .flatMap(choice -> results.runs(group, choice).stream().limit(1))
        .filter(run -> !run.rule().isEmpty())
        .map(run -> new Named(results.name(run.key().choice()), run.rule()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Few strategies again, on seeds and a budget that none was chosen on; empty for none. */
  private ImmutableMap<String, Object> confirmation() {
    ImmutableList<Group> groups = results.groups(Group.CONFIRMATION);
    return groups.isEmpty()
        ? ImmutableMap.of()
        : ImmutableMap.of(
            "seeds",
            results.runs().stream()
                .filter(run -> run.key().group().study().equals(Group.CONFIRMATION))
                .map(run -> run.key().seed())
                .distinct()
                .sorted()
                .map(Numbers::count)
                .collect(Collectors.joining(", ")),
            "errors",
            groups.stream()
                .anyMatch(of -> !Promise.measured(results.runs(of), LOSS_ERROR).isEmpty()),
            "tables",
            groups.stream()
                .map(of -> new GroupTables(results, of, MEAN_GAIN).confirmation())
                .toList());
  }
}
