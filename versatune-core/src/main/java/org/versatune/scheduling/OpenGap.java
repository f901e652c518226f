// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/**
 * Weighs each domain by how much of the way from the base model to the specialist is still open, so
 * that the mean gain grows and no domain is left behind. Our choice; not in the paper.
 *
 * <p><b>Derivation.</b> The result of a run is its gains, gain_j = (ℓ0_j − ℓ_j)/(ℓ0_j − ℓref_j):
 * the way from the base model's loss ℓ0 to the specialist's ℓref that was covered. What is still
 * open, a_j = 1 − gain_j, is 1 for the base model, 0 for a specialist and above 1 where the domain
 * was forgotten. To make all open shares small, and the largest most of all, minimise
 *
 * <pre>
 * F = Σ_j c_j·a_j^(β+1) / (β+1)
 * </pre>
 *
 * <p>β = 0 asks for the mean gain alone; the larger β, the more the worst domain counts (β → ∞ is
 * the worst gain alone, as in α-fair allocation: Mo and Walrand, "Fair end-to-end window-based
 * congestion control", 2000). With g_j the gradient of ℓ_j, and the width d_j = ℓ0_j − ℓref_j,
 *
 * <pre>
 * ∇F = Σ_j (c_j·a_j^β / d_j)·g_j
 * </pre>
 *
 * <p>so training on domain j in the share w_j ∝ c_j·a_j^β / d_j descends F. Unlike those of {@link
 * Fostering}, the weights do not build on the weights before, so nothing compounds: a domain with
 * little weight gains weight again as soon as it falls behind. A domain that the base model knows
 * well has a small width and so a high weight, which keeps it from being forgotten.
 *
 * <p><b>Options.</b> c_j = P(0)_j^α with α 0 unless set: all domains count alike. The exponent of
 * the width is 1 unless set; 0 with α = ½ is the share of the open gap times √P(0). β is 1 unless
 * set.
 *
 * <p><b>Bounds</b> (our choice). A width counts as at least a quarter of the mean width, so that a
 * domain with hardly anything to learn does not get all the weight. A domain without any width (ℓ0
 * ≤ ℓref) has a weight as long as its loss is above its reference. An open share counts as at least
 * 0.05, so that no domain is dropped. If no domain has any width, all weights stay.
 *
 * <p>If no base losses are known, the rule uses the first reported losses instead (our choice). The
 * way then begins at that report, and each update says so.
 *
 * <p>ℓ is the validation loss; losses are in nats/token. A zero weight stays zero. An update costs
 * O(k). Immutable and safe for use by any number of threads.
 */
public final class OpenGap extends StatefulRule<OpenGap.State> {
  private static final Option<Double> POWER = Option.nonNegative("power").or(1.0);
  private static final Option<Double> PRIOR_EXPONENT = Option.nonNegative("priorExponent").or(0.0);
  private static final Option<Double> WIDTH_EXPONENT = Option.nonNegative("widthExponent").or(1.0);

  static final Options DEFAULTS = Options.of("open-gap", POWER, PRIOR_EXPONENT, WIDTH_EXPONENT);

  private static final double LEAST_OPEN = 0.05;

  OpenGap(Options options) {
    this(options, null);
  }

  private OpenGap(Options options, @Nullable State state) {
    super(options, state);
  }

  /** P(0), and the first losses reported where no base losses are known; empty before. */
  record State(DomainDistribution prior, ImmutableDoubleArray losses) {}

  /**
   * Returns this rule with another power β of the open share.
   *
   * @param power how much more the worst domain counts than the others, finite and at least 0; 1 by
   *     default
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public OpenGap power(double power) {
    return new OpenGap(options.with(POWER, power));
  }

  /**
   * Returns this rule with another exponent α of the initial distribution.
   *
   * @param exponent how much the initial weight of a domain says about its importance, finite and
   *     at least 0; 0, the default, for not at all
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public OpenGap priorExponent(double exponent) {
    return new OpenGap(options.with(PRIOR_EXPONENT, exponent));
  }

  /**
   * Returns this rule with another exponent of the width.
   *
   * @param exponent 1, the default, divides by the width; 0 takes the open share alone; finite and
   *     at least 0
   * @return a new rule
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public OpenGap widthExponent(double exponent) {
    return new OpenGap(options.with(WIDTH_EXPONENT, exponent));
  }

  @Override
  OpenGap at(State next) {
    return new OpenGap(options, next);
  }

  @Override
  State first(DomainDistribution initial) {
    return new State(initial, ImmutableDoubleArray.of());
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, State before) {
    double[] losses = feedback.nonNegative(Signal.VALIDATION_LOSS, current.domains());
    double[] references = feedback.nonNegative(Signal.REFERENCE_LOSS, current.domains());
    double[] base = Widths.base(feedback, current, before.losses);
    State next = before;
    if (base == null) {
      next = new State(before.prior, ImmutableDoubleArray.copyOf(losses));
      base = losses;
    }
    double[] widths = Widths.of(base, references);
    if (Widths.areNone(widths)) {
      return Widths.update(current, feedback)
          .next(at(next))
          .note("no domain has anything to learn: the weights stay")
          .build();
    }
    double power = options.get(POWER);
    double widthExponent = options.get(WIDTH_EXPONENT);
    double[] old = current.toArray();
    double[] logPrior = logPrior(before.prior);
    double[] open = new double[losses.length];
    double[] pull = new double[losses.length];
    for (int j = 0; j < losses.length; j++) {
      open[j] = Math.max((losses[j] - references[j]) / widths[j], LEAST_OPEN);
      // In logarithms, since a high power of a small share may be too small for a double.
      pull[j] =
          old[j] > 0
              ? Softmax.finite(power * Math.log(open[j]))
                  - Softmax.finite(widthExponent * Math.log(widths[j]))
                  + Softmax.finite(logPrior[j])
              : Double.NEGATIVE_INFINITY;
      pull[j] = old[j] > 0 ? Softmax.finite(pull[j]) : pull[j];
    }
    double[] after = Weights.keptPositive(old, Softmax.of(pull));
    return Widths.update(current.withWeights(after), feedback)
        .factor("open", open)
        .factor("width", widths)
        .next(at(next))
        .build();
  }

  /** α·log P(0)_j; a domain that got its weight later, by a floor, counts as the least of all. */
  private double[] logPrior(DomainDistribution prior) {
    double priorExponent = options.get(PRIOR_EXPONENT);
    double[] logs = prior.toArray();
    double least = Arrays.stream(logs).filter(weight -> weight > 0).min().orElseThrow();
    for (int j = 0; j < logs.length; j++) {
      logs[j] = priorExponent == 0 ? 0 : priorExponent * Math.log(Math.max(logs[j], least));
    }
    return logs;
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.REFERENCE_LOSS);
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    return ImmutableSet.of(Signal.BASE_LOSS);
  }

  @Override
  SavedState saved(State now) {
    return now.losses.isEmpty()
        ? SavedState.empty()
        : SavedState.builder().doubles("first", now.losses.toArray()).build();
  }

  @Override
  State restored(DomainDistribution initial, SavedState saved) {
    return new State(initial, new SavedNumbers(saved, initial.domains()).nonNegative("first"));
  }
}
