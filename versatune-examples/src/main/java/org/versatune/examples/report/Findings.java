// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import static org.versatune.examples.results.Measures.GAIN;
import static org.versatune.examples.results.Measures.MAX_FORGETTING;
import static org.versatune.examples.results.Measures.MEAN_FORGETTING;
import static org.versatune.examples.results.Measures.MEAN_GAIN;
import static org.versatune.examples.results.Measures.TARGET_GAIN;
import static org.versatune.examples.results.Measures.WORST_GAIN;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/** What came out, in sentences that the numbers alone decide: who leads, and who loses. */
final class Findings {
  private final StudyResults results;
  private final ImmutableList.Builder<String> sentences = ImmutableList.builder();

  private Findings(StudyResults results) {
    this.results = results;
  }

  static ImmutableList<String> of(StudyResults results) {
    Findings findings = new Findings(results);
    results.seeds().forEach(findings::detection);
    results.groups(Group.FOSTERING).forEach(group -> findings.fostering(results.runs(group)));
    results
        .groups(Group.EXPANSION)
        .forEach(group -> findings.expansion(group.target(), results.runs(group)));
    return findings.sentences.build();
  }

  @FormatMethod
  private void say(@FormatString String format, Object... values) {
    sentences.add(format.formatted(values));
  }

  private String name(Run run) {
    return results.name(run.key().choice());
  }

  private void detection(SeedResult seed) {
    ImmutableList<String> domains = results.domains();
    SeedSections found = new SeedSections(domains, seed);
    if (found.isTrueMixKnown()) {
      say(
          "Detection: %s The true share lies inside the 95 %% interval for %s of %s %s.",
          found.distance(),
          domains.stream().filter(found::isInside).count(),
          domains.size(),
          domains.size() == 1 ? "domain" : "domains");
    } else {
      say("Detection: %s", found.distance());
    }
  }

  private void fostering(List<Run> runs) {
    List<Run> ranked = ranked(runs, MEAN_GAIN);
    if (ranked.isEmpty()) {
      return;
    }
    say(
        "Fostering, by mean gain: %s.",
        joined(ranked, ", ", run -> name(run) + " " + gain(run, MEAN_GAIN)));
    say(
        "Fostering, by the gain of the worst domain: %s.",
        joined(
            ranked(ranked, WORST_GAIN),
            ", ",
            run -> name(run) + " " + gain(run, WORST_GAIN) + " (" + run.worstDomain() + ")"));
    List<Run> below = ranked.stream().filter(run -> run.measure(WORST_GAIN) < 0).toList();
    if (below.isEmpty()) {
      say("No strategy left a domain worse than the base model had it.");
    } else {
      say(
          "Worse than the base model afterwards: %s.",
          joined(below, "; ", run -> name(run) + " (" + lost(run) + ")"));
    }
    ImmutableListMultimap<RunKey, Evaluation> courses =
        Multimaps.index(results.evaluations(), Evaluation::key);
    ImmutableListMultimap<Boolean, Run> bySteering =
        Multimaps.index(ranked, run -> CourseSection.isSteered(courses.get(run.key())));
    if (bySteering.keySet().size() == 2) {
      say(
          "Steered weights against fixed mixes: on mean gain %s; on the worst domain %s.",
          versus(bySteering, MEAN_GAIN), versus(bySteering, WORST_GAIN));
    }
  }

  /** The runs that have a measure, the highest first. */
  private static List<Run> ranked(List<Run> runs, String measure) {
    return runs.stream()
        .filter(run -> Double.isFinite(run.measure(measure)))
        .sorted(Comparator.comparingDouble(run -> -run.measure(measure)))
        .toList();
  }

  private static String joined(List<Run> runs, String between, Function<Run, String> text) {
    return runs.stream().map(text).collect(Collectors.joining(between));
  }

  private static String gain(Run run, String measure) {
    return Numbers.gain(run.measure(measure));
  }

  /** The domains that a run made worse: those that lost most by name, the others by number. */
  private static String lost(Run run) {
    return Cautions.some(
        run.byDomain(GAIN).entrySet().stream()
            .filter(entry -> entry.getValue() < 0)
            .sorted(Map.Entry.comparingByValue())
            .map(entry -> entry.getKey() + " " + Numbers.gain(entry.getValue()))
            .toList());
  }

  /** The best steered strategy against the best fixed mix. */
  private String versus(ImmutableListMultimap<Boolean, Run> bySteering, String measure) {
    Run steered = ranked(bySteering.get(true), measure).get(0);
    Run fixed = ranked(bySteering.get(false), measure).get(0);
    double difference = steered.measure(measure) - fixed.measure(measure);
    return difference == 0
        ? name(steered) + " equals " + name(fixed)
        : "%s %s %s by %s"
            .formatted(
                name(steered),
                difference > 0 ? "wins over" : "loses to",
                name(fixed),
                Numbers.decimals(Math.abs(difference), 3));
  }

  private void expansion(String target, List<Run> runs) {
    List<Run> gained = ranked(runs, TARGET_GAIN);
    Optional<Run> least =
        runs.stream()
            .filter(run -> Double.isFinite(run.measure(MEAN_FORGETTING)))
            .min(Comparator.comparingDouble(run -> run.measure(MEAN_FORGETTING)));
    if (gained.isEmpty() || least.isEmpty()) {
      return;
    }
    say(
        "Expansion of %s: most gained by %s; least forgotten by %s.",
        target, describe(gained.get(0)), describe(least.get()));
    for (Run run : runs) {
      List<Run> better = runs.stream().filter(other -> dominates(other, run)).toList();
      if (!better.isEmpty()) {
        say(
            "Expansion: %s loses on both counts, gaining no more and forgetting no less than: %s.",
            name(run), joined(better, ", ", this::name));
      }
    }
  }

  private String describe(Run run) {
    return "%s (gain %s, mean forgetting %s, highest %s%s)"
        .formatted(
            name(run),
            gain(run, TARGET_GAIN),
            Numbers.percent(run.measure(MEAN_FORGETTING)),
            Numbers.percent(run.measure(MAX_FORGETTING)),
            run.mostForgotten().isEmpty() ? "" : " on " + run.mostForgotten());
  }

  /** At least as good on gain and mean forgetting, and better on one of them. */
  private static boolean dominates(Run better, Run worse) {
    double gained = better.measure(TARGET_GAIN) - worse.measure(TARGET_GAIN);
    double forgotten = better.measure(MEAN_FORGETTING) - worse.measure(MEAN_FORGETTING);
    return gained >= 0 && forgotten <= 0 && (gained > 0 || forgotten < 0);
  }
}
