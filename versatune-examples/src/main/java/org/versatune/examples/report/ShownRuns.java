// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Multimaps;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.versatune.examples.results.Evaluation;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Numbers;
import org.versatune.examples.results.RunKey;
import org.versatune.examples.results.StudyResults;

/**
 * The few runs whose weights are drawn: all of one seed and one length, the rules that the study is
 * about beside fixed mixes. Where one of them was not run, its nearest relative by name is drawn
 * instead.
 *
 * @param rows evaluations by run, in the order of the pictures
 * @param recorded how many runs there are to choose from
 */
record ShownRuns(
    ImmutableListMultimap<RunKey, Evaluation> rows, int recorded, StudyResults results) {
  private static final int MOST = 12;
  private static final ImmutableList<String> FOSTERING =
      ImmutableList.of("uniform", "constant", "fostering", "open gap", "authors' code", "doremi");
  private static final ImmutableList<String> EXPANSION =
      ImmutableList.of("expansion", "expansion, base loss, \u03B4 .1, \u03C3 20");
  private static final String START = "detected";

  /** What a run's picture is called. */
  String title(RunKey key) {
    Group group = key.group();
    return results.name(key.choice())
        + (group.target().isEmpty() ? "" : ", target " + group.target())
        + (results.isOfOneSeed()
            ? ""
            : ", budget " + Numbers.count(group.budget()) + ", seed " + key.seed());
  }

  static ShownRuns of(StudyResults results) {
    ImmutableListMultimap<RunKey, Evaluation> all =
        Multimaps.index(results.evaluations(), Evaluation::key);
    long seed = all.keySet().stream().mapToLong(RunKey::seed).min().orElse(0);
    List<RunKey> eligible =
        all.keySet().stream()
            .filter(key -> key.seed() == seed && key.group().length() == 1)
            .toList();
    Set<RunKey> shown = new LinkedHashSet<>();
    add(shown, ofMiddleBudget(eligible, Group.FOSTERING), FOSTERING);
    Multimaps.index(ofMiddleBudget(eligible, Group.EXPANSION), key -> key.group().target())
        .asMap()
        .values()
        .forEach(ofTarget -> add(shown, ImmutableList.copyOf(ofTarget), EXPANSION));
    if (shown.isEmpty() || results.isOfOneSeed()) {
      shown.addAll(eligible);
    }
    ImmutableListMultimap.Builder<RunKey, Evaluation> rows = ImmutableListMultimap.builder();
    shown.stream().limit(MOST).forEach(key -> rows.putAll(key, all.get(key)));
    return new ShownRuns(rows.build(), all.keySet().size(), results);
  }

  /** Says which were chosen; empty where all are shown. */
  String text() {
    ImmutableSet<RunKey> keys = rows.keySet();
    if (keys.size() == recorded) {
      return "";
    }
    ImmutableSetMultimap<String, String> byStudy =
        keys.stream()
            .collect(
                ImmutableSetMultimap.toImmutableSetMultimap(
                    key -> key.group().study(),
                    key -> "\u201C" + key.choice().strategy() + "\u201D"));
    return """
        Drawn are %s of %s recorded runs, all of the first seed and of one data budget, the middle \
        one where there are several, and from the detected mix where there is such a run: %s."""
        .formatted(
            keys.size(),
            Numbers.count(recorded),
            byStudy.asMap().entrySet().stream()
                .map(
                    study ->
                        String.join(", ", study.getValue())
                            + " of "
                            + study.getKey()
                            + (study.getKey().equals(Group.EXPANSION) ? ", for each target" : ""))
                .collect(Collectors.joining("; ")));
  }

  private static List<RunKey> ofMiddleBudget(List<RunKey> keys, String study) {
    List<RunKey> of = keys.stream().filter(key -> key.group().study().equals(study)).toList();
    List<Long> budgets = of.stream().map(key -> key.group().budget()).distinct().sorted().toList();
    return of.stream()
        .filter(key -> key.group().budget() == budgets.get((budgets.size() - 1) / 2))
        .toList();
  }

  private static void add(Set<RunKey> shown, List<RunKey> keys, List<String> names) {
    for (String name : names) {
      String family = name.substring(0, CharMatcher.anyOf(" ,").indexIn(name + " "));
      find(keys, shown, name).or(() -> find(keys, shown, family)).ifPresent(shown::add);
    }
  }

  /** The strategy of exactly this name, else one whose name begins with it; not one shown yet. */
  private static Optional<RunKey> find(List<RunKey> keys, Set<RunKey> shown, String name) {
    return keys.stream()
        .filter(key -> !shown.contains(key) && key.choice().strategy().startsWith(name))
        .min(
            Comparator.<RunKey, Boolean>comparing(key -> !key.choice().strategy().equals(name))
                .thenComparing(key -> !key.choice().start().equals(START)));
  }
}
