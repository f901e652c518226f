// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.report.Estimates.at;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.versatune.Signal;
import org.versatune.examples.report.ReportPage.Figure;
import org.versatune.examples.report.ReportPage.Named;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.results.Numbers;
import org.versatune.record.DomainSeries;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;

/**
 * Writes one run record as a self-contained HTML file: weights, losses, gains, forgetting, and how
 * the draws followed the weights. Safe for use by any number of threads.
 */
public final class RecordReport {
  /** Factors of a protected domain that an update holds. */
  private static final String LIMIT = "limit";

  private static final String PRESSURE = "pressure";

  private RecordReport() {}

  /**
   * Writes the page, aside first and then moved into place.
   *
   * @param record of a run, which may still go on
   * @param name what the page calls it
   * @param file where to; folders are made as needed
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void write(RunRecord record, String name, Path file) {
    page(record, name).write(file, 0);
  }

  static ReportPage page(RunRecord record, String name) {
    ImmutableList<String> domains =
        Shown.of(record.domains(), domain -> record.weights().weight(domain));
    ImmutableMap<String, Double> base = signal(record, Signal.BASE_LOSS);
    ImmutableMap<String, Double> reference = signal(record, Signal.REFERENCE_LOSS);
    Palette palette = Palette.ofDomains(domains);
    LineChart weights =
        CourseSection.weights("Weights over training steps")
            .covering(0, 0)
            .palette(palette)
            .size(960, 320);
    domains.forEach(domain -> add(weights, domain, record.weightSeries()));
    List<Figure> losses =
        domains.stream().map(domain -> losses(record, domain, base, reference)).toList();
    return new ReportPage(
        "run.ftlh",
        ImmutableMap.of(
            "name", name,
            "record", record,
            "setup", facts(record),
            "domains", domains,
            "palette", palette,
            "weights", new Figure("Weights", weights.draw()),
            "pressure", pressure(record, domains, palette),
            "losses", losses,
            "atEnd", table(record, base, reference)));
  }

  private static Figure losses(
      RunRecord record,
      String domain,
      ImmutableMap<String, Double> base,
      ImmutableMap<String, Double> reference) {
    LineChart chart =
        CourseSection.losses("Validation loss on " + domain)
            .level("base", at(base, domain))
            .level(LIMIT, at(last(record, LIMIT), domain))
            .level("specialist", at(reference, domain));
    add(chart, domain, record.lossSeries());
    return new Figure(domain, chart.draw());
  }

  /**
   * Draws what the weights of the protected domains were multiplied by, update by update; nothing
   * where no domain that is drawn is protected.
   */
  private static ImmutableList<Figure> pressure(
      RunRecord record, ImmutableList<String> domains, Palette palette) {
    if (domains.stream().noneMatch(last(record, PRESSURE)::containsKey)) {
      return ImmutableList.of();
    }
    LineChart chart =
        LineChart.titled("Pressure on protected domains over training steps")
            .axes("training steps", "pressure (1 is none)")
            .steps()
            .covering(1, 1)
            .palette(palette)
            .withoutLegend()
            .size(960, 240);
    for (RecordedUpdate update : record.updates()) {
      ImmutableMap<String, Double> pressure = factor(update, PRESSURE);
      domains.stream()
          .filter(pressure::containsKey)
          .forEach(domain -> chart.point(domain, (double) update.step(), at(pressure, domain)));
    }
    return ImmutableList.of(new Figure("Pressure", chart.draw()));
  }

  private static ImmutableMap<String, Double> factor(RecordedUpdate update, String name) {
    return update.update().factorNames().contains(name)
        ? update.update().factor(name)
        : ImmutableMap.of();
  }

  private static ImmutableMap<String, Double> last(RunRecord record, String factor) {
    return last(record, update -> factor(update, factor));
  }

  private static void add(LineChart chart, String domain, DomainSeries series) {
    series.of(domain).forEach(point -> chart.point(domain, (double) point.step(), point.value()));
  }

