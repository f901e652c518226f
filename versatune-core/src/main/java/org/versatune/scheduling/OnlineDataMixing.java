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
 * Gives more weight to the domains whose batches have the highest losses: online data mixing, ODM
 * (Albalak et al., arXiv 2312.02406). The domains are the arms of an Exp3 bandit (Auer et al.
 * 2002), and the loss of the batch is the reward.
 *
 * <pre>
 * R_i += (l_i / 10) / p_i       for every domain i in the batch, with all the old p
 * ε_t  = min(1/K, √(ln K / (K·t)))
 * w    = (1 − K·ε_t)·softmax(ε_{t−1}·R) + ε_t
 * </pre>
 *
 * <p>R_i is the reward of domain i so far, 0 at first. l_i is the mean loss of domain i in the
 * batch, nats/token, {@link Signal#BATCH_LOSS}. p are the weights in force. t is the step of the
 * report, since the authors update once a step. ε_{t−1} is the ε of the update before; before the
 * first update it is 1/K. While t ≤ 2000 (unless set), no loss counts and the weights stay. The
 * loss of a domain whose weight in force is 0 does not count. No weight falls below ε_t, because
 * the rule explores. An update costs O(k).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class OnlineDataMixing extends StatefulRule<OnlineDataMixing.State> {
  private static final Option<Long> WARMUP = Option.atLeast("warmup", 0).or(2000L);

  static final Options DEFAULTS = Options.of("odm", WARMUP);

  /** Brings losses to about the range of rewards that Exp3 is made for; the authors' constant. */
  private static final double REWARD_SCALE = 10;

  OnlineDataMixing(Options options) {
    this(options, null);
  }

  private OnlineDataMixing(Options options, @Nullable State state) {
    super(options, state);
  }

  /** The rewards R, and the exploration rate of the update before. */
  record State(ImmutableDoubleArray rewards, double rate) {}

  /**
   * Returns this rule with another number of steps before the first update.
   *
   * @param steps training steps, at least 0; 2000 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is less
   */
  public OnlineDataMixing warmup(long steps) {
    return new OnlineDataMixing(options.with(WARMUP, steps));
  }

  @Override
  OnlineDataMixing at(State next) {
    return new OnlineDataMixing(options, next);
  }

  @Override
  State first(DomainDistribution initial) {
    int k = initial.size();
    return new State(ImmutableDoubleArray.copyOf(new double[k]), 1.0 / k);
  }

  /** A reward is divided by the probability that its example was drawn with. */
  @Override
  WeightUpdate weigh(DomainDistribution own, DomainDistribution drawnBy, Feedback feedback) {
    return weigh(own, feedback, state == null ? first(own) : state, drawnBy);
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, State before) {
    return weigh(current, feedback, before, current);
  }

  private WeightUpdate weigh(
      DomainDistribution current, Feedback feedback, State before, DomainDistribution drawnBy) {
    int k = current.size();
    double[] fed = fed(drawnBy, feedback);
    long warmup = options.get(WARMUP);
    if (feedback.step() <= warmup) {
      return WeightUpdate.builder(current)
          .note("held: no rewards until step " + warmup)
          .next(at(before))
          .build();
    }
    double[] rewards = before.rewards.toArray();
    double[] exponents = new double[k];
    for (int i = 0; i < k; i++) {
      rewards[i] = Softmax.finite(rewards[i] + fed[i]);
      exponents[i] = before.rate * rewards[i];
    }
    double rate = Math.min(1.0 / k, Math.sqrt(Math.log(k) / (k * (double) feedback.step())));
    double[] weights = Weights.keptPositive(Weights.explored(Softmax.of(exponents), k * rate));
    State next = new State(ImmutableDoubleArray.copyOf(rewards), rate);
    return WeightUpdate.builder(current.withWeights(weights))
        .factor("fed", fed)
        .factor("reward", rewards)
        .condition("exploration", rate)
        .next(at(next))
        .build();
  }

  private static double[] fed(DomainDistribution drawnBy, Feedback feedback) {
    // Read as a whole first, so that a report without batch losses says how to supply them.
    double[] fed = new double[drawnBy.size()];
    if (feedback.values(Signal.BATCH_LOSS).isEmpty()) {
      return fed;
    }
    double[] losses = feedback.nonNegativeOr(Signal.BATCH_LOSS, drawnBy.domains(), 0);
    for (int i = 0; i < fed.length; i++) {
      if (drawnBy.weight(i) > 0) {
        fed[i] = Softmax.finite(losses[i] / REWARD_SCALE / drawnBy.weight(i));
      }
    }
    return fed;
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.BATCH_LOSS);
  }

  @Override
  SavedState saved(State now) {
    return SavedState.builder()
        .doubles("rewards", now.rewards.toArray())
        .doubles("rate", now.rate)
        .build();
  }

  @Override
  State restored(DomainDistribution initial, SavedState saved) {
    double rate = saved.doubles("rate", 1)[0];
    // 0 with one domain, whose logarithm of K is 0.
    if (!(rate >= 0 && rate <= 1)) {
      throw SavedNumbers.wrong("rate", rate, "in [0, 1]");
    }
    return new State(new SavedNumbers(saved, initial.domains()).nonNegative("rewards"), rate);
  }
}
