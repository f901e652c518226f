// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.internal.Given;

/**
 * Learns during the run how much training on one domain lowers the loss of another, and gives most
 * weight to the domains that lower losses most: Aioli (Chen et al., arXiv 2411.05735, algorithm 1).
 *
 * <p>The run alternates between two phases. In a <b>sweep</b> the rule tries one mix for each
 * domain: that domain has the weight f, and the others share the rest equally, (1 − f)/(K − 1)
 * each. A mix holds for δ steps, and the sweep goes through all domains r times. The falls of the
 * losses under each mix give the matrix A: A[i, j] says how much training on domain j lowers the
 * loss of domain i ({@code InteractionMatrix} explains how it is computed). In <b>training</b>, the
 * weights are
 *
 * <pre>w_j ∝ exp(η·Σ_i Ā[i, j]),   Ā ← A at first, then 0.9·A + 0.1·Ā</pre>
 *
 * <p>The first report starts a sweep. Training after a sweep lasts for 1000 steps unless set (our
 * choice); the next report starts another sweep. A mix of the sweep ends at the first report that
 * comes at least δ steps after its beginning, so reports should come every δ steps. The sweep takes
 * the domains in the order of their names, so that their order in the run does not matter. Where
 * all numbers of A sum to 0, the sweep has shown nothing: the weights from before it and Ā stay.
 *
 * <p>Defaults: η 0.2, f 0.75, r 2, δ 10, and 0.1 for the share of the old Ā (our choice). A zero
 * weight does not stay zero, because the rule explores. Smoothing, warm-up and tight bounds around
 * this rule change the mixes of the sweep, and the rule then learns wrong numbers. An update costs
 * O(K), the end of a sweep O(K²). With one domain there is nothing to learn, and its weight is 1.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Aioli extends StatefulRule<Aioli.State> {
  private static final Option<Double> RATE = Option.nonNegative("rate").or(0.2);
  private static final Option<Double> OWN_SHARE = Option.share("ownShare").or(0.75);
  private static final Option<Long> SWEEPS = Option.atLeast("sweeps", 1).or(2L);
  private static final Option<Long> SWEEP_STEPS = Option.atLeast("sweepSteps", 1).or(10L);
  private static final Option<Double> EMA = Option.properShare("ema").or(0.1);
  private static final Option<Long> TRAINING_STEPS = Option.atLeast("trainingSteps", 1).or(1000L);

  static final Options DEFAULTS =
      Options.of("aioli", RATE, OWN_SHARE, SWEEPS, SWEEP_STEPS, EMA, TRAINING_STEPS);

  /** The segment number while training goes on between two sweeps. */
  private static final int TRAINING = -1;

  Aioli(Options options) {
    this(options, null);
  }

  private Aioli(Options options, @Nullable State state) {
    super(options, state);
  }

  /**
   * How far the run has come.
   *
   * @param segment which segment of the sweep is under way, or {@link #TRAINING}
   * @param since the step at which it began; negative before the first report
   * @param before the losses at that step
   * @param improvement D so far, row by row
   * @param average Ā, row by row; empty before the first sweep has ended
   * @param learnt the weights to train with when nothing new is learnt
   */
  record State(
      int segment,
      long since,
      ImmutableDoubleArray before,
      ImmutableDoubleArray improvement,
      ImmutableDoubleArray average,
      ImmutableDoubleArray learnt) {}

  /**
   * Returns this rule with another learning rate η of the weights.
   *
   * @param rate finite and at least 0; 0.2 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Aioli rate(double rate) {
    return new Aioli(options.with(RATE, rate));
  }

  /**
   * Returns this rule with another share f of a domain in its own mix of the sweep.
   *
   * @param ownShare in [0, 1], not 1/K; 0.75 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range; 1/K is refused when the run starts
   */
  public Aioli ownShare(double ownShare) {
    return new Aioli(options.with(OWN_SHARE, ownShare));
  }

  /**
   * Returns this rule with another number r of times that a sweep goes through the domains.
   *
   * @param sweeps at least 1; 2 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is less
   */
  public Aioli sweeps(int sweeps) {
    return new Aioli(options.with(SWEEPS, (long) sweeps));
  }

  /**
   * Returns this rule with another number δ of steps for each mix of a sweep.
   *
   * @param steps training steps, at least 1; 10 by default
   * @return a new rule
   * @throws IllegalArgumentException if it is less
   */
  public Aioli sweepSteps(long steps) {
    return new Aioli(options.with(SWEEP_STEPS, steps));
  }

  /**
   * Returns this rule with another share of the old Ā in the new Ā.
   *
   * @param ema at least 0 and below 1; 0.1 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is out of range
   */
  public Aioli ema(double ema) {
    return new Aioli(options.with(EMA, ema));
  }

  /**
   * Returns this rule with another number of training steps between the end of a sweep and the next
   * sweep.
   *
   * @param steps training steps, at least 1; 1000 by default (our choice)
   * @return a new rule
   * @throws IllegalArgumentException if it is less
   */
  public Aioli trainingSteps(long steps) {
    return new Aioli(options.with(TRAINING_STEPS, steps));
  }

  @Override
  Aioli at(State next) {
    return new Aioli(options, next);
  }

  @Override
  State first(DomainDistribution initial) {
    ImmutableDoubleArray none = ImmutableDoubleArray.of();
    long since = -options.get(TRAINING_STEPS);
    return new State(TRAINING, since, none, none, none, learnt(initial));
  }

  private static ImmutableDoubleArray learnt(DomainDistribution weights) {
    return ImmutableDoubleArray.copyOf(weights.toArray());
  }

  @Override
  boolean isTrying() {
    return state != null && state.segment != TRAINING;
  }

  @Override
  WeightUpdate begin(Setup setup) {
    if (setup.domains().size() > 1) {
      InteractionMatrix.checkSolvable(setup.domains().size(), options.get(OWN_SHARE));
    }
    return super.begin(setup);
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, State now) {
    int k = current.size();
    double[] losses = feedback.nonNegative(Signal.VALIDATION_LOSS, current.domains());
    if (k == 1) {
      return WeightUpdate.builder(current).note("there is one domain").build();
    }
    InteractionMatrix.checkSolvable(k, options.get(OWN_SHARE));
    long length = options.get(now.segment == TRAINING ? TRAINING_STEPS : SWEEP_STEPS);
    if (feedback.step() - now.since < length) {
      String what =
          now.segment == TRAINING
              ? "training on the learnt mix"
              : "sweep, segment " + (now.segment + 1) + " of " + options.get(SWEEPS) * k;
      return WeightUpdate.builder(current).note(what + ": the weights stay").next(at(now)).build();
    }
    if (now.segment == TRAINING) {
      ImmutableDoubleArray zeros = ImmutableDoubleArray.copyOf(new double[k * k]);
      return segment(current, feedback, losses, 0, now, zeros, learnt(current));
    }
    ImmutableDoubleArray improvement = improved(now, losses, inTurn(current, now.segment));
    int next = now.segment + 1;
    if (next < options.get(SWEEPS) * k) {
      return segment(current, feedback, losses, next, now, improvement, now.learnt);
    }
    double[][] mean = new double[k][k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        mean[i][j] = improvement.get(i * k + j) / options.get(SWEEPS);
      }
    }
    return learn(current, mean, now, feedback.step());
  }

  /** The position of the domain whose turn it is in a segment. */
  private static int inTurn(DomainDistribution domains, int segment) {
    ImmutableList<String> byName = ImmutableList.sortedCopyOf(domains.domains());
    return domains.indexOf(byName.get(segment % byName.size()));
  }

  private static ImmutableDoubleArray improved(State now, double[] losses, int domain) {
    double[] improvement = now.improvement.toArray();
    for (int i = 0; i < losses.length; i++) {
      int at = i * losses.length + domain;
      improvement[at] = Softmax.finite(improvement[at] + (now.before.get(i) - losses[i]));
    }
    return ImmutableDoubleArray.copyOf(improvement);
  }

  private WeightUpdate segment(
      DomainDistribution current,
      Feedback feedback,
      double[] losses,
      int segment,
      State now,
      ImmutableDoubleArray improvement,
      ImmutableDoubleArray learnt) {
    int own = inTurn(current, segment);
    double[] mix = new double[losses.length];
    Arrays.fill(mix, (1 - options.get(OWN_SHARE)) / (mix.length - 1));
    mix[own] = options.get(OWN_SHARE);
    State next =
        new State(
            segment,
            feedback.step(),
            ImmutableDoubleArray.copyOf(losses),
            improvement,
            now.average,
            learnt);
    return WeightUpdate.builder(current.withWeights(mix))
        .factor("share in the sweep", mix)
        .condition("sweep", 1)
        .note(
            "sweep, segment "
                + (segment + 1)
                + " of "
                + options.get(SWEEPS) * mix.length
                + ": most weight to "
                + current.domains().get(own))
        .next(at(next))
        .build();
  }

  /**
   * Returns the weights that follow from one sweep, for a trainer that runs the sweep itself.
   *
   * @param current the weights in force
   * @param improvement D, {@code [K][K]}: entry (i, j) says by how much the mix of domain j lowered
   *     the loss of domain i, as the mean over the r times that it was tried; nats/token, finite
   * @return the weights to train with, and this rule with the new Ā
   * @throws IllegalArgumentException if there is one domain only, f is 1/K, the table is not square
   *     over the domains, or a number is not finite
   */
  public WeightUpdate learn(DomainDistribution current, double[][] improvement) {
    notNull(current, "current");
    Given.list(improvement, "improvement");
    int k = current.size();
    checkArgument(improvement.length == k, "%s rows for %s domains", improvement.length, k);
    for (int i = 0; i < k; i++) {
      checkArgument(improvement[i].length == k, "row %s of the table is not of length %s", i, k);
      for (double value : improvement[i]) {
        checkArgument(
            Double.isFinite(value),
            "an improvement of domain '%s' is %s; it must be finite",
            current.domains().get(i),
            value);
      }
    }
    State now = state == null ? first(current) : state;
    return learn(current, improvement, now, Math.max(now.since, 0));
  }

  private WeightUpdate learn(
      DomainDistribution current, double[][] improvement, State now, long step) {
    int k = current.size();
    double[][] solved = InteractionMatrix.solved(improvement, options.get(OWN_SHARE)).orElse(null);
    ImmutableDoubleArray average = now.average;
    if (solved != null) {
      double[] fresh = Arrays.stream(solved).flatMapToDouble(Arrays::stream).toArray();
      for (int i = 0; i < fresh.length && !now.average.isEmpty(); i++) {
        fresh[i] = (1 - options.get(EMA)) * fresh[i] + options.get(EMA) * now.average.get(i);
      }
      average = ImmutableDoubleArray.copyOf(fresh);
    }
    double[] helps = new double[k];
    double[] exponents = new double[k];
    for (int j = 0; j < k; j++) {
      for (int i = 0; i < k && !average.isEmpty(); i++) {
        helps[j] += average.get(i * k + j);
      }
      exponents[j] = options.get(RATE) * helps[j];
    }
    double[] weights =
        solved == null ? now.learnt.toArray() : Weights.keptPositive(Softmax.of(exponents));
    ImmutableDoubleArray none = ImmutableDoubleArray.of();
    State next =
        new State(TRAINING, step, none, none, average, ImmutableDoubleArray.copyOf(weights));
    return WeightUpdate.builder(current.withWeights(weights))
        .factor("helps", helps)
        .note(
            solved == null
                ? "the sweep showed no interaction: back to the weights before it"
                : "sweep ended: weights by how much each domain helps all")
        .next(at(next))
        .build();
  }

  @Override
  SavedState saved(State now) {
    return SavedState.builder()
        .longs("phase", now.segment, now.since)
        .doubles("before", now.before.toArray())
        .doubles("improvement", now.improvement.toArray())
        .doubles("average", now.average.toArray())
        .doubles("learnt", now.learnt.toArray())
        .build();
  }

  @Override
  State restored(DomainDistribution initial, SavedState saved) {
    int k = initial.size();
    SavedNumbers numbers = new SavedNumbers(saved, initial.domains());
    long[] phase = numbers.integers("phase", 2);
    if (phase[0] < TRAINING || phase[0] >= options.get(SWEEPS) * k) {
      throw SavedNumbers.wrong(
          "phase", phase[0], "a segment of a sweep, below " + options.get(SWEEPS) * k + ", or -1");
    }
    State state =
        new State(
            (int) phase[0],
            phase[1],
            emptyOr(saved, "before", k),
            emptyOr(saved, "improvement", k * k),
            emptyOr(saved, "average", k * k),
            numbers.weights("learnt"));
    boolean sweeps = state.segment != TRAINING;
    if (sweeps == state.before.isEmpty() || sweeps == state.improvement.isEmpty()) {
      throw SavedNumbers.unfit(
          "a sweep needs the losses before it and the improvements in it, and nothing else does");
    }
    if (sweeps) {
      var unused = numbers.nonNegative("before");
    }
    return state;
  }

  private static ImmutableDoubleArray emptyOr(SavedState saved, String name, int length) {
    return ImmutableDoubleArray.copyOf(
        saved.doubles(name).length == 0 ? new double[0] : saved.doubles(name, length));
  }
}
