// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.SavedState;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.internal.Given;
import org.versatune.internal.SimplexProjection;

/**
 * Fits a scaling law to the loss of each domain during the run, and gives most weight to the
 * domains whose loss falls fastest according to these laws: adaptive data optimisation, ADO (Jiang
 * et al., arXiv 2410.11820).
 *
 * <pre>
 * h  ← 0.9ᵐ·h + (1 − 0.9ᵐ)·share of each domain in what was drawn since the last report,  h(0) = μ
 * slope_j = max(α_j, 0.05)·(L̂_j − exp(e_j)) / n
 * π  ∝ slope·μ·√h,  at least min(0.01, 1/K) by projection (our choice)
 * w  = 0.9·p̄ + 0.1·π
 * p̄  ← (1 − 1/(t+1))·p̄ + π/(t+1),  p̄(0) = μ
 * </pre>
 *
 * <p>μ is the initial distribution and t the number of updates. n is the number of sequences drawn
 * so far, of all domains together, and L̂_j the loss that the fitted {@link ScalingLaw} of domain j
 * gives at n. h is a moving mean of the shares of the domains in the draws: m is the number of
 * training steps since the last report, and each of them counts as if it had the mean share of all
 * m. Laws are fitted again every 1000 training steps unless set. Where a fit fails, the domain
 * keeps its last law. Until every domain has a law, the weights are μ.
 *
 * <p>The rule keeps the losses of at most 256 reports, evenly spread over the run (our choice), so
 * neither an update nor the state grows with the run. An update costs O(k log k), a fit O(k).
 *
 * <p>A zero weight rises to the floor of π: the rule explores. Losses are in nats/token, above 0.
 * Immutable and safe for use by any number of threads.
 */
public final class AdaptiveDataOptimization extends StatefulRule<AdaptiveDataOptimization.State> {
  private static final Option<Long> REFIT_EVERY = Option.atLeast("refitEvery", 1).or(1000L);

  /** None where no law is known beforehand. */
  private static final Option<ImmutableMap<String, ScalingLaw>> LAWS =
      Option.of("laws", AdaptiveDataOptimization::laws, AdaptiveDataOptimization::written).orNone();

  static final Options DEFAULTS = Options.of("ado", REFIT_EVERY, LAWS);

  /** What h keeps in one training step. */
  private static final double MEMORY = 0.9;

  private static final double OLD_SHARE = 0.9;
  private static final double LEAST_DECAY = 0.05;
  private static final double LEAST_WEIGHT = 0.01;

  /** exp of this is finite: an update's reasons must be numbers that can be written down. */
  private static final double LARGEST_LOG = 700;

  /** The step of the last report in a state of a version that did not keep it. */
  private static final long UNKNOWN = -1;

  AdaptiveDataOptimization(Options options) {
    this(options, null);
  }

  private AdaptiveDataOptimization(Options options, @Nullable State state) {
    super(options, state);
  }

  /**
   * How far the run has come.
   *
   * @param prior μ
   * @param drawn draw counts at the last report
   * @param shares h
   * @param mean p̄
   * @param laws one a domain; empty until every domain has one
   * @param history what the next fit is made from
   * @param updates t, the number of updates so far
   * @param fitted the step of the last attempt to fit
   * @param reported the step of the last report; 0 before the first, {@link #UNKNOWN} after a state
   *     was restored that does not hold it
   */
  record State(
      DomainDistribution prior,
      ImmutableDoubleArray drawn,
      ImmutableDoubleArray shares,
      ImmutableDoubleArray mean,
      ImmutableList<Optional<ScalingLaw>> laws,
      LossHistory history,
      long updates,
      long fitted,
      long reported) {}

  private static ImmutableMap<String, ScalingLaw> laws(WrittenValue written) {
    ImmutableMap.Builder<String, ScalingLaw> laws = ImmutableMap.builder();
    written
        .entries()
        .forEach(
            (domain, value) -> {
              double[] numbers = value.array();
              checkArgument(
                  numbers.length == 3, "the law of domain '%s' needs a, e and alpha", domain);
              laws.put(domain, new ScalingLaw(numbers[0], numbers[1], numbers[2]));
            });
    return laws.buildOrThrow();
  }

  private static Object written(ImmutableMap<String, ScalingLaw> laws) {
    return ImmutableMap.copyOf(
        Maps.transformValues(laws, law -> ImmutableList.of(law.a(), law.e(), law.alpha())));
  }

  /**
   * Returns this rule with another number of training steps between two fits.
   *
   * @param steps training steps, at least 1; 1000 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is less
   */
  public AdaptiveDataOptimization refitEvery(long steps) {
    return new AdaptiveDataOptimization(options.with(REFIT_EVERY, steps));
  }

