package org.versatune.examples.evidence;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.Optional;

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

  private static final String PAPER_FOSTERING = "fostering";
  private static final String PAPER_EXPANSION = "expansion";

  private final StudyPlan plan;
  private final Summary summary;

  Conclusions(StudyPlan plan, Summary summary) {
    this.plan = plan;
    this.summary = summary;
  }

  /**
   * One answer.
   *
   * @param effect {@code fostering} or {@code expansion}
   * @param question what is asked, as a sentence that is true or not
   * @param measure what was measured
   * @param threshold what it must reach
   * @param estimate its mean over seeds
   * @param low lower end of the 95 % interval
   * @param high upper end
   * @param verdict {@code confirmed}, {@code refuted} or {@code undecided}
   */
  record Answer(
      String effect,
      String question,
      String measure,
      double threshold,
      double estimate,
      double low,
      double high,
      String verdict) {}

  ImmutableList<Answer> answers() {
    ImmutableList.Builder<Answer> answers = ImmutableList.builder();
    for (Summary.Group group : summary.groups()) {
      if (group.study().equals("fostering")
          && group.strategy().equals(PAPER_FOSTERING)
          && group.start().equals("detected")) {
        fostering(answers, group);
      }
    }
    StudyPlan.Expansions expansion = plan.expansion();
    if (expansion != null) {
      for (Summary.Group group : summary.groups()) {
        if (group.study().equals("expansion") && group.length() == 1) {
          expansion(answers, expansion, group);
        }
      }
    }
    return answers.build();
  }

  private void fostering(ImmutableList.Builder<Answer> answers, Summary.Group group) {
    Summary.Group uniform = summary.baselineOf(group);
    String budget = " (" + group.steps() + " steps)";
    add(
        answers,
        "fostering",
        "The paper's rule, from the detected distribution, has a mean gain of at least 35.21 % above"
            + " that of uniform weights"
            + budget,
        "mean gain over uniform's, less 1",
        summary.improvement(group, uniform, Measures.MEAN_GAIN),
        PUBLISHED_GAIN);
    add(
        answers,
        "fostering",
        "The paper's rule has a higher mean gain than uniform weights" + budget,
        "mean gain less uniform's",
        summary.difference(group, uniform, Measures.MEAN_GAIN),
        0);
    add(
        answers,
        "fostering",
        "The paper's rule has a better worst domain than uniform weights" + budget,
        "worst gain less uniform's",
        summary.difference(group, uniform, Measures.WORST_GAIN),
        0);
  }

  private void expansion(
      ImmutableList.Builder<Answer> answers, StudyPlan.Expansions expansion, Summary.Group group) {
    boolean paper = group.strategy().equals(PAPER_EXPANSION);
    if (!group.strategy().startsWith(PAPER_EXPANSION)) {
      return;
    }
    Summary.Group only = summary.baselineOf(group);
    String who = "\"" + group.strategy() + "\"";
    String of = group.target().equals(Summary.ALL) ? "all targets" : group.target();
    if (paper || group.target().equals(Summary.ALL)) {
      add(
          answers,
          "expansion",
          who + " of " + of + " forgets at least 38.77 % less than the target only, in one budget",
          "mean forgetting of the others, cut",
          summary.cut(group, only, Measures.MEAN_FORGETTING),
          PUBLISHED_CUT);
    }
    Optional<Summary.Group> equal = reaching(expansion, group);
    Optional<Summary.Group> rival = rival(expansion, group);
    equal.ifPresent(
        run -> {
          add(
              answers,
              "expansion",
              who
                  + " of "
                  + of
                  + " forgets at least 38.77 % less than the target only, at equal target gain ("
                  + run.length()
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
                          + other.strategy()
                          + "\" ("
                          + other.length()
                          + " budgets), both at equal target gain",
                      "mean forgetting of the others, cut",
                      summary.cut(run, other, Measures.MEAN_FORGETTING),
                      0));
        });
  }

  private Optional<Summary.Group> rival(StudyPlan.Expansions expansion, Summary.Group group) {
    return summary.groups().stream()
        .filter(
            other ->
                other.strategy().equals(expansion.rival())
                    && other.study().equals(group.study())
                    && other.target().equals(group.target())
                    && other.length() == 1)
        .findFirst()
        .flatMap(other -> reaching(expansion, other));
  }

  /** The shortest run of a strategy that reaches the target gain of the baseline, on the mean. */
  private Optional<Summary.Group> reaching(StudyPlan.Expansions expansion, Summary.Group group) {
    return summary.groups().stream()
        .filter(
            other ->
                other.study().equals(group.study())
                    && other.strategy().equals(group.strategy())
                    && other.target().equals(group.target())
                    && other.start().equals(group.start()))
        .filter(
            other ->
                summary
                    .interval(other, Measures.TARGET_GAIN)
                    .filter(gain -> gain.mean() >= expansion.equalGain())
                    .isPresent())
        .min(Comparator.comparingInt(Summary.Group::length));
  }

  private static void add(
      ImmutableList.Builder<Answer> answers,
      String effect,
      String question,
      String measure,
      Optional<Interval> found,
      double threshold) {
    found.ifPresent(
        interval ->
            answers.add(
                new Answer(
                    effect,
                    question,
                    measure,
                    threshold,
                    interval.mean(),
                    interval.low(),
                    interval.high(),
                    verdict(interval, threshold))));
  }

  static String verdict(Interval interval, double threshold) {
    if (interval.low() >= threshold) {
      return "confirmed";
    }
    return interval.high() < threshold ? "refuted" : "undecided";
  }
}
