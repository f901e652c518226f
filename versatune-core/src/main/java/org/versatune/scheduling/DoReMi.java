// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/**
 * DoReMi (Xie et al., arXiv 2305.10429, algorithm 1): the domains in which a small proxy model is
 * furthest above a reference model gain weight, by exponentiated gradient ascent on the worst case.
 *
 * <pre>
 * λ_j = mean over tokens of max(loss − reference loss, 0)
 * w ← (1 − c)·softmax(log w + η·λ) + c/K
 * </pre>
 *
 * <p>λ is {@link Signal#TOKEN_EXCESS}. If a report lacks it, λ is computed from the means as
 * max(ℓ_j − ℓref_j, 0), which is never larger. A domain without a fresh loss keeps its last λ,
 * which is 0 at first (our choice). η is 1 and c 1e-4 unless set. The result of a DoReMi run is
 * {@link #average()}, the mean of the weights over the run, with which the large model is then
 * trained. The authors' code counts the initial weights, too, which is an option. An update costs
 * O(k).
 *
 * <p>A zero weight rises to c/K: the rule explores. Immutable and safe for use by any number of
 * threads.
 */
public final class DoReMi extends AveragingRule {
  private static final Option<Double> RATE = Option.nonNegative("rate").or(1.0);
  private static final Option<Double> EXPLORATION = Option.share("exploration").or(1e-4);
  private static final Option<Boolean> PER_TOKEN = Option.flag("perToken").or(true);

  static final Options DEFAULTS = Options.of("doremi", RATE, EXPLORATION, PER_TOKEN, COUNT_INITIAL);

  DoReMi(Options options) {
    this(options, null);
  }

  private DoReMi(Options options, @Nullable State state) {
    super(options, state);
  }

  /**
   * Returns this rule with another learning rate η of the weights.
   *
   * @param rate finite and at least 0; 1 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public DoReMi rate(double rate) {
    return new DoReMi(options.with(RATE, rate));
  }

  /**
   * Returns this rule with another smoothing c towards the uniform distribution.
   *
   * @param exploration in [0, 1]; 1e-4 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public DoReMi exploration(double exploration) {
    return new DoReMi(options.with(EXPLORATION, exploration));
  }

  /**
   * Returns this rule with the excess clipped token by token, or in the mean only. The setting
   * decides which signals the rule asks for, and which it uses if a report has both. If a report
   * has only the other signals, the rule uses those.
   *
   * @param perToken true, the default, to ask for {@link Signal#TOKEN_EXCESS}; false to ask for
   *     validation and reference losses
   * @return a new rule
   */
  public DoReMi perToken(boolean perToken) {
    return new DoReMi(options.with(PER_TOKEN, perToken));
  }

  /**
   * Returns this rule with the initial weights counted in its result, as in the authors' code, or
   * not.
   *
   * @param countInitial false by default
   * @return a new rule
   */
  public DoReMi countInitial(boolean countInitial) {
    return new DoReMi(options.with(COUNT_INITIAL, countInitial));
  }

  @Override
  DoReMi at(State next) {
    return new DoReMi(options, next);
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, State before) {
    double rate = options.get(RATE);
    double exploration = options.get(EXPLORATION);
    double[] lambda = excess(current, feedback, before.last().toArray());
    double[] exponents = new double[lambda.length];
    for (int j = 0; j < exponents.length; j++) {
      exponents[j] = rate * lambda[j];
    }
    double[] old = current.toArray();
    double[] weights =
        Weights.keptPositive(
            old, Weights.explored(Softmax.reweighted(old, exponents), exploration));
    WeightUpdate.Builder update =
        WeightUpdate.builder(current.withWeights(weights))
            .factor("excess", lambda)
            .condition("exploration", exploration / current.size())
            .next(at(before.after(lambda, weights)));
    if (options.get(PER_TOKEN) && !feedback.has(Signal.TOKEN_EXCESS)) {
      update.standIn(
          Signal.TOKEN_EXCESS,
          "no token excess was reported: max(loss − reference, 0) of the means is used instead");
    }
    return update.build();
  }

  private double[] excess(DomainDistribution current, Feedback feedback, double[] last) {
    boolean means = feedback.has(Signal.VALIDATION_LOSS) && feedback.has(Signal.REFERENCE_LOSS);
    boolean tokens = feedback.has(Signal.TOKEN_EXCESS) && (options.get(PER_TOKEN) || !means);
    if (!tokens && !means) {
      // Reading what the rule asked for says what is missing and how to supply it.
      signals().forEach(feedback::values);
    }
    ImmutableList<String> domains = current.domains();
    double[] excess =
        tokens
            ? feedback.nonNegativeOr(Signal.TOKEN_EXCESS, domains, Double.NaN)
            : feedback.nonNegativeOr(Signal.VALIDATION_LOSS, domains, Double.NaN);
    double[] references =
        tokens
            ? new double[excess.length]
            : feedback.nonNegativeOr(Signal.REFERENCE_LOSS, domains, Double.NaN);
    double[] lambda = last.clone();
    for (int j = 0; j < lambda.length; j++) {
      double fresh = Math.max(excess[j] - references[j], 0);
      // NaN where the report lacks the domain.
      lambda[j] = Double.isNaN(fresh) ? lambda[j] : fresh;
    }
    return lambda;
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return options.get(PER_TOKEN)
        ? ImmutableSet.of(Signal.TOKEN_EXCESS)
        : ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.REFERENCE_LOSS);
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    return options.get(PER_TOKEN)
        ? ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.REFERENCE_LOSS)
        : ImmutableSet.of(Signal.TOKEN_EXCESS);
  }

  @Override
  public boolean worksWith(Set<Signal> available) {
    notNull(available, "available");
    return available.contains(Signal.TOKEN_EXCESS)
        || (available.contains(Signal.VALIDATION_LOSS)
            && available.contains(Signal.REFERENCE_LOSS));
  }

  @Override
  SavedState saved(State now) {
    return SavedState.builder()
        .doubles("lambda", now.last().toArray())
        .nested("weights", now.mean().state())
        .build();
  }

  @Override
  State restored(DomainDistribution initial, SavedState saved) {
    return new State(
        initial,
        new SavedNumbers(saved, initial.domains()).nonNegative("lambda"),
        RunningMean.restored(saved.nested("weights"), initial.domains()));
  }
}
