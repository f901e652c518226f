// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.study;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Comparator;
import java.util.Optional;
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

  private final StudyPlan plan;
  private final Summary summary;

  Conclusions(StudyPlan plan, Summary summary) {
    this.plan = plan;
    this.summary = summary;
  }

  ImmutableList<Conclusion> answers() {
    ImmutableList.Builder<Conclusion> answers = ImmutableList.builder();
    StudyPlan.Expansions expansion = plan.expansion();
    for (Summary.Entry entry : summary.entries()) {
      Group group = entry.group();
      if (group.study().equals(Group.FOSTERING)
          && entry.choice().equals(new Choice(PAPER_FOSTERING, "detected"))) {
        fostering(answers, entry);
      }
      if (group.study().equals(Group.EXPANSION) && expansion != null) {
        if (group.stopped()) {
          stopped(answers, expansion, entry);
        } else if (group.length() == 1) {
          expansion(answers, expansion, entry);
        }
      }
      if (group.study().equals(Group.CONFIRMATION) && isProtected(entry.choice().strategy())) {
        promise(answers, entry);
      }
    }
    return answers.build();
  }

  private boolean isProtected(String strategy) {
    StudyPlan.Fostering fostering = plan.fostering();
    return fostering != null
        && fostering.strategies().stream()
            .anyMatch(each -> each.name().equals(strategy) && each.protect() != null);
  }

  /** Whether what a protection promises is kept on fresh seeds, and what it costs. */
  private void promise(ImmutableList.Builder<Conclusion> answers, Summary.Entry entry) {
    FixedMixes fixed = plan.frontier();
    if (fixed == null || fixed.within() == null) {
      return;
    }
    Promise promise = new Promise(fixed.within());
    String who = "\"" + entry.choice().strategy() + "\"";
    String steps = " (" + entry.group().budget() + " steps)";
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
                answers,
                Group.CONFIRMATION,
                who
                    + " ends no domain more than "
                    + promise.limit()
                    + " above the base model"
                    + of
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
                    answers,
                    Group.CONFIRMATION,
                    who
                        + " has at least 95 % of the mean gain of the best fixed mix that keeps the"
                        + " promise"
                        + steps,
                    "mean gain less 95 % of that of the best fixed mix",
                    summary.beyondShare(entry, best, Measures.MEAN_GAIN, ENOUGH),
                    0));
  }

  private void fostering(ImmutableList.Builder<Conclusion> answers, Summary.Entry entry) {
    Summary.Entry uniform = summary.baselineOf(entry);
    String budget = " (" + entry.group().budget() + " steps)";
    add(
        answers,
        "fostering",
        "The paper's rule, from the detected distribution, has a mean gain of at least 35.21 % above"
            + " that of uniform weights"
            + budget,
        "mean gain over uniform's, less 1",
        summary.improvement(entry, uniform, Measures.MEAN_GAIN),
        PUBLISHED_GAIN);
    add(
        answers,
        "fostering",
        "The paper's rule has a higher mean gain than uniform weights" + budget,
        "mean gain less uniform's",
        summary.difference(entry, uniform, Measures.MEAN_GAIN),
        0);
    add(
        answers,
        "fostering",
        "The paper's rule has a better worst domain than uniform weights" + budget,
        "worst gain less uniform's",
        summary.difference(entry, uniform, Measures.WORST_GAIN),
        0);
  }

  private void expansion(
      ImmutableList.Builder<Conclusion> answers,
      StudyPlan.Expansions expansion,
      Summary.Entry entry) {
    boolean paper = entry.choice().strategy().equals(PAPER_EXPANSION);
    if (!entry.choice().strategy().startsWith(PAPER_EXPANSION)) {
      return;
    }
    Summary.Entry only = summary.baselineOf(entry);
    String who = "\"" + entry.choice().strategy() + "\"";
    String of = entry.group().ofAllTargets() ? "all targets" : entry.group().target();
    if (paper || entry.group().ofAllTargets()) {
      add(
          answers,
          "expansion",
          who + " of " + of + " forgets at least 38.77 % less than the target only, in one budget",
          "mean forgetting of the others, cut",
          summary.cut(entry, only, Measures.MEAN_FORGETTING),
          PUBLISHED_CUT);
    }
    Optional<Summary.Entry> equal = reaching(expansion, entry);
    Optional<Summary.Entry> rival = rival(expansion, entry);
    equal.ifPresent(
        run -> {
          add(
              answers,
              "expansion",
              who
                  + " of "
                  + of
                  + " forgets at least 38.77 % less than the target only, at equal target gain ("
                  + run.group().length()
                  + " budgets)",
              "mean forgetting of the others, cut",
              summary.cut(run, only, Measures.MEAN_FORGETTING),
              PUBLISHED_CUT);
          rival.ifPresent(
              other ->
                  add(
                      answers,
                      "expansion",
                      who
                          + " of "
                          + of
                          + " forgets less than \""
                          + other.choice().strategy()
                          + "\" ("
                          + other.group().length()
                          + " budgets), both at equal target gain",
                      "mean forgetting of the others, cut",
                      summary.cut(run, other, Measures.MEAN_FORGETTING),
                      0));
        });
  }

  /** Every strategy against both fixed ones, all stopped at the same gain of the target. */
  private void stopped(
      ImmutableList.Builder<Conclusion> answers,
      StudyPlan.Expansions expansion,
      Summary.Entry entry) {
    String strategy = entry.choice().strategy();
    if (strategy.equals(expansion.baseline()) || strategy.equals(expansion.rival())) {
      return;
    }
    String who =
        "\""
            + strategy
            + "\" of "
            + (entry.group().ofAllTargets() ? "all targets" : entry.group().target());
    String where = ", both " + entry.group().setting();
    summary.entries().stream()
        .filter(other -> other.group().equals(entry.group()))
        .forEach(
            other -> {
              boolean only = other.choice().strategy().equals(expansion.baseline());
              if (only || other.choice().strategy().equals(expansion.rival())) {
                add(
                    answers,
                    "expansion",
                    who
                        + (only
                            ? " forgets at least 38.77 % less than \""
                            : " forgets less than \"")
                        + other.choice().strategy()
                        + "\""
                        + where,
                    "mean forgetting of the others, cut",
                    summary.cut(entry, other, Measures.MEAN_FORGETTING),
                    only ? PUBLISHED_CUT : 0);
              }
            });
  }

  private Optional<Summary.Entry> rival(StudyPlan.Expansions expansion, Summary.Entry entry) {
    return summary.entries().stream()
        .filter(
            other ->
                !other.group().stopped()
                    && other.choice().strategy().equals(expansion.rival())
                    && other.group().study().equals(entry.group().study())
                    && other.group().target().equals(entry.group().target())
                    && other.group().length() == 1)
        .findFirst()
        .flatMap(other -> reaching(expansion, other));
  }

  /** The shortest run of a strategy that reaches the target gain of the baseline, on the mean. */
  private Optional<Summary.Entry> reaching(StudyPlan.Expansions expansion, Summary.Entry entry) {
    return summary.entries().stream()
        .filter(
            other ->
                !other.group().stopped()
                    && other.choice().equals(entry.choice())
                    && other.group().study().equals(entry.group().study())
                    && other.group().target().equals(entry.group().target()))
        .filter(
            other ->
                summary
                    .interval(other, Measures.TARGET_GAIN)
                    .filter(gain -> gain.mean() >= expansion.equalGain())
                    .isPresent())
        .min(Comparator.comparingInt(other -> other.group().length()));
  }

  private static void add(
      ImmutableList.Builder<Conclusion> answers,
      String effect,
      String question,
      String measure,
      Optional<Interval> found,
      double threshold) {
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