  private static ImmutableMap<String, Double> signal(RunRecord record, Signal signal) {
    return record.header().setup().has(signal)
        ? record.header().setup().byDomain(signal)
        : ImmutableMap.of();
  }

  private static ImmutableList<Named> facts(RunRecord record) {
    return ImmutableList.of(
        new Named("rule", record.header().scheduler().toString()),
        new Named("sampler", record.header().sampler().toString()),
        new Named("seed", Long.toString(record.header().seed())),
        new Named("VersaTune", record.header().libraryVersion()),
        new Named(
            "updates",
            Numbers.count(record.updates().size())
                + (record.isTruncated() ? ", the last of them cut off" : "")),
        new Named(
            "events",
            record.events().isEmpty()
                ? "none"
                : String.join("; ", Iterables.transform(record.events(), Object::toString))));
  }

  private static ResultTable<String> table(
      RunRecord record, ImmutableMap<String, Double> base, ImmutableMap<String, Double> reference) {
    ImmutableMap<String, Long> drawn = last(record, RecordedUpdate::draws);
    ImmutableMap<String, Double> losses = last(record, update -> update.feedback().losses());
    ImmutableMap<String, Double> forgotten = last(record, RecordedUpdate::forgetting);
    ImmutableMap<String, Double> limits = last(record, LIMIT);
    ImmutableMap<String, Double> pressure = last(record, PRESSURE);
    ImmutableMap<String, Double> excess = last(record, "excess");
    double all = drawn.values().stream().mapToDouble(count -> count).sum();
    ResultTable<String> table =
        ResultTable.of("At the last report: losses in nats/token", "domain", record.domains())
            .column("loss", domain -> Numbers.loss(at(losses, domain)))
            .column(
                "gain",
                domain -> {
                  double before = at(base, domain);
                  double gained = before - at(losses, domain);
                  return Numbers.gain(gained / (before - at(reference, domain)));
                })
            .column("forgetting", domain -> Numbers.percent(at(forgotten, domain)))
            .column("draws", domain -> Numbers.count(drawn.getOrDefault(domain, 0L)))
            .column(
                "share drawn",
                domain ->
                    Numbers.share(all == 0 ? Double.NaN : drawn.getOrDefault(domain, 0L) / all))
            .column("mean weight", domain -> Numbers.share(meanWeight(record, domain)));
    ImmutableMap<String, Function<String, String>> ofProtected =
        ImmutableMap.of(
            LIMIT,
            domain -> Numbers.loss(at(limits, domain)),
            PRESSURE,
            domain -> Numbers.decimals(pressure.getOrDefault(domain, 1.0), 2),
            "promise",
            domain -> promise(excess, domain));
    ofProtected.forEach(
        (heading, text) ->
            table.column(
                !limits.isEmpty(),
                heading,
                domain -> limits.containsKey(domain) ? text.apply(domain) : ""));
    return table;
  }

  /** Without any loss of a domain, nobody knows. */
  private static String promise(ImmutableMap<String, Double> excess, String domain) {
    Double past = excess.get(domain);
    return past == null ? "no loss" : past > 0 ? "broken" : "kept";
  }

  /** What the last update says that says anything of it. */
  private static <T> ImmutableMap<String, T> last(
      RunRecord record, Function<RecordedUpdate, ImmutableMap<String, T>> part) {
    return record.updates().reverse().stream()
        .map(part)
        .filter(map -> !map.isEmpty())
        .findFirst()
        .orElse(ImmutableMap.of());
  }

  /** The weights that were in force, each by the steps that it was. */
  private static double meanWeight(RunRecord record, String domain) {
    double sum = 0;
    long step = 0;
    for (RecordedUpdate update : record.updates()) {
      sum += (update.step() - step) * update.before().weight(domain);
      step = update.step();
    }
    return step == 0 ? record.header().weights().weight(domain) : sum / step;
  }
}
