// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Takes a domain out once its validation loss has turned, after mSFT (arXiv 2603.21606). What
 * differs from there is our choice: a domain has turned if {@code evaluations} reports in a row
 * that hold its loss brought none below its best. Only reports at which it had weight count: the
 * loss of a domain that is not trained rises because the others are, and going back would not help
 * it.
 *
 * <p>Training is expected to go back to the parameters of the step at which that best was reported,
 * as the update says. Later reports are then about parameters that are gone. So the evaluations of
 * the other domains are counted from that step again: a best that they had by then stays, a later
 * one is forgotten. For a best that stays, it is not known how many of the reports up to that step
 * held a loss of the domain, so all that can have held one are counted. One report takes out at
 * most one domain, the one with the earliest best, because going back changes what the others are
 * judged by.
 *
 * <p>Weights of domains that are out are 0; the others share their weight in proportion. The rule
 * inside goes on: its state does not go back.
 */
final class Stopped extends StatefulDecorator<Stopped.State> {
  private static final Option<Long> EVALUATIONS = Option.atLeast("evaluations", 1);

  static final Options OPTIONS = Options.of("stopping", EVALUATIONS, RULE);

  private static final double NONE = Double.POSITIVE_INFINITY;

  Stopped(Options options, WeightScheduler rule) {
    this(options, rule, null);
  }

  private Stopped(Options options, WeightScheduler rule, @Nullable State state) {
    super(options, rule, state);
  }

  static Stopped of(WeightScheduler rule, long evaluations) {
    return new Stopped(OPTIONS.with(EVALUATIONS, evaluations), rule);
  }

  /**
   * What is kept from report to report. Evaluations are numbered; going back sets the number back.
   *
   * @param evaluation the number of the last one, 0 before the first
   * @param best the lowest loss by domain, infinite where there is none
   * @param at the number of the evaluation that brought it
   * @param step the step of that evaluation
   * @param since how many evaluations with a loss of the domain came after its best
   * @param out 1 for a domain that is taken out, else 0
   */
  record State(
      long evaluation,
      ImmutableDoubleArray best,
      ImmutableDoubleArray at,
      ImmutableDoubleArray step,
      ImmutableDoubleArray since,
      ImmutableDoubleArray out) {

    static State first(int domains) {
      double[] best = new double[domains];
      Arrays.fill(best, NONE);
      ImmutableDoubleArray zeros = ImmutableDoubleArray.copyOf(new double[domains]);
      return new State(0, ImmutableDoubleArray.copyOf(best), zeros, zeros, zeros, zeros);
    }
  }

  @Override
  WeightUpdate begin(Setup setup) {
    WeightUpdate start = RuleCalls.start(rule(), setup);
    State first = State.first(setup.domains().size());
    return start.toBuilder(start.weights())
        .next(new Stopped(options, start.nextAfter(rule()), first))
        .build();
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    ImmutableList<String> domains = current.domains();
    State before = state == null ? State.first(domains.size()) : state;
    double[] losses = feedback.nonNegativeOr(Signal.VALIDATION_LOSS, domains, NONE);
    WeightUpdate inner = RuleCalls.update(rule(), current, feedback);
    double[] best = before.best.toArray();
    double[] at = before.at.toArray();
    double[] step = before.step.toArray();
    double[] since = before.since.toArray();
    double[] out = before.out.toArray();
    long evaluation = before.evaluation;
    int turned = -1;
    if (Arrays.stream(losses).anyMatch(loss -> loss < NONE)) {
      evaluation++;
      for (int j = 0; j < losses.length; j++) {
        if (losses[j] < best[j]) {
          best[j] = losses[j];
          at[j] = evaluation;
          step[j] = feedback.step();
          since[j] = 0;
        } else if (losses[j] < NONE && current.weight(j) > 0) {
          since[j]++;
        }
        boolean stops =
            out[j] == 0
                && losses[j] < NONE
                && current.weight(j) > 0
                && best[j] < NONE
                && since[j] >= options.get(EVALUATIONS);
        if (stops && (turned < 0 || at[j] < at[turned])) {
          turned = j;
        }
      }
    }
    ImmutableMap.Builder<String, Double> sinceBest = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> bests = ImmutableMap.builder();
    for (int j = 0; j < losses.length; j++) {
      if (out[j] == 0 && best[j] < NONE) {
        sinceBest.put(domains.get(j), since[j]);
        bests.put(domains.get(j), step[j]);
      }
    }
    if (turned >= 0) {
      out[turned] = 1;
      evaluation = (long) at[turned];
      for (int j = 0; j < best.length; j++) {
        if (at[j] > evaluation) {
          best[j] = NONE;
          at[j] = 0;
          step[j] = 0;
        }
        since[j] = at[j] == 0 ? 0 : Math.min(since[j], evaluation - at[j]);
      }
    }
    boolean left = Arrays.stream(out).anyMatch(each -> each == 0);
    double[] own = inner.weights().toArray();
    double[] weights = left ? without(own, out) : current.toArray();
    WeightUpdate.Builder update =
        inner.toBuilder(
            Arrays.equals(weights, own) ? inner.weights() : current.withWeights(weights));
    factor(update, "evaluations since the best", sinceBest.buildOrThrow());
    factor(update, "step of the best", bests.buildOrThrow());
    ImmutableMap.Builder<String, Double> takenOut = ImmutableMap.builder();
    for (int j = 0; j < out.length; j++) {
      if (out[j] != 0) {
        takenOut.put(domains.get(j), out[j]);
      }
    }
    factor(update, "taken out", takenOut.buildOrThrow());
    update.condition("domains taken out", Arrays.stream(out).sum());
    if (turned >= 0) {
      update
          .condition("back to step", step[turned])
          .note(
              "'"
                  + domains.get(turned)
                  + "' is taken out: no loss below that of step "
                  + (long) step[turned]
                  + " in "
                  + options.get(EVALUATIONS)
                  + " evaluations");
    }
    if (!left) {
      update.note("every domain is taken out: the weights stay, and training should end");
    }
    State next =
        new State(
            evaluation,
            ImmutableDoubleArray.copyOf(best),
            ImmutableDoubleArray.copyOf(at),
            ImmutableDoubleArray.copyOf(step),
            ImmutableDoubleArray.copyOf(since),
            ImmutableDoubleArray.copyOf(out));
    return update.next(new Stopped(options, inner.nextAfter(rule()), next)).build();
  }

