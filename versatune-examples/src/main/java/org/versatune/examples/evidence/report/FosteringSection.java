package org.versatune.examples.evidence.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.ReportPage;

/** All domains at once: gains, worst domains and forgetting of every strategy. */
final class FosteringSection {
  static final String NAME = "fostering";

  private FosteringSection() {}

  static ReportPage.Section of(ResultsFolder evidence) {
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    ImmutableList<Group> groups = evidence.groups(NAME);
    if (groups.isEmpty()) {
      blocks.add(new Block.Paragraph("No run of this kind was made."));
    } else {
      blocks.add(
          new Block.Paragraph(
              "Every strategy fine-tunes the same base models with the same number of examples; "
                  + "only the mix of domains differs. A gain of 1 is as good as the specialist, 0 "
                  + "is the base model, below 0 the domain was made worse. Bars, bands and brackets "
                  + "are 95 % intervals over the seeds."),
          Block.Formula.of("gain_j = (ℓ^0_j − ℓ_j) / (ℓ^0_j − ℓ^ref_j)"),
          Block.Formula.of("forgetting_j = max((ℓ_j − ℓ^0_j) / ℓ^0_j, 0)"));
      ImmutableListMultimap<Group, Group> settings = Multimaps.index(groups, Group::withoutBudget);
      GroupCharts charts = new GroupCharts(evidence, NAME, "mean_gain", "worst_gain");
      for (Group setting : settings.keySet()) {
        add(blocks, evidence, charts, settings.get(setting));
      }
    }
    return new ReportPage.Section(NAME, "Fostering: all domains at once", blocks.build());
  }

  /** Pictures at the largest budget, tables at each. */
  private static void add(
      ImmutableList.Builder<Block> blocks,
      ResultsFolder evidence,
      GroupCharts charts,
      ImmutableList<Group> budgets) {
    Group largest = budgets.get(budgets.size() - 1);
    ImmutableList<Choice> choices = new GroupTables(evidence, largest, "mean_gain").choices();
    ImmutableList<Choice> selected = charts.selected(largest);
    blocks.add(new Block.Heading(capital(largest.title())));
    ImmutableList.Builder<Block.Figure> figures = ImmutableList.builder();
    figures.add(
        new Block.Figure(
            "Mean gain",
            "",
            charts.bars(
                largest, choices, "Mean gain", "gain (1: specialist, 0: base)", "mean_gain")),
        new Block.Figure(
            "Gain of the worst domain",
            "",
            charts.bars(
                largest,
                choices,
                "Gain of the worst domain",
                "gain (1: specialist, 0: base)",
                "worst_gain")));
    if (evidence.domains().size() >= 3) {
      figures.add(
          new Block.Figure(
              "Profiles over the domains",
              "",
              charts.radar(largest, selected, "gain_", "gain (1: specialist, 0: base)")));
    }
    if (budgets.size() > 1) {
      figures.add(
          new Block.Figure(
              "Mean gain over data budgets",
              "",
              charts.overBudgets(budgets, selected, "mean gain", "mean_gain")),
          new Block.Figure(
              "Gain of the worst domain over data budgets",
              "",
              charts.overBudgets(budgets, selected, "worst gain", "worst_gain")));
    }
    blocks.add(new Block.Figures(figures.build(), Block.Size.MEDIUM));
    blocks.add(
        new Block.Figures(
            ImmutableList.of(
                new Block.Figure(
                    "Gain by domain",
                    "",
                    charts.byDomain(
                        largest,
                        selected,
                        evidence.domains(),
                        "Gain by domain",
                        "gain",
                        "gain_",
                        1))),
            Block.Size.WIDE));
    for (Group group : budgets.reverse()) {
      GroupTables tables = new GroupTables(evidence, group, "mean_gain");
      blocks.add(
          new Block.Numbers(tables.fostering()),
          new Block.Numbers(tables.byDomain("Gain by domain", "gain_", Intervals::shortGain, true)),
          new Block.Numbers(
              tables.byDomain("Loss by domain, nats/token", "loss_", Intervals::loss, false)));
    }
  }

  static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
