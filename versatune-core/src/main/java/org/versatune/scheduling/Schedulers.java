package org.versatune.scheduling;

import com.google.common.collect.ImmutableSet;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/** The rules. */
public final class Schedulers {
  private Schedulers() {}

  /**
   * Phase 2a.
   *
   * @return the rule
   */
  public static WeightScheduler fostering() {
    return new WeightScheduler() {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        double[] w = current.toArray();
        double[] loss = feedback.positive(Signal.VALIDATION_LOSS, current.domains());
        double[] reference = feedback.nonNegative(Signal.REFERENCE_LOSS, current.domains());
        for (int j = 0; j < w.length; j++) {
          w[j] *= 1 + Math.max((loss[j] - reference[j]) / loss[j], 0);
        }
        return WeightUpdate.of(current.withRelativeWeights(w));
      }

      @Override
      public ImmutableSet<Signal> signals() {
        return ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.REFERENCE_LOSS);
      }

      @Override
      public RuleDescription describe() {
        return RuleDescription.of("fostering");
      }
    };
  }

  /**
   * Constant weights.
   *
   * @return the rule
   */
  public static WeightScheduler constant() {
    return new WeightScheduler() {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return WeightUpdate.of(current);
      }

      @Override
      public ImmutableSet<Signal> signals() {
        return ImmutableSet.of();
      }

      @Override
      public RuleDescription describe() {
        return RuleDescription.of("constant");
      }
    };
  }

  /**
   * A rule by its description.
   *
   * @param description name and options
   * @return the rule
   */
  public static WeightScheduler named(RuleDescription description) {
    return switch (description.name()) {
      case "fostering" -> fostering();
      case "constant" -> constant();
      default ->
          throw new IllegalArgumentException("no rule is named '" + description.name() + "'");
    };
  }
}
