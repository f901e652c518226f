// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.versatune.examples.results.Choice;
import org.versatune.examples.results.Conclusion;
import org.versatune.examples.results.Conclusion.Verdict;
import org.versatune.examples.results.Group;
import org.versatune.examples.results.Measures;
import org.versatune.examples.results.Promise;

/**
 * The paper's two claims and ours, each against the interval of what was measured.
 *
 * <p>A claim that a measure is at least a threshold is confirmed where the whole interval is,
 * refuted where none of it is, and undecided otherwise.
 */
final class Conclusions {
  /** arXiv 2411.11266, abstract: gain in overall multi-domain scores over uniform weights. */
  private static final double PUBLISHED_GAIN = 0.3521;

  /** arXiv 2411.11266, abstract: less degradation of the other domains in expansion. */
  private static final double PUBLISHED_CUT = 0.3877;

  /** The share of the best fixed mix's mean gain that a promise may not cost more than. */
  private static final double ENOUGH = 0.95;

  private static final String PAPER_FOSTERING = "fostering";
  private static final String PAPER_EXPANSION = "expansion";

  /** What a loss may be above its limit by, as questions say it. */
  private static final ImmutableMap<Promise.Allowance, String> ALLOWANCES =
      ImmutableMap.of(
          Promise.Allowance.NONE, "",
          Promise.Allowance.LOSS_ERROR, ", by more than the standard error of the loss",
          Promise.Allowance.RISE_ERROR,
              ", by more than the standard error of its rise, on the same sequences");

  private final StudyPlan plan;
  private final Summary summary;
  private final ImmutableList.Builder<Conclusion> answers = ImmutableList.builder();

  private Conclusions(StudyPlan plan, Summary summary) {
    this.plan = plan;
    this.summary = summary;
  }

  static ImmutableList<Conclusion> of(StudyPlan plan, Summary summary) {
    Conclusions conclusions = new Conclusions(plan, summary);
    summary.entries().forEach(conclusions::add);
    return conclusions.answers.build();
  }

  private void add(Summary.Entry entry) {
    StudyPlan.Expansions expansion = plan.expansion();
    Group group = entry.group();
    if (group.study().equals(Group.FOSTERING)
        && entry.choice().equals(new Choice(PAPER_FOSTERING, "detected"))) {
      fostering(entry);
    }
    if (group.study().equals(Group.EXPANSION) && expansion != null) {
      if (group.stopped()) {
        stopped(expansion, entry);
      } else if (group.length() == 1) {
        expansion(expansion, entry);
      }
    }
    if (group.study().equals(Group.CONFIRMATION) && isProtected(entry.choice().strategy())) {
      promise(entry);
    }
  }

  private boolean isProtected(String strategy) {
    StudyPlan.Fostering fostering = plan.fostering();
    return fostering != null
        && fostering.strategies().stream()
            .anyMatch(each -> each.name().equals(strategy) && each.protect() != null);
  }

  /** A strategy as questions name it. */
  private static String quoted(Summary.Entry entry) {
    return '"' + entry.choice().strategy() + '"';
  }

  private static String ofTarget(Summary.Entry entry) {
    Group group = entry.group();
    return quoted(entry) + " of " + (group.ofAllTargets() ? "all targets" : group.target());
  }

  /** Whether what a protection promises is kept on fresh seeds, and what it costs. */
  private void promise(Summary.Entry entry) {
    StudyPlan.FixedMixes fixed = plan.frontier();
    if (fixed == null || fixed.within() == null) {
      return;
    }
    Promise promise = new Promise(fixed.within());
    String steps = " (%s steps)".formatted(entry.group().budget());
    ALLOWANCES.forEach(
        (allowance, by) -> {
          if (Promise.isMeasured(summary.runs(entry), allowance)) {
            add(
                Group.CONFIRMATION,
                quoted(entry)
                    + " ends no domain more than "
                    + promise.limit()
                    + " above the base model"
                    + by
                    + ", in 95 % of cases"
                    + steps,
                "share of cases in which the promise is kept",
                summary.interval(entry, run -> promise.share(run, allowance)),
                FrontierStudy.KEPT);
          }
        });
    summary
        .bestMix(entry)
        .ifPresent(
            best ->
                add(
                    Group.CONFIRMATION,
                    quoted(entry)
                        + " has at least 95 % of the mean gain of the best fixed mix that keeps the"
                        + " promise"
                        + steps,
                    "mean gain less 95 % of that of the best fixed mix",
                    summary.paired(
                        entry, best, Measures.MEAN_GAIN, (own, other) -> own - ENOUGH * other),
                    0));
  }

