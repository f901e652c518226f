package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.versatune.examples.report.chart.BarChart;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.report.page.Block;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;

/** Pictures that both kinds of run have: weights, losses and bars by strategy. */
final class RunFigures {
  private RunFigures() {}

  /** Weights over steps, one picture for each strategy that changes them. */
  static Block.Figures weights(StudyResults results, List<StrategyRun> runs, Drawing drawing) {
    List<StrategyRun> steered = runs.stream().filter(Findings::steered).toList();
    ImmutableList<String> shown = weightsShown(results, runs);
    double highest =
        steered.stream()
            .flatMap(run -> run.evaluations().stream())
            .flatMap(evaluation -> evaluation.weights().values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    return new Block.Figures(
        steered.stream()
            .map(
                run -> {
                  LineChart chart =
                      LineChart.titled("Weights over training steps under " + run.name())
                          .axes("training steps", "weight (0 to 1)")
                          .steps()
                          .covering(0, highest)
                          .palette(drawing.domains())
                          .size(340, 240)
                          .withoutLegend();
                  for (String domain : shown) {
                    addLine(chart, domain, run, StrategyRun.Evaluation::weights, domain);
                  }
                  return new Block.Figure(run.name(), "", chart.draw());
                })
            .collect(ImmutableList.toImmutableList()));
  }

  /** The domains whose weights are drawn: all of a few, of many those that move most. */
  static ImmutableList<String> weightsShown(StudyResults results, List<StrategyRun> runs) {
    return Shown.of(
        results.domains(),
        domain ->
            runs.stream()
                .mapToDouble(
                    run ->
                        spread(
                            run.evaluations().stream()
                                .mapToDouble(point -> Gains.get(point.weights(), domain))))
                .max()
                .orElse(0));
  }

  /** The domains whose losses are drawn: all of a few, of many those that the runs differ on. */
  static ImmutableList<String> lossesShown(StudyResults results, List<StrategyRun> runs) {
    return Shown.of(
        results.domains(), domain -> apart(runs, run -> Gains.get(run.testLosses(), domain)));
  }

  /** How far a number of the runs lies apart. */
  static double apart(List<StrategyRun> runs, ToDoubleFunction<StrategyRun> number) {
    return spread(runs.stream().mapToDouble(number));
  }

  private static double spread(DoubleStream numbers) {
    DoubleSummaryStatistics all = numbers.filter(Double::isFinite).summaryStatistics();
    return all.getCount() == 0 ? 0 : all.getMax() - all.getMin();
  }

  /** Losses over steps, one picture a domain, with those of base model and specialist. */
  static Block.Figures losses(
      StudyResults results, List<StrategyRun> runs, Palette strategies, Drawing drawing) {
    return new Block.Figures(
        lossesShown(results, runs).stream()
            .map(
                domain -> {
                  LineChart chart =
                      LineChart.titled("Validation loss on " + domain + " over training steps")
                          .axes("training steps", "validation loss (nats/token)")
                          .level("base", Gains.get(results.base().validationLosses(), domain))
                          .level(
                              "specialist",
                              Gains.get(results.reference().validationLosses(), domain))
                          .palette(strategies)
                          .size(340, 240)
                          .withoutLegend();
                  for (StrategyRun run : runs) {
                    addLine(chart, run.name(), run, StrategyRun.Evaluation::losses, domain);
                  }
                  return new Block.Figure(domain, drawing.domain(domain).colour(), chart.draw());
                })
            .collect(ImmutableList.toImmutableList()));
  }

  /**
   * Bars by strategy, one picture for each measure, all on one axis.
   *
   * @param measures by heading, in the order of the pictures
   */
  static ImmutableList<Block.Figure> byStrategy(
      ImmutableList<Measure> measures, List<StrategyRun> runs, String axisTitle) {
    double[] all =
        measures.stream()
            .flatMapToDouble(measure -> runs.stream().mapToDouble(measure.number()))
            .filter(Double::isFinite)
            .toArray();
    double low = DoubleStream.of(all).min().orElse(0);
    double high = DoubleStream.of(all).max().orElse(0);
    return measures.stream()
        .map(
            measure -> {
              BarChart chart = bars(measure.title(), axisTitle, measure.format(), low, high);
              for (StrategyRun run : runs) {
                chart.bar(run.name(), run.name(), measure.number().applyAsDouble(run));
              }
              List<String> names = runs.stream().map(StrategyRun::name).toList();
              chart.palette(Palette.single(names, measure.colour()));
              return new Block.Figure(measure.heading(), measure.colour(), chart.draw());
            })
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * A number of every strategy.
   *
   * @param heading over its picture
   * @param title what the picture shows
   * @param colour of its bars
   */
  record Measure(
      String heading,
      String title,
      String colour,
      ToDoubleFunction<StrategyRun> number,
      DoubleFunction<String> format) {}

  /**
   * Forgetting by domain: one picture for each strategy that forgot anything, all on one axis, and
   * a sentence on those that did not.
   */
  static void addForgetting(
      ImmutableList.Builder<Block> blocks,
      List<String> domains,
      List<StrategyRun> runs,
      Function<StrategyRun, ImmutableMap<String, Double>> forgetting,
      Drawing drawing) {
    String nothing = Numbers.percent(0);
    Predicate<StrategyRun> forgot =
        run ->
            domains.stream()
                .map(domain -> Numbers.percent(Gains.get(forgetting.apply(run), domain)))
                .anyMatch(text -> !text.equals(nothing));
    List<StrategyRun> drawn = runs.stream().filter(forgot).toList();
    String kept = quoted(runs.stream().filter(forgot.negate()));
    blocks.add(
        new Block.Paragraph(
            (drawn.isEmpty() ? "" : "One picture a strategy, all with the same axis. ")
                + (kept.isEmpty()
                    ? "Every strategy forgot something."
                    : "Forgot nothing (less than 0.05\u00A0%): " + kept + ".")));
    double highest =
        drawn.stream()
            .flatMap(run -> forgetting.apply(run).values().stream())
            .mapToDouble(value -> 100 * value)
            .max()
            .orElse(0);
    blocks.add(
        new Block.Figures(
            drawn.stream()
                .map(
                    run -> {
                      BarChart chart =
                          bars(
                                  "Forgetting by domain under " + run.name(),
                                  "forgetting (% of the base loss)",
                                  percent -> Numbers.percent(percent / 100),
                                  0,
                                  highest)
                              .palette(drawing.domains());
                      for (String domain : domains) {
                        chart.bar(domain, domain, 100 * Gains.get(forgetting.apply(run), domain));
                      }
                      return new Block.Figure(run.name(), "", chart.draw());
                    })
                .collect(ImmutableList.toImmutableList())));
  }

  /** Names in quotation marks, with commas. */
  static String quoted(Stream<StrategyRun> runs) {
    return runs.map(run -> "\u201C" + run.name() + "\u201D").collect(Collectors.joining(", "));
  }

  /** Bars on their side, one a name, on an axis that shows at least these numbers. */
  private static BarChart bars(
      String title, String axis, DoubleFunction<String> format, double low, double high) {
    return BarChart.titled(title)
        .axis(axis)
        .horizontal()
        .labelled(format)
        .covering(low, high)
        .size(340, 0)
        .withoutLegend();
  }

  private static void addLine(
      LineChart chart,
      String line,
      StrategyRun run,
      Function<StrategyRun.Evaluation, ImmutableMap<String, Double>> numbers,
      String domain) {
    for (StrategyRun.Evaluation evaluation : run.evaluations()) {
      chart.point(line, (double) evaluation.step(), Gains.get(numbers.apply(evaluation), domain));
    }
  }
}
