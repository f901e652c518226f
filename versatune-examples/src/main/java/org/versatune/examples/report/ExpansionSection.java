// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.List;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.StudyResults;

/** One domain grows, the others are to be kept: the target's gain and what it cost. */
final class ExpansionSection {
  private ExpansionSection() {}

  static ReportPage.Section of(StudyResults results) {
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    ImmutableList<Group> groups = results.groups(Group.EXPANSION);
    if (groups.isEmpty()) {
      blocks.add(new Block.Paragraph("No run of this kind was made."));
    } else {
      blocks.add(
          new Block.Paragraph(
              "A strategy is good where the target gains much and the others forget little: up and "
                  + "to the left in the first pictures. Strategies whose target gains differ are not "
                  + "on equal terms, for less training on the target also forgets less. "
                  + (results.isOfOneSeed()
                      ? "The sign is at the mean forgetting, its line ends at the highest."
                      : "Lines through the signs, whiskers and brackets are 95 % intervals over the "
                          + "seeds. \u201CAll targets\u201D is the mean over the targets, seed by seed.")));
      ImmutableListMultimap<Group, Group> settings = Multimaps.index(groups, Group::withoutBudget);
      GroupCharts charts = new GroupCharts(results, Group.EXPANSION, Measures.TARGET_GAIN);
      ImmutableList.Builder<Block.Figure> tradeOffs = ImmutableList.builder();
      for (Group setting : settings.keySet()) {
        ImmutableList<Group> budgets = settings.get(setting);
        Group largest = budgets.get(budgets.size() - 1);
        if (!largest.stopped()) { // All of those have the same gain.
          tradeOffs.add(
              charts.tradeOff(
                  largest, new GroupTables(results, largest, Measures.TARGET_GAIN).choices()));
        }
      }
      blocks.add(
          new Block.Heading("Target gain against mean forgetting of the others"),
          new Block.Figures(tradeOffs.build(), Block.Size.MEDIUM));
      for (Group setting : settings.keySet()) {
        add(blocks, results, charts, settings.get(setting));
      }
    }
    return new ReportPage.Section(
        Group.EXPANSION, "Expansion: one domain grows, the others kept", blocks.build());
  }

  private static void add(
      ImmutableList.Builder<Block> blocks,
      StudyResults results,
      GroupCharts charts,
      ImmutableList<Group> budgets) {
    Group largest = budgets.get(budgets.size() - 1);
    ImmutableList<Choice> choices =
        new GroupTables(results, largest, Measures.TARGET_GAIN).choices();
    List<String> others =
        results.domains().stream().filter(domain -> !domain.equals(largest.target())).toList();
    blocks.add(
        new Block.Heading(FosteringSection.capital(largest.title())),
        FosteringSection.rules(results, largest),
        new Block.Figures(
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
                "forgetting (% of the base loss)",
                Measures.MEAN_FORGETTING)));
    if (others.isEmpty()) {
      blocks.add(new Block.Paragraph("There is no other domain to forget."));
    }
    boolean byDomain = !others.isEmpty() && !largest.ofAllTargets();
    // Over all targets every domain is at times the target, whose forgetting says nothing.
    if (byDomain) {
      ImmutableList<String> shown = charts.shown(largest, others, Measures.FORGETTING);
      blocks
          .addAll(Shown.note(others, shown, "that the strategies differ most on"))
          .add(
              new Block.Figures(
                  Block.Size.WIDE,
                  charts.byDomain(
                      largest,
                      shown,
                      "Forgetting by domain",
                      "forgetting (% of the base loss)",
                      Measures.FORGETTING,
                      100)));
    }
    for (Group group : budgets.reverse()) {
      GroupTables tables = new GroupTables(results, group, Measures.TARGET_GAIN);
      blocks.add(new Block.Numbers(tables.expansion()));
      if (byDomain) {
        blocks.add(new Block.Numbers(tables.forgettingByDomain()));
      }
      if (results.isOfOneSeed()) {
        blocks.add(new Block.Numbers(tables.draws()));
      }
    }
  }
}
