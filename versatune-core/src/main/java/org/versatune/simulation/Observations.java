// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import org.versatune.Signal;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunRecord;

/**
 * The evaluations of some runs as rows of numbers: examples of each domain since the row before,
 * and the logarithm of each domain's loss (NaN where it was not measured).
 *
 * <p>A run of more than {@value #MOST_ROWS} evaluations is thinned evenly: loss curves are smooth,
 * and the fit's cost is linear in the rows.
 */
final class Observations {
  static final int MOST_ROWS = 200;

  private final ImmutableList<String> domains;
  private final ImmutableList<Row> rows;
  private final double longest;

  private Observations(ImmutableList<String> domains, ImmutableList<Row> rows, double longest) {
    this.domains = domains;
    this.rows = rows;
    this.longest = longest;
  }

  /**
   * One evaluation.
   *
   * @param step the step of the report, −1 for the losses of the base model
   * @param startsRun whether the examples are counted from the base model
   * @param examples examples by position of the domain since the row before
   * @param logLosses log of the loss by position of the domain, NaN where unknown
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere; arrays for the fit's inner loop
  record Row(long step, boolean startsRun, double[] examples, double[] logLosses) {}

  /** The evaluations of some runs, thinned. */
  static Observations of(List<RunRecord> records) {
    return of(records, MOST_ROWS);
  }

  /** Every evaluation of one run. */
  static Observations every(RunRecord record) {
    return of(ImmutableList.of(record), Integer.MAX_VALUE);
  }

  private static Observations of(List<RunRecord> records, int mostRows) {
    checkArgument(!records.isEmpty(), "no run record given; a fit needs at least one");
    ImmutableList<String> domains = records.get(0).domains();
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    double longest = 0;
    for (RunRecord record : records) {
      checkArgument(
          record.domains().equals(domains),
          "the run records are about different domains: %s and %s",
          domains,
          record.domains());
      List<Evaluation> run = thinned(evaluations(record), mostRows);
      double[] before = new double[domains.size()];
      for (int t = 0; t < run.size(); t++) {
        double[] examples = run.get(t).drawn().clone();
        for (int j = 0; j < examples.length; j++) {
          examples[j] -= before[j];
          checkArgument(
              examples[j] >= 0,
              "examples drawn of domain '%s' fall from %s to %s in a run record",
              domains.get(j),
              before[j],
              before[j] + examples[j]);
        }
        before = run.get(t).drawn();
        rows.add(new Row(run.get(t).step(), t == 0, examples, run.get(t).logLosses()));
      }
      longest = Math.max(longest, sum(before));
    }
    checkArgument(
        longest > 0, "the run records hold no evaluation after training; nothing can be fitted");
    return new Observations(domains, rows.build(), longest);
  }

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Evaluation(long step, double[] drawn, double[] logLosses) {}

  private static List<Evaluation> evaluations(RunRecord record) {
    ImmutableList<String> domains = record.domains();
    List<Evaluation> evaluations = new ArrayList<>();
    if (record.header().setup().has(Signal.BASE_LOSS)) {
      ImmutableMap<String, Double> base = record.header().setup().byDomain(Signal.BASE_LOSS);
      evaluations.add(new Evaluation(-1, new double[domains.size()], logs(domains, base)));
    }
    for (RecordedUpdate update : record.updates()) {
      if (update.feedback().has(Signal.VALIDATION_LOSS)) {
        double[] drawn = new double[domains.size()];
        for (int j = 0; j < drawn.length; j++) {
          Long count = update.draws().get(domains.get(j));
          checkArgument(
              count != null,
              "the record of step %s has no count of examples drawn of domain '%s'; loss curves"
                  + " need one",
              update.step(),
              domains.get(j));
          // Batches may be drawn ahead of training; the base model has seen none of them.
          drawn[j] = update.step() == 0 ? 0 : count.doubleValue();
        }
        evaluations.add(
            new Evaluation(update.step(), drawn, logs(domains, update.feedback().losses())));
      }
    }
    boolean twiceTheBase =
        evaluations.size() > 1
            && record.header().setup().has(Signal.BASE_LOSS)
            && sum(evaluations.get(1).drawn()) == 0;
    return twiceTheBase ? evaluations.subList(1, evaluations.size()) : evaluations;
  }

  private static double[] logs(ImmutableList<String> domains, ImmutableMap<String, Double> losses) {
    return domains.stream()
        .mapToDouble(domain -> losses.getOrDefault(domain, Double.NaN))
        .map(loss -> loss > 0 && Double.isFinite(loss) ? Math.log(loss) : Double.NaN)
        .toArray();
  }

  private static List<Evaluation> thinned(List<Evaluation> run, int most) {
    if (run.size() <= most) {
      return run;
    }
    List<Evaluation> kept = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      kept.add(run.get((int) Math.round(i * (run.size() - 1.0) / (most - 1))));
    }
    return kept;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  ImmutableList<String> domains() {
    return domains;
  }

  ImmutableList<Row> rows() {
    return rows;
  }

  /** Examples drawn in the longest run. */
  double longest() {
    return longest;
  }

  /** The column of one domain. */
  double[] logLosses(int domain) {
    return rows.stream().mapToDouble(row -> row.logLosses()[domain]).toArray();
  }
}
