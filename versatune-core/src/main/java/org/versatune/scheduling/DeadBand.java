// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.ForgettingTracker;
import org.versatune.SavedState;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.internal.Listed;
import org.versatune.tracking.ForgettingTrackers;

/**
 * Keeps the noise of small validation sets from a rule: a change of a domain's loss that is within
 * z standard errors counts as no change (our choice, after the dead band of control engineering).
 *
 * <pre>changed_j:  |ℓ_j(t) − ℓ̂_j| &gt; z·s_j</pre>
 *
 * <p>ℓ̂_j is the loss of domain j that the rule saw last, and s_j the standard error of the
 * difference: the paired one where the report brings it ({@link Signal#LOSS_CHANGE_ERROR}), else
 * √(s(t)² + ŝ²) of the errors of the two losses ({@link Signal#LOSS_ERROR}). The comparison is with
 * ℓ̂ and not with the evaluation before, so that a slow change adds up until it is seen.
 *
 * <ul>
 *   <li>If no loss of a report has changed, the rule is not asked: neither weights nor its state
 *       move, as with an evaluation that was skipped.
 *   <li>If some have, the rule sees them, and ℓ̂ for the others. Forgetting against the previous
 *       evaluation is then measured against ℓ̂ as it was.
 *   <li>The first loss of a domain, and one whose error is not known, always counts as changed.
 * </ul>
 */
final class DeadBand extends StatefulDecorator<DeadBand.Seen> {
  static final String NAME = "dead-band";

  /** The factor of an update that says of which step the loss is that the rule saw last. */
  static final String STEP = "step of loss";

  private static final Option<Double> ERRORS =
      Option.positive("standardErrors").called("ignoreNoise");

  static final Options OPTIONS = Options.of(NAME, ERRORS, RULE);

  private static final double NONE = -1;

  DeadBand(Options options, WeightScheduler rule) {
    this(options, rule, null);
  }

  private DeadBand(Options options, WeightScheduler rule, @Nullable Seen seen) {
    super(options, rule, seen);
  }

  /**
   * The decorator around a rule that follows losses.
   *
   * @throws IllegalArgumentException if the rule does not, or also moves weights without them
   */
  static DeadBand of(WeightScheduler rule, double errors) {
    DeadBand band = new DeadBand(OPTIONS.with(ERRORS, errors), rule);
    String name = rule.describe().name();
    checkArgument(
        rule.signals().contains(Signal.VALIDATION_LOSS)
            || rule.usableSignals().contains(Signal.VALIDATION_LOSS),
        "ignoreNoise is about validation losses, and the rule '%s' does not read them: leave it out"
            + " or choose a rule that does",
        name);
    checkArgument(
        Schedulers.find(rule, Stopped.class).isEmpty(),
        "ignoreNoise around the rule '%s' would hold the weight of a domain that it takes out: put"
            + " it inside, Schedulers.stopping(Schedulers.deadBand(rule, z), n)",
        name);
    checkArgument(
        Schedulers.find(rule, Aioli.class).isEmpty(),
        "the rule '%s' changes weights in sweeps to learn from small changes of the losses, and"
            + " ignoreNoise would hold them: leave it out",
        name);
    return band;
  }

  /**
   * What the rule saw last, by position of the domain.
   *
   * @param losses nats/token, {@link #NONE} where it saw none
   * @param errors the standard errors of these losses, {@link #NONE} where they are not known
   * @param steps the steps of the reports that brought them, −1 where there was none
   */
  record Seen(ImmutableDoubleArray losses, ImmutableDoubleArray errors, ImmutableLongArray steps) {

    static Seen nothing(int domains) {
      double[] none = new double[domains];
      Arrays.fill(none, NONE);
      long[] never = new long[domains];
      Arrays.fill(never, -1);
      return new Seen(
          ImmutableDoubleArray.copyOf(none),
          ImmutableDoubleArray.copyOf(none),
          ImmutableLongArray.copyOf(never));
    }
  }

