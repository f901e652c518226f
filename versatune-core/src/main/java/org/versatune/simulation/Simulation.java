// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.record.DomainSeries;

/**
 * Runs a rule against loss curves instead of a model, to see what it would do before paying for it.
 *
 * <pre>{@code
 * SimulationResult result =
 *     Simulation.of(CurveFit.to(record).fit())
 *         .setup(setup)
 *         .scheduler(Schedulers.fostering())
 *         .batchSize(32)
 *         .steps(7_500)
 *         .updateEvery(100)
 *         .run();
 * }</pre>
 *
 * <p>From the curves the rule gets validation losses, batch losses, draw counts and, where
 * reference losses are known, token excess (as the excess of means). A rule that reads gradient
 * products cannot be simulated. The curves know nothing of learning rates, of examples seen more
 * than once, or of any mix far from those they were fitted to: {@link SimulationResult#caveat()}
 * says so beside every result.
 *
 * <p>An update for six domains costs a few microseconds, times one plus the number of replicates.
 * Replicates run in parallel; the result does not depend on the number of threads. Not safe for use
 * by several threads while options are set.
 */
public final class Simulation {
  /** Points of the series that a result keeps; the final ones are always among them. */
  private static final long MOST_POINTS = 1000;

  private final LossCurves curves;
  private final ImmutableList<FittedCurves.Replicate> replicates;
  private final double longestRun;
  private Setup setup;
  private WeightScheduler scheduler = (current, feedback) -> WeightUpdate.of(current);
  private int batchSize = 32;
  private long steps = 1000;
  private long updateEvery = 100;
  private int bars;

  private Simulation(
      LossCurves curves, ImmutableList<FittedCurves.Replicate> replicates, double longestRun) {
    this.curves = curves;
    this.replicates = replicates;
    this.longestRun = longestRun;
    this.bars = replicates.size();
    this.setup = Setup.of(DomainDistribution.uniform(curves.domains()));
  }

  /**
   * Starts a simulation against fitted curves, with error bars.
   *
   * @param fitted the fit
   * @return a simulation with the default options
   */
  public static Simulation of(FittedCurves fitted) {
    notNull(fitted, "fitted");
    return new Simulation(fitted.curves(), fitted.noisyReplicates(), fitted.longestRun());
  }

  /**
   * Starts a simulation against given curves, without error bars.
   *
   * @param curves the curves
   * @return a simulation with the default options
   */
  public static Simulation of(LossCurves curves) {
    notNull(curves, "curves");
    return new Simulation(curves, ImmutableList.of(), Double.POSITIVE_INFINITY);
  }

  /**
   * Sets what is known before training. Base losses that it lacks are those of the curves.
   *
   * @param known over the domains of the curves; uniform weights and nothing else by default
   * @return this
   * @throws IllegalArgumentException if the domains are others, or in another order
   */
  @CanIgnoreReturnValue
  public Simulation setup(Setup known) {
    notNull(known, "known");
    checkArgument(
        known.domains().equals(curves.domains()),
        "the set-up is over %s, the curves over %s",
        known.domains(),
        curves.domains());
    setup = known;
    return this;
  }

  /**
   * Sets the rule.
   *
   * @param rule any rule, with whatever decorators are to be around it; constant weights by default
   * @return this
   */
  @CanIgnoreReturnValue
  public Simulation scheduler(WeightScheduler rule) {
    notNull(rule, "rule");
    scheduler = rule;
    return this;
  }

  /**
   * Sets the number of examples in a training step.
   *
   * @param examples at least 1; 32 by default
   * @return this
   * @throws IllegalArgumentException if it is below 1
   */
  @CanIgnoreReturnValue
  public Simulation batchSize(int examples) {
    checkArgument(examples >= 1, "batchSize is %s; it must be at least 1", examples);
    batchSize = examples;
    return this;
  }

