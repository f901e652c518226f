package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.report.page.ResultTable.Cell;
import org.versatune.examples.report.page.ResultTable.Row;
import org.versatune.examples.report.page.ResultTable.Table;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;

/** Tables of the runs that aim at all domains. */
final class FosteringTables {
  private FosteringTables() {}

  /** One row a strategy: mean and worst gain, mean and highest forgetting. */
  static Table summary(StudyResults results) {
    List<StrategyRun> runs = results.fostering();
    ImmutableList<Boolean> bestMean = best(runs, Gains::mean, Numbers::gain, true);
    ImmutableList<Boolean> bestWorst = best(runs, Gains::worst, Numbers::gain, true);
    ImmutableList<Boolean> leastMean =
        best(runs, run -> run.forgetting().mean(), Numbers::percent, false);
    ImmutableList<Boolean> leastMost =
        best(runs, run -> run.forgetting().maximum(), Numbers::percent, false);
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (int i = 0; i < runs.size(); i++) {
      StrategyRun run = runs.get(i);
      String worstDomain = run.gain().worstDomain();
      rows.add(
          new Row(
              run.name(),
              ImmutableList.of(
                  gain(Gains.mean(run), bestMean.get(i), ""),
                  gain(Gains.worst(run), bestWorst.get(i), worstDomain == null ? "" : worstDomain),
                  Forgetting.cell(run.forgetting().mean(), leastMean.get(i), ""),
                  Forgetting.cell(
                      run.forgetting().maximum(),
                      leastMost.get(i),
                      run.forgetting().maximumDomain())),
              false));
    }
    return new Table(
        "Fostering in short (test text; equal budget and seed)",
        ImmutableList.of(
            "strategy", "mean gain", "worst gain", "mean forgetting", "highest forgetting"),
        rows.build(),
        Gains.reasons(results));
  }

  /** Gain of every strategy, one row a domain, mean and worst below. */
  static Table gains(StudyResults results) {
    List<StrategyRun> runs = results.fostering();
    List<Row> rows = new ArrayList<>();
    for (String domain : results.domains()) {
      rows.add(gainRow(domain, runs, run -> Gains.of(run, domain), false));
    }
    rows.add(gainRow("mean", runs, Gains::mean, true));
    rows.add(gainRow("worst", runs, Gains::worst, true));
    return new Table(
        "Gain by domain",
        header(runs, "domain"),
        ImmutableList.copyOf(rows),
        Gains.reasons(results));
  }

  /** Loss of every strategy beside those of the base model and the specialist. */
  static Table losses(StudyResults results) {
    List<StrategyRun> runs = results.fostering();
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (String domain : results.domains()) {
      double base = Gains.get(results.base().testLosses(), domain);
      ToDoubleFunction<StrategyRun> loss = run -> Gains.get(run.testLosses(), domain);
      ImmutableList<Boolean> best = best(runs, loss, Numbers::loss, false);
      ImmutableList.Builder<Cell> cells = ImmutableList.builder();
      cells.add(Cell.of(Numbers.loss(base)));
      cells.add(Cell.of(Numbers.loss(Gains.get(results.reference().testLosses(), domain))));
      for (int i = 0; i < runs.size(); i++) {
        double value = loss.applyAsDouble(runs.get(i));
        cells.add(new Cell(Numbers.loss(value), best.get(i), value > base));
      }
      rows.add(new Row(domain, cells.build(), false));
    }
    return new Table(
        "Loss on the test text after the last step, nats/token",
        header(runs, "domain", "base model", "specialist"),
        rows.build(),
        ImmutableList.of());
  }

  /** Loss and gain of every strategy in one table, as the terminal and the README show it. */
  static Table lossAndGain(StudyResults results) {
    List<StrategyRun> runs = results.fostering();
    List<Row> rows = new ArrayList<>();
    for (String domain : results.domains()) {
      ToDoubleFunction<StrategyRun> gain = run -> Gains.of(run, domain);
      ToDoubleFunction<StrategyRun> loss = run -> Gains.get(run.testLosses(), domain);
      ImmutableList<Boolean> best = best(runs, loss, Numbers::loss, false);
      double base = Gains.get(results.base().testLosses(), domain);
      ImmutableList.Builder<Cell> cells = ImmutableList.builder();
      cells.add(Cell.of(Numbers.loss(base)));
      cells.add(Cell.of(Numbers.loss(Gains.get(results.reference().testLosses(), domain))));
      for (int i = 0; i < runs.size(); i++) {
        double value = loss.applyAsDouble(runs.get(i));
        cells.add(
            new Cell(
                Numbers.loss(value) + " (" + Numbers.gain(gain.applyAsDouble(runs.get(i))) + ")",
                best.get(i),
                value > base));
      }
      rows.add(new Row(domain, cells.build(), false));
    }
    rows.add(padded(gainRow("mean gain", runs, Gains::mean, true)));
    rows.add(padded(gainRow("worst gain", runs, Gains::worst, true)));
    ImmutableList.Builder<Cell> where = ImmutableList.builder();
    for (StrategyRun run : runs) {
      String domain = run.gain().worstDomain();
      where.add(Cell.of(domain == null ? "" : domain));
    }
    rows.add(padded(new Row("in domain", where.build(), true)));
    return new Table(
        "Fostering: loss in nats/token on the test text (gain in brackets)",
        header(runs, "domain", "base", "specialist"),
        ImmutableList.copyOf(rows),
        Gains.reasons(results));
  }

  /** Sequences that each strategy drew. */
  static Table draws(StudyResults results, List<StrategyRun> runs) {
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    for (String domain : results.domains()) {
      ImmutableList.Builder<Cell> cells = ImmutableList.builder();
      for (StrategyRun run : runs) {
        cells.add(Cell.of(Numbers.count(run.draws().getOrDefault(domain, 0L))));
      }
      rows.add(new Row(domain, cells.build(), false));
    }
    return new Table("Sequences drawn", header(runs, "domain"), rows.build(), ImmutableList.of());
  }

  static ImmutableList<Boolean> best(
      List<StrategyRun> runs,
      ToDoubleFunction<StrategyRun> number,
      DoubleFunction<String> format,
      boolean highest) {
    List<Double> values = runs.stream().map(number::applyAsDouble).toList();
    return highest ? Best.highest(values, format) : Best.lowest(values, format);
  }

  static Cell gain(double gain, boolean best, String where) {
    String text = Numbers.gain(gain);
    return new Cell(
        where.isEmpty() || !Double.isFinite(gain) ? text : text + " (" + where + ")",
        best,
        gain < 0);
  }

  private static Row gainRow(
      String name, List<StrategyRun> runs, ToDoubleFunction<StrategyRun> number, boolean summary) {
    ImmutableList<Boolean> best = best(runs, number, Numbers::gain, true);
    ImmutableList.Builder<Cell> cells = ImmutableList.builder();
    for (int i = 0; i < runs.size(); i++) {
      cells.add(gain(number.applyAsDouble(runs.get(i)), best.get(i), ""));
    }
    return new Row(name, cells.build(), summary);
  }

  /** The row with nothing in the columns of base model and specialist. */
  private static Row padded(Row row) {
    return new Row(
        row.name(),
        ImmutableList.<Cell>builder().add(Cell.of(""), Cell.of("")).addAll(row.cells()).build(),
        row.summary());
  }

  private static ImmutableList<String> header(List<StrategyRun> runs, String... first) {
    return ImmutableList.<String>builder()
        .add(first)
        .addAll(runs.stream().map(StrategyRun::name).iterator())
        .build();
  }
}
