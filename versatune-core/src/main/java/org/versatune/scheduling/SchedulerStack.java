package org.versatune.scheduling;

import com.google.common.collect.ImmutableSet;
import java.util.Map;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** A rule with its decorators. */
public final class SchedulerStack {
  private SchedulerStack() {}

  /**
   * Starts a stack.
   *
   * @param rule the rule
   * @return a builder
   */
  public static Builder builder(WeightScheduler rule) {
    return new Builder(rule);
  }

  private record Held(WeightScheduler rule, long warmup, long interval) implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      WeightUpdate update = rule.update(current, feedback);
      boolean hold = feedback.step() < warmup || feedback.step() % interval != 0;
      return update.toBuilder(hold ? current : update.weights())
          .next(new Held(update.nextAfter(rule), warmup, interval))
          .build();
    }

    @Override
    public WeightUpdate start(Setup setup) {
      WeightUpdate update = rule.start(setup);
      return update.toBuilder(update.weights())
          .next(new Held(update.nextAfter(rule), warmup, interval))
          .build();
    }

    @Override
    public ImmutableSet<Signal> signals() {
      return rule.signals();
    }

    @Override
    public RuleDescription describe() {
      return rule.describe();
    }

    @Override
    public SavedState state() {
      return rule.state();
    }

    @Override
    public WeightScheduler restore(Setup setup, SavedState state) {
      return new Held(rule.restore(setup, state), warmup, interval);
    }
  }

  /** Collects decorators. */
  public static final class Builder {
    private final WeightScheduler rule;
    private long warmup;
    private long interval = 1;

    private Builder(WeightScheduler rule) {
      this.rule = rule;
    }

    /**
     * Smoothing.
     *
     * @param beta share of the previous weights
     * @return this builder
     */
    public Builder smoothing(double beta) {
      return this;
    }

    /**
     * Epoch cap.
     *
     * @param epochs by domain
     * @return this builder
     */
    public Builder epochCap(Map<String, Double> epochs) {
      return this;
    }

    /**
     * Floor.
     *
     * @param lowest by domain
     * @return this builder
     */
    public Builder floor(Map<String, Double> lowest) {
      return this;
    }

    /**
     * Cap.
     *
     * @param highest by domain
     * @return this builder
     */
    public Builder cap(Map<String, Double> highest) {
      return this;
    }

    /**
     * Warm-up.
     *
     * @param steps steps
     * @return this builder
     */
    public Builder warmup(long steps) {
      warmup = steps;
      return this;
    }

    /**
     * Interval.
     *
     * @param steps steps
     * @return this builder
     */
    public Builder interval(long steps) {
      interval = steps;
      return this;
    }

    /**
     * Finishes.
     *
     * @return the rule in its decorators
     */
    public WeightScheduler build() {
      return new Held(rule, warmup, interval);
    }
  }
}
