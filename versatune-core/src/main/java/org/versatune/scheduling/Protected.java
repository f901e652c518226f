// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.internal.Listed;

/**
 * Raises the weights of protected domains while their losses are past their limits, as {@link
 * Protection} says.
 *
 * <p>The rule inside is given its own last weights in place of those in force. It would otherwise
 * build on weights that are already pressed: fostering, which multiplies the weights it is given,
 * would multiply the pressure of every report into the next.
 *
 * <p>A rule that reads by which weights examples were drawn is given those in force. While a rule
 * tries mixes to learn from them, as Aioli does in its sweeps, there is no pressure, and the
 * integral part stays as it was.
 *
 * <p>A report that lacks the validation loss of a protected domain leaves its integral part and the
 * loss that it is judged by as they were. So a rule that reads batch losses at each step can be
 * protected by an evaluation now and then. A domain of which no validation loss was reported so far
 * is under no pressure; each update names such domains.
 *
 * <p>Base losses are never replaced by the first losses that are reported, as some rules replace
 * them: the promise is about the base model, and losses that have risen already would move it.
 */
final class Protected extends StatefulDecorator<Protected.State> {
  static final Options OPTIONS =
      Options.of(
          Protection.NAME,
          Protection.WITHIN,
          Protection.PROPORTIONAL,
          Protection.INTEGRAL,
          Protection.RETENTION,
          RULE);

  private static final ImmutableList<String> FACTORS =
      ImmutableList.of("limit", "excess", "pressure");

  private static final double SHARE_OF_BASE_LOSS = 0.05;

  /** The loss of a domain of which none has been reported. */
  private static final double NO_LOSS = -1;

  Protected(Options options, WeightScheduler rule) {
    this(options, rule, null);
  }

  private Protected(Options options, WeightScheduler rule, @Nullable State state) {
    super(options, rule, state);
  }

  static Protected of(WeightScheduler rule, Protection protection) {
    Options given = protection.options();
    return new Protected(
        OPTIONS
            .with(Protection.WITHIN, given.get(Protection.WITHIN))
            .with(Protection.PROPORTIONAL, given.get(Protection.PROPORTIONAL))
            .with(Protection.INTEGRAL, given.get(Protection.INTEGRAL))
            .with(Protection.RETENTION, given.get(Protection.RETENTION)),
        rule);
  }

  /**
   * What is kept from report to report.
   *
   * @param weights r, the weights of the rule inside
   * @param integral λ by domain
   * @param losses the last validation loss by domain, {@link #NO_LOSS} where there was none
   */
  record State(
      DomainDistribution weights, ImmutableDoubleArray integral, ImmutableDoubleArray losses) {

    static State first(DomainDistribution weights) {
      double[] none = new double[weights.size()];
      Arrays.fill(none, NO_LOSS);
      return new State(
          weights,
          ImmutableDoubleArray.copyOf(new double[none.length]),
          ImmutableDoubleArray.copyOf(none));
    }
  }

  private ImmutableMap<String, Double> tolerances(ImmutableList<String> domains) {
    return Protection.tolerances(options.get(Protection.WITHIN), domains);
  }

  @Override
  WeightUpdate begin(Setup setup) {
    ImmutableMap<String, Double> tolerances = tolerances(setup.domains());
    WeightUpdate inner = RuleCalls.start(rule(), setup);
    DomainDistribution weights = inner.weights();
    return withoutWeight(inner.toBuilder(weights), tolerances, weights)
        .next(new Protected(options, inner.nextAfter(rule()), State.first(weights)))
        .build();
  }

