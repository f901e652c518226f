// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.advice;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.versatune.DomainDistribution;
import org.versatune.Setup;
import org.versatune.WeightScheduler;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;

/**
 * Says which rule to use for a goal, and shows the measurements behind the advice.
 *
 * <pre>{@code
 * Advice advice = Advice.of(setup, 10_000, Goal.worstGain());
 * VersaTune run = VersaTune.builder()
 *     .initial(advice.initial()).scheduler(advice.rule())
 *     .referenceLosses(references).baseLosses(bases)
 *     .build();
 * System.out.println(advice);        // the reason, the cautions and the best rows of the table
 * }</pre>
 *
 * <p>The evidence is the studies of real trainings that come with the library, as data. Only the
 * results at the budget nearest to the run's number of steps are used. A strategy is preferred to
 * uniform weights only if the whole 95 % interval of its paired difference to them is above 0;
 * otherwise the advice is uniform weights. Strategies are left out if they need a signal that the
 * run lacks, or something that only the study knew; the cautions say so.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Advice {
  private static final int SHOWN = 5;
  private static final String MEAN_GAIN = "mean_gain";
  private static final String FORGETTING = "max_forgetting";

  private final Goal goal;
  private final String model;
  private final String source;
  private final WeightScheduler rule;
  private final DomainDistribution initial;
  private final String reason;
  private final ImmutableList<String> cautions;
  private final ImmutableList<Evidence> table;

  private Advice(
      Goal goal,
      Studied studied,
      Choice choice,
      ImmutableList<String> cautions,
      ImmutableList<Evidence> table) {
    this.goal = goal;
    this.model = studied.model();
    this.source = studied.source();
    this.rule = choice.rule;
    this.initial = choice.initial;
    this.reason = choice.reason;
    this.cautions = cautions;
    this.table = table;
  }

  /** What one study says. */
  private record Choice(
      WeightScheduler rule,
      DomainDistribution initial,
      String strategy,
      String reason,
      String caution) {
    Choice(WeightScheduler rule, DomainDistribution initial, String strategy, String reason) {
      this(rule, initial, strategy, reason, "");
    }

    static Choice of(Candidate candidate, String reason) {
      return new Choice(candidate.rule(), candidate.initial(), candidate.name(), reason);
    }
  }

  /**
   * Chooses a rule for a run.
   *
   * @param setup what is known before training: reference losses, base losses and sizes decide
   *     which rules can be used, and the initial distribution is taken for the detected one
   * @param steps training steps of the run, at least 1
   * @param goal what it is to achieve
   * @return the advice of the library's first study; a caution says where another study disagrees
   * @throws IllegalArgumentException if the steps are out of range, or the goal names a domain that
   *     the set-up lacks
   */
  public static Advice of(Setup setup, long steps, Goal goal) {
    notNull(setup, "setup");
    notNull(goal, "goal");
    return of(setup, steps, goal, Studied.all());
  }

  static Advice of(Setup setup, long steps, Goal goal, ImmutableList<Studied> studies) {
    checkArgument(steps >= 1, "steps is %s; it must be at least 1", steps);
    checkDomains(setup, goal);
    String study = goal.kind() == Goal.Kind.EXPAND ? Studied.EXPANSION : Studied.FOSTERING;
    ImmutableList<Studied> having =
        studies.stream()
            .filter(one -> !one.nearest(study, steps).isEmpty())
            .collect(ImmutableList.toImmutableList());
    checkArgument(!having.isEmpty(), "there is no study of kind '%s'", study);
    Studied first = having.get(0);
    ImmutableList<Studied.Row> rows = first.nearest(study, steps);
    ImmutableList<Candidate> candidates = candidates(rows, setup, steps, goal);
    Choice choice = choice(candidates, setup, goal);
    ImmutableList.Builder<String> cautions = ImmutableList.builder();
    long tried = rows.get(0).evidence().steps();
    cautions.add(
        "the numbers are of "
            + first.model()
            + ", trained for "
            + tried
            + " steps"
            + (tried == steps ? "" : "; this run has " + steps)
            + ": try the strategy beside uniform weights before you pay for a long run");
    if (candidates.size() < rows.size()) {
      cautions.add(
          (rows.size() - candidates.size())
              + " of "
              + rows.size()
              + " strategies are left out: they need signals that the set-up lacks, a search before"
              + " the run, or a start that only the study knew");
    }
    if (goal.kind() == Goal.Kind.PROTECT && rows.stream().allMatch(r -> r.protect().isEmpty())) {
      cautions.add(
          "no strategy of this study was protected: it does not show what the promise costs");
    }
    if (!choice.caution.isEmpty()) {
      cautions.add(choice.caution);
    }
    for (Studied other : having.subList(1, having.size())) {
      Choice differs =
          choice(candidates(other.nearest(study, steps), setup, steps, goal), setup, goal);
      if (!differs.strategy.equals(choice.strategy)) {
        cautions.add("the study of " + other.model() + " says " + differs.strategy + " instead");
      }
    }
    return new Advice(goal, first, choice, cautions.build(), table(rows, goal));
  }

  private static void checkDomains(Setup setup, Goal goal) {
    Protection protection = goal.protection();
    if (protection != null) {
      var unused = protection.tolerances(setup.domains());
    }
    if (goal.kind() == Goal.Kind.EXPAND) {
      var unused = setup.initial().indexOf(goal.target());
      checkArgument(
          setup.domains().size() > 1,
          "'%s' is the only domain: there is no other that it could grow beside",
          goal.target());
    }
  }

  private static ImmutableList<Candidate> candidates(
      ImmutableList<Studied.Row> rows, Setup setup, long steps, Goal goal) {
    return rows.stream()
        .flatMap(row -> Candidate.of(row, setup, steps, goal.target()).stream())
        .collect(ImmutableList.toImmutableList());
  }

  private static Choice choice(ImmutableList<Candidate> candidates, Setup setup, Goal goal) {
    Protection protection = goal.protection();
    if (protection != null) {
      return kept(candidates, setup, protection);
    }
    return goal.kind() == Goal.Kind.EXPAND
        ? expanded(candidates, setup, goal)
        : best(candidates, setup, goal.kind().measure, candidate -> !candidate.isProtected());
  }

  private static Optional<Candidate> top(
      ImmutableList<Candidate> candidates, String measure, Predicate<Candidate> among) {
    return candidates.stream()
        .filter(among)
        .filter(candidate -> !Double.isNaN(candidate.number(measure).mean()))
        .max(Comparator.comparingDouble(candidate -> candidate.number(measure).mean()));
  }

  /** The best strategy that is surely better than uniform weights; otherwise these. */
  private static Choice best(
      ImmutableList<Candidate> candidates,
      Setup setup,
      String measure,
      Predicate<Candidate> among) {
    String over = measure + "_over_uniform";
    String what = measure.replace('_', ' ');
    Optional<Candidate> better =
        top(candidates, measure, among.and(candidate -> candidate.number(over).low() > 0));
    if (better.isPresent()) {
      Candidate chosen = better.get();
      return Choice.of(
          chosen,
          chosen.name()
              + " has the highest "
              + what
              + " of all that can be used, "
              + chosen.number(measure)
              + "; over uniform weights "
              + chosen.number(over));
    }
    return uniform(
        setup,
        top(candidates, measure, among.and(candidate -> !candidate.isUniform()))
            .map(
                rival ->
                    "no strategy is surely above uniform weights in its "
                        + what
                        + ": the best other one, "
                        + rival.name()
                        + ", differs by "
                        + rival.number(over))
            .orElse("no other strategy of the study can be used here"));
  }

  private static Choice uniform(Setup setup, String reason) {
    return new Choice(
        Schedulers.uniform(),
        DomainDistribution.uniform(setup.domains()),
        "uniform weights",
        reason);
  }

  /**
   * Only a protection makes the promise. What it goes around has the highest mean gain of those
   * that surely kept it in the study, or else it forgot least; among strategies of the tolerance
   * that is asked for, where the study has any.
   */
  private static Choice kept(
      ImmutableList<Candidate> candidates, Setup setup, Protection protection) {
    ImmutableSet<Double> asked =
        ImmutableSet.copyOf(protection.tolerances(setup.domains()).values());
    double least = Collections.min(asked);
    Predicate<Candidate> kept =
        candidate -> candidate.isProtected() && candidate.number(FORGETTING).high() <= least;
    ImmutableList<Candidate> same =
        candidates.stream()
            .filter(candidate -> candidate.isProtected() && asked.equals(candidate.tolerances()))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<Candidate> among = same.isEmpty() ? candidates : same;
    Optional<Candidate> tried =
        top(among, MEAN_GAIN, kept)
            .or(
                () ->
                    among.stream()
                        .filter(Candidate::isProtected)
                        .min(Comparator.comparingDouble(one -> one.number(FORGETTING).mean())));
    if (tried.isPresent()) {
      Candidate chosen = tried.get();
      WeightScheduler inner = Schedulers.named(Candidate.completed(chosen.row().rule(), ""));
      return new Choice(
          Schedulers.protecting(inner, protection),
          chosen.initial(),
          chosen.name(),
          chosen.name()
              + (kept.test(chosen)
                  ? " has the highest mean gain of the protected strategies that surely kept"
                      + " the promise, "
                  : " forgot least of the protected strategies, none of which surely kept the"
                      + " promise: its mean gain was ")
              + chosen.number(MEAN_GAIN)
              + ", and the highest forgetting of a domain "
              + chosen.number(FORGETTING),
          caution(
              chosen,
              asked,
              kept.test(chosen) ? Optional.empty() : top(candidates, MEAN_GAIN, kept)));
    }
    Choice inner = best(candidates, setup, MEAN_GAIN, candidate -> true);
    return new Choice(
        Schedulers.protecting(inner.rule, protection),
        inner.initial,
        "protection around " + inner.strategy,
        "no rule keeps a domain within a limit by itself, so protection goes around "
            + inner.strategy
            + ": "
            + inner.reason);
  }

  /** What the tolerances of the study mean for those that are asked for. */
  private static String caution(
      Candidate chosen, ImmutableSet<Double> asked, Optional<Candidate> keeper) {
    if (keeper.isPresent()) {
      return "with tolerances of "
          + Joiner.on(", ").join(keeper.get().tolerances())
          + " "
          + keeper.get().name()
          + " surely kept this promise: set the tolerance below what you promise";
    }
    return asked.equals(chosen.tolerances())
        ? ""
        : "the study protected within "
            + Joiner.on(", ").join(chosen.tolerances())
            + " and this run within "
            + Joiner.on(", ").join(asked)
            + ": the numbers do not say how well its promise is kept";
  }

  private static Choice expanded(ImmutableList<Candidate> candidates, Setup setup, Goal goal) {
    Optional<Candidate> borne =
        top(
            candidates,
            "target_gain",
            candidate -> candidate.number("mean_forgetting").high() <= goal.forgetting());
    Function<Candidate, String> numbers =
        chosen ->
            chosen.number("target_gain")
                + ", at a mean forgetting of the others of "
                + chosen.number("mean_forgetting");
    if (borne.isPresent()) {
      Candidate chosen = borne.get();
      return Choice.of(
          chosen,
          chosen.name()
              + " has the highest target gain of all that surely stay within "
              + goal.forgetting()
              + ": "
              + numbers.apply(chosen));
    }
    return candidates.stream()
        .min(Comparator.comparingDouble(one -> one.number("mean_forgetting").mean()))
        .map(
            least ->
                Choice.of(
                    least,
                    "no strategy surely stays within "
                        + goal.forgetting()
                        + "; "
                        + least.name()
                        + " forgets least: "
                        + numbers.apply(least)))
        .orElseGet(() -> uniform(setup, "no strategy of the study can be used here"));
  }

  private static ImmutableList<Evidence> table(ImmutableList<Studied.Row> rows, Goal goal) {
    return rows.stream()
        .sorted(
            Comparator.comparingDouble(
                (Studied.Row row) -> -row.number(goal.kind().measure).mean()))
        .map(Studied.Row::evidence)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the rule to use.
   *
   * @return with its options, and with protection around it where the goal asks for it
   */
  public WeightScheduler rule() {
    return rule;
  }

  /**
   * Returns the distribution to start from.
   *
   * @return uniform, that of the set-up, or a mix of the strategy's own
   */
  public DomainDistribution initial() {
    return initial;
  }

  /**
   * Returns why the advice is this rule.
   *
   * @return a sentence with the numbers that decided
   */
  public String reason() {
    return reason;
  }

  /**
   * Returns what the advice does not take into account.
   *
   * @return plain sentences, to be shown beside the advice
   */
  public ImmutableList<String> cautions() {
    return cautions;
  }

  /**
   * Returns the table behind the advice: all strategies of the study at the nearest budget,
   * including those that cannot be used in this run.
   *
   * @return rows, the best by the measure of the goal first
   */
  public ImmutableList<Evidence> table() {
    return table;
  }

  /**
   * Returns where the numbers come from.
   *
   * @return the model and the study
   */
  public String source() {
    return model + ": " + source;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("For ").append(goal).append(": ").append(rule);
    text.append(" from ").append(initial).append('\n').append(reason).append('\n');
    cautions.forEach(caution -> text.append("Mind: ").append(caution).append('\n'));
    text.append("From ").append(source());
    table.stream().limit(SHOWN).forEach(row -> text.append("\n  ").append(row));
    return table.size() <= SHOWN
        ? text.toString()
        : text.append("\n  … and ").append(table.size() - SHOWN).append(" more").toString();
  }
}
