package org.versatune.examples.evidence;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Means and intervals over seeds of every measure of every strategy, and of its difference from a
 * baseline, seed by seed.
 *
 * <p>In the expansion there is, beside each target, an entry over {@link #ALL} targets: a seed's
 * value is then its mean over targets, since runs of one seed are not independent of each other.
 */
final class Summary {
  /** Stands where an entry is over all targets. */
  static final String ALL = "all";

  private final StudyPlan plan;
  private final Map<Group, Map<Long, List<ImmutableMap<String, Double>>>> values =
      new LinkedHashMap<>();

  /** What is summed up: the runs that differ in nothing but the seed. */
  record Group(String study, int length, int steps, String target, String strategy, String start) {
    /** How a table calls the length. */
    String setting() {
      return "x" + length;
    }

    private Group withTarget(String other) {
      return new Group(study, length, steps, other, strategy, start);
    }
  }

  /**
   * One line of the summary.
   *
   * @param study the study
   * @param setting {@code x1} for a run of one budget, {@code x2} for one of two
   * @param budget steps of the budget
   * @param target the target, {@link #ALL}, or empty
   * @param strategy the strategy
   * @param start what it starts from
   * @param n seeds
   * @param measure the measure, see {@link Measures}
   * @param mean its mean
   * @param low lower end of the interval
   * @param high upper end
   * @param baseline the strategy that it is paired with; null for itself
   * @param difference mean difference from the baseline
   * @param differenceLow lower end of its interval
   * @param differenceHigh upper end
   */
  record Line(
      String study,
      String setting,
      int budget,
      String target,
      String strategy,
      String start,
      int n,
      String measure,
      double mean,
      double low,
      double high,
      @Nullable String baseline,
      @Nullable Double difference,
      @Nullable Double differenceLow,
      @Nullable Double differenceHigh) {}

  Summary(StudyPlan plan, ImmutableList<FinishedRun> runs) {
    this.plan = plan;
    for (FinishedRun run : runs) {
      RunKey key = run.key();
      Group group =
          new Group(
              key.study(), key.length(), key.steps(), key.target(), key.strategy(), key.start());
      add(group, key.seed(), Measures.of(run));
      if (!key.target().isEmpty()) {
        add(group.withTarget(ALL), key.seed(), Measures.of(run));
      }
    }
  }

  private void add(Group group, long seed, ImmutableMap<String, Double> measures) {
    values
        .computeIfAbsent(group, g -> new LinkedHashMap<>())
        .computeIfAbsent(seed, s -> new ArrayList<>())
        .add(measures);
  }

  ImmutableList<Group> groups() {
    return ImmutableList.copyOf(values.keySet());
  }

  /** The values of a measure by seed; seeds in which it is undefined are absent. */
  ImmutableMap<Long, Double> bySeed(Group group, String measure) {
    return bySeed(group, measures -> measures.getOrDefault(measure, Double.NaN));
  }

  private ImmutableMap<Long, Double> bySeed(
      Group group, ToDoubleFunction<ImmutableMap<String, Double>> measure) {
    ImmutableMap.Builder<Long, Double> bySeed = ImmutableMap.builder();
    values
        .getOrDefault(group, Map.of())
        .forEach(
            (seed, of) -> {
              double value = of.stream().mapToDouble(measure).average().orElse(Double.NaN);
              if (Double.isFinite(value)) {
                bySeed.put(seed, value);
              }
            });
    return bySeed.buildOrThrow();
  }

  /** Mean and interval of a measure, if two seeds have it. */
  Optional<Interval> interval(Group group, String measure) {
    ImmutableMap<Long, Double> bySeed = bySeed(group, measure);
    return bySeed.size() < 2
        ? Optional.empty()
        : Optional.of(Bootstrap.of(bySeed.values().asList()));
  }

  /** Mean and interval of a measure less that of another group, seed by seed. */
  Optional<Interval> difference(Group group, Group other, String measure) {
    return paired(group, other, measure, (value, base) -> value - base);
  }

  /** Mean and interval of the share by which a measure is below another group's, seed by seed. */
  Optional<Interval> cut(Group group, Group other, String measure) {
    return paired(group, other, measure, (value, base) -> 1 - value / base);
  }

  /** Mean and interval of the share by which a measure is above another group's, seed by seed. */
  Optional<Interval> improvement(Group group, Group other, String measure) {
    return paired(group, other, measure, (value, base) -> value / base - 1);
  }

  private interface Comparison {
    double of(double value, double base);
  }

  private Optional<Interval> paired(
      Group group, Group other, String measure, Comparison comparison) {
    ImmutableMap<Long, Double> bases = bySeed(other, measure);
    List<Double> compared = new ArrayList<>();
    bySeed(group, measure)
        .forEach(
            (seed, value) -> {
              Double base = bases.get(seed);
              if (base != null) {
                compared.add(comparison.of(value, base));
              }
            });
    compared.removeIf(value -> !Double.isFinite(value));
    return compared.size() < 2 ? Optional.empty() : Optional.of(Bootstrap.of(compared));
  }

  /** The group that a group is compared with; itself where it is that one. */
  Group baselineOf(Group group) {
    StudyPlan.Expansions expansion = plan.expansion();
    StudyPlan.Fostering fostering = plan.fostering();
    String name =
        group.study().equals("expansion") && expansion != null
            ? expansion.baseline()
            : fostering != null ? fostering.baseline() : "";
    return values.keySet().stream()
        .filter(
            other ->
                other.strategy().equals(name)
                    && other.study().equals(group.study())
                    && other.steps() == group.steps()
                    && other.target().equals(group.target())
                    && other.length() == 1)
        .findFirst()
        .orElse(group);
  }

  /** All lines, in the order of the plan. */
  ImmutableList<Line> lines() {
    ImmutableList.Builder<Line> lines = ImmutableList.builder();
    for (Group group : values.keySet()) {
      Group baseline = baselineOf(group);
      Set<String> names = new LinkedHashSet<>();
      values.getOrDefault(group, Map.of()).values().stream()
          .flatMap(List::stream)
          .forEach(measures -> names.addAll(measures.keySet()));
      for (String measure : names) {
        Optional<Interval> own = interval(group, measure);
        if (own.isEmpty()) {
          continue;
        }
        Optional<Interval> difference =
            baseline.equals(group) ? Optional.empty() : difference(group, baseline, measure);
        lines.add(
            new Line(
                group.study(),
                group.setting(),
                group.steps(),
                group.target(),
                group.strategy(),
                group.start(),
                own.get().n(),
                measure,
                rounded(own.get().mean()),
                rounded(own.get().low()),
                rounded(own.get().high()),
                difference.isPresent() ? baseline.strategy() : null,
                difference.map(Interval::mean).map(Summary::rounded).orElse(null),
                difference.map(Interval::low).map(Summary::rounded).orElse(null),
                difference.map(Interval::high).map(Summary::rounded).orElse(null)));
      }
    }
    return lines.build();
  }

  /** To a millionth: a summary of many runs is read by people, and its digits end long before. */
  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
