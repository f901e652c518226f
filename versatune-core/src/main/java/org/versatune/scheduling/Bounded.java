package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;
import java.util.function.Function;
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
 * Keeps weights above a floor and below a cap, and ends a domain that has been drawn often enough.
 *
 * <p>Bounds hold exactly, by {@link SimplexProjection}. The <b>epoch cap</b> m lets no domain be
 * drawn more than floor(m·size) times: a domain that has reached that weighs exactly 0 from then
 * on, its floor is lifted, and the others share its weight in proportion. The exhausted domains and
 * the bounds go into one projection, which gives the same as the epoch cap first and floor and cap
 * after it.
 *
 * <p>Bounds hold before the first report, too, and while {@link WarmUp} or {@link Interval} inside
 * hold the weights. An update costs O(k log k) beside the rule's own. Immutable and safe for use by
 * any number of threads.
 */
public final class Bounded implements Decorator {
  static final String NAME = "bounded";
  private static final String SHARE = "in [0, 1]";

  /** By the rule for counts: a product within this below a whole number is that number. */
  private static final double ROUNDING = 1e-9;

  private final WeightScheduler rule;
  private final PerDomain floor;
  private final PerDomain cap;
  private final @Nullable PerDomain epochs;
  private final @Nullable ImmutableMap<String, Double> sizes;

  Bounded(WeightScheduler rule) {
    this(rule, PerDomain.all(0), PerDomain.all(1), null, null);
  }

  private Bounded(
      WeightScheduler rule,
      PerDomain floor,
      PerDomain cap,
      @Nullable PerDomain epochs,
      @Nullable ImmutableMap<String, Double> sizes) {
    this.rule = rule;
    this.floor = floor.checked("floor", number -> number >= 0 && number <= 1, SHARE);
    this.cap = cap.checked("cap", number -> number >= 0 && number <= 1, SHARE);
    this.epochs =
        epochs == null || !epochs.differsFrom(Double.POSITIVE_INFINITY)
            ? null
            : epochs.checked(
                "epochCap", number -> number > 0 && Double.isFinite(number), "finite and above 0");
    this.sizes = sizes;
  }

  static Bounded from(RuleOptions options, Function<RuleDescription, WeightScheduler> rules) {
    PerDomain floor = options.perDomain("floor");
    PerDomain cap = options.perDomain("cap");
    return new Bounded(
        rules.apply(options.rule(RULE)),
        floor == null ? PerDomain.all(0) : floor,
        cap == null ? PerDomain.all(1) : cap,
        options.perDomain("epochCap"),
        null);
  }

  /**
   * These bounds with another floor, the same for every domain.
   *
   * @param floor the least weight, in [0, 1]; 0 by default
   * @return a new decorator
   * @throws IllegalArgumentException if it is out of range
   */
  public Bounded floor(double floor) {
    return new Bounded(rule, PerDomain.all(floor), cap, epochs, sizes);
  }

  /**
   * These bounds with another floor, domain by domain.
   *
   * @param floor the least weight by domain, in [0, 1]; 0 for domains that it lacks
   * @return a new decorator
   * @throws IllegalArgumentException if a number is out of range; the message names the domain
   */
  public Bounded floor(Map<String, ? extends Number> floor) {
    return new Bounded(rule, PerDomain.of(floor), cap, epochs, sizes);
  }

  /**
   * These bounds with another cap, the same for every domain.
   *
   * @param cap the greatest weight, in [0, 1]; 1 by default
   * @return a new decorator
   * @throws IllegalArgumentException if it is out of range
   */
  public Bounded cap(double cap) {
    return new Bounded(rule, floor, PerDomain.all(cap), epochs, sizes);
  }

  /**
   * These bounds with another cap, domain by domain.
   *
   * @param cap the greatest weight by domain, in [0, 1]; 1 for domains that it lacks
   * @return a new decorator
   * @throws IllegalArgumentException if a number is out of range; the message names the domain
   */
  public Bounded cap(Map<String, ? extends Number> cap) {
    return new Bounded(rule, floor, PerDomain.of(cap), epochs, sizes);
  }

  /**
   * These bounds with an epoch cap, the same for every domain.
   *
   * @param epochs how many times its size a domain may be drawn, finite and above 0
   * @return a new decorator, which needs the domains' sizes and draw counts
   * @throws IllegalArgumentException if it is out of range
   */
  public Bounded epochCap(double epochs) {
    return new Bounded(rule, floor, cap, PerDomain.all(epochs), sizes);
  }

  /**
   * These bounds with an epoch cap, domain by domain.
   *
   * @param epochs how many times its size a domain may be drawn, finite and above 0; any number of
   *     times for domains that it lacks
   * @return a new decorator, which needs the domains' sizes and draw counts
   * @throws IllegalArgumentException if a number is out of range; the message names the domain
   */
  public Bounded epochCap(Map<String, ? extends Number> epochs) {
    return new Bounded(rule, floor, cap, PerDomain.of(epochs), sizes);
  }

  /** Whether these bounds leave all weights as they are. */
  boolean boundsNothing() {
    return !floor.differsFrom(0) && !cap.differsFrom(1) && epochs == null;
  }

  @Override
  public WeightUpdate start(Setup setup) {
    WeightUpdate inner = rule.start(setup);
    Bounded next = around(inner.nextAfter(rule)).bound(setup);
    return next.bounded(inner, new double[setup.domains().size()]).next(next).build();
  }

