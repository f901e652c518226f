// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.versatune.examples.results.Cautions;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.Run;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.SeedResult;
import org.versatune.examples.results.StudyResults;

/** What came out, in sentences that the numbers alone decide: who leads, and who loses. */
final class Findings {
  private static final Comparator<Run> MEAN =
      Comparator.comparingDouble(run -> run.measure(Measures.MEAN_GAIN));
  private static final Comparator<Run> WORST =
      Comparator.comparingDouble(run -> run.measure(Measures.WORST_GAIN));

  private final StudyResults results;

  private Findings(StudyResults results) {
    this.results = results;
  }

  static ImmutableList<String> of(StudyResults results) {
    Findings findings = new Findings(results);
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    results.seeds().forEach(seed -> sentences.add(findings.detection(seed)));
    for (Group group : results.groups(Group.FOSTERING)) {
      sentences.addAll(findings.fostering(results.runs(group)));
    }
    for (Group group : results.groups(Group.EXPANSION)) {
      sentences.addAll(findings.expansion(group.target(), results.runs(group)));
    }
    return sentences.build();
  }

  private String name(Run run) {
    return results.name(run.key().choice());
  }

  private String detection(SeedResult seed) {
    ImmutableList<String> domains = results.domains();
    String distance = "Detection: " + DetectionSection.distance(domains, seed);
    if (!DetectionSection.isKnown(seed)) {
      return distance;
    }
    long inside = domains.stream().filter(d -> DetectionSection.isInside(seed, d)).count();
    return distance
        + " The true share lies inside the 95 % interval for "
        + inside
        + " of "
        + domains.size()
        + (domains.size() == 1 ? " domain." : " domains.");
  }

  private ImmutableList<String> fostering(List<Run> runs) {
    List<Run> ranked =
        runs.stream()
            .filter(run -> Double.isFinite(run.measure(Measures.MEAN_GAIN)))
            .sorted(MEAN.reversed())
            .toList();
    if (ranked.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    sentences.add(
        "Fostering, by mean gain: "
            + ranked.stream()
                .map(run -> name(run) + " " + Numbers.gain(run.measure(Measures.MEAN_GAIN)))
                .collect(Collectors.joining(", "))
            + ".");
    sentences.add(
        "Fostering, by the gain of the worst domain: "
            + ranked.stream()
                .sorted(WORST.reversed())
                .map(
                    run ->
                        name(run)
                            + " "
                            + Numbers.gain(run.measure(Measures.WORST_GAIN))
                            + " ("
                            + run.worstDomain()
                            + ")")
                .collect(Collectors.joining(", "))
            + ".");
    String below =
        ranked.stream()
            .filter(run -> run.measure(Measures.WORST_GAIN) < 0)
            .map(run -> name(run) + " (" + lost(run) + ")")
            .collect(Collectors.joining("; "));
    sentences.add(
        below.isEmpty()
            ? "No strategy left a domain worse than the base model had it."
            : "Worse than the base model afterwards: " + below + ".");
    steeredAgainstFixed(ranked).ifPresent(sentences::add);
    return sentences.build();
  }

  /** The domains that a run made worse: those that lost most by name, the others by number. */
  private static String lost(Run run) {
    return Cautions.some(
        run.byDomain(Measures.GAIN).entrySet().stream()
            .filter(entry -> entry.getValue() < 0)
            .sorted(Map.Entry.comparingByValue())
            .map(entry -> entry.getKey() + " " + Numbers.gain(entry.getValue()))
            .toList());
  }

  /** The best steered strategy against the best fixed mix, on either measure. */
  private Optional<String> steeredAgainstFixed(List<Run> ranked) {
    ImmutableListMultimap<RunKey, Evaluation> courses =
        Multimaps.index(results.evaluations(), Evaluation::key);
    Map<Boolean, List<Run>> bySteering =
        ranked.stream()
            .collect(
                Collectors.partitioningBy(run -> CourseSection.isSteered(courses.get(run.key()))));
    List<Run> steered = bySteering.getOrDefault(true, List.of());
    List<Run> fixed = bySteering.getOrDefault(false, List.of());
    if (steered.isEmpty() || fixed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "Steered weights against fixed mixes: on mean gain "
            + versus(
                steered.stream().max(MEAN).orElseThrow(),
                fixed.stream().max(MEAN).orElseThrow(),
                Measures.MEAN_GAIN)
            + "; on the worst domain "
            + versus(
                steered.stream().max(WORST).orElseThrow(),
                fixed.stream().max(WORST).orElseThrow(),
                Measures.WORST_GAIN)
            + ".");
  }

  private String versus(Run steered, Run fixed, String measure) {
    double difference = steered.measure(measure) - fixed.measure(measure);
    if (difference == 0) {
      return name(steered) + " equals " + name(fixed);
    }
    return name(steered)
        + (difference > 0 ? " wins over " : " loses to ")
        + name(fixed)
        + " by "
        + Numbers.decimals(Math.abs(difference), 3);
  }

  private ImmutableList<String> expansion(String target, List<Run> runs) {
    Optional<Run> most =
        runs.stream()
            .filter(run -> Double.isFinite(run.measure(Measures.TARGET_GAIN)))
            .max(Comparator.comparingDouble(run -> run.measure(Measures.TARGET_GAIN)));
    Optional<Run> least =
        runs.stream()
            .filter(run -> Double.isFinite(run.measure(Measures.MEAN_FORGETTING)))
            .min(Comparator.comparingDouble(run -> run.measure(Measures.MEAN_FORGETTING)));
    if (most.isEmpty() || least.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    sentences.add(
        "Expansion of "
            + target
            + ": most gained by "
            + describe(most.get())
            + "; least forgotten by "
            + describe(least.get())
            + ".");
    for (Run run : runs) {
      String better =
          runs.stream()
              .filter(other -> dominates(other, run))
              .map(this::name)
              .collect(Collectors.joining(", "));
      if (!better.isEmpty()) {
        sentences.add(
            "Expansion: "
                + name(run)
                + " loses on both counts, gaining no more and forgetting no less than: "
                + better
                + ".");
      }
    }
    return sentences.build();
  }

  private String describe(Run run) {
    return name(run)
        + " (gain "
        + Numbers.gain(run.measure(Measures.TARGET_GAIN))
        + ", mean forgetting "
        + Numbers.percent(run.measure(Measures.MEAN_FORGETTING))
        + ", highest "
        + Numbers.percent(run.measure(Measures.MAX_FORGETTING))
        + (run.mostForgotten().isEmpty() ? "" : " on " + run.mostForgotten())
        + ")";
  }

  /** At least as good on gain and mean forgetting, and better on one of them. */
  private static boolean dominates(Run better, Run worse) {
    double gained = better.measure(Measures.TARGET_GAIN) - worse.measure(Measures.TARGET_GAIN);
    double forgotten =
        better.measure(Measures.MEAN_FORGETTING) - worse.measure(Measures.MEAN_FORGETTING);
    return gained >= 0 && forgotten <= 0 && (gained > 0 || forgotten < 0);
  }
}
