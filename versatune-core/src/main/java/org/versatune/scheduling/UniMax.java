package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;

/**
 * UniMax (Chung et al., arXiv 2304.09151, algorithm 1), a fixed mix: as uniform as a budget allows
 * while no domain is repeated more than a number of epochs. In the order of ascending size,
 *
 * <pre>U_i = min(budget left / domains left, epochs·n_i),   w_i = U_i / Σ U</pre>
 *
 * <p>n_i is the number of examples and the budget is in examples, too. The limit is 4 epochs unless
 * set; the budget has no default. Setting up costs O(k log k).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class UniMax implements WeightScheduler {
  static final String NAME = "unimax";

  private final double budget;
  private final double epochs;

  UniMax(double budget) {
    this(Arguments.positive("budget", budget), 4);
  }

  private UniMax(double budget, double epochs) {
    this.budget = budget;
    this.epochs = epochs;
  }

  static UniMax from(RuleOptions options) {
    return new UniMax(options.number("budget")).epochs(options.number("epochs", 4));
  }

  /**
   * This rule with another limit of repetition.
   *
   * @param epochs how often a domain may be repeated, finite and above 0; 4 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public UniMax epochs(double epochs) {
    return new UniMax(budget, Arguments.positive("epochs", epochs));
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    double[] sizes = setup.values(Signal.DOMAIN_SIZE);
    int[] ascending =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(j -> sizes[j])
                    .thenComparing(j -> setup.domains().get(j)))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] share = new double[sizes.length];
    double left = budget;
    for (int i = 0; i < ascending.length; i++) {
      int j = ascending[i];
      share[j] = Math.min(left / (ascending.length - i), epochs * sizes[j]);
      left -= share[j];
    }
    return WeightUpdate.builder(setup.initial().withRelativeWeights(share))
        .factor("examples", share)
        .note("as uniform as " + epochs + " epochs of every domain allow")
        .build();
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
    return RuleDescription.of(NAME, ImmutableMap.of("budget", budget, "epochs", epochs));
  }
}
