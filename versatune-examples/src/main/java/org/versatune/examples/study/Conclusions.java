// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
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

  private static final String CUT = "mean forgetting of the others, cut";
  private static final String SHARE_OF_BEST = "mean gain less 95 % of that of the best fixed mix";

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
    FixedMixes fixed = plan.frontier();
    if (fixed == null || fixed.within() == null) {
      return;
    }
    Promise promise = new Promise(fixed.within());
    ImmutableMap<Promise.Allowance, String> allowances =
        ImmutableMap.of(
            Promise.Allowance.NONE, "",
            Promise.Allowance.LOSS_ERROR, ", by more than the standard error of the loss",
            Promise.Allowance.RISE_ERROR,
                ", by more than the standard error of its rise, on the same sequences");
    allowances.forEach(
        (allowance, of) -> {
          if (Promise.isMeasured(summary.runs(entry), allowance)) {
            add(
                Group.CONFIRMATION,
                "share of cases in which the promise is kept",
                summary.interval(entry, run -> promise.share(run, allowance)),
                FrontierStudy.KEPT,
                "%s ends no domain more than %s above the base model%s, in 95 %% of cases"
                    + " (%s steps)",
                quoted(entry),
                promise.limit(),
                of,
                entry.group().budget());
          }
        });
    summary
        .bestMix(entry)
        .ifPresent(
            best ->
                add(
                    Group.CONFIRMATION,
                    SHARE_OF_BEST,
                    summary.beyondShare(entry, best, Measures.MEAN_GAIN, ENOUGH),
                    0,
                    "%s has at least 95 %% of the mean gain of the best fixed mix that keeps the"
                        + " promise (%s steps)",
                    quoted(entry),
                    entry.group().budget()));
  }

  private void fostering(Summary.Entry entry) {
    Summary.Entry uniform = summary.baselineOf(entry);
    long budget = entry.group().budget();
    add(
        Group.FOSTERING,
        "mean gain over uniform's, less 1",
        summary.improvement(entry, uniform, Measures.MEAN_GAIN),
        PUBLISHED_GAIN,
        "The paper's rule, from the detected distribution, has a mean gain of at least 35.21 %%"
            + " above that of uniform weights (%s steps)",
        budget);
    add(
        Group.FOSTERING,
        "mean gain less uniform's",
        summary.difference(entry, uniform, Measures.MEAN_GAIN),
        0,
        "The paper's rule has a higher mean gain than uniform weights (%s steps)",
        budget);
    add(
        Group.FOSTERING,
        "worst gain less uniform's",
        summary.difference(entry, uniform, Measures.WORST_GAIN),
        0,
        "The paper's rule has a better worst domain than uniform weights (%s steps)",
        budget);
  }

  private void expansion(StudyPlan.Expansions expansion, Summary.Entry entry) {
    if (!entry.choice().strategy().startsWith(PAPER_EXPANSION)) {
      return;
    }
    Summary.Entry only = summary.baselineOf(entry);
    if (entry.choice().strategy().equals(PAPER_EXPANSION) || entry.group().ofAllTargets()) {
      addCut(
          entry,
          only,
          PUBLISHED_CUT,
          "%s forgets at least 38.77 %% less than the target only, in one budget",
          ofTarget(entry));
    }
    Optional<Summary.Entry> rival = rival(expansion, entry);
    reaching(expansion, entry)
        .ifPresent(
            run -> {
              addCut(
                  run,
                  only,
                  PUBLISHED_CUT,
                  "%s forgets at least 38.77 %% less than the target only, at equal target gain"
                      + " (%s budgets)",
                  ofTarget(entry),
                  run.group().length());
              rival.ifPresent(
                  other ->
                      addCut(
                          run,
                          other,
                          0,
                          "%s forgets less than %s (%s budgets), both at equal target gain",
                          ofTarget(entry),
                          quoted(other),
                          other.group().length()));
            });
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
            "%s forgets %sless than %s, both %s",
            ofTarget(entry),
            only ? "at least 38.77 % " : "",
            quoted(other),
            entry.group().setting());
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

  private Optional<Summary.Entry> rival(StudyPlan.Expansions expansion, Summary.Entry entry) {
    return beside(entry)
        .filter(other -> other.choice().strategy().equals(expansion.rival()))
        .filter(other -> other.group().length() == 1)
        .findFirst()
        .flatMap(other -> reaching(expansion, other));
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
  @FormatMethod
  private void addCut(
      Summary.Entry entry,
      Summary.Entry other,
      double threshold,
      @FormatString String question,
      Object... values) {
    add(
        Group.EXPANSION,
        CUT,
        summary.cut(entry, other, Measures.MEAN_FORGETTING),
        threshold,
        question,
        values);
  }

  @FormatMethod
  private void add(
      String effect,
      String measure,
      Optional<Interval> found,
      double threshold,
      @FormatString String question,
      Object... values) {
    found.ifPresent(
        interval ->
            answers.add(
                new Conclusion(
                    effect,
                    question.formatted(values),
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
