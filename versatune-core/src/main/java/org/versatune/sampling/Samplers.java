package org.versatune.sampling;

import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.RuleDescription;
import org.versatune.SavedState;

/** The samplers. */
public final class Samplers {
  private Samplers() {}

  /**
   * Draws the domain that lags most.
   *
   * @return the kind
   */
  public static DomainSampler.Kind exact() {
    return new DomainSampler.Kind() {
      @Override
      public RuleDescription describe() {
        return RuleDescription.of("exact");
      }

      @Override
      public DomainSampler start(DomainDistribution weights, long seed) {
        return new Lagging(weights, new double[weights.size()]);
      }

      @Override
      public DomainSampler resume(DomainDistribution weights, SavedState state) {
        return new Lagging(weights, state.doubles("credit"));
      }
    };
  }

  /**
   * A kind by its description.
   *
   * @param description name
   * @return the kind
   */
  public static DomainSampler.Kind named(RuleDescription description) {
    if (description.name().equals("exact")) {
      return exact();
    }
    throw new IllegalArgumentException("no sampler is named '" + description.name() + "'");
  }

  private static final class Lagging implements DomainSampler {
    private double[] weights;
    private final double[] credit;

    Lagging(DomainDistribution weights, double[] credit) {
      this.weights = weights.toArray();
      this.credit = credit;
    }

    @Override
    public int next() {
      int best = -1;
      for (int j = 0; j < credit.length; j++) {
        credit[j] += weights[j];
        if (weights[j] > 0 && (best < 0 || credit[j] > credit[best])) {
          best = j;
        }
      }
      credit[best]--;
      return best;
    }

    @Override
    public void reweigh(DomainDistribution changed) {
      weights = changed.toArray();
    }

    @Override
    public SavedState state() {
      return SavedState.builder().doubles("credit", credit).build();
    }
  }
}