  private static void factor(
      WeightUpdate.Builder update, String name, ImmutableMap<String, Double> byDomain) {
    if (!byDomain.isEmpty()) {
      update.factor(name, byDomain);
    }
  }

  /** w ∝ the rule's weights over what is left; equal there if the rule gives all of it nothing. */
  private static double[] without(double[] own, double[] out) {
    double[] weights = own.clone();
    double sum = 0;
    int left = 0;
    for (int j = 0; j < weights.length; j++) {
      weights[j] = out[j] == 0 ? weights[j] : 0;
      sum += weights[j];
      left += out[j] == 0 ? 1 : 0;
    }
    if (left == weights.length) {
      return own;
    }
    for (int j = 0; j < weights.length; j++) {
      weights[j] = sum > 0 ? weights[j] / sum : (out[j] == 0 ? 1.0 / left : 0);
    }
    return Weights.normalized(weights);
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.<Signal>builder()
        .addAll(rule().signals())
        .add(Signal.VALIDATION_LOSS)
        .build();
  }

  @Override
  public boolean worksWith(Set<Signal> available) {
    return super.worksWith(available) && available.contains(Signal.VALIDATION_LOSS);
  }

  @Override
  Stopped with(WeightScheduler other, @Nullable State next) {
    return new Stopped(options, other, next);
  }

  @Override
  void save(State now, SavedState.Builder saved) {
    // A best of infinity is one that is not there: it has no evaluation either.
    saved
        .longs("evaluation", now.evaluation)
        .doubles("best", now.best.stream().map(best -> best == NONE ? 0 : best).toArray())
        .doubles("at", now.at.toArray())
        .doubles("step", now.step.toArray())
        .doubles("since", now.since.toArray())
        .doubles("out", now.out.toArray());
  }

  @Override
  State restored(Setup setup, SavedState saved) {
    int k = setup.domains().size();
    if (!saved.has("best")) {
      return State.first(k);
    }
    SavedNumbers numbers = new SavedNumbers(saved, setup.domains());
    long evaluation = numbers.count("evaluation");
    double[] best = numbers.nonNegative("best").toArray();
    double[] at =
        numbers
            .each(
                "at",
                number -> number >= 0 && number <= evaluation && number == Math.rint(number),
                "an evaluation, and the last was " + evaluation)
            .toArray();
    double[] since = new double[k];
    for (int j = 0; j < k; j++) {
      best[j] = at[j] == 0 ? NONE : best[j];
      // Snapshots from before this was counted by domain: every report counted for all.
      since[j] = at[j] == 0 ? 0 : evaluation - at[j];
    }
    return new State(
        evaluation,
        ImmutableDoubleArray.copyOf(best),
        ImmutableDoubleArray.copyOf(at),
        numbers.whole("step"),
        saved.has("since") ? numbers.whole("since") : ImmutableDoubleArray.copyOf(since),
        numbers.each("out", number -> number == 0 || number == 1, "0 or 1"));
  }
}
