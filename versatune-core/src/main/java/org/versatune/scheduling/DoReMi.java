package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkState;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.OptionalDouble;
import java.util.Set;
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
 * DoReMi (Xie et al., arXiv 2305.10429, algorithm 1): domains in which a small proxy model is
 * furthest above a reference model gain, by exponentiated gradient ascent on the worst case.
 *
 * <pre>
 * λ_j = mean over tokens of max(loss − reference loss, 0)
 * w ← (1 − c)·softmax(log w + η·λ) + c/K
 * </pre>
 *
 * <p>λ comes from {@link Signal#TOKEN_EXCESS}; in a report that lacks it, from the means, max(ℓ_j −
 * ℓref_j, 0), which is never more than it. A domain without a fresh loss keeps its last λ, which is
 * 0 at first (our choice). η is 1 and c 1e-4 unless set. The result of a DoReMi run is {@link
 * #average()}, the mean of the weights over the run, with which the large model is then trained.
 * The authors' code counts the initial weights, too, which is an option. An update costs O(k).
 *
 * <p>A zero weight rises to c/K: the rule explores. Immutable and safe for use by any number of
 * threads.
 */
public final class DoReMi implements Averaging {
  static final String NAME = "doremi";

  private final double rate;
  private final double exploration;
  private final boolean perToken;
  private final boolean countInitial;
  private final @Nullable State state;

  DoReMi() {
    this(1, 1e-4, true, false, null);
  }

  private DoReMi(
      double rate,
      double exploration,
      boolean perToken,
      boolean countInitial,
      @Nullable State state) {
    this.rate = rate;
    this.exploration = exploration;
    this.perToken = perToken;
    this.countInitial = countInitial;
    this.state = state;
  }

  private record State(
      DomainDistribution initial, ImmutableDoubleArray lambda, RunningMean weights) {}

  static DoReMi from(RuleOptions options) {
    return new DoReMi()
        .rate(options.number("rate", 1))
        .exploration(options.number("exploration", 1e-4))
        .perToken(options.flag("perToken", true))
        .countInitial(options.flag("countInitial", false));
  }

  /**
   * This rule with another learning rate η of the weights.
   *
   * @param rate finite and at least 0; 1 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public DoReMi rate(double rate) {
    return new DoReMi(
        Arguments.nonNegative("rate", rate), exploration, perToken, countInitial, null);
  }

  /**
   * This rule with another smoothing c towards the uniform distribution.
   *
   * @param exploration in [0, 1]; 1e-4 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public DoReMi exploration(double exploration) {
    return new DoReMi(
        rate, Arguments.share("exploration", exploration), perToken, countInitial, null);
  }

  /**
   * This rule with the excess clipped token by token, or in the mean only. It says which signals
   * the rule asks for, and which it takes where a report brings both; where a report brings the
   * others only, those serve.
   *
   * @param perToken true, the default, to ask for {@link Signal#TOKEN_EXCESS}; false to ask for
   *     validation and reference losses
   * @return a new rule
   */
  public DoReMi perToken(boolean perToken) {
    return new DoReMi(rate, exploration, perToken, countInitial, null);
  }

  /**
   * This rule with the initial weights counted in its result, as in the authors' code, or not.
   *
   * @param countInitial false by default
   * @return a new rule
   */
  public DoReMi countInitial(boolean countInitial) {
    return new DoReMi(rate, exploration, perToken, countInitial, null);
  }

  private DoReMi with(State next) {
    return new DoReMi(rate, exploration, perToken, countInitial, next);
  }

  private State initially(DomainDistribution initial) {
    RunningMean mean = RunningMean.empty(initial.size());
    return new State(
        initial,
        ImmutableDoubleArray.copyOf(new double[initial.size()]),
        countInitial ? mean.with(initial.toArray()) : mean);
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    return WeightUpdate.builder(setup.initial()).next(with(initially(setup.initial()))).build();
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    State before = state == null ? initially(current) : state;
    double[] lambda = excess(current, feedback, before.lambda.toArray());
    double[] exponents = new double[lambda.length];
    for (int j = 0; j < exponents.length; j++) {
      exponents[j] = rate * lambda[j];
    }
    double[] old = current.toArray();
    double[] weights =
        LeastWeight.kept(old, Exploration.mixed(Softmax.reweighted(old, exponents), exploration));
    State next =
        new State(
            before.initial, ImmutableDoubleArray.copyOf(lambda), before.weights.with(weights));
    WeightUpdate.Builder update =
        WeightUpdate.builder(current.withWeights(weights))
            .factor("excess", lambda)
            .condition("exploration", exploration / current.size())
            .next(with(next));
    if (perToken && !feedback.has(Signal.TOKEN_EXCESS)) {
      update.standIn(
          Signal.TOKEN_EXCESS,
          "no token excess was reported: max(loss − reference, 0) of the means stands for it");
    }
    return update.build();
  }

  @Override
  @SuppressWarnings("exports") // the package's own business
  public WeightScheduler withMeanOf(Averaging before) {
    if (state == null) {
      return this;
    }
    RunningMean mean =
        before instanceof DoReMi old && old.state != null
            ? old.state.weights
            : initially(state.initial).weights;
    return with(new State(state.initial, state.lambda, mean));
  }

  private double[] excess(DomainDistribution current, Feedback feedback, double[] last) {
    boolean means = feedback.has(Signal.VALIDATION_LOSS) && feedback.has(Signal.REFERENCE_LOSS);
    boolean tokens = feedback.has(Signal.TOKEN_EXCESS) && (perToken || !means);
    if (!tokens && !means) {
      // Reading what the rule asked for says what is missing and how to supply it.
      signals().forEach(feedback::values);
    }
    double[] lambda = last.clone();
    for (int j = 0; j < lambda.length; j++) {
      String domain = current.domains().get(j);
      OptionalDouble fresh =
          tokens
              ? Reported.nonNegative(feedback, Signal.TOKEN_EXCESS, domain)
              : clippedMean(feedback, domain);
      lambda[j] = fresh.orElse(lambda[j]);
    }
    return lambda;
  }

  private static OptionalDouble clippedMean(Feedback feedback, String domain) {
    OptionalDouble loss = Reported.nonNegative(feedback, Signal.VALIDATION_LOSS, domain);
    OptionalDouble reference = Reported.nonNegative(feedback, Signal.REFERENCE_LOSS, domain);
    return loss.isPresent() && reference.isPresent()
        ? OptionalDouble.of(Math.max(loss.getAsDouble() - reference.getAsDouble(), 0))
        : OptionalDouble.empty();
  }

  /**
   * The result so far: the mean of the weights that this rule has given, before any decorator
   * changed them. What it says while {@link Interval} or {@link WarmUp} hold the weights does not
   * count.
   *
   * @return weights over the domains of the run
   * @throws IllegalStateException if there has been no update yet
   */
  public DomainDistribution average() {
    checkState(
        state != null && !state.weights.isEmpty(), "there is no average before the first update");
    return state.initial.withWeights(state.weights.mean());
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return perToken
        ? ImmutableSet.of(Signal.TOKEN_EXCESS)
        : ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.REFERENCE_LOSS);
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    return perToken
        ? ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.REFERENCE_LOSS)
        : ImmutableSet.of(Signal.TOKEN_EXCESS);
  }

  @Override
  public boolean worksWith(Set<Signal> available) {
    notNull(available, "available");
    return available.contains(Signal.TOKEN_EXCESS)
        || (available.contains(Signal.VALIDATION_LOSS)
            && available.contains(Signal.REFERENCE_LOSS));
  }

  @Override
  public RuleDescription describe() {
    return RuleDescription.of(
        NAME,
        ImmutableMap.of(
            "rate",
            rate,
            "exploration",
            exploration,
            "perToken",
            perToken,
            "countInitial",
            countInitial));
  }

  @Override
  public SavedState state() {
    return state == null
        ? SavedState.empty()
        : SavedState.builder()
            .doubles("lambda", state.lambda.toArray())
            .nested("weights", state.weights.state())
            .build();
  }

  @Override
  public WeightScheduler restore(Setup setup, SavedState saved) {
    notNull(setup, "setup");
    notNull(saved, "saved");
    if (saved.isEmpty()) {
      return with(initially(setup.initial()));
    }
    int k = setup.domains().size();
    return with(
        new State(
            setup.initial(),
            ImmutableDoubleArray.copyOf(saved.doubles("lambda", k)),
            RunningMean.restored(saved.nested("weights"), k)));
  }
}
