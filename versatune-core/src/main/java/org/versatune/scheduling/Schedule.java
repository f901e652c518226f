// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightUpdate;
import org.versatune.internal.Given;

/**
 * Gives weights as a function of the step alone, from mixes that are given for some steps, the
 * knots.
 *
 * <ul>
 *   <li>piecewise constant, the default: a mix takes effect at its knot and holds until the next;
 *   <li>linear: between knots s and s', w = (1 − x)·w(s) + x·w(s') with x = (step − s)/(s' − s);
 *   <li>cosine: the same with (1 − cos πx)/2 in place of x, which starts and ends gently.
 * </ul>
 *
 * <p>The last mix holds from its knot on. The initial distribution is the mix at step 0 unless one
 * is given for it. An update costs O(k + log n) for n knots and reads no losses.
 *
 * <pre>{@code
 * Schedulers.schedule().linear().at(1000, Map.of("law", 0.2, "code", 0.8))
 * }</pre>
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Schedule extends StatefulRule<DomainDistribution> {
  private enum Shape {
    CONSTANT {
      @Override
      double progress(double x) {
        return 0;
      }
    },
    LINEAR {
      @Override
      double progress(double x) {
        return x;
      }
    },
    COSINE {
      @Override
      double progress(double x) {
        return (1 - Math.cos(Math.PI * x)) / 2;
      }
    };

    /** The share of the next mix after a share x of the way to its knot, x in [0, 1). */
    abstract double progress(double x);
  }

  private static final Option<Shape> SHAPE =
      Option.constant("shape", Shape.class).or(Shape.CONSTANT);
  private static final Option<ImmutableSortedMap<Long, DomainDistribution>> KNOTS =
      Option.of("knots", Schedule::knots, Schedule::written);

  static final Options DEFAULTS = Options.of("schedule", SHAPE, KNOTS);

  Schedule() {
    this(DEFAULTS.with(KNOTS, ImmutableSortedMap.of()));
  }

  Schedule(Options options) {
    this(options, null);
  }

  private Schedule(Options options, @Nullable DomainDistribution initial) {
    super(options, initial);
  }

  private static ImmutableSortedMap<Long, DomainDistribution> knots(WrittenValue written) {
    ImmutableSortedMap<Long, DomainDistribution> knots = ImmutableSortedMap.of();
    for (WrittenValue knot : written.elements()) {
      ImmutableMap<String, WrittenValue> map = knot.entries();
      WrittenValue step = map.get("step");
      WrittenValue weights = map.get("weights");
      if (step == null || weights == null || !(step.value() instanceof Number)) {
        throw new IllegalArgumentException(
            "a knot of rule 'schedule' is "
                + knot.value()
                + "; it needs a step and weights by domain");
      }
      knots =
          with(
              knots, ((Number) step.value()).longValue(), DomainDistribution.of(weights.numbers()));
    }
    return knots;
  }

  private static Object written(ImmutableSortedMap<Long, DomainDistribution> knots) {
    ImmutableList.Builder<Object> written = ImmutableList.builder();
    knots.forEach(
        (step, mix) -> written.add(ImmutableMap.of("step", step, "weights", mix.asMap())));
    return written.build();
  }

  private static ImmutableSortedMap<Long, DomainDistribution> with(
      ImmutableSortedMap<Long, DomainDistribution> knots, long step, DomainDistribution mix) {
    Arguments.atLeast("step of a knot", 0, step);
    checkArgument(!knots.containsKey(step), "there is a mix for step %s already", step);
    return ImmutableSortedMap.<Long, DomainDistribution>naturalOrder()
        .putAll(knots)
        .put(step, mix)
        .buildOrThrow();
  }

  /**
   * Returns this schedule with one mix more.
   *
   * @param step the knot, training steps done, at least 0
   * @param mix weight by domain, for every domain of the run, with the sum 1
   * @return a new schedule
   * @throws IllegalArgumentException if the step is negative or has a mix already, or the weights
   *     do not sum to 1
   */
  public Schedule at(long step, Map<String, ? extends Number> mix) {
    notNull(mix, "mix");
    return at(step, DomainDistribution.of(Given.numbers(mix, "mix")));
  }

  /**
   * Returns this schedule with one mix more.
   *
   * @param step the knot, training steps done, at least 0
   * @param mix weights over the domains of the run, in any order
   * @return a new schedule
   * @throws IllegalArgumentException if the step is negative or has a mix already
   */
  public Schedule at(long step, DomainDistribution mix) {
    notNull(mix, "mix");
    return new Schedule(options.with(KNOTS, with(options.get(KNOTS), step, mix)));
  }

  /**
   * Returns this schedule as a piecewise constant one, which is the default.
   *
   * @return a new schedule
   */
  public Schedule constant() {
    return new Schedule(options.with(SHAPE, Shape.CONSTANT));
  }

  /**
   * Returns this schedule with straight lines between the knots.
   *
   * @return a new schedule
   */
  public Schedule linear() {
    return new Schedule(options.with(SHAPE, Shape.LINEAR));
  }

  /**
   * Returns this schedule with half a cosine between the knots.
   *
   * @return a new schedule
   */
  public Schedule cosine() {
    return new Schedule(options.with(SHAPE, Shape.COSINE));
  }

  @Override
  Schedule at(DomainDistribution initial) {
    return new Schedule(options, initial);
  }

  @Override
  DomainDistribution first(DomainDistribution initial) {
    options
        .get(KNOTS)
        .forEach(
            (step, mix) -> FixedMix.checkSameDomains("the mix for step " + step, mix, initial));
    return initial;
  }

  @Override
  WeightUpdate begin(Setup setup) {
    DomainDistribution first = first(setup.initial());
    return WeightUpdate.builder(mixAt(0, first)).next(at(first)).build();
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback, DomainDistribution first) {
    DomainDistribution mix = mixAt(feedback.step(), first);
    return WeightUpdate.builder(mix)
        .factor("scheduled", mix.toArray())
        .note("the schedule's mix for step " + feedback.step())
        .build();
  }

  private DomainDistribution mixAt(long step, DomainDistribution first) {
    ImmutableSortedMap<Long, DomainDistribution> knots = options.get(KNOTS);
    Shape shape = options.get(SHAPE);
    Map.Entry<Long, DomainDistribution> before = knots.floorEntry(step);
    Map.Entry<Long, DomainDistribution> after = knots.higherEntry(step);
    double[] mix = FixedMix.over(first, before == null ? first : before.getValue());
    if (after != null && shape != Shape.CONSTANT) {
      long from = before == null ? 0 : before.getKey();
      double share = shape.progress((step - from) / (double) (after.getKey() - from));
      double[] to = FixedMix.over(first, after.getValue());
      for (int j = 0; j < mix.length; j++) {
        mix[j] = (1 - share) * mix[j] + share * to[j];
      }
    }
    return first.withWeights(mix);
  }

  @Override
  SavedState saved(DomainDistribution initial) {
    return SavedState.empty();
  }

  @Override
  DomainDistribution restored(DomainDistribution initial, SavedState saved) {
    return first(initial);
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of();
  }
}
