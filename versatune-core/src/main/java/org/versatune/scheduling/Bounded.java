// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.internal.Bounds;

/**
 * Keeps weights above a floor and below a cap, and limits each domain to a number of passes over
 * its examples.
 *
 * <p>Floor and cap hold exactly: weights that meet no bound keep their ratios, by a projection in
 * the Kullback-Leibler sense. The <b>epoch cap</b> m limits each domain to floor(m·size) draws. A
 * domain that has reached this limit has weight exactly 0 from then on: its floor is lifted, and
 * the others share its weight in proportion. If the caps of the domains that are left sum to less
 * than 1, these caps are lifted. If no domain is left to draw, the weights in force stay and the
 * update says so, so that the run can still take in its last evaluation (both our choice).
 *
 * <p>Bounds hold before the first report, too, and while a warm-up or an interval inside holds the
 * weights. An update costs O(k log k) beside the rule's own. Immutable and safe for use by any
 * number of threads.
 */
public final class Bounded extends Decorator {
  private static final Option<PerDomain> FLOOR = shares("floor").or(PerDomain.all(0));
  private static final Option<PerDomain> CAP = shares("cap").or(PerDomain.all(1));
  private static final Option<PerDomain> EPOCH_CAP =
      Option.of("epochCap", PerDomain::read, PerDomain::written)
          .where(PerDomain.each(Arguments::positive))
          .orNone();

  static final Options OPTIONS = Options.of("bounded", FLOOR, CAP, EPOCH_CAP, RULE);

  private static final double ANY_NUMBER = Double.POSITIVE_INFINITY;

  private final @Nullable ImmutableMap<String, Double> sizes;
  private final Computed computed;

  Bounded(Options options, WeightScheduler rule) {
    this(options, rule, null, new Computed());
  }

  Bounded(WeightScheduler rule) {
    this(OPTIONS, rule);
  }

  private Bounded(
      Options options,
      WeightScheduler rule,
      @Nullable ImmutableMap<String, Double> sizes,
      Computed computed) {
    super(options, rule);
    this.sizes = sizes;
    this.computed = computed;
  }

  /**
   * The bounds as arrays, which take O(k) to make. They are the same at every report, so the
   * decorators that follow one another in a run share them.
   */
  private static final class Computed {
    /** Whichever thread sets it, the bounds are the same. */
    private volatile @Nullable OverDomains last;

    private record OverDomains(ImmutableList<String> domains, Bounds bounds) {}

    Bounds over(ImmutableList<String> domains, Supplier<Bounds> make) {
      OverDomains known = last;
      if (known == null || !known.domains.equals(domains)) {
        known = new OverDomains(domains, make.get());
        last = known;
      }
      return known.bounds;
    }
  }

  private static Option<PerDomain> shares(String name) {
    return Option.of(name, PerDomain::read, PerDomain::written)
        .where(PerDomain.each(Arguments::share));
  }

  /**
   * Returns these bounds with another floor, the same for every domain.
   *
   * @param floor the least weight, in [0, 1]; 0 by default
   * @return a new decorator
   * @throws IllegalArgumentException if it is out of range
   */
  public Bounded floor(double floor) {
    return with(FLOOR, PerDomain.all(floor));
  }

  /**
   * Returns these bounds with another floor, domain by domain.
   *
   * @param floor the least weight by domain, in [0, 1]; 0 for domains that it lacks
   * @return a new decorator
   * @throws IllegalArgumentException if a number is out of range; the message names the domain
   */
  public Bounded floor(Map<String, ? extends Number> floor) {
    return with(FLOOR, PerDomain.of("floor", floor));
  }

  /**
   * Returns these bounds with another cap, the same for every domain.
   *
   * @param cap the greatest weight, in [0, 1]; 1 by default
   * @return a new decorator
   * @throws IllegalArgumentException if it is out of range
   */
  public Bounded cap(double cap) {
    return with(CAP, PerDomain.all(cap));
  }

  /**
   * Returns these bounds with another cap, domain by domain.
   *
   * @param cap the greatest weight by domain, in [0, 1]; 1 for domains that it lacks
   * @return a new decorator
   * @throws IllegalArgumentException if a number is out of range; the message names the domain
   */
  public Bounded cap(Map<String, ? extends Number> cap) {
    return with(CAP, PerDomain.of("cap", cap));
  }

  /**
   * Returns these bounds with an epoch cap, the same for every domain.
   *
   * @param epochs passes over the examples of a domain, finite and above 0
   * @return a new decorator, which needs the domains' sizes and draw counts
   * @throws IllegalArgumentException if it is out of range
   */
  public Bounded epochCap(double epochs) {
    return withEpochCap(PerDomain.all(epochs));
  }

  /**
   * Returns these bounds with an epoch cap, domain by domain.
   *
   * @param epochs passes by domain, finite and above 0; any number for domains that it lacks
   * @return a new decorator, which needs the domains' sizes and draw counts
   * @throws IllegalArgumentException if a number is out of range; the message names the domain
   */
  public Bounded epochCap(Map<String, ? extends Number> epochs) {
    return withEpochCap(PerDomain.of("epochs", epochs));
  }

  private Bounded with(Option<PerDomain> option, PerDomain value) {
    return new Bounded(options.with(option, value), rule(), sizes, new Computed());
  }

