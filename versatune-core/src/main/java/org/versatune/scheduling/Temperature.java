package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * Temperature-scaled mixing (Raffel et al., T5, arXiv 1910.10683, section 3.5.2), a fixed mix
 * between proportional (T = 1) and uniform (T → ∞):
 *
 * <pre>w_j ∝ min(scale·n_j, max)^(1/T)</pre>
 *
 * <p>n_j is the number of examples of domain j; max is an artificial limit on the size of a data
 * set. T is 2 unless set (our choice), the scale 1, and there is no limit.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Temperature implements WeightScheduler {
  static final String NAME = "temperature";

  private final double temperature;
  private final double scale;
  private final double limit;

  Temperature() {
    this(2, 1, Double.POSITIVE_INFINITY);
  }

  private Temperature(double temperature, double scale, double limit) {
    this.temperature = temperature;
    this.scale = scale;
    this.limit = limit;
  }

  static Temperature from(RuleOptions options) {
    Temperature rule =
        new Temperature()
            .temperature(options.number("temperature", 2))
            .scale(options.number("scale", 1));
    return options.has("max") ? rule.max(options.number("max")) : rule;
  }

  /**
   * This rule with another temperature T.
   *
   * @param temperature finite and above 0; 2 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Temperature temperature(double temperature) {
    return new Temperature(Arguments.positive("temperature", temperature), scale, limit);
  }

  /**
   * This rule with another scale of the sizes.
   *
   * @param scale finite and above 0; 1 by default; it matters only where there is a limit
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Temperature scale(double scale) {
    return new Temperature(temperature, Arguments.positive("scale", scale), limit);
  }

  /**
   * This rule with a limit on the scaled sizes.
   *
   * @param max examples, finite and above 0; none by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Temperature max(double max) {
    return new Temperature(temperature, scale, Arguments.positive("max", max));
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    double[] exponents = setup.values(Signal.DOMAIN_SIZE);
    for (int j = 0; j < exponents.length; j++) {
      // In logarithms, since a low temperature raises sizes to a high power.
      exponents[j] = Math.log(Math.min(scale * exponents[j], limit)) / temperature;
    }
    return FixedMix.chosen(
        setup.initial().withWeights(LeastWeight.kept(Softmax.of(exponents))),
        "number of examples to the power of 1/" + temperature);
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    return FixedMix.held(current);
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.DOMAIN_SIZE);
  }

  @Override
  public RuleDescription describe() {
    ImmutableMap.Builder<String, Object> options = ImmutableMap.builder();
    options.put("temperature", temperature).put("scale", scale);
    if (Double.isFinite(limit)) {
      options.put("max", limit);
    }
    return RuleDescription.of(NAME, options.buildOrThrow());
  }
}