  /**
   * Sets the length of the run.
   *
   * @param count training steps, at least 1; 1000 by default
   * @return this
   * @throws IllegalArgumentException if it is below 1
   */
  @CanIgnoreReturnValue
  public Simulation steps(long count) {
    checkArgument(count >= 1, "steps is %s; it must be at least 1", count);
    steps = count;
    return this;
  }

  /**
   * Sets how often the rule gets a report.
   *
   * @param every training steps between two reports, at least 1; 100 by default
   * @return this
   * @throws IllegalArgumentException if it is below 1
   */
  @CanIgnoreReturnValue
  public Simulation updateEvery(long every) {
    checkArgument(every >= 1, "updateEvery is %s; it must be at least 1", every);
    updateEvery = every;
    return this;
  }

  /**
   * Sets how many of the fit's replicates are run for the error bars. Each costs as much as the run
   * itself.
   *
   * @param count at least 2, all by default; 0 for no error bars
   * @return this
   * @throws IllegalArgumentException if it is negative or 1, or the fit has fewer
   */
  @CanIgnoreReturnValue
  public Simulation replicates(int count) {
    checkArgument(
        count >= 0 && count <= replicates.size(),
        "replicates is %s; the fit has %s",
        count,
        replicates.size());
    checkArgument(count != 1, "replicates is 1; an interval needs at least 2, or 0 for none");
    bars = count;
    return this;
  }

  /**
   * Runs the rule.
   *
   * @return predictions
   * @throws IllegalArgumentException if the rule reads a signal that the set-up lacks or that
   *     curves cannot give; the message says which
   */
  public SimulationResult run() {
    Setup known =
        setup.has(Signal.BASE_LOSS) ? setup : setup.with(Signal.BASE_LOSS, curves.baseLosses());
    DomainSeries.Builder losses = DomainSeries.builder(known.domains());
    DomainSeries.Builder weights = DomainSeries.builder(known.domains());
    SimulatedRun main = run(curves, known, losses, weights);
    double[][] ends =
        IntStream.range(0, bars)
            .parallel()
            .mapToObj(b -> noisyEnd(replicates.get(b), known))
            .toArray(double[][]::new);
    ImmutableList.Builder<String> caveats = ImmutableList.builder();
    double examples = (double) steps * batchSize;
    if (examples > longestRun) {
      caveats.add(
          String.format(
              Locale.ROOT,
              "The run is %.1f times as long as the longest that was fitted: beyond that the curves are"
                  + " extrapolated",
              examples / longestRun));
    }
    return new SimulationResult(
        known, main, losses.build(), weights.build(), ends, caveats.build());
  }

  private double[] noisyEnd(FittedCurves.Replicate replicate, Setup known) {
    double[] end = run(replicate.curves(), known, null, null).losses();
    for (int j = 0; j < end.length; j++) {
      end[j] *= Math.exp(replicate.noise().get(j));
    }
    return end;
  }

  private SimulatedRun run(
      LossCurves against,
      Setup known,
      DomainSeries.@Nullable Builder losses,
      DomainSeries.@Nullable Builder weights) {
    SimulatedRun run = new SimulatedRun(against, known, scheduler);
    long updates = (steps + updateEvery - 1) / updateEvery;
    long keepEvery = (updates + MOST_POINTS - 1) / MOST_POINTS;
    keep(run, 0, losses, weights);
    for (long t = 1; t <= updates; t++) {
      long from = (t - 1) * updateEvery;
      long step = Math.min(from + updateEvery, steps);
      run.train((double) (step - from) * batchSize);
      run.update(step);
      if (losses != null && (t % keepEvery == 0 || t == updates)) {
        keep(run, step, losses, weights);
      }
    }
    return run;
  }

  private static void keep(
      SimulatedRun run,
      long step,
      DomainSeries.@Nullable Builder losses,
      DomainSeries.@Nullable Builder weights) {
    if (losses != null && weights != null) {
      losses.add(step, run.lossByDomain());
      weights.add(step, run.weights().asMap());
    }
  }
}
