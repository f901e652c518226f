// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/**
 * Moves weight to the domains that are learnt slowly, so that all go at one speed: Velocitune (Luo
 * et al., arXiv 2411.14318).
 *
 * <pre>
 * V_j = (ℓ_j − ℓref_j) / (ℓ0_j − ℓref_j)
 * w ← softmax(log w + V)
 * </pre>
 *
 * <p>V is the share of the way from the base loss ℓ0 to the reference loss ℓref that is still open,
 * all in nats/token: 1 for the base model, 0 at the reference, above 1 where the domain was
 * forgotten. It is not clipped. The authors predict ℓref by a scaling law; here it is the loss of a
 * specialist. Unlike {@link OpenGap} the rule builds on the weights before, so differences of
 * velocity add up.
 *
 * <p>A width ℓ0_j − ℓref_j counts as at least a quarter of the mean width, and where no domain has
 * any width, the weights stay (our choice). Where no base losses are known, the rule uses the first
 * reported losses in their place, and each update says so (our choice).
 *
 * <p>A zero weight stays zero. An update costs O(k). Immutable and safe for use by any number of
 * threads.
 */
final class Velocity extends StatefulRule<ImmutableDoubleArray> {
  static final Options DEFAULTS = Options.of("velocity");

  Velocity(Options options) {
    this(options, null);
  }

  /** The state is the first losses that were reported, where no base losses are known. */
  private Velocity(Options options, @Nullable ImmutableDoubleArray state) {
    super(options, state);
  }

  @Override
  Velocity at(ImmutableDoubleArray next) {
    return new Velocity(options, next);
  }

  @Override
  ImmutableDoubleArray first(DomainDistribution initial) {
    return ImmutableDoubleArray.of();
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, ImmutableDoubleArray before) {
    double[] losses = feedback.nonNegative(Signal.VALIDATION_LOSS, current.domains());
    double[] references = feedback.nonNegative(Signal.REFERENCE_LOSS, current.domains());
    double[] base = Widths.base(feedback, current, before);
    ImmutableDoubleArray next = base == null ? ImmutableDoubleArray.copyOf(losses) : before;
    double[] widths = Widths.of(base == null ? losses : base, references);
    if (Widths.areNone(widths)) {
      return Widths.update(current, feedback)
          .next(at(next))
          .note("no domain has anything to learn: the weights stay")
          .build();
    }
    double[] open = new double[losses.length];
    for (int j = 0; j < open.length; j++) {
      open[j] = Softmax.finite((losses[j] - references[j]) / widths[j]);
    }
    double[] old = current.toArray();
    double[] after = Weights.keptPositive(old, Softmax.reweighted(old, open));
    return Widths.update(current.withWeights(after), feedback)
        .factor("open", open)
        .factor("width", widths)
        .next(at(next))
        .build();
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
  SavedState saved(ImmutableDoubleArray first) {
    return first.isEmpty()
        ? SavedState.empty()
        : SavedState.builder().doubles("first", first.toArray()).build();
  }

  @Override
  ImmutableDoubleArray restored(DomainDistribution initial, SavedState saved) {
    return new SavedNumbers(saved, initial.domains()).nonNegative("first");
  }
}