  private void fostering(Summary.Entry entry) {
    Summary.Entry uniform = summary.baselineOf(entry);
    String steps = " (%s steps)".formatted(entry.group().budget());
    add(
        Group.FOSTERING,
        "The paper's rule, from the detected distribution, has a mean gain of at least 35.21 %"
            + " above that of uniform weights"
            + steps,
        "mean gain over uniform's, less 1",
        summary.improvement(entry, uniform, Measures.MEAN_GAIN),
        PUBLISHED_GAIN);
    add(
        Group.FOSTERING,
        "The paper's rule has a higher mean gain than uniform weights" + steps,
        "mean gain less uniform's",
        summary.difference(entry, uniform, Measures.MEAN_GAIN),
        0);
    add(
        Group.FOSTERING,
        "The paper's rule has a better worst domain than uniform weights" + steps,
        "worst gain less uniform's",
        summary.difference(entry, uniform, Measures.WORST_GAIN),
        0);
  }

  private void expansion(StudyPlan.Expansions expansion, Summary.Entry entry) {
    String strategy = entry.choice().strategy();
    if (!strategy.startsWith(PAPER_EXPANSION)) {
      return;
    }
    Summary.Entry only = summary.baselineOf(entry);
    String cut = ofTarget(entry) + " forgets at least 38.77 % less than the target only, ";
    if (strategy.equals(PAPER_EXPANSION) || entry.group().ofAllTargets()) {
      addCut(entry, only, PUBLISHED_CUT, cut + "in one budget");
    }
    Optional<Summary.Entry> rival =
        beside(entry)
            .filter(other -> other.choice().strategy().equals(expansion.rival()))
            .filter(other -> other.group().length() == 1)
            .findFirst()
            .flatMap(other -> reaching(expansion, other));
    reaching(expansion, entry)
        .ifPresent(
            run -> {
              addCut(run, only, PUBLISHED_CUT, cut + "at equal target gain" + budgets(run));
              rival.ifPresent(
                  other ->
                      addCut(
                          run,
                          other,
                          0,
                          ofTarget(entry)
                              + " forgets less than "
                              + quoted(other)
                              + budgets(other)
                              + ", both at equal target gain"));
            });
  }

  private static String budgets(Summary.Entry entry) {
    return " (%s budgets)".formatted(entry.group().length());
  }

  /** Every strategy against both fixed ones, all stopped at the same gain of the target. */
  private void stopped(StudyPlan.Expansions expansion, Summary.Entry entry) {
    ImmutableSet<String> fixed = ImmutableSet.of(expansion.baseline(), expansion.rival());
    if (fixed.contains(entry.choice().strategy())) {
      return;
    }
    for (Summary.Entry other : summary.entries()) {
      if (other.group().equals(entry.group()) && fixed.contains(other.choice().strategy())) {
        boolean only = other.choice().strategy().equals(expansion.baseline());
        addCut(
            entry,
            other,
            only ? PUBLISHED_CUT : 0,
            "%s forgets %sless than %s, both %s"
                .formatted(
                    ofTarget(entry),
                    only ? "at least 38.77 % " : "",
                    quoted(other),
                    entry.group().setting()));
      }
    }
  }

  /** Entries of the same study and target that ran to their ends. */
  private Stream<Summary.Entry> beside(Summary.Entry entry) {
    Group group = entry.group();
    return summary.entries().stream()
        .filter(
            other ->
                !other.group().stopped()
                    && other.group().study().equals(group.study())
                    && other.group().target().equals(group.target()));
  }

  /** The shortest run of a strategy that reaches the target gain of the baseline, on the mean. */
  private Optional<Summary.Entry> reaching(StudyPlan.Expansions expansion, Summary.Entry entry) {
    return beside(entry)
        .filter(other -> other.choice().equals(entry.choice()))
        .filter(
            other ->
                summary
                    .interval(other, Measures.TARGET_GAIN)
                    .filter(gain -> gain.mean() >= expansion.equalGain())
                    .isPresent())
        .min(Comparator.comparingInt(other -> other.group().length()));
  }

  /** How much less than another a strategy forgets. */
  private void addCut(Summary.Entry entry, Summary.Entry other, double threshold, String question) {
    add(
        Group.EXPANSION,
        question,
        "mean forgetting of the others, cut",
        summary.paired(entry, other, Measures.MEAN_FORGETTING, (own, others) -> 1 - own / others),
        threshold);
  }

  private void add(
      String effect, String question, String measure, Optional<Interval> found, double threshold) {
    found.ifPresent(
        interval ->
            answers.add(
                new Conclusion(
                    effect,
                    question,
                    measure,
                    threshold,
                    interval.mean(),
                    interval.low(),
                    interval.high(),
                    verdict(interval, threshold))));
  }

  static Verdict verdict(Interval interval, double threshold) {
    if (interval.low() >= threshold) {
      return Verdict.CONFIRMED;
    }
    return interval.high() < threshold ? Verdict.REFUTED : Verdict.UNDECIDED;
  }
}
