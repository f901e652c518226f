// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.versatune.Signal;
import org.versatune.examples.report.chart.LineChart;
import org.versatune.examples.report.chart.Palette;
import org.versatune.examples.results.Numbers;
import org.versatune.record.DomainSeries;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;

/**
 * One run record as an HTML file that needs nothing around it: weights, losses, gains, forgetting,
 * and how the draws followed the weights. Safe for use by any number of threads.
 */
public final class RecordReport {
  /** The factor of a protected domain that an update holds. */
  private static final String LIMIT = "limit";

  /** The last two are of runs that protect domains. */
  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of(
          "domain",
          "loss",
          "gain",
          "forgetting",
          "draws",
          "share drawn",
          "mean weight",
          LIMIT,
          "promise");

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
    page(record, name).write(file);
  }

  /** The page of a record. */
  static ReportPage page(RunRecord record, String name) {
    ImmutableList<String> domains =
        Shown.of(record.domains(), domain -> record.weights().weight(domain));
    ImmutableMap<String, Double> base = signal(record, Signal.BASE_LOSS);
    ImmutableMap<String, Double> reference = signal(record, Signal.REFERENCE_LOSS);
    ImmutableList.Builder<Block.Figure> losses = ImmutableList.builder();
    for (String domain : domains) {
      LineChart chart =
          LineChart.titled("Validation loss on " + domain)
              .axes("training steps", "validation loss (nats/token)")
              .level("base", GroupTables.at(base, domain))
              .level("specialist", GroupTables.at(reference, domain))
              .withoutLegend()
              .size(340, 240);
      add(chart, domain, record.lossSeries());
      losses.add(new Block.Figure(domain, chart.draw()));
    }
    Palette palette = Palette.ofDomains(domains);
    LineChart weights =
        LineChart.titled("Weights over training steps")
            .axes("training steps", "weight (0 to 1)")
            .steps()
            .covering(0, 0)
            .palette(palette)
            .withoutLegend()
            .size(960, 320);
    domains.forEach(domain -> add(weights, domain, record.weightSeries()));
    return new ReportPage(
        "VersaTune: a run",
        name,
        ImmutableList.of(
            new ReportPage.Section("run", "The run", ImmutableList.of(facts(record))),
            new ReportPage.Section(
                "weights",
                "Weights over time",
                ImmutableList.<Block>builder()
                    .addAll(Shown.note(record.domains(), domains, "of the largest weights"))
                    .add(
                        Block.Legend.of(palette, domains),
                        new Block.Figures(
                            Block.Size.WIDE, new Block.Figure("Weights", weights.draw())))
                    .build()),
            new ReportPage.Section(
                "losses",
                "Losses over time",
                ImmutableList.of(new Block.Figures(losses.build(), Block.Size.SMALL))),
            new ReportPage.Section(
                "domains",
                "Gains, forgetting and draws",
                ImmutableList.of(
                    new Block.Paragraph(
                        "At the last report. A gain of 1 is as good as the specialist, 0 is the"
                            + " base model. Forgetting is what the rule reads. The mean weight is"
                            + " over the steps so far: where draws follow the weights, it is the"
                            + " share drawn. A domain with a limit is protected: the promise is"
                            + " that its loss does not end above it."),
                    new Block.Numbers(table(record, base, reference))))));
  }

  private static void add(LineChart chart, String domain, DomainSeries series) {
    series.of(domain).forEach(point -> chart.point(domain, (double) point.step(), point.value()));
  }

  private static ImmutableMap<String, Double> signal(RunRecord record, Signal signal) {
    return record.header().setup().has(signal)
        ? record.header().setup().byDomain(signal)
        : ImmutableMap.of();
  }

  private static Block.Facts facts(RunRecord record) {
    return new Block.Facts(
        ImmutableList.of(
            new Block.Fact("rule", record.header().scheduler().toString()),
            new Block.Fact("sampler", record.header().sampler().toString()),
            new Block.Fact("seed", Long.toString(record.header().seed())),
            new Block.Fact("VersaTune", record.header().libraryVersion()),
            new Block.Fact(
                "updates",
                Numbers.count(record.updates().size())
                    + (record.isTruncated() ? ", the last of them cut off" : "")),
            new Block.Fact(
                "events",
                record.events().isEmpty()
                    ? "none"
                    : String.join("; ", Iterables.transform(record.events(), Object::toString)))));
  }

  private static ResultTable.Table table(
      RunRecord record, ImmutableMap<String, Double> base, ImmutableMap<String, Double> reference) {
    ImmutableMap<String, Long> draws = ImmutableMap.of();
    ImmutableMap<String, Double> losses = ImmutableMap.of();
    ImmutableMap<String, Double> forgetting = ImmutableMap.of();
    ImmutableMap<String, Double> limits = ImmutableMap.of();
    for (RecordedUpdate update : record.updates()) {
      limits =
          update.update().factorNames().contains(LIMIT) ? update.update().factor(LIMIT) : limits;
      draws = update.draws();
      losses = update.feedback().losses().isEmpty() ? losses : update.feedback().losses();
      forgetting = update.forgetting().isEmpty() ? forgetting : update.forgetting();
    }
    double all = draws.values().stream().mapToDouble(count -> count).sum();
    ImmutableList.Builder<ResultTable.Row> rows = ImmutableList.builder();
    for (String domain : record.domains()) {
      Double limit = limits.get(domain);
      double before = GroupTables.at(base, domain);
      double loss = GroupTables.at(losses, domain);
      long drawn = draws.getOrDefault(domain, 0L);
      rows.add(
          ResultTable.Row.of(
              domain,
              Stream.of(
                      Numbers.loss(loss),
                      Numbers.gain((before - loss) / (before - GroupTables.at(reference, domain))),
                      Numbers.percent(GroupTables.at(forgetting, domain)),
                      Numbers.count(drawn),
                      Numbers.share(all == 0 ? Double.NaN : drawn / all),
                      Numbers.share(meanWeight(record, domain)),
                      limit == null ? "" : Numbers.loss(limit),
                      limit == null ? "" : loss > limit ? "broken" : "kept")
                  .limit(COLUMNS.size() - (limits.isEmpty() ? 3 : 1))));
    }
    return ResultTable.Table.of(
        "At the last report: losses in nats/token",
        COLUMNS.subList(0, COLUMNS.size() - (limits.isEmpty() ? 2 : 0)),
        rows.build());
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
