package org.versatune.examples.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.versatune.examples.report.page.Numbers;
import org.versatune.examples.results.DetectionResult;
import org.versatune.examples.results.ExpansionStudy.ExpansionRun;
import org.versatune.examples.results.StrategyRun;
import org.versatune.examples.results.StudyResults;

/** What came out, in sentences that the numbers alone decide: who leads, and who loses. */
final class Findings {
  /** Weights that move less than this over a run are a fixed mix. */
  private static final double STILL = 1e-9;

  private Findings() {}

  static ImmutableList<String> of(StudyResults results) {
    return ImmutableList.<String>builder()
        .addAll(detection(results))
        .addAll(fostering(results))
        .addAll(expansion(results))
        .build();
  }

  /** Whether a strategy changed its weights during the run. */
  static boolean steered(StrategyRun run) {
    return run.evaluations().stream()
        .anyMatch(
            evaluation ->
                evaluation.weights().entrySet().stream()
                    .anyMatch(
                        entry ->
                            Math.abs(
                                    entry.getValue()
                                        - run.evaluations()
                                            .get(0)
                                            .weights()
                                            .getOrDefault(entry.getKey(), Double.NaN))
                                > STILL));
  }

  /** Whether the interval around the detected share holds the true one. */
  static boolean inside(StudyResults results, String domain) {
    DetectionResult detection = results.detection();
    return Math.abs(
            Gains.get(detection.detected(), domain) - Gains.get(results.base().trueMix(), domain))
        <= Gains.get(detection.halfWidths(), domain);
  }

  private static ImmutableList<String> detection(StudyResults results) {
    double apart =
        results.domains().stream()
                .mapToDouble(
                    domain ->
                        Math.abs(
                            Gains.get(results.detection().detected(), domain)
                                - Gains.get(results.base().trueMix(), domain)))
                .sum()
            / 2;
    if (!Double.isFinite(apart)) {
      return ImmutableList.of(
          "Detection: no true mix to compare with, or a share that is not a number.");
    }
    long inside = results.domains().stream().filter(domain -> inside(results, domain)).count();
    return ImmutableList.of(
        "Detection: the detected mix puts "
            + Numbers.percent(apart)
            + " of its weight on the wrong domains (total variation distance to the true mix); the "
            + "true share lies inside the 95 % interval for "
            + inside
            + " of "
            + results.domains().size()
            + (results.domains().size() == 1 ? " domain." : " domains."));
  }

