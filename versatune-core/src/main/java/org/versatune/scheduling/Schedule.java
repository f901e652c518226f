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
import org.versatune.RuleDescription;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.internal.Given;

/**
 * Weights as a function of the step alone, set down beforehand as mixes at some steps, the knots.
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
public final class Schedule implements WeightScheduler {
  static final String NAME = "schedule";

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

  private final Shape shape;
  private final ImmutableSortedMap<Long, DomainDistribution> knots;
  private final @Nullable DomainDistribution initial;

  Schedule() {
    this(Shape.CONSTANT, ImmutableSortedMap.of(), null);
  }

  private Schedule(
      Shape shape,
      ImmutableSortedMap<Long, DomainDistribution> knots,
      @Nullable DomainDistribution initial) {
    this.shape = shape;
    this.knots = knots;
    this.initial = initial;
  }

  static Schedule from(RuleOptions options) {
    Shape shape = options.constant("shape", Shape.CONSTANT);
    Schedule rule = new Schedule(shape, ImmutableSortedMap.of(), null);
    for (Object knot : options.list("knots")) {
      ImmutableMap<String, Object> map = options.asMap("knots", knot);
      Object step = map.get("step");
      Object weights = map.get("weights");
      if (!(step instanceof Number number) || weights == null) {
        throw new IllegalArgumentException(
            "a knot of rule 'schedule' is " + knot + "; it needs a step and weights by domain");
      }
      rule = rule.at(number.longValue(), options.numbers("knots", weights));
    }
    return rule;
  }

  /**
   * This schedule with one mix more.
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
   * This schedule with one mix more.
   *
   * @param step the knot, training steps done, at least 0
   * @param mix weights over the domains of the run, in any order
   * @return a new schedule
   * @throws IllegalArgumentException if the step is negative or has a mix already
   */
  public Schedule at(long step, DomainDistribution mix) {
    notNull(mix, "mix");
    Arguments.atLeast("step of a knot", 0, step);
    checkArgument(!knots.containsKey(step), "there is a mix for step %s already", step);
    return new Schedule(
        shape,
        ImmutableSortedMap.<Long, DomainDistribution>naturalOrder()
            .putAll(knots)
            .put(step, mix)
            .buildOrThrow(),
        null);
  }

  /**
   * This schedule as a piecewise constant one, which is the default.
   *
   * @return a new schedule
   */
  public Schedule constant() {
    return new Schedule(Shape.CONSTANT, knots, null);
  }

  /**
   * This schedule with straight lines between the knots.
   *
   * @return a new schedule
   */
  public Schedule linear() {
    return new Schedule(Shape.LINEAR, knots, null);
  }

  /**
   * This schedule with half a cosine between the knots.
   *
   * @return a new schedule
   */
  public Schedule cosine() {
    return new Schedule(Shape.COSINE, knots, null);
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    for (Map.Entry<Long, DomainDistribution> knot : knots.entrySet()) {
      FixedMix.checkSameDomains(
          "the mix for step " + knot.getKey(), knot.getValue(), setup.initial());
    }
    DomainDistribution first = setup.initial();
    Schedule bound = new Schedule(shape, knots, first);
    return WeightUpdate.builder(bound.mixAt(0, first)).next(bound).build();
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    DomainDistribution first = initial == null ? current : initial;
    DomainDistribution mix = mixAt(feedback.step(), first);
    return WeightUpdate.builder(mix)
        .factor("scheduled", mix.toArray())
        .note("the schedule's mix for step " + feedback.step())
        .build();
  }

  private DomainDistribution mixAt(long step, DomainDistribution first) {
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
  public WeightScheduler restore(Setup setup, SavedState state) {
    notNull(setup, "setup");
    notNull(state, "state");
    return start(setup).nextAfter(this);
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.of();
  }

  @Override
  public RuleDescription describe() {
    ImmutableList.Builder<Object> written = ImmutableList.builder();
    knots.forEach(
        (step, mix) -> written.add(ImmutableMap.of("step", step, "weights", mix.asMap())));
    return RuleDescription.of(NAME, ImmutableMap.of("shape", shape, "knots", written.build()));
  }
}
