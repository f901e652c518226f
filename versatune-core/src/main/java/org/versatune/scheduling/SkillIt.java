// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;

/**
 * Gives a domain the more weight, the higher the losses of the domains that it helps to learn:
 * Skill-It, online (Chen et al., arXiv 2307.14430, algorithm 1).
 *
 * <pre>
 * w(0) ∝ prior·exp(η·A·1)
 * w(t) ∝ prior·exp(η·A·Σ of the last m loss vectors)
 * </pre>
 *
 * <p>A[i, j] is the influence of domain i on domain j: by how much training on i lowers the loss of
 * j. It is measured before the run. Every update starts from the prior again, not from the weights
 * in force. Unless a prior is given, it is uniform over the domains with a positive initial weight.
 * η is 0.2 and m 3 unless set. Losses are in nats/token. An update costs O(k²).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class SkillIt extends StatefulRule<SkillIt.State> {
  private static final Option<Influence> INFLUENCE =
      Option.of("influence", Influence::read, Influence::written);
  private static final Option<Double> RATE = Option.nonNegative("rate").or(0.2);
  private static final Option<Long> WINDOW = Option.atLeast("window", 1).or(3L);

  /** None for the uniform one. */
  private static final Option<PerDomain> PRIOR =
      Option.of("prior", PerDomain::read, PerDomain::written)
          .where(PerDomain.each(Arguments::nonNegative))
          .orNone();

  static final Options DEFAULTS = Options.of("skill-it", INFLUENCE, RATE, WINDOW, PRIOR);

  SkillIt(Influence influence) {
    this(DEFAULTS.with(INFLUENCE, influence));
  }

  SkillIt(Options options) {
    this(options, null);
  }

  private SkillIt(Options options, @Nullable State state) {
    super(options, state);
  }

  /** The prior over the domains of the run, and the last m loss vectors, oldest first. */
  record State(DomainDistribution prior, ImmutableList<ImmutableDoubleArray> losses) {}

  /**
   * Returns this rule with another learning rate η.
   *
   * @param rate finite and at least 0; 0.2 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public SkillIt rate(double rate) {
    return new SkillIt(options.with(RATE, rate));
  }

  /**
   * Returns this rule with another number m of loss vectors that count.
   *
   * @param window at least 1; 3 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is less
   */
  public SkillIt window(int window) {
    return new SkillIt(options.with(WINDOW, (long) window));
  }

  /**
   * Returns this rule with another prior.
   *
   * @param prior relative weight by domain, finite and at least 0, for every domain of the run;
   *     uniform by default
   * @return a new rule
   * @throws IllegalArgumentException if a number is out of range; the message names the domain
   */
  public SkillIt prior(Map<String, ? extends Number> prior) {
    notNull(prior, "prior");
    return new SkillIt(options.with(PRIOR, PerDomain.of("prior", prior)));
  }

  @Override
  SkillIt at(State next) {
    return new SkillIt(options, next);
  }

  @Override
  State first(DomainDistribution initial) {
    PerDomain prior = options.find(PRIOR);
    double[] relative =
        prior == null
            ? initial.domains().stream().mapToDouble(d -> initial.weight(d) > 0 ? 1 : 0).toArray()
            : prior.over(initial, 0);
    return new State(initial.withRelativeWeights(relative), ImmutableList.of());
  }

  @Override
  WeightUpdate begin(Setup setup) {
    State first = first(setup.initial());
    double[] ones = new double[setup.domains().size()];
    Arrays.fill(ones, 1);
    return weighted(first, ones).note("from the influence alone").next(at(first)).build();
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, State before) {
    double[] losses = feedback.nonNegative(Signal.VALIDATION_LOSS, current.domains());
    ImmutableList.Builder<ImmutableDoubleArray> last = ImmutableList.builder();
    int dropped = (int) Math.max(before.losses.size() + 1 - options.get(WINDOW), 0);
    last.addAll(before.losses.subList(dropped, before.losses.size()));
    last.add(ImmutableDoubleArray.copyOf(losses));
    State next = new State(before.prior, last.build());
    double[] sum = new double[losses.length];
    for (ImmutableDoubleArray vector : next.losses) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] = Softmax.finite(sum[j] + vector.get(j));
      }
    }
    return weighted(next, sum).factor("losses", sum).next(at(next)).build();
  }

  private WeightUpdate.Builder weighted(State bound, double[] losses) {
    double[][] matrix = options.get(INFLUENCE).over(bound.prior);
    double rate = options.get(RATE);
    double[] helped = new double[losses.length];
    double[] exponents = new double[losses.length];
    for (int i = 0; i < helped.length; i++) {
      for (int j = 0; j < losses.length; j++) {
        helped[i] = Softmax.finite(helped[i] + Softmax.finite(matrix[i][j] * losses[j]));
      }
      exponents[i] = rate * helped[i];
    }
    double[] prior = bound.prior.toArray();
    double[] weights = Weights.keptPositive(prior, Softmax.reweighted(prior, exponents));
    return WeightUpdate.builder(bound.prior.withWeights(weights)).factor("helped", helped);
  }

  @Override
  SavedState saved(State now) {
    if (now.losses.isEmpty()) {
      return SavedState.empty();
    }
    double[] flat = now.losses.stream().flatMapToDouble(ImmutableDoubleArray::stream).toArray();
    return SavedState.builder().doubles("losses", flat).build();
  }

  @Override
  State restored(DomainDistribution initial, SavedState saved) {
    int k = initial.size();
    double[] flat = saved.doubles("losses");
    if (flat.length % k != 0 || flat.length / k > options.get(WINDOW)) {
      throw new IllegalArgumentException(
          "saved state has " + flat.length + " losses, which do not fit " + k + " domains");
    }
    for (int i = 0; i < flat.length; i++) {
      if (!(flat[i] >= 0)) {
        throw SavedNumbers.wrong(
            "losses' of domain '" + initial.domains().get(i % k), flat[i], "at least 0");
      }
    }
    ImmutableList.Builder<ImmutableDoubleArray> losses = ImmutableList.builder();
    for (int from = 0; from < flat.length; from += k) {
      losses.add(ImmutableDoubleArray.copyOf(Arrays.copyOfRange(flat, from, from + k)));
    }
    return new State(first(initial).prior, losses.build());
  }
}
