// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import static com.google.common.collect.ImmutableMultiset.toImmutableMultiset;
import static java.util.stream.Collectors.averagingDouble;
import static java.util.stream.Collectors.groupingBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.Multiset;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.MeasureSummary;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Run;

/**
 * Means and intervals over seeds of every measure of every strategy, and of its difference from a
 * baseline, seed by seed.
 *
 * <p>In the expansion there is, beside each target, an entry over {@link Group#ALL} targets: a
 * seed's value is then its mean over targets, since runs of one seed are not independent of each
 * other.
 */
final class Summary {
  /** Before a domain: what has no mean over seeds that says anything. */
  private static final ImmutableList<String> UNSUMMED =
      ImmutableList.of(Measures.DRAWS, Measures.LOSS_ERROR, Measures.RISE_ERROR);

  private final StudyPlan plan;
  private final ListMultimap<Entry, Run> runs =
      MultimapBuilder.linkedHashKeys().arrayListValues().build();

  /** What is summed up: the runs that differ in nothing but the seed. */
  record Entry(Group group, Choice choice) {}

  Summary(StudyPlan plan, ImmutableList<Run> runs) {
    this.plan = plan;
    add(runs, run -> true);
    StudyPlan.Expansions expansion = plan.expansion();
    if (expansion != null && expansion.stops() != null) {
      for (double gain : expansion.stops()) {
        ImmutableList<Run> stopped = Stops.at(gain, runs, plan.seeds().size());
        Multiset<Choice> reaching =
            stopped.stream().map(run -> run.key().choice()).collect(toImmutableMultiset());
        int all = expansion.targets().size() * plan.seeds().size();
        add(stopped, run -> reaching.count(run.key().choice()) == all);
      }
    }
  }

  /** Adds runs, and those of which it makes sense to the means over the targets as well. */
  private void add(ImmutableList<Run> more, Predicate<Run> overTargets) {
    for (Run run : more) {
      Group group = run.key().group();
      Choice choice = run.key().choice();
      runs.put(new Entry(group, choice), run);
      if (!group.target().isEmpty() && overTargets.test(run)) {
        runs.put(new Entry(group.withTarget(Group.ALL), choice), run);
      }
    }
  }

  ImmutableList<Entry> entries() {
    return ImmutableList.copyOf(runs.keySet());
  }

  List<Run> runs(Entry entry) {
    return runs.get(entry);
  }

  /** The values of a measure by seed; seeds in which it is undefined are absent. */
  private Map<Long, Double> bySeed(Entry entry, ToDoubleFunction<Run> measure) {
    Map<Long, Double> means =
        runs(entry).stream()
            .collect(
                groupingBy(run -> run.key().seed(), LinkedHashMap::new, averagingDouble(measure)));
    means.values().removeIf(mean -> !Double.isFinite(mean));
    return means;
  }

  /** Mean and interval of a measure, if two seeds have it. */
  Optional<Interval> interval(Entry entry, String measure) {
    return interval(entry, run -> run.measure(measure));
  }

  /** Mean and interval of what is computed of each run, if two seeds have it. */
  Optional<Interval> interval(Entry entry, ToDoubleFunction<Run> measure) {
    return interval(bySeed(entry, measure).values().stream());
  }

  /** Mean and interval of a measure less that of another group, seed by seed. */
  Optional<Interval> difference(Entry entry, Entry other, String measure) {
    return paired(entry, other, measure, (value, base) -> value - base);
  }

  /**
   * Mean and interval of the share by which a measure is above another group's, seed by seed; empty
   * where that is not above 0 on every seed, since a share of nothing, or of a loss, says nothing.
   */
  Optional<Interval> improvement(Entry entry, Entry other, String measure) {
    return bySeed(other, run -> run.measure(measure)).values().stream().allMatch(base -> base > 0)
        ? paired(entry, other, measure, (value, base) -> value / base - 1)
        : Optional.empty();
  }

  /** Mean and interval of a comparison of a measure with another group's, seed by seed. */
  Optional<Interval> paired(
      Entry entry, Entry other, String measure, DoubleBinaryOperator comparison) {
    Map<Long, Double> bases = bySeed(other, run -> run.measure(measure));
    return interval(
        bySeed(entry, run -> run.measure(measure)).entrySet().stream()
            .map(
                of ->
                    comparison.applyAsDouble(
                        of.getValue(), bases.getOrDefault(of.getKey(), Double.NaN))));
  }

  private static Optional<Interval> interval(Stream<Double> values) {
    List<Double> known = values.filter(Double::isFinite).toList();
    return known.size() < 2 ? Optional.empty() : Optional.of(Interval.of(known));
  }

  /** The entry that an entry is compared with; itself where it is that one. */
  Entry baselineOf(Entry entry) {
    StudyPlan.Expansions expansion = plan.expansion();
    StudyPlan.Fostering fostering = plan.fostering();
    String name =
        entry.group().study().equals(Group.EXPANSION) && expansion != null
            ? expansion.baseline()
            : fostering != null ? fostering.baseline() : "";
    Group of = entry.group();
    Group baselines = of.stopped() ? of : new Group(of.study(), "x1", of.target(), of.budget());
    return runs.keySet().stream()
        .filter(other -> other.choice().strategy().equals(name) && other.group().equals(baselines))
        .findFirst()
        .orElse(entry);
  }

  /** The best fixed mix that ran beside a strategy; empty for itself and where there is none. */
  Optional<Entry> bestMix(Entry entry) {
    return runs.keySet().stream()
        .filter(other -> other.group().equals(entry.group()) && !other.equals(entry))
        .filter(other -> other.choice().strategy().equals(FrontierStudy.BEST))
        .findFirst();
  }

  /** All lines, in the order of the plan; none where there is one seed. */
  ImmutableList<MeasureSummary> lines() {
    ImmutableList.Builder<MeasureSummary> lines = ImmutableList.builder();
    for (Entry entry : runs.keySet()) {
      Entry baseline = baselineOf(entry);
      Set<String> names = new LinkedHashSet<>();
      runs(entry).forEach(run -> names.addAll(run.measures().keySet()));
      names.removeIf(
          name -> UNSUMMED.stream().anyMatch(name::startsWith) || name.equals(Measures.SECONDS));
      for (String measure : names) {
        Optional<Interval> own = interval(entry, measure);
        if (own.isEmpty()) {
          continue;
        }
        lines.add(line(entry, measure, own.get(), baseline));
        bestMix(entry)
            .filter(best -> measure.equals(Measures.MEAN_GAIN))
            .ifPresent(best -> lines.add(line(entry, measure, own.get(), best)));
      }
    }
    return lines.build();
  }

  private MeasureSummary line(Entry entry, String measure, Interval own, Entry baseline) {
    Optional<Interval> difference =
        baseline.equals(entry) ? Optional.empty() : difference(entry, baseline, measure);
    return new MeasureSummary(
        entry.group().study(),
        entry.group().setting(),
        entry.group().budget(),
        entry.group().target(),
        entry.choice().strategy(),
        entry.choice().start(),
        own.n(),
        measure,
        rounded(own.mean()),
        rounded(own.low()),
        rounded(own.high()),
        difference.isPresent() ? baseline.choice().strategy() : null,
        difference.map(Interval::mean).map(Summary::rounded).orElse(null),
        difference.map(Interval::low).map(Summary::rounded).orElse(null),
        difference.map(Interval::high).map(Summary::rounded).orElse(null));
  }

  /** To a millionth: a summary of many runs is read by people, and its digits end long before. */
  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
