package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ResultTable.Cell;
import org.versatune.examples.report.page.ResultTable.Row;
import org.versatune.examples.report.page.ResultTable.Table;
import org.versatune.examples.results.ExpansionStudy.ExpansionRun;
import org.versatune.examples.results.StudyResults;

/** Tables of the runs that aim at one domain. */
final class ExpansionTables {
  private ExpansionTables() {}

  /** One row a strategy: what the target gained and what the others forgot. */
  static Table summary(StudyResults results) {
    String target = results.expansion().target();
    List<ExpansionRun> runs = results.expansion().runs();
    ImmutableList<Boolean> bestGain =
        Best.highest(
            runs.stream().map(run -> Gains.orNaN(run.targetGain())).toList(), Numbers::gain);
    ImmutableList<Boolean> leastMean =
        Best.lowest(
            runs.stream().map(run -> run.forgettingOfOthers().mean()).toList(), Numbers::percent);
    ImmutableList<Boolean> leastMost =
        Best.lowest(
            runs.stream().map(run -> run.forgettingOfOthers().maximum()).toList(),
            Numbers::percent);
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (int i = 0; i < runs.size(); i++) {
      ExpansionRun run = runs.get(i);
      rows.add(
          new Row(
              run.run().name(),
              ImmutableList.of(
                  Cell.of(Numbers.loss(Gains.get(run.run().testLosses(), target))),
                  FosteringTables.gain(Gains.orNaN(run.targetGain()), bestGain.get(i), ""),
                  Forgetting.cell(run.forgettingOfOthers().mean(), leastMean.get(i), ""),
                  Forgetting.cell(
                      run.forgettingOfOthers().maximum(),
                      leastMost.get(i),
                      run.forgettingOfOthers().maximumDomain())),
              false));
    }
    return new Table(
        "Expansion of "
            + target
            + ": gain of the target, forgetting of the others (per cent of the base loss)",
        ImmutableList.of(
            "strategy",
            "target loss (nats/token)",
            "target gain",
            "mean forgetting",
            "highest forgetting"),
        rows.build(),
        Gains.whyUndefined(results, target).stream().collect(ImmutableList.toImmutableList()));
  }

  /** Forgetting of every strategy, one row a domain other than the target. */
  static Table forgetting(StudyResults results) {
    List<ExpansionRun> runs = results.expansion().runs();
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (String domain : results.domains()) {
      if (domain.equals(results.expansion().target())) {
        continue;
      }
      List<Double> values =
          runs.stream().map(run -> Gains.get(run.forgettingOfOthers().byDomain(), domain)).toList();
      ImmutableList<Boolean> least = Best.lowest(values, Numbers::percent);
      ImmutableList.Builder<Cell> cells = ImmutableList.builder();
      for (int i = 0; i < runs.size(); i++) {
        cells.add(Forgetting.cell(values.get(i), least.get(i), ""));
      }
      rows.add(new Row(domain, cells.build(), false));
    }
    return new Table(
        "Forgetting of the other domains, per cent of the base loss",
        ImmutableList.<String>builder()
            .add("domain")
            .addAll(runs.stream().map(run -> run.run().name()).iterator())
            .build(),
        rows.build(),
        ImmutableList.of());
  }
}