  /** Numbers that limit nothing are no epoch cap. */
  private Bounded withEpochCap(PerDomain epochs) {
    return epochs.differsFrom(ANY_NUMBER)
        ? with(EPOCH_CAP, epochs)
        : new Bounded(options.without(EPOCH_CAP), rule(), sizes, new Computed());
  }

  /** Whether these bounds leave all weights as they are. */
  boolean boundsNothing() {
    return !options.get(FLOOR).differsFrom(0)
        && !options.get(CAP).differsFrom(1)
        && options.find(EPOCH_CAP) == null;
  }

  @Override
  WeightUpdate begin(Setup setup) {
    WeightUpdate inner = RuleCalls.start(rule(), setup);
    Bounded next = around(inner.nextAfter(rule())).sized(setup);
    DomainDistribution wanted = inner.weights();
    Bounds.Moment bounds = next.bounds(wanted).after(new double[wanted.size()]);
    checkArgument(
        bounds.leaveSomethingOf(wanted.toArray()),
        "every domain that has weight has reached its epoch cap: there is nothing to draw; raise"
            + " epochCap");
    return within(bounds, inner, wanted).next(next).build();
  }

  private Bounded sized(Setup setup) {
    return options.find(EPOCH_CAP) == null ? this : sized(setup.byDomain(Signal.DOMAIN_SIZE));
  }

  private Bounded sized(ImmutableMap<String, Double> known) {
    return new Bounded(options, rule(), known, new Computed());
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    Bounded sized = this;
    double[] draws = new double[current.size()];
    if (options.find(EPOCH_CAP) != null) {
      draws = feedback.nonNegative(Signal.DRAW_COUNTS, current.domains());
      if (sizes == null) {
        sized = sized(current.byDomain(feedback.positive(Signal.DOMAIN_SIZE, current.domains())));
      }
    }
    WeightUpdate inner = RuleCalls.update(rule(), current, feedback);
    WeightScheduler next = sized.after(inner);
    Bounds.Moment bounds = sized.bounds(current).after(draws);
    for (DomainDistribution wanted : ImmutableList.of(inner.weights(), current)) {
      if (bounds.leaveSomethingOf(wanted.toArray())) {
        return within(bounds, inner, wanted).next(next).build();
      }
    }
    return inner.toBuilder(current)
        .note("every domain that has weight has reached its epoch cap: nothing is left to draw")
        .next(next)
        .build();
  }

  private Bounds bounds(DomainDistribution domains) {
    return computed.over(domains.domains(), () -> made(domains));
  }

  private Bounds made(DomainDistribution domains) {
    PerDomain epochs = options.find(EPOCH_CAP);
    PerDomain known = sizes == null ? PerDomain.all(0) : new PerDomain(null, sizes);
    return Bounds.of(
        domains.domains(),
        options.get(FLOOR).over(domains, 0),
        options.get(CAP).over(domains, 1),
        (epochs == null ? PerDomain.all(ANY_NUMBER) : epochs).over(domains, ANY_NUMBER),
        known.over(domains, ANY_NUMBER));
  }

  /** Weights within the bounds, and what each bound added or took. */
  private static WeightUpdate.Builder within(
      Bounds.Moment bounds, WeightUpdate inner, DomainDistribution wanted) {
    double[] before = wanted.toArray();
    double[] after = bounds.project(before);
    WeightUpdate.Builder update = inner.toBuilder(wanted.withWeights(after));
    explain(update, bounds, before, after);
    if (bounds.exhausted() > 0) {
      update.condition("exhausted domains", bounds.exhausted());
      update.note(
          bounds.exhausted() + " of " + before.length + " domains have reached their epoch cap");
    }
    if (bounds.capsAreLifted()) {
      update.note("the caps of the others cannot carry 1 and are lifted");
    }
    return update;
  }

  private static void explain(
      WeightUpdate.Builder update, Bounds.Moment bounds, double[] before, double[] after) {
    double[] added = new double[before.length];
    double[] removed = new double[before.length];
    double[] rescaled = new double[before.length];
    boolean moved = false;
    for (int j = 0; j < before.length; j++) {
      double change = after[j] - before[j];
      moved |= change != 0;
      if (change > 0 && after[j] == bounds.least(j)) {
        added[j] = change;
      } else if (change < 0 && after[j] == bounds.greatest(j)) {
        removed[j] = -change;
      } else {
        rescaled[j] = change;
      }
    }
    if (moved) {
      update.factor("floor", added).factor("cap", removed).factor("rescaled", rescaled);
    }
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return options.find(EPOCH_CAP) == null
        ? rule().signals()
        : ImmutableSet.<Signal>builder()
            .addAll(rule().signals())
            .add(Signal.DOMAIN_SIZE, Signal.DRAW_COUNTS)
            .build();
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    return ImmutableSet.copyOf(Sets.difference(rule().usableSignals(), signals()));
  }

  @Override
  public boolean worksWith(Set<Signal> available) {
    return super.worksWith(available)
        && (options.find(EPOCH_CAP) == null
            || (available.contains(Signal.DOMAIN_SIZE) && available.contains(Signal.DRAW_COUNTS)));
  }

  @Override
  Bounded around(WeightScheduler other) {
    return new Bounded(options, other, sizes, computed);
  }

  @Override
  @Nullable ImmutableMap<String, Double> own() {
    return sizes;
  }

  @Override
  WeightScheduler resumed(Setup setup, SavedState saved) {
    return around(RuleCalls.restore(rule(), setup, saved.nested(RULE.name()))).sized(setup);
  }
}