  private static ImmutableList<String> fostering(StudyResults results) {
    List<StrategyRun> ranked =
        results.fostering().stream()
            .filter(run -> Double.isFinite(Gains.mean(run)))
            .sorted(Comparator.comparingDouble(Gains::mean).reversed())
            .toList();
    if (ranked.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    sentences.add(
        "Fostering, by mean gain: "
            + ranked.stream()
                .map(run -> run.name() + " " + Numbers.gain(Gains.mean(run)))
                .collect(Collectors.joining(", "))
            + ".");
    sentences.add(
        "Fostering, by the gain of the worst domain: "
            + ranked.stream()
                .sorted(Comparator.comparingDouble(Gains::worst).reversed())
                .map(
                    run ->
                        run.name()
                            + " "
                            + Numbers.gain(Gains.worst(run))
                            + " ("
                            + run.gain().worstDomain()
                            + ")")
                .collect(Collectors.joining(", "))
            + ".");
    sentences.add(below(ranked));
    sentences.addAll(steeredAgainstFixed(ranked));
    return sentences.build();
  }

  private static String below(List<StrategyRun> runs) {
    String below =
        runs.stream()
            .filter(run -> Gains.worst(run) < 0)
            .map(run -> run.name() + " (" + lost(run) + ")")
            .collect(Collectors.joining("; "));
    return below.isEmpty()
        ? "No strategy left a domain worse than the base model had it."
        : "Worse than the base model afterwards: " + below + ".";
  }

  /** The domains that a run made worse: those that lost most by name, the others by number. */
  private static String lost(StrategyRun run) {
    return Cautions.some(
        run.gain().byDomain().entrySet().stream()
            .filter(entry -> entry.getValue() < 0)
            .sorted(Map.Entry.comparingByValue())
            .map(entry -> entry.getKey() + " " + Numbers.gain(entry.getValue()))
            .toList());
  }

  /** The best steered strategy against the best fixed mix, on either measure. */
  private static ImmutableList<String> steeredAgainstFixed(List<StrategyRun> ranked) {
    ImmutableSet<StrategyRun> steered =
        ranked.stream().filter(Findings::steered).collect(ImmutableSet.toImmutableSet());
    if (steered.isEmpty() || steered.size() == ranked.size()) {
      return ImmutableList.of();
    }
    Comparator<StrategyRun> mean = Comparator.comparingDouble(Gains::mean);
    Comparator<StrategyRun> worst = Comparator.comparingDouble(Gains::worst);
    List<StrategyRun> fixed = ranked.stream().filter(run -> !steered.contains(run)).toList();
    return ImmutableList.of(
        "Steered weights against fixed mixes: on mean gain "
            + versus(
                steered.stream().max(mean).orElseThrow(),
                fixed.stream().max(mean).orElseThrow(),
                true)
            + "; on the worst domain "
            + versus(
                steered.stream().max(worst).orElseThrow(),
                fixed.stream().max(worst).orElseThrow(),
                false)
            + ".");
  }

  private static String versus(StrategyRun steered, StrategyRun fixed, boolean mean) {
    double difference =
        mean ? Gains.mean(steered) - Gains.mean(fixed) : Gains.worst(steered) - Gains.worst(fixed);
    String size = Numbers.decimals(Math.abs(difference), 3);
    if (difference == 0) {
      return steered.name() + " equals " + fixed.name();
    }
    return steered.name()
        + (difference > 0 ? " wins over " : " loses to ")
        + fixed.name()
        + " by "
        + size;
  }

  private static ImmutableList<String> expansion(StudyResults results) {
    List<ExpansionRun> runs = results.expansion().runs();
    Optional<ExpansionRun> most =
        runs.stream()
            .filter(run -> run.targetGain() != null)
            .max(Comparator.comparingDouble(run -> Gains.orNaN(run.targetGain())));
    Optional<ExpansionRun> least =
        runs.stream()
            .filter(run -> Double.isFinite(run.forgettingOfOthers().mean()))
            .min(Comparator.comparingDouble(run -> run.forgettingOfOthers().mean()));
    if (most.isEmpty() || least.isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    sentences.add(
        "Expansion of "
            + results.expansion().target()
            + ": most gained by "
            + describe(most.get())
            + "; least forgotten by "
            + describe(least.get())
            + ".");
    for (ExpansionRun run : runs) {
      String better =
          runs.stream()
              .filter(other -> dominates(other, run))
              .map(other -> other.run().name())
              .collect(Collectors.joining(", "));
      if (!better.isEmpty()) {
        sentences.add(
            "Expansion: "
                + run.run().name()
                + " loses on both counts, gaining no more and forgetting no less than: "
                + better
                + ".");
      }
    }
    return sentences.build();
  }

  private static String describe(ExpansionRun run) {
    return run.run().name()
        + " (gain "
        + Numbers.gain(Gains.orNaN(run.targetGain()))
        + ", mean forgetting "
        + Numbers.percent(run.forgettingOfOthers().mean())
        + ", highest "
        + Numbers.percent(run.forgettingOfOthers().maximum())
        + (run.forgettingOfOthers().maximum() > 0
            ? " on " + run.forgettingOfOthers().maximumDomain()
            : "")
        + ")";
  }

  /** At least as good on gain and mean forgetting, and better on one of them. */
  private static boolean dominates(ExpansionRun better, ExpansionRun worse) {
    double gained = Gains.orNaN(better.targetGain()) - Gains.orNaN(worse.targetGain());
    double forgotten = better.forgettingOfOthers().mean() - worse.forgettingOfOthers().mean();
    return gained >= 0 && forgotten <= 0 && (gained > 0 || forgotten < 0);
  }
}