  /** Says which protected domains have no weight that could be multiplied. */
  private static WeightUpdate.Builder withoutWeight(
      WeightUpdate.Builder update, Map<String, Double> tolerances, DomainDistribution weights) {
    ImmutableList<String> none =
        tolerances.keySet().stream()
            .filter(domain -> weights.weight(domain) == 0)
            .collect(ImmutableList.toImmutableList());
    return none.isEmpty()
        ? update
        : update.note(
            "the rule gives no weight to the protected domains "
                + Listed.of(none)
                + ", and no pressure can lift it: a floor can");
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    State before = state == null ? State.first(current) : state;
    ImmutableList<String> domains = current.domains();
    ImmutableMap<String, Double> tolerances = tolerances(domains);
    double[] base = baseLosses(domains, feedback);
    double[] units = units(base, domains, feedback);
    double[] fresh = feedback.nonNegativeOr(Signal.VALIDATION_LOSS, domains, NO_LOSS);
    WeightUpdate inner = RuleCalls.update(rule(), before.weights, current, feedback);
    boolean tries = inner.nextAfter(rule()) instanceof BuiltInRule next && next.isTrying();
    double[] own = inner.weights().toArray();

    double[] integral = before.integral.toArray();
    double[] losses = before.losses.toArray();
    double[] pressure = new double[own.length];
    Arrays.fill(pressure, 1);
    ImmutableMap.Builder<String, Double> limits = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> excesses = ImmutableMap.builder();
    ImmutableMap.Builder<String, Double> pressures = ImmutableMap.builder();
    ImmutableList.Builder<String> past = ImmutableList.builder();
    double proportional = options.get(Protection.PROPORTIONAL);
    for (Map.Entry<String, Double> one : tolerances.entrySet()) {
      String domain = one.getKey();
      int j = current.indexOf(domain);
      double limit = Softmax.finite(base[j] * (1 + one.getValue()));
      losses[j] = fresh[j] == NO_LOSS ? losses[j] : fresh[j];
      limits.put(domain, limit);
      if (losses[j] != NO_LOSS) {
        double excess = losses[j] - limit;
        double u = Softmax.finite(excess / units[j]);
        if (!tries) {
          integral[j] = fresh[j] == NO_LOSS ? integral[j] : integral(integral[j], u);
          pressure[j] = Softmax.finite(1 + proportional * Math.max(0, u) + integral[j]);
        }
        excesses.put(domain, excess);
        if (excess > 0) {
          past.add(domain);
        }
      }
      pressures.put(domain, pressure[j]);
    }
    WeightUpdate.Builder update = inner.toBuilder(pressed(inner.weights(), own, pressure));
    for (String name : FACTORS) {
      if (inner.factorNames().contains(name)) {
        update.factor("rule's " + name, inner.factor(name));
      }
    }
    update
        .factor("limit", limits.buildOrThrow())
        .factor("excess", excesses.buildOrThrow())
        .factor("pressure", pressures.buildOrThrow());
    explain(update, inner, tolerances, past.build(), feedback);
    if (tries) {
      update.note("no pressure while the rule tries mixes: it learns from them as they are");
    }
    ImmutableList<String> unseen =
        tolerances.keySet().stream()
            .filter(domain -> losses[current.indexOf(domain)] == NO_LOSS)
            .collect(ImmutableList.toImmutableList());
    if (!unseen.isEmpty()) {
      update.note(
          "no validation loss of the protected domains "
              + Listed.of(unseen)
              + " was reported so far: nothing presses for them");
    }
    return update
        .next(
            new Protected(
                options,
                inner.nextAfter(rule()),
                new State(
                    inner.weights(),
                    ImmutableDoubleArray.copyOf(integral),
                    ImmutableDoubleArray.copyOf(losses))))
        .build();
  }

  private static double[] baseLosses(ImmutableList<String> domains, Feedback feedback) {
    if (!feedback.has(Signal.BASE_LOSS)) {
      throw new InvalidFeedbackException(
          "protection compares with the losses of the base model, which are not known at step "
              + feedback.step()
              + ": "
              + Signal.BASE_LOSS.howToSupply()
              + ". Losses of a later step do not replace them. Nothing was changed");
    }
    return feedback.positive(Signal.BASE_LOSS, domains);
  }

