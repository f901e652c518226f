package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Online data mixing, ODM (Albalak et al., arXiv 2312.02406): domains are the arms of an Exp3
 * bandit (Auer et al. 2002), and the loss of what was just trained on is the reward.
 *
 * <pre>
 * R_i += (l_i / 10) / p_i       for every domain i in the batch, with all the old p
 * ε_t  = min(1/K, √(ln K / (K·t)))
 * w    = (1 − K·ε_t)·softmax(ε_{t−1}·R) + ε_t
 * </pre>
 *
 * <p>l_i is the mean loss of domain i inside the batch, nats/token, {@link Signal#BATCH_LOSS}; p
 * are the weights in force; t is the step of the report, since the authors update once a step;
 * ε_{t−1} is the rate of the update before, 1/K before the first. While t ≤ 2000 (unless set)
 * nothing is fed to R and the weights stay. A domain whose weight in force is 0 cannot have been
 * drawn by it and is not fed. Every weight stays at or above ε_t: the rule explores. An update
 * costs O(k).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class OnlineDataMixing implements WeightScheduler {
  static final String NAME = "odm";

  /** Brings losses to about the range of rewards that Exp3 is made for; the authors' constant. */
  private static final double REWARD_SCALE = 10;

  private final long warmup;
  private final @Nullable State state;

  OnlineDataMixing() {
    this(2000, null);
  }

  private OnlineDataMixing(long warmup, @Nullable State state) {
    this.warmup = warmup;
    this.state = state;
  }

  /** The rewards R, and the exploration rate of the update before. */
  private record State(ImmutableDoubleArray rewards, double rate) {}

  static OnlineDataMixing from(RuleOptions options) {
    return new OnlineDataMixing().warmup(options.integer("warmup", 2000));
  }

  /**
   * This rule with another number of steps before the first update.
   *
   * @param steps training steps, at least 0; 2000 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is less
   */
  public OnlineDataMixing warmup(long steps) {
    return new OnlineDataMixing(Arguments.atLeast("warmup", 0, steps), null);
  }

  private static State initially(int k) {
    return new State(ImmutableDoubleArray.copyOf(new double[k]), 1.0 / k);
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    return WeightUpdate.builder(setup.initial())
        .next(new OnlineDataMixing(warmup, initially(setup.domains().size())))
        .build();
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    int k = current.size();
    State before = state == null ? initially(k) : state;
    double[] fed = fed(current, feedback);
    if (feedback.step() <= warmup) {
      return WeightUpdate.builder(current)
          .note("held: no rewards until step " + warmup)
          .next(new OnlineDataMixing(warmup, before))
          .build();
    }
    double[] rewards = before.rewards.toArray();
    double[] exponents = new double[k];
    for (int i = 0; i < k; i++) {
      rewards[i] = Softmax.finite(rewards[i] + fed[i]);
      exponents[i] = before.rate * rewards[i];
    }
    double rate = Math.min(1.0 / k, Math.sqrt(Math.log(k) / (k * (double) feedback.step())));
    double[] weights = LeastWeight.kept(Exploration.mixed(Softmax.of(exponents), k * rate));
    State next = new State(ImmutableDoubleArray.copyOf(rewards), rate);
    return WeightUpdate.builder(current.withWeights(weights))
        .factor("fed", fed)
        .factor("reward", rewards)
        .condition("exploration", rate)
        .next(new OnlineDataMixing(warmup, next))
        .build();
  }

  private static double[] fed(DomainDistribution current, Feedback feedback) {
    // Read as a whole first, so that a report without batch losses says how to supply them.
    double[] fed = new double[current.size()];
    if (feedback.values(Signal.BATCH_LOSS).isEmpty()) {
      return fed;
    }
    for (int i = 0; i < fed.length; i++) {
      OptionalDouble loss =
          Reported.nonNegative(feedback, Signal.BATCH_LOSS, current.domains().get(i));
      if (loss.isPresent() && current.weight(i) > 0) {
        fed[i] = Softmax.finite(loss.getAsDouble() / REWARD_SCALE / current.weight(i));
      }
    }
    return fed;
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.BATCH_LOSS);
  }

  @Override
  public RuleDescription describe() {
    return RuleDescription.of(NAME, ImmutableMap.of("warmup", warmup));
  }

  @Override
  public SavedState state() {
    return state == null
        ? SavedState.empty()
        : SavedState.builder()
            .doubles("rewards", state.rewards.toArray())
            .doubles("rate", state.rate)
            .build();
  }

  @Override
  public WeightScheduler restore(Setup setup, SavedState saved) {
    notNull(setup, "setup");
    notNull(saved, "saved");
    int k = setup.domains().size();
    return new OnlineDataMixing(
        warmup,
        saved.isEmpty()
            ? initially(k)
            : new State(
                ImmutableDoubleArray.copyOf(saved.doubles("rewards", k)),
                saved.doubles("rate", 1)[0]));
  }
}
