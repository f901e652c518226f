package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;

/** Pictures that both kinds of run have: weights, losses and bars by strategy. */
final class RunFigures {
  private RunFigures() {}

  /** Weights over steps, one picture for each strategy that changes them. */
  static Block.Figures weights(StudyResults results, List<StrategyRun> runs, Drawing drawing) {
    List<StrategyRun> steered = runs.stream().filter(Findings::steered).toList();
    double highest =
        steered.stream()
            .flatMap(run -> run.evaluations().stream())
            .flatMap(evaluation -> evaluation.weights().values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    LinePlot plot = LinePlot.ofSettings("weight (0 to 1)", highest);
    return new Block.Figures(
        steered.stream()
            .map(
                run ->
                    drawing.figure(
                        run.name(),
                        "",
                        id ->
                            plot.draw(
                                id,
                                "Weights over training steps under " + run.name(),
                                results.domains().stream()
                                    .map(
                                        domain ->
                                            new LinePlot.Line(
                                                domain,
                                                drawing.domain(domain),
                                                points(
                                                    run, StrategyRun.Evaluation::weights, domain)))
                                    .toList(),
                                ImmutableList.of())))
            .collect(ImmutableList.toImmutableList()));
  }

  /** Losses over steps, one picture a domain, with those of base model and specialist. */
  static Block.Figures losses(
      StudyResults results, List<StrategyRun> runs, Palette strategies, Drawing drawing) {
    LinePlot plot = LinePlot.ofMeasurements("validation loss (nats/token)");
    return new Block.Figures(
        results.domains().stream()
            .map(
                domain ->
                    drawing.figure(
                        domain,
                        drawing.domain(domain).colour(),
                        id ->
                            plot.draw(
                                id,
                                "Validation loss on " + domain + " over training steps",
                                runs.stream()
                                    .map(
                                        run ->
                                            new LinePlot.Line(
                                                run.name(),
                                                strategies.of(run.name()),
                                                points(
                                                    run, StrategyRun.Evaluation::losses, domain)))
                                    .toList(),
                                ImmutableList.of(
                                    new LinePlot.Level(
                                        "base",
                                        Gains.get(results.base().validationLosses(), domain),
                                        true),
                                    new LinePlot.Level(
                                        "specialist",
                                        Gains.get(results.reference().validationLosses(), domain),
                                        false)))))
            .collect(ImmutableList.toImmutableList()));
  }

  /**
   * Bars by strategy, one picture for each measure, all on one axis.
   *
   * @param measures by heading, in the order of the pictures
   */
  static ImmutableList<Block.Figure> byStrategy(
      ImmutableList<Measure> measures, List<StrategyRun> runs, String axisTitle, Drawing drawing) {
    ImmutableMap<Measure, ImmutableList<BarPlot.Row>> rows =
        measures.stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    measure -> measure,
                    measure ->
                        runs.stream()
                            .map(run -> row(measure, run))
                            .collect(ImmutableList.toImmutableList())));
    BarPlot plot =
        BarPlot.covering(rows.values().stream().flatMap(List::stream).toList(), axisTitle);
    return rows.entrySet().stream()
        .map(
            entry ->
                drawing.figure(
                    entry.getKey().heading(),
                    entry.getKey().colour(),
                    id -> plot.draw(id, entry.getKey().title(), entry.getValue())))
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
      Function<Double, String> format) {}

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
    ImmutableMap<StrategyRun, ImmutableList<BarPlot.Row>> rows =
        drawn.stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    run -> run,
                    run ->
                        domains.stream()
                            .map(domain -> row(domain, forgetting.apply(run), drawing))
                            .collect(ImmutableList.toImmutableList())));
    BarPlot plot =
        BarPlot.covering(
            rows.values().stream().flatMap(List::stream).toList(),
            "forgetting (% of the base loss)");
    blocks.add(
        new Block.Figures(
            rows.entrySet().stream()
                .map(
                    entry ->
                        drawing.figure(
                            entry.getKey().name(),
                            "",
                            id ->
                                plot.draw(
                                    id,
                                    "Forgetting by domain under " + entry.getKey().name(),
                                    entry.getValue())))
                .collect(ImmutableList.toImmutableList())));
  }

  /** Names in quotation marks, with commas. */
  static String quoted(Stream<StrategyRun> runs) {
    return runs.map(run -> "\u201C" + run.name() + "\u201D").collect(Collectors.joining(", "));
  }

  private static BarPlot.Row row(
      String domain, ImmutableMap<String, Double> forgetting, Drawing drawing) {
    double value = Gains.get(forgetting, domain);
    return BarPlot.Row.of(
        domain, 100 * value, Numbers.percent(value), drawing.domain(domain).colour());
  }

  private static BarPlot.Row row(Measure measure, StrategyRun run) {
    double value = measure.number().applyAsDouble(run);
    return BarPlot.Row.of(run.name(), value, measure.format().apply(value), measure.colour());
  }

  private static ImmutableList<LinePlot.Point> points(
      StrategyRun run,
      Function<StrategyRun.Evaluation, ImmutableMap<String, Double>> numbers,
      String domain) {
    return run.evaluations().stream()
        .map(
            evaluation ->
                new LinePlot.Point(evaluation.step(), Gains.get(numbers.apply(evaluation), domain)))
        .collect(ImmutableList.toImmutableList());
  }
}
