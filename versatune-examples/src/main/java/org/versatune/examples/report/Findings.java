// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.results.Measures.GAIN;
import static org.versatune.examples.results.Measures.MEAN_FORGETTING;
import static org.versatune.examples.results.Measures.TARGET_GAIN;
import static org.versatune.examples.results.Measures.WORST_GAIN;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Lists;
import com.google.common.collect.Multimaps;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.StudyResults;

/** Who leads, and who loses, for the sentences of the template that the numbers alone decide. */
public final class Findings {
  private final StudyResults results;
  private final ImmutableListMultimap<RunKey, Evaluation> courses;

  Findings(StudyResults results) {
    this.results = results;
    this.courses = Multimaps.index(results.evaluations(), Evaluation::key);
  }

  /** What was detected in each seed's base model. */
  public List<SeedSections> detections() {
    return Lists.transform(results.seeds(), seed -> new SeedSections(results.domains(), seed));
  }

  /**
   * The runs that have a measure, the best first: that of the highest gain, or least forgetting.
   */
  public List<Run> ranked(List<Run> runs, String measure) {
    int sign = measure.equals(MEAN_FORGETTING) ? 1 : -1;
    return runs.stream()
        .filter(run -> Double.isFinite(run.measure(measure)))
        .sorted(Comparator.comparingDouble(run -> sign * run.measure(measure)))
        .toList();
  }

  /** Those that made a domain worse than the base model had it. */
  public List<Run> losers(List<Run> runs) {
    return runs.stream().filter(run -> run.measure(WORST_GAIN) < 0).toList();
  }

  /** The domains that a run made worse: those that lost most by name, the others by number. */
  public String lost(Run run) {
    return Cautions.some(
        run.byDomain(GAIN).entrySet().stream()
            .filter(entry -> entry.getValue() < 0)
            .sorted(Map.Entry.comparingByValue())
            .map(entry -> entry.getKey() + " " + Numbers.gain(entry.getValue()))
            .toList());
  }

  /** The best steered strategy against the best fixed mix; none where all runs are of one kind. */
  public List<String> versus(List<Run> runs, String measure) {
    ImmutableListMultimap<Boolean, Run> best =
        Multimaps.index(
            ranked(runs, measure), run -> CourseSection.isSteered(courses.get(run.key())));
    if (best.keySet().size() < 2) {
      return List.of();
    }
    Run steered = best.get(true).get(0);
    Run fixed = best.get(false).get(0);
    double difference = steered.measure(measure) - fixed.measure(measure);
    String verb = difference == 0 ? " equals " : difference > 0 ? " wins over " : " loses to ";
    String names = name(steered) + verb + name(fixed);
    return List.of(
        difference == 0 ? names : names + " by " + Numbers.decimals(Math.abs(difference), 3));
  }

  public String name(Run run) {
    return results.name(run.key().choice());
  }

  /** Those that are at least as good on gain and mean forgetting, and better on one of them. */
  public List<Run> better(Run run, List<Run> runs) {
    return runs.stream()
        .filter(
            other -> {
              double gained = other.measure(TARGET_GAIN) - run.measure(TARGET_GAIN);
              double forgotten = other.measure(MEAN_FORGETTING) - run.measure(MEAN_FORGETTING);
              return gained >= 0 && forgotten <= 0 && (gained > 0 || forgotten < 0);
            })
        .toList();
  }
}
