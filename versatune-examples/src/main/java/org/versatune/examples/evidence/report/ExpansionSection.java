package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.List;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.ReportPage;

/** One domain grows, the others are to be kept: the target's gain and what it cost. */
final class ExpansionSection {
  static final String NAME = "expansion";

  private ExpansionSection() {}

  static ReportPage.Section of(ResultsFolder evidence) {
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    ImmutableList<Group> groups = evidence.groups(NAME);
    if (groups.isEmpty()) {
      blocks.add(new Block.Paragraph("No run of this kind was made."));
    } else {
      blocks.add(
          new Block.Paragraph(
              "A strategy is good where the target gains much and the others forget little: up and "
                  + "to the left in the first pictures. Strategies whose target gains differ are not "
                  + "on equal terms, for less training on the target also forgets less. Lines "
                  + "through the signs, whiskers and brackets are 95 % intervals over the seeds. "
                  + "\u201CAll targets\u201D is the mean over the targets, seed by seed."));
      ImmutableListMultimap<Group, Group> settings = Multimaps.index(groups, Group::withoutBudget);
      GroupCharts charts = new GroupCharts(evidence, NAME, "target_gain");
      ImmutableList.Builder<Block.Figure> tradeOffs = ImmutableList.builder();
      for (Group setting : settings.keySet()) {
        ImmutableList<Group> budgets = settings.get(setting);
        Group largest = budgets.get(budgets.size() - 1);
        tradeOffs.add(
            new Block.Figure(
                FosteringSection.capital(largest.title()),
                "",
                charts.tradeOff(
                    largest, new GroupTables(evidence, largest, "target_gain").choices())));
      }
      blocks.add(
          new Block.Heading("Target gain against mean forgetting of the others"),
          new Block.Figures(tradeOffs.build(), Block.Size.MEDIUM));
      for (Group setting : settings.keySet()) {
        add(blocks, evidence, charts, settings.get(setting));
      }
    }
    return new ReportPage.Section(
        NAME, "Expansion: one domain grows, the others kept", blocks.build());
  }

  private static void add(
      ImmutableList.Builder<Block> blocks,
      ResultsFolder evidence,
      GroupCharts charts,
      ImmutableList<Group> budgets) {
    Group largest = budgets.get(budgets.size() - 1);
    ImmutableList<Choice> choices = new GroupTables(evidence, largest, "target_gain").choices();
    ImmutableList<Choice> selected = charts.selected(largest);
    List<String> others =
        evidence.domains().stream().filter(domain -> !domain.equals(largest.target())).toList();
    blocks.add(
        new Block.Heading(FosteringSection.capital(largest.title())),
        new Block.Figures(
            ImmutableList.of(
                new Block.Figure(
                    "Target gain",
                    "",
                    charts.bars(
                        largest,
                        choices,
                        "Target gain",
                        largest.ofAllTargets()
                            ? "gain of the target, mean over targets"
                            : "gain of " + largest.target(),
                        "target_gain")),
                new Block.Figure(
                    "Mean forgetting of the others",
                    "",
                    charts.bars(
                        largest,
                        choices,
                        "Mean forgetting of the others",
                        "forgetting (% of the base loss)",
                        "mean_forgetting"))),
            Block.Size.MEDIUM));
    // Over all targets every domain is at times the target, whose forgetting says nothing.
    if (!largest.ofAllTargets()) {
      blocks.add(
          new Block.Figures(
              ImmutableList.of(
                  new Block.Figure(
                      "Forgetting by domain",
                      "",
                      charts.byDomain(
                          largest,
                          selected,
                          others,
                          "Forgetting by domain",
                          "forgetting (% of the base loss)",
                          "forgetting_",
                          100))),
              Block.Size.WIDE));
    }
    for (Group group : budgets.reverse()) {
      GroupTables tables = new GroupTables(evidence, group, "target_gain");
      blocks.add(new Block.Numbers(tables.expansion()));
      if (!group.ofAllTargets()) {
        blocks.add(
            new Block.Numbers(
                tables.byDomain("Forgetting by domain", "forgetting_", Intervals::percent, false)));
      }
    }
  }
}
