package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Map;
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
 * Skill-It, online (Chen et al., arXiv 2307.14430, algorithm 1): a domain gains by the losses of
 * the domains that it helps to learn.
 *
 * <pre>
 * w(0) ∝ prior·exp(η·A·1)
 * w(t) ∝ prior·exp(η·A·Σ of the last m loss vectors)
 * </pre>
 *
 * <p>A[i, j] is the influence of domain i on domain j, learnt beforehand: by how much training on i
 * lowers the loss on j. Every update starts from the prior again, which is uniform over the domains
 * with a positive initial weight unless one is given. η is 0.2 and m 3 unless set. Losses are in
 * nats/token. An update costs O(k²).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class SkillIt implements WeightScheduler {
  static final String NAME = "skill-it";

  private final Influence influence;
  private final double rate;
  private final int window;
  private final @Nullable PerDomain prior;
  private final @Nullable State state;

  SkillIt(Influence influence) {
    this(influence, 0.2, 3, null, null);
  }

  private SkillIt(
      Influence influence,
      double rate,
      int window,
      @Nullable PerDomain prior,
      @Nullable State state) {
    this.influence = influence;
    this.rate = rate;
    this.window = window;
    this.prior = prior;
    this.state = state;
  }

  private record State(DomainDistribution prior, ImmutableList<ImmutableDoubleArray> losses) {}

  static SkillIt from(RuleOptions options) {
    return new SkillIt(
            Influence.from(options, "influence", options.required("influence")),
            0.2,
            3,
            options.perDomain("prior"),
            null)
        .rate(options.number("rate", 0.2))
        .window(Math.toIntExact(options.integer("window", 3)));
  }

  /**
   * This rule with another learning rate η.
   *
   * @param rate finite and at least 0; 0.2 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public SkillIt rate(double rate) {
    return new SkillIt(influence, Arguments.nonNegative("rate", rate), window, prior, null);
  }

  /**
   * This rule with another number m of loss vectors that count.
   *
   * @param window at least 1; 3 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is less
   */
  public SkillIt window(int window) {
    return new SkillIt(influence, rate, (int) Arguments.atLeast("window", 1, window), prior, null);
  }

  /**
   * This rule with another prior.
   *
   * @param prior relative weight by domain, finite and at least 0, for every domain of the run;
   *     uniform by default
   * @return a new rule
   * @throws IllegalArgumentException if a number is out of range; the message names the domain
   */
  public SkillIt prior(Map<String, ? extends Number> prior) {
    notNull(prior, "prior");
    PerDomain checked =
        PerDomain.of("prior", prior)
            .checked("prior", n -> n >= 0 && Double.isFinite(n), "finite and at least 0");
    return new SkillIt(influence, rate, window, checked, null);
  }

  private SkillIt with(State next) {
    return new SkillIt(influence, rate, window, prior, next);
  }

  private State initially(DomainDistribution initial) {
    double[] relative =
        prior == null
            ? initial.domains().stream().mapToDouble(d -> initial.weight(d) > 0 ? 1 : 0).toArray()
            : prior.over(initial, 0);
    return new State(initial.withRelativeWeights(relative), ImmutableList.of());
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    State first = initially(setup.initial());
    double[] ones = new double[setup.domains().size()];
    java.util.Arrays.fill(ones, 1);
    return weighted(first, ones).note("from the influence alone").next(with(first)).build();
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    State before = state == null ? initially(current) : state;
    double[] losses = feedback.nonNegative(Signal.VALIDATION_LOSS, current.domains());
    ImmutableList.Builder<ImmutableDoubleArray> last = ImmutableList.builder();
    int dropped = Math.max(before.losses.size() + 1 - window, 0);
    last.addAll(before.losses.subList(dropped, before.losses.size()));
    last.add(ImmutableDoubleArray.copyOf(losses));
    State next = new State(before.prior, last.build());
    double[] sum = new double[losses.length];
    for (ImmutableDoubleArray vector : next.losses) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] = Softmax.finite(sum[j] + vector.get(j));
      }
    }
    return weighted(next, sum).factor("losses", sum).next(with(next)).build();
  }

  private WeightUpdate.Builder weighted(State bound, double[] losses) {
    double[][] matrix = influence.over(bound.prior);
    double[] helped = new double[losses.length];
    double[] exponents = new double[losses.length];
    for (int i = 0; i < helped.length; i++) {
      for (int j = 0; j < losses.length; j++) {
        helped[i] = Softmax.finite(helped[i] + Softmax.finite(matrix[i][j] * losses[j]));
      }
      exponents[i] = rate * helped[i];
    }
    double[] prior = bound.prior.toArray();
    double[] weights = LeastWeight.kept(prior, Softmax.reweighted(prior, exponents));
    return WeightUpdate.builder(bound.prior.withWeights(weights)).factor("helped", helped);
  }

  @Override
  public RuleDescription describe() {
    ImmutableMap.Builder<String, Object> options = ImmutableMap.builder();
    options.put("influence", influence.written()).put("rate", rate).put("window", window);
    if (prior != null) {
      options.put("prior", prior.written());
    }
    return RuleDescription.of(NAME, options.buildOrThrow());
  }

  @Override
  public SavedState state() {
    if (state == null || state.losses.isEmpty()) {
      return SavedState.empty();
    }
    double[] flat = state.losses.stream().flatMapToDouble(ImmutableDoubleArray::stream).toArray();
    return SavedState.builder().doubles("losses", flat).build();
  }

  @Override
  public WeightScheduler restore(Setup setup, SavedState saved) {
    notNull(setup, "setup");
    notNull(saved, "saved");
    State first = initially(setup.initial());
    if (saved.isEmpty()) {
      return with(first);
    }
    int k = setup.domains().size();
    double[] flat = saved.doubles("losses");
    if (flat.length % k != 0 || flat.length > (long) window * k) {
      throw new IllegalArgumentException(
          "saved state has " + flat.length + " losses, which do not fit " + k + " domains");
    }
    ImmutableList.Builder<ImmutableDoubleArray> losses = ImmutableList.builder();
    for (int from = 0; from < flat.length; from += k) {
      losses.add(ImmutableDoubleArray.copyOf(java.util.Arrays.copyOfRange(flat, from, from + k)));
    }
    return with(new State(first.prior, losses.build()));
  }
}
