package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ReportPage;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;

/** The runs that aim at all domains. */
final class FosteringSection {
  private FosteringSection() {}

  static ReportPage.Section of(StudyResults results, Drawing drawing) {
    List<StrategyRun> runs = results.fostering();
    if (runs.isEmpty()) {
      return new ReportPage.Section(
          "fostering",
          "Fostering",
          ImmutableList.of(new Block.Paragraph("No strategy of this kind was run.")));
    }
    List<String> names = runs.stream().map(StrategyRun::name).toList();
    Palette strategies = Palette.ofStrategies(names);
    ImmutableList.Builder<Block> blocks = ImmutableList.builder();
    blocks.add(
        new Block.Paragraph(
            "Every strategy fine-tunes the same base model with the same number of examples and "
                + "the same seed; only the mix of domains differs. Read the numbers: a gain of 1 "
                + "is as good as the specialist, 0 is the base model, below 0 the domain was made "
                + "worse. Forgetting is the rise of a loss above the base model's, in per cent of "
                + "it."),
        Block.Formula.of("gain_j = (ℓ^0_j − ℓ_j) / (ℓ^0_j − ℓ^ref_j)"),
        Block.Formula.of("forgetting_j = max((ℓ_j − ℓ^0_j) / ℓ^0_j, 0)"),
        new Block.Numbers(FosteringTables.summary(results)),
        new Block.Heading("Rules"),
        rules(runs),
        new Block.Heading("Gains by strategy"),
        new Block.Paragraph(
            "All pictures have the same axis. Bars to the left of the dark line: worse than before "
                + "the fine-tuning."));
    ImmutableList<String> apart =
        Shown.of(results.domains(), domain -> RunFigures.apart(runs, run -> Gains.of(run, domain)));
    blocks
        .addAll(Shown.note(results.domains(), apart, "that the strategies differ most on"))
        .add(
            gains(results, apart, drawing),
            new Block.Numbers(FosteringTables.gains(results)),
            new Block.Heading("Weights over steps"));
    addWeights(blocks, results, runs, drawing);
    blocks
        .add(
            new Block.Heading("Losses over steps"),
            new Block.Paragraph(
                "On the validation text, one picture a domain; lower is better. Axes differ and do "
                    + "not start at 0. Below the line \u201Cspecialist\u201D a mixed run beats the specialist, "
                    + "above the line \u201Cbase\u201D it forgets."),
            Drawing.strategyLegend(strategies, names))
        .addAll(
            Shown.note(
                results.domains(),
                RunFigures.lossesShown(results, runs),
                "that the strategies differ most on"))
        .add(
            RunFigures.losses(results, runs, strategies, drawing),
            new Block.Numbers(FosteringTables.losses(results)),
            new Block.Heading("Forgetting by domain"));
    RunFigures.addForgetting(
        blocks, results.domains(), runs, run -> run.forgetting().byDomain(), drawing);
    blocks.add(new Block.Numbers(FosteringTables.draws(results, runs)));
    return new ReportPage.Section("fostering", "Fostering: all domains at once", blocks.build());
  }

  /** Each strategy's rule as it describes itself. */
  static Block.Facts rules(List<StrategyRun> runs) {
    return new Block.Facts(
        runs.stream()
            .map(run -> new Block.Fact(run.name(), run.rule()))
            .collect(ImmutableList.toImmutableList()));
  }

  /** Pictures of the weights that move, and a sentence on those that do not. */
  static void addWeights(
      ImmutableList.Builder<Block> blocks,
      StudyResults results,
      List<StrategyRun> runs,
      Drawing drawing) {
    String fixed = RunFigures.quoted(runs.stream().filter(run -> !Findings.steered(run)));
    boolean anySteered = runs.stream().anyMatch(Findings::steered);
    blocks.add(
        new Block.Paragraph(
            (anySteered
                    ? "A weight is the share of a domain among the next examples; it holds until "
                        + "the next evaluation changes it. "
                    : "")
                + (fixed.isEmpty()
                    ? "Every strategy here moves its weights."
                    : "Weights that never move are not drawn: " + fixed + ".")));
    if (anySteered) {
      ImmutableList<String> shown = RunFigures.weightsShown(results, runs);
      blocks
          .addAll(Shown.note(results.domains(), shown, "whose weights move most"))
          .add(drawing.domainLegend(shown), RunFigures.weights(results, runs, drawing));
    }
  }

  private static Block.Figures gains(StudyResults results, List<String> domains, Drawing drawing) {
    ImmutableList.Builder<RunFigures.Measure> measures = ImmutableList.builder();
    measures.add(
        new RunFigures.Measure(
            "Mean over the domains",
            "Mean gain by strategy",
            Palette.NEUTRAL,
            Gains::mean,
            Numbers::gain),
        new RunFigures.Measure(
            "Worst domain",
            "Gain of the worst domain by strategy",
            Palette.NEUTRAL,
            Gains::worst,
            Numbers::gain));
    for (String domain : domains) {
      measures.add(
          new RunFigures.Measure(
              domain,
              "Gain on " + domain + " by strategy",
              drawing.domain(domain).colour(),
              run -> Gains.of(run, domain),
              Numbers::gain));
    }
    return new Block.Figures(
        RunFigures.byStrategy(
            measures.build(), results.fostering(), "gain (1: specialist, 0: base)"));
  }
}