  /**
   * Returns this rule with laws to start from, such as those of an earlier run. With a law for
   * every domain it does not wait for its first fit.
   *
   * @param laws law by domain, over the number of sequences of all domains together; domains may be
   *     absent
   * @return a new rule
   */
  public AdaptiveDataOptimization laws(Map<String, ScalingLaw> laws) {
    ImmutableMap<String, ScalingLaw> known = Given.map(laws, "laws");
    return new AdaptiveDataOptimization(
        known.isEmpty() ? options.without(LAWS) : options.with(LAWS, known));
  }

  private ImmutableMap<String, ScalingLaw> given() {
    ImmutableMap<String, ScalingLaw> given = options.find(LAWS);
    return given == null ? ImmutableMap.of() : given;
  }

  @Override
  AdaptiveDataOptimization at(State next) {
    return new AdaptiveDataOptimization(options, next);
  }

  @Override
  State first(DomainDistribution initial) {
    ImmutableMap<String, ScalingLaw> given = given();
    given.keySet().forEach(initial::indexOf);
    ImmutableDoubleArray prior = ImmutableDoubleArray.copyOf(initial.toArray());
    return new State(
        initial,
        ImmutableDoubleArray.copyOf(new double[initial.size()]),
        prior,
        prior,
        initial.domains().stream()
            .map(domain -> Optional.ofNullable(given.get(domain)))
            .collect(ImmutableList.toImmutableList()),
        LossHistory.empty(),
        0,
        0,
        0);
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, State before) {
    double[] losses = feedback.positive(Signal.VALIDATION_LOSS, current.domains());
    double[] drawn = feedback.nonNegative(Signal.DRAW_COUNTS, current.domains());
    double n = DoubleStream.of(drawn).sum();
    double[] shares = shares(before, drawn, feedback, current);
    LossHistory history = n > 0 ? before.history.with(n, losses) : before.history;
    boolean refit = feedback.step() - before.fitted >= options.get(REFIT_EVERY);
    ImmutableList<Optional<ScalingLaw>> laws = refit ? refitted(before.laws, history) : before.laws;
    long t = before.updates + 1;
    double[] mean = before.mean.toArray();
    double[] weights = before.prior.toArray();
    double[] preference = weights.clone();
    double[] slopes = new double[weights.length];
    boolean known = n > 0 && laws.stream().allMatch(Optional::isPresent);
    if (known) {
      double[] logSlopes = logSlopes(laws, n);
      slopes = DoubleStream.of(logSlopes).map(s -> Math.exp(Math.min(s, LARGEST_LOG))).toArray();
      preference = preference(before.prior, shares, logSlopes);
      for (int j = 0; j < weights.length; j++) {
        weights[j] = OLD_SHARE * mean[j] + (1 - OLD_SHARE) * preference[j];
      }
    }
    for (int j = 0; j < mean.length; j++) {
      mean[j] += (preference[j] - mean[j]) / (t + 1);
    }
    State next =
        new State(
            before.prior,
            ImmutableDoubleArray.copyOf(drawn),
            ImmutableDoubleArray.copyOf(shares),
            ImmutableDoubleArray.copyOf(mean),
            laws,
            history,
            t,
            refit ? feedback.step() : before.fitted,
            feedback.step());
    return WeightUpdate.builder(current.withWeights(weights))
        .factor("slope", slopes)
        .factor("preference", preference)
        .condition("sequences", n)
        .note(
            known
                ? "by how fast each domain's fitted loss still falls"
                : "no law is known for every domain yet: the initial distribution")
        .next(at(next))
        .build();
  }

  private static double[] shares(
      State before, double[] drawn, Feedback feedback, DomainDistribution current) {
    double[] fresh = new double[drawn.length];
    for (int j = 0; j < fresh.length; j++) {
      fresh[j] = drawn[j] - before.drawn.get(j);
      if (fresh[j] < 0) {
        throw new InvalidFeedbackException(
            "DRAW_COUNTS of domain '"
                + current.domains().get(j)
                + "' at step "
                + feedback.step()
                + " is "
                + drawn[j]
                + " and was "
                + before.drawn.get(j)
                + " before; counts add up over the run. Nothing was changed");
      }
    }
    double[] shares = before.shares.toArray();
    double sum = DoubleStream.of(fresh).sum();
    // One step at least: a report that repeats a step, or a state that does not say the step.
    long steps = before.reported == UNKNOWN ? 1 : Math.max(feedback.step() - before.reported, 1);
    double memory = steps == 1 ? MEMORY : Math.pow(MEMORY, (double) steps);
    for (int j = 0; j < shares.length && sum > 0; j++) {
      shares[j] = memory * shares[j] + (1 - memory) * (fresh[j] / sum);
    }
    return shares;
  }

