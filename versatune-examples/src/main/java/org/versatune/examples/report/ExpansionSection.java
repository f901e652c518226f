package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.versatune.examples.report.chart.Estimate;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.chart.ScatterChart;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.results.ExpansionStudy.ExpansionRun;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;

/** The runs that aim at one domain. */
final class ExpansionSection {
  private ExpansionSection() {}

  static ReportPage.Section of(StudyResults results, Drawing drawing) {
    String target = results.expansion().target();
    List<StrategyRun> runs = results.expansion().runs().stream().map(ExpansionRun::run).toList();
    if (runs.isEmpty()) {
      return new ReportPage.Section(
          "expansion",
          "Expansion",
          ImmutableList.of(new Block.Paragraph("No strategy of this kind was run.")));
    }
    ImmutableMap<String, ExpansionRun> byName =
        results.expansion().runs().stream()
            .collect(ImmutableMap.toImmutableMap(run -> run.run().name(), run -> run));
    List<String> names = runs.stream().map(StrategyRun::name).toList();
    Palette strategies = Palette.ofStrategies(names);
    List<String> others = results.domains().stream().filter(d -> !d.equals(target)).toList();
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "Here "
                + target
                + " is to grow while the other domains are kept. Read the plots: a strategy is "
                + "good where the target gains much and the others forget little. Strategies that "
                + "gain differently much are not on equal terms: less training on the target also "
                + "forgets less."),
        Block.Formula.of("target gain = (ℓ^0_e − ℓ_e) / (ℓ^0_e − ℓ^ref_e), e the target"),
        Block.Formula.of(
            "forgetting_j = max((ℓ_j − ℓ^0_j) / ℓ^0_j, 0); mean and maximum over j ≠ e"),
        new Block.Numbers(ExpansionTables.summary(results)),
        new Block.Heading("Rules"),
        FosteringSection.rules(runs),
        new Block.Heading("Gain of the target against forgetting"),
        new Block.Paragraph(
            "In the first picture up and to the left is better: the sign is at the mean "
                + "forgetting, its line ends at the highest."),
        Drawing.strategyLegend(strategies, names),
        tradeOff(results, byName, runs, strategies, drawing),
        new Block.Heading("Forgetting by domain"));
    if (others.isEmpty()) {
      blocks.add(new Block.Paragraph("There is no other domain to forget."));
    } else {
      RunFigures.addForgetting(
          blocks, others, runs, run -> get(byName, run).forgettingOfOthers().byDomain(), drawing);
      blocks.add(new Block.Numbers(ExpansionTables.forgetting(results)));
    }
    blocks.add(new Block.Heading("Weights over steps"));
    FosteringSection.addWeights(blocks, results, runs, drawing);
    blocks.add(
        new Block.Heading("Losses over steps"),
        new Block.Paragraph(
            "On the validation text, one picture a domain; lower is better. Axes differ and do "
                + "not start at 0."),
        Drawing.strategyLegend(strategies, names));
    blocks
        .addAll(
            Shown.note(
                results.domains(),
                RunFigures.lossesShown(results, runs),
                "that the strategies differ most on"))
        .add(
            RunFigures.losses(results, runs, strategies, drawing),
            new Block.Numbers(FosteringTables.draws(results, runs)));
    return new ReportPage.Section(
        "expansion", "Expansion: one domain, the others kept", blocks.build());
  }

  private static Block.Figures tradeOff(
      StudyResults results,
      ImmutableMap<String, ExpansionRun> byName,
      List<StrategyRun> runs,
      Palette strategies,
      Drawing drawing) {
    String target = results.expansion().target();
    ImmutableList.Builder<Block.Figure> figures = ImmutableList.builder();
    ScatterChart tradeOff =
        ScatterChart.titled("Gain of " + target + " against forgetting of the other domains")
            .axes(
                "forgetting of the others (% of the base loss)",
                "target gain (1: specialist, 0: base)")
            .covering(0, 0)
            .palette(strategies)
            .size(340, 250)
            .withoutLegend();
    for (ExpansionRun run : results.expansion().runs()) {
      double mean = 100 * run.forgettingOfOthers().mean();
      tradeOff.point(
          run.run().name(),
          new Estimate(mean, mean, 100 * run.forgettingOfOthers().maximum()),
          Estimate.of(Gains.orNaN(run.targetGain())));
    }
    figures.add(new Block.Figure("Gain against forgetting", "", tradeOff.draw()));
    figures.addAll(
        RunFigures.byStrategy(
            ImmutableList.of(
                new RunFigures.Measure(
                    "Gain of " + target,
                    "Gain of " + target + " by strategy",
                    drawing.domain(target).colour(),
                    run -> Gains.orNaN(get(byName, run).targetGain()),
                    Numbers::gain)),
            runs,
            "gain (1: specialist, 0: base)"));
    figures.addAll(
        RunFigures.byStrategy(
            ImmutableList.of(
                new RunFigures.Measure(
                    "Mean forgetting of the others",
                    "Mean forgetting of the other domains by strategy",
                    Palette.NEUTRAL,
                    run -> 100 * get(byName, run).forgettingOfOthers().mean(),
                    percent -> Numbers.percent(percent / 100)),
                new RunFigures.Measure(
                    "Highest forgetting of the others",
                    "Highest forgetting of another domain by strategy",
                    Palette.NEUTRAL,
                    run -> 100 * get(byName, run).forgettingOfOthers().maximum(),
                    percent -> Numbers.percent(percent / 100))),
            runs,
            "forgetting (% of the base loss)"));
    return new Block.Figures(figures.build());
  }

  private static ExpansionRun get(ImmutableMap<String, ExpansionRun> byName, StrategyRun run) {
    ExpansionRun found = byName.get(run.name());
    if (found == null) {
      throw new IllegalArgumentException("no expansion run '" + run.name() + "'");
    }
    return found;
  }
}