  @Override
  WeightUpdate weigh(DomainDistribution current, Feedback feedback) {
    if (!feedback.has(Signal.VALIDATION_LOSS)) {
      WeightUpdate inner = RuleCalls.update(rule(), current, feedback);
      return inner.toBuilder(inner.weights()).next(after(inner)).build();
    }
    ImmutableList<String> domains = current.domains();
    Seen before = state == null ? Seen.nothing(domains.size()) : state;
    double[] fresh = feedback.nonNegativeOr(Signal.VALIDATION_LOSS, domains, NONE);
    double[] error = feedback.nonNegativeOr(Signal.LOSS_ERROR, domains, NONE);
    double[] paired = feedback.nonNegativeOr(Signal.LOSS_CHANGE_ERROR, domains, NONE);

    double[] losses = before.losses.toArray();
    double[] errors = before.errors.toArray();
    long[] steps = before.steps.toArray();
    Map<String, Double> changes = new LinkedHashMap<>();
    Map<String, Double> bands = new LinkedHashMap<>();
    ImmutableList.Builder<String> unknown = ImmutableList.builder();
    boolean changed = false;
    for (int j = 0; j < fresh.length; j++) {
      if (fresh[j] == NONE) {
        continue;
      }
      double noise = paired[j];
      if (noise == NONE && error[j] != NONE && errors[j] != NONE) {
        noise = Math.hypot(error[j], errors[j]);
      }
      boolean first = losses[j] == NONE;
      if (!first) {
        double change = fresh[j] - losses[j];
        changes.put(domains.get(j), change);
        if (noise != NONE) {
          double band = Softmax.finite(options.get(ERRORS) * noise);
          bands.put(domains.get(j), band);
          if (Math.abs(change) <= band) {
            continue;
          }
        }
      }
      if (noise == NONE && error[j] == NONE) {
        unknown.add(domains.get(j));
      }
      changed = true;
      losses[j] = fresh[j];
      errors[j] = error[j];
      steps[j] = feedback.step();
    }
    WeightUpdate.Builder update;
    if (changed) {
      Map<String, Double> shown = new LinkedHashMap<>();
      for (int j = 0; j < fresh.length; j++) {
        if (fresh[j] != NONE) {
          shown.put(domains.get(j), losses[j]);
        }
      }
      WeightUpdate inner =
          RuleCalls.update(rule(), current, measured(feedback, before, domains).losses(shown));
      Seen after =
          new Seen(
              ImmutableDoubleArray.copyOf(losses),
              ImmutableDoubleArray.copyOf(errors),
              ImmutableLongArray.copyOf(steps));
      update =
          inner.toBuilder(inner.weights())
              .next(new DeadBand(options, inner.nextAfter(rule()), after));
    } else {
      update =
          WeightUpdate.builder(current)
              .next(this)
              .condition(NAME, 1)
              .note(
                  "held: no loss has changed by more than "
                      + options.get(ERRORS)
                      + " standard errors");
    }
    ImmutableList<String> without = unknown.build();
    if (!without.isEmpty()) {
      update.standIn(
          Signal.LOSS_ERROR,
          "no standard error is known of " + Listed.of(without) + ": any change counts");
    }
    return explained(update, changes, bands, steps, domains).build();
  }

  /** A report whose forgetting against the previous evaluation is against what the rule saw. */
  private static Feedback measured(Feedback feedback, Seen before, ImmutableList<String> domains) {
    ForgettingTracker tracker = feedback.forgettingTracker().orElse(null);
    if (tracker == null
        || tracker.kind() != Baseline.PREVIOUS
        || !ForgettingTrackers.isBuiltIn(tracker)) {
      return feedback;
    }
    Map<String, Double> baseline = new LinkedHashMap<>(tracker.baseline());
    for (int j = 0; j < domains.size(); j++) {
      if (before.losses.get(j) > 0) {
        baseline.put(domains.get(j), before.losses.get(j));
      }
    }
    return feedback.measuredBy(ForgettingTrackers.restore(Baseline.PREVIOUS, baseline));
  }

  private static WeightUpdate.Builder explained(
      WeightUpdate.Builder update,
      Map<String, Double> changes,
      Map<String, Double> bands,
      long[] steps,
      ImmutableList<String> domains) {
    Map<String, Double> seenAt = new LinkedHashMap<>();
    for (int j = 0; j < steps.length; j++) {
      if (steps[j] >= 0) {
        seenAt.put(domains.get(j), (double) steps[j]);
      }
    }
    if (!changes.isEmpty()) {
      update.factor("change of loss", changes);
    }
    if (!bands.isEmpty()) {
      update.factor("noise of loss", bands);
    }
    return update.factor(STEP, seenAt);
  }

  @Override
  DeadBand with(WeightScheduler other, @Nullable Seen next) {
    return new DeadBand(options, other, next);
  }

  @Override
  void save(Seen now, SavedState.Builder saved) {
    saved
        .doubles("losses", now.losses.toArray())
        .doubles("errors", now.errors.toArray())
        .longs("steps", now.steps.toArray());
  }

  @Override
  @Nullable Seen restored(Setup setup, SavedState saved) {
    if (!saved.has("losses")) {
      return null;
    }
    SavedNumbers numbers = new SavedNumbers(saved, setup.domains());
    Seen seen =
        new Seen(
            numbers.nonNegativeOr("losses", NONE),
            numbers.nonNegativeOr("errors", NONE),
            numbers.longs("steps", step -> step >= -1, "at least 0, or -1 where there is none"));
    for (int j = 0; j < seen.losses.length(); j++) {
      boolean none = seen.losses.get(j) == NONE;
      if (none != seen.steps.get(j) < 0 || (none && seen.errors.get(j) != NONE)) {
        throw SavedNumbers.unfit(
            "the loss of domain '"
                + setup.domains().get(j)
                + "' and its step or error do not go together");
      }
    }
    return seen;
  }
}
