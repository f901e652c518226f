// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.results.Promise.Allowance.LOSS_ERROR;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multimaps;
import java.util.Optional;
import java.util.stream.Collectors;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Promise;
import org.versatune.examples.results.StudyResults;

/** All domains at once: gains, worst domains and forgetting of every strategy. */
final class FosteringSection {
  private static final String GAIN_AXIS = "gain (1: specialist, 0: base)";

  private FosteringSection() {}

  static ReportPage.Section of(StudyResults results) {
    SectionBuilder section = new SectionBuilder(Group.FOSTERING, "Fostering: all domains at once");
    ImmutableList<Group> groups = results.groups(Group.FOSTERING);
    if (groups.isEmpty()) {
      return section.paragraph("No run of this kind was made.").build();
    }
    section
        .paragraph(
            """
            Every strategy fine-tunes the same base models with the same number of examples; only the
            mix of domains differs. A gain of 1 is as good as the specialist, 0 is the base model, below
            0 the domain was made worse.%s""",
            results.isOfOneSeed()
                ? ""
                : " Bars, bands and brackets are 95 % intervals over the seeds.")
        .add(Block.Formula.of("gain_j = (ℓ^0_j − ℓ_j) / (ℓ^0_j − ℓ^ref_j)"))
        .add(Block.Formula.of("forgetting_j = max((ℓ_j − ℓ^0_j) / ℓ^0_j, 0)"));
    GroupCharts charts =
        new GroupCharts(results, Group.FOSTERING, Measures.MEAN_GAIN, Measures.WORST_GAIN);
    Multimaps.index(groups, Group::withoutBudget)
        .asMap()
        .values()
        .forEach(budgets -> add(section, results, charts, ImmutableList.copyOf(budgets)));
    return section.build();
  }

  /** Pictures at the largest budget, tables at each. */
  private static void add(
      SectionBuilder section,
      StudyResults results,
      GroupCharts charts,
      ImmutableList<Group> budgets) {
    Group largest = budgets.reverse().get(0);
    ImmutableList<Choice> choices = new GroupTables(results, largest, Measures.MEAN_GAIN).choices();
    ImmutableList.Builder<Block.Figure> figures = ImmutableList.builder();
    figures.add(
        charts.bars(largest, choices, "Mean gain", GAIN_AXIS, Measures.MEAN_GAIN),
        charts.bars(largest, choices, "Gain of the worst domain", GAIN_AXIS, Measures.WORST_GAIN));
    // Fewer spokes enclose nothing, and the names at more of them meet.
    if (results.domains().size() >= 3 && results.domains().size() <= 8) {
      figures.add(charts.radar(largest, Measures.GAIN, GAIN_AXIS));
    }
    if (budgets.size() > 1) {
      figures.add(
          charts.overBudgets(
              budgets, "Mean gain over data budgets", "mean gain", Measures.MEAN_GAIN),
          charts.overBudgets(
              budgets,
              "Gain of the worst domain over data budgets",
              "worst gain",
              Measures.WORST_GAIN));
    }
    ImmutableList<String> shown = charts.shown(largest, results.domains(), Measures.GAIN);
    section
        .heading(largest.title())
        .add(rules(results, largest))
        .figures(Block.Size.MEDIUM, figures.build())
        .shown(results.domains(), shown, "that the strategies differ most on")
        .figures(
            Block.Size.WIDE,
            charts.byDomain(largest, shown, "Gain by domain", "gain", Measures.GAIN, 1),
            charts.byDomain(
                largest,
                shown,
                "Forgetting by domain",
                "forgetting (% of the base loss)",
                Measures.FORGETTING,
                100));
    for (Group group : budgets.reverse()) {
      GroupTables tables = new GroupTables(results, group, Measures.MEAN_GAIN);
      section.tables(tables.fostering(), tables.gainByDomain(), tables.lossByDomain());
      if (results.isOfOneSeed()) {
        section.tables(tables.forgettingByDomain(), tables.draws());
      }
    }
  }

  /** Each strategy's rule as it describes itself. */
  static Block.Facts rules(StudyResults results, Group group) {
    return new Block.Facts(
        results.choices(group).stream()
            .flatMap(choice -> results.runs(group, choice).stream().limit(1))
            .filter(run -> !run.rule().isEmpty())
            .map(run -> new Block.Fact(results.name(run.key().choice()), run.rule()))
            .collect(ImmutableList.toImmutableList()));
  }

  /** Few strategies again, on seeds and a budget that none was chosen on; empty for none. */
  static Optional<ReportPage.Section> confirmation(StudyResults results) {
    ImmutableList<Group> groups = results.groups(Group.CONFIRMATION);
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    String seeds =
        results.runs().stream()
            .filter(run -> run.key().group().study().equals(Group.CONFIRMATION))
            .map(run -> run.key().seed())
            .distinct()
            .sorted()
            .map(Numbers::count)
            .collect(Collectors.joining(", "));
    SectionBuilder section =
        new SectionBuilder(Group.CONFIRMATION, "Confirmation on fresh seeds")
            .paragraph(
                """
                Whoever picks the best of many strategies by their results overrates it. These were run
                once more, all domains at once, on seeds and budgets that were not looked at before:
                seeds %s.""",
                seeds);
    if (groups.stream()
        .anyMatch(group -> !Promise.measured(results.runs(group), LOSS_ERROR).isEmpty())) {
      section.paragraph(
          """
          Cases are domains of runs. The standard error is that of the choice of the test text: of a
          loss, or of its rise over the base model's on the same sequences. By it, only the cases of
          runs count in which it was measured.""");
    }
    groups.forEach(
        group ->
            section.tables(new GroupTables(results, group, Measures.MEAN_GAIN).confirmation()));
    return Optional.of(section.build());
  }
}