  private Bounded bound(Setup setup) {
    return epochs == null
        ? this
        : new Bounded(rule, floor, cap, epochs, setup.byDomain(Signal.DOMAIN_SIZE));
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    WeightUpdate inner = rule.update(current, feedback);
    double[] draws =
        epochs == null
            ? new double[current.size()]
            : feedback.nonNegative(Signal.DRAW_COUNTS, current.domains());
    Bounded sized = this;
    if (epochs != null && sizes == null) {
      sized = new Bounded(rule, floor, cap, epochs, feedback.values(Signal.DOMAIN_SIZE));
    }
    return sized.bounded(inner, draws).next(sized.after(inner)).build();
  }

  /**
   * The bounds applied to weights as they are, without an update of the rule inside: for a trainer
   * that notices between two reports that a domain has reached its epoch cap.
   *
   * @param weights the weights in force
   * @param draws number of examples drawn so far, one a domain, in order
   * @return the nearest weights within the bounds; the same ones where they are already
   * @throws IllegalStateException if every domain that has weight is exhausted
   * @throws IllegalArgumentException if the bounds contradict one another, or there is an epoch cap
   *     and the decorator was not started
   */
  public DomainDistribution apply(DomainDistribution weights, double... draws) {
    return bounded(WeightUpdate.of(weights), draws).build().weights();
  }

  /**
   * How often each domain may be drawn in all, floor(m·size).
   *
   * @param domains weights over the domains of the run
   * @return number of examples, one a domain; infinite where there is no epoch cap
   * @throws IllegalStateException if there is an epoch cap and the decorator was not started
   */
  public double[] drawLimits(DomainDistribution domains) {
    PerDomain cap = epochs;
    if (cap == null) {
      return PerDomain.all(Double.POSITIVE_INFINITY).over(domains, 0);
    }
    checkState(sizes != null, "the epoch cap knows no sizes yet: start(setup) comes first");
    double[] limits = cap.over(domains, Double.POSITIVE_INFINITY);
    for (int j = 0; j < limits.length; j++) {
      double size = sizes.getOrDefault(domains.domains().get(j), Double.POSITIVE_INFINITY);
      limits[j] = Math.floor(limits[j] * size + ROUNDING);
    }
    return limits;
  }

  private WeightUpdate.Builder bounded(WeightUpdate inner, double[] draws) {
    DomainDistribution wanted = inner.weights();
    double[] lo = floor.over(wanted, 0);
    double[] hi = cap.over(wanted, 1);
    double[] limits = drawLimits(wanted);
    double[] before = wanted.toArray();
    int exhausted = 0;
    double room = 0;
    double drawable = 0;
    for (int j = 0; j < lo.length; j++) {
      if (lo[j] > hi[j]) {
        throw new IllegalArgumentException(
            "floor "
                + lo[j]
                + " of domain '"
                + wanted.domains().get(j)
                + "' is above its cap "
                + hi[j]);
      }
      if (draws[j] >= limits[j]) {
        exhausted++;
        lo[j] = 0;
        hi[j] = 0;
      }
      room += hi[j];
      drawable += hi[j] > 0 ? before[j] + lo[j] : 0;
    }
    checkState(
        exhausted == 0 || drawable > 0,
        "every domain that has weight has reached its epoch cap: there is nothing left to draw. Stop"
            + " here, or raise epochCap");
    boolean lifted = exhausted > 0 && room < 1;
    if (lifted) {
      for (int j = 0; j < hi.length; j++) {
        hi[j] = draws[j] >= limits[j] ? 0 : 1;
      }
    }
    double[] after = SimplexProjection.project(before, lo, hi);
    WeightUpdate.Builder update = inner.toBuilder(wanted.withWeights(after));
    explain(update, before, after, lo, hi);
    if (exhausted > 0) {
      update.condition("exhausted domains", exhausted);
      update.note(exhausted + " of " + lo.length + " domains have reached their epoch cap");
    }
    if (lifted) {
      update.note("the caps of the others cannot carry 1 and are lifted");
    }
    return update;
  }

  /** What each bound added or took, and how the others made room for it. */
  private static void explain(
      WeightUpdate.Builder update, double[] before, double[] after, double[] lo, double[] hi) {
    double[] added = new double[before.length];
    double[] removed = new double[before.length];
    double[] rescaled = new double[before.length];
    boolean moved = false;
    for (int j = 0; j < before.length; j++) {
      double change = after[j] - before[j];
      moved |= change != 0;
      if (change > 0 && after[j] == lo[j]) {
        added[j] = change;
      } else if (change < 0 && after[j] == hi[j]) {
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
    return epochs == null
        ? rule.signals()
        : ImmutableSet.<Signal>builder()
            .addAll(rule.signals())
            .add(Signal.DOMAIN_SIZE, Signal.DRAW_COUNTS)
            .build();
  }

  @Override
  public WeightScheduler rule() {
    return rule;
  }

  @Override
  public Bounded around(WeightScheduler other) {
    return new Bounded(other, floor, cap, epochs, sizes);
  }

  @Override
  public WeightScheduler restore(Setup setup, SavedState state) {
    return around(rule.restore(setup, state.nested(RULE))).bound(setup);
  }

  @Override
  public RuleDescription describe() {
    ImmutableMap.Builder<String, Object> options = ImmutableMap.builder();
    options.put("floor", floor.written()).put("cap", cap.written());
    if (epochs != null) {
      options.put("epochCap", epochs.written());
    }
    options.put(RULE, RuleOptions.written(rule.describe()));
    return RuleDescription.of(NAME, options.buildOrThrow());
  }
}
