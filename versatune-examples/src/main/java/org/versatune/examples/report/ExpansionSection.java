// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multimaps;
import java.util.List;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.StudyResults;

/** One domain grows, the others are to be kept: the target's gain and what it cost. */
final class ExpansionSection {
  private static final String FORGETTING_AXIS = "forgetting (% of the base loss)";

  private ExpansionSection() {}

  static ReportPage.Section of(StudyResults results) {
    SectionBuilder section =
        new SectionBuilder(Group.EXPANSION, "Expansion: one domain grows, the others kept");
    ImmutableList<Group> groups = results.groups(Group.EXPANSION);
    if (groups.isEmpty()) {
      return section.paragraph("No run of this kind was made.").build();
    }
    section.paragraph(
        """
        A strategy is good where the target gains much and the others forget little: up and to the left
        in the first pictures. Strategies whose target gains differ are not on equal terms, for less
        training on the target also forgets less. %s""",
        results.isOfOneSeed()
            ? "The sign is at the mean forgetting, its line ends at the highest."
            : "Lines through the signs, whiskers and brackets are 95 % intervals over the seeds."
                + " \u201CAll targets\u201D is the mean over the targets, seed by seed.");
    ImmutableList<ImmutableList<Group>> settings =
        Multimaps.index(groups, Group::withoutBudget).asMap().values().stream()
            .map(ImmutableList::copyOf)
            .collect(ImmutableList.toImmutableList());
    GroupCharts charts = new GroupCharts(results, Group.EXPANSION, Measures.TARGET_GAIN);
    ImmutableList.Builder<Block.Figure> tradeOffs = ImmutableList.builder();
    for (ImmutableList<Group> budgets : settings) {
      Group largest = budgets.reverse().get(0);
      if (!largest.stopped()) { // All of those have the same gain.
        tradeOffs.add(
            charts.tradeOff(
                largest, new GroupTables(results, largest, Measures.TARGET_GAIN).choices()));
      }
    }
    section
        .heading("Target gain against mean forgetting of the others")
        .figures(Block.Size.MEDIUM, tradeOffs.build());
    settings.forEach(budgets -> add(section, results, charts, budgets));
    return section.build();
  }

  private static void add(
      SectionBuilder section,
      StudyResults results,
      GroupCharts charts,
      ImmutableList<Group> budgets) {
    Group largest = budgets.reverse().get(0);
    ImmutableList<Choice> choices =
        new GroupTables(results, largest, Measures.TARGET_GAIN).choices();
    List<String> others =
        results.domains().stream().filter(domain -> !domain.equals(largest.target())).toList();
    section
        .heading(largest.title())
        .add(FosteringSection.rules(results, largest))
        .figures(
            Block.Size.MEDIUM,
            charts.bars(
                largest,
                choices,
                "Target gain",
                largest.ofAllTargets()
                    ? "gain of the target, mean over targets"
                    : "gain of " + largest.target(),
                Measures.TARGET_GAIN),
            charts.bars(
                largest,
                choices,
                "Mean forgetting of the others",
                FORGETTING_AXIS,
                Measures.MEAN_FORGETTING));
    if (others.isEmpty()) {
      section.paragraph("There is no other domain to forget.");
    }
    // Over all targets every domain is at times the target, whose forgetting says nothing.
    boolean byDomain = !others.isEmpty() && !largest.ofAllTargets();
    if (byDomain) {
      ImmutableList<String> shown = charts.shown(largest, others, Measures.FORGETTING);
      section
          .shown(others, shown, "that the strategies differ most on")
          .figures(
              Block.Size.WIDE,
              charts.byDomain(
                  largest,
                  shown,
                  "Forgetting by domain",
                  FORGETTING_AXIS,
                  Measures.FORGETTING,
                  100));
    }
    for (Group group : budgets.reverse()) {
      GroupTables tables = new GroupTables(results, group, Measures.TARGET_GAIN);
      section.tables(tables.expansion());
      if (byDomain) {
        section.tables(tables.forgettingByDomain());
      }
      if (results.isOfOneSeed()) {
        section.tables(tables.draws());
      }
    }
  }
}