  /** s_j: the excess that counts as 1. */
  private static double[] units(double[] base, ImmutableList<String> domains, Feedback feedback) {
    double[] units =
        feedback.has(Signal.REFERENCE_LOSS)
            ? Widths.of(base, feedback.nonNegative(Signal.REFERENCE_LOSS, domains))
            : new double[base.length];
    if (Widths.areNone(units)) {
      for (int j = 0; j < units.length; j++) {
        units[j] = Math.max(SHARE_OF_BASE_LOSS * base[j], Double.MIN_NORMAL);
      }
    }
    return units;
  }

  private double integral(double before, double u) {
    double next = options.get(Protection.RETENTION) * before + options.get(Protection.INTEGRAL) * u;
    return Softmax.finite(Math.max(0, next));
  }

  /** w ∝ r·m; without any pressure r itself, bit for bit. */
  private static DomainDistribution pressed(
      DomainDistribution inner, double[] own, double[] pressure) {
    double most = Arrays.stream(pressure).max().orElse(1);
    if (most == 1) {
      return inner;
    }
    double[] product = new double[own.length];
    double sum = 0;
    for (int j = 0; j < product.length; j++) {
      product[j] = own[j] * (pressure[j] / most);
      sum += product[j];
    }
    return sum > 0
        ? inner.withWeights(Weights.keptPositive(own, Weights.normalized(product)))
        : inner;
  }

  private static void explain(
      WeightUpdate.Builder update,
      WeightUpdate inner,
      ImmutableMap<String, Double> tolerances,
      ImmutableList<String> past,
      Feedback feedback) {
    update.condition("past their limit", past.size());
    if (!past.isEmpty()) {
      update.note("past their limit: " + Listed.of(past));
    }
    withoutWeight(update, tolerances, inner.weights());
    if (!feedback.has(Signal.REFERENCE_LOSS)) {
      String sentence =
          "no reference losses are known: the pressure on protected domains goes by 5 % of their"
              + " base loss";
      if (inner.standIns().containsKey(Signal.REFERENCE_LOSS)) {
        update.note(sentence);
      } else {
        update.standIn(Signal.REFERENCE_LOSS, sentence);
      }
    }
  }

  @Override
  public ImmutableSet<Signal> signals() {
    return ImmutableSet.<Signal>builder()
        .addAll(rule().signals())
        .add(Signal.VALIDATION_LOSS, Signal.BASE_LOSS)
        .build();
  }

  @Override
  public ImmutableSet<Signal> usableSignals() {
    return ImmutableSet.copyOf(
        Sets.difference(
            Sets.union(rule().usableSignals(), ImmutableSet.of(Signal.REFERENCE_LOSS)), signals()));
  }

  @Override
  public boolean worksWith(Set<Signal> available) {
    return super.worksWith(available)
        && available.contains(Signal.VALIDATION_LOSS)
        && available.contains(Signal.BASE_LOSS);
  }

  /** This decorator with the integral part that it had before; the rest of its state is newer. */
  Protected withIntegralOf(Protected before) {
    if (state == null) {
      return this;
    }
    ImmutableDoubleArray integral =
        before.state == null ? State.first(state.weights).integral : before.state.integral;
    return new Protected(options, rule(), new State(state.weights, integral, state.losses));
  }

  @Override
  Protected with(WeightScheduler other, @Nullable State next) {
    return new Protected(options, other, next);
  }

  @Override
  void save(State now, SavedState.Builder saved) {
    saved
        .doubles("weights", now.weights.toArray())
        .doubles("integral", now.integral.toArray())
        .doubles("losses", now.losses.toArray());
  }

  @Override
  State restored(Setup setup, SavedState saved) {
    DomainDistribution initial = setup.initial();
    SavedNumbers numbers = new SavedNumbers(saved, setup.domains());
    return saved.has("weights")
        ? new State(
            initial.withWeights(numbers.weights("weights").toArray()),
            numbers.nonNegative("integral"),
            numbers.nonNegativeOr("losses", NO_LOSS))
        : State.first(initial);
  }
}
