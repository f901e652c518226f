package org.versatune.scheduling;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Map;
import java.util.Set;
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
 * on, its floor is lifted, and the others share its weight in proportion. Where the caps of the
 * domains that are left cannot carry 1, they are lifted; where nothing is left to draw, the weights
 * in force stay and the update says so, so that the last evaluation of a run is still taken in
 * (both our choice).
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
    return new Bounded(rule, PerDomain.of("floor", floor), cap, epochs, sizes);
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
    return new Bounded(rule, floor, PerDomain.of("cap", cap), epochs, sizes);
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
    return new Bounded(rule, floor, cap, PerDomain.of("epochs", epochs), sizes);
  }

  /** Whether these bounds leave all weights as they are. */
  boolean boundsNothing() {
    return !floor.differsFrom(0) && !cap.differsFrom(1) && epochs == null;
  }

  @Override
  public WeightUpdate start(Setup setup) {
    notNull(setup, "setup");
    WeightUpdate inner = RuleCalls.start(rule, setup);
    Bounded next = around(inner.nextAfter(rule)).bound(setup);
    DomainDistribution wanted = inner.weights();
    return next.bounds(wanted, new double[wanted.size()]).around(inner, wanted).next(next).build();
  }

  private Bounded bound(Setup setup) {
    return epochs == null
        ? this
        : new Bounded(rule, floor, cap, epochs, setup.byDomain(Signal.DOMAIN_SIZE));
  }

  @Override
  public WeightUpdate update(DomainDistribution current, Feedback feedback) {
    notNull(current, "current");
    notNull(feedback, "feedback");
    Bounded sized = this;
    double[] draws = new double[current.size()];
    if (epochs != null) {
      draws = feedback.nonNegative(Signal.DRAW_COUNTS, current.domains());
      sized =
          sizes == null ? new Bounded(rule, floor, cap, epochs, sizes(feedback, current)) : this;
    }
    WeightUpdate inner = RuleCalls.update(rule, current, feedback);
    WeightScheduler next = Decorator.after(sized, inner);
    Bounds bounds = sized.bounds(current, draws);
    for (DomainDistribution wanted : ImmutableList.of(inner.weights(), current)) {
      if (bounds.leaveSomethingOf(wanted)) {
        return bounds.around(inner, wanted).next(next).build();
      }
    }
    return inner.toBuilder(current)
        .note("every domain that has weight has reached its epoch cap: nothing is left to draw")
        .next(next)
        .build();
  }

  private static ImmutableMap<String, Double> sizes(Feedback feedback, DomainDistribution domains) {
    double[] sizes = feedback.positive(Signal.DOMAIN_SIZE, domains.domains());
    ImmutableMap.Builder<String, Double> map = ImmutableMap.builder();
    for (int j = 0; j < sizes.length; j++) {
      map.put(domains.domains().get(j), sizes[j]);
    }
    return map.buildOrThrow();
  }

  private Bounds bounds(DomainDistribution domains, double[] draws) {
    return new Bounds(
        domains, floor.over(domains, 0), cap.over(domains, 1), draws, drawLimits(domains));
  }

  private double[] drawLimits(DomainDistribution domains) {
    if (epochs == null) {
      return PerDomain.all(Double.POSITIVE_INFINITY).over(domains, 0);
    }
    double[] limits = epochs.over(domains, Double.POSITIVE_INFINITY);
    for (int j = 0; j < limits.length && sizes != null; j++) {
      double size = sizes.getOrDefault(domains.domains().get(j), Double.POSITIVE_INFINITY);
      limits[j] = Math.floor(limits[j] * size + ROUNDING);
    }
    return limits;
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
  public ImmutableSet<Signal> usableSignals() {
    return ImmutableSet.copyOf(Sets.difference(rule.usableSignals(), signals()));
  }

  @Override
  public boolean worksWith(Set<Signal> available) {
    notNull(available, "available");
    return rule.worksWith(available)
        && (epochs == null
            || (available.contains(Signal.DOMAIN_SIZE) && available.contains(Signal.DRAW_COUNTS)));
  }

  @Override
  public WeightScheduler rule() {
    return rule;
  }

  @Override
  public Bounded around(WeightScheduler other) {
    notNull(other, "other");
    return new Bounded(other, floor, cap, epochs, sizes);
  }

  @Override
  public WeightScheduler restore(Setup setup, SavedState state) {
    notNull(setup, "setup");
    notNull(state, "state");
    return around(RuleCalls.restore(rule, setup, state.nested(RULE))).bound(setup);
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