  private static ImmutableList<Optional<ScalingLaw>> refitted(
      ImmutableList<Optional<ScalingLaw>> last, LossHistory history) {
    ImmutableList.Builder<Optional<ScalingLaw>> laws = ImmutableList.builder();
    for (int j = 0; j < last.size(); j++) {
      Optional<ScalingLaw> kept = last.get(j);
      laws.add(ScalingLaw.fit(history.amounts(), history.losses(j)).or(() -> kept));
    }
    return laws.build();
  }

  /** In logarithms, since exp(a) and n^α may each be out of range where their quotient is not. */
  private static double[] logSlopes(ImmutableList<Optional<ScalingLaw>> laws, double n) {
    return laws.stream()
        .mapToDouble(
            fit -> {
              ScalingLaw law = fit.orElseThrow();
              double reducible = law.a() - law.alpha() * Math.log(n);
              return Math.log(Math.max(law.alpha(), LEAST_DECAY)) + reducible - Math.log(n);
            })
        .toArray();
  }

  private static double[] preference(
      DomainDistribution prior, double[] shares, double[] logSlopes) {
    double[] base = new double[shares.length];
    for (int j = 0; j < base.length; j++) {
      base[j] = prior.weight(j) * Math.sqrt(shares[j]);
    }
    double[] wanted =
        DoubleStream.of(base).allMatch(value -> value == 0)
            ? prior.toArray()
            : Softmax.reweighted(base, logSlopes);
    double[] lo = new double[base.length];
    double[] hi = new double[base.length];
    Arrays.fill(lo, Math.min(LEAST_WEIGHT, 1.0 / base.length));
    Arrays.fill(hi, 1);
    return SimplexProjection.project(wanted, lo, hi);
  }

  /**
   * Returns the laws in use.
   *
   * @return law by domain, over the number of sequences of all domains together; a domain without a
   *     law is absent
   */
  public ImmutableMap<String, ScalingLaw> laws() {
    if (state == null) {
      return given();
    }
    ImmutableMap.Builder<String, ScalingLaw> laws = ImmutableMap.builder();
    for (int j = 0; j < state.laws.size(); j++) {
      String domain = state.prior.domains().get(j);
      state.laws.get(j).ifPresent(law -> laws.put(domain, law));
    }
    return laws.buildOrThrow();
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of(Signal.VALIDATION_LOSS, Signal.DRAW_COUNTS);
  }

  @Override
  SavedState saved(State now) {
    SavedState.Builder saved =
        SavedState.builder()
            .doubles("drawn", now.drawn.toArray())
            .doubles("shares", now.shares.toArray())
            .doubles("mean", now.mean.toArray())
            .longs("counts", now.updates, now.fitted, now.reported)
            .nested("history", now.history.state());
    for (int j = 0; j < now.laws.size(); j++) {
      String name = "law" + j;
      now.laws.get(j).ifPresent(law -> saved.doubles(name, law.a(), law.e(), law.alpha()));
    }
    return saved.build();
  }

  @Override
  State restored(DomainDistribution initial, SavedState saved) {
    int k = initial.size();
    SavedNumbers numbers = new SavedNumbers(saved, initial.domains());
    long[] counts = saved.longs("counts");
    checkArgument(
        counts.length == 2 || counts.length == 3,
        "saved state 'counts' has %s numbers, not 3",
        counts.length);
    ImmutableList.Builder<Optional<ScalingLaw>> laws = ImmutableList.builder();
    for (int j = 0; j < k; j++) {
      laws.add(law(saved, "law" + j));
    }
    return new State(
        initial,
        numbers.nonNegative("drawn"),
        numbers.weights("shares"),
        numbers.weights("mean"),
        laws.build(),
        LossHistory.restored(saved.nested("history"), k),
        SavedNumbers.atLeast("counts", 0, counts[0]),
        SavedNumbers.atLeast("counts", 0, counts[1]),
        counts.length == 3 ? SavedNumbers.atLeast("counts", UNKNOWN, counts[2]) : UNKNOWN);
  }

  private static Optional<ScalingLaw> law(SavedState saved, String name) {
    if (!saved.has(name)) {
      return Optional.empty();
    }
    double[] numbers = saved.doubles(name, 3);
    return Optional.of(new ScalingLaw(numbers[0], numbers[1], numbers[2]));
  }
}
