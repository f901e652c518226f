// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.Listed;
import org.versatune.record.RunHeader;
import org.versatune.tracking.ForgettingTrackers;

/**
 * Takes in the reports of a run: checks a report, adds what the run knows, asks the rule for new
 * weights, writes the record, and changes the run last. Whatever fails on the way, the run is as it
 * was.
 *
 * <p>Not safe for use by several threads: {@link VersaTune} guards it.
 */
final class Reports {
  private static final System.Logger LOG = System.getLogger(VersaTune.class.getName());

  private static final String OTHER_BASE =
      "the losses of step 0 are not the base losses that the run was given, which stay as they are;"
          + " no weight changes";

  private final RunRule rule;
  private final RunOptions options;
  private final DrawStream draws;
  private final InFlight inFlight;
  private final Recording record;
  private final RunNotices notices;
  private final ReportWatch watch;
  private final LossScale scale;
  private final SignalDoubts doubts;
  private Setup setup;
  private WeightScheduler scheduler;
  private ForgettingTracker tracker;
  private final boolean ownTracker;
  private final TrackerWatch trackers;
  private @Nullable WeightUpdate lastUpdate;

  /**
   * The reports of a run that starts or goes on.
   *
   * @param rule the rule inside the decorators
   * @param scheduler the rule and its decorators, with their state
   * @param tracker the run's forgetting tracker
   * @param trackers watches what a snapshot holds of it
   */
  Reports(
      RunRule rule,
      WeightScheduler scheduler,
      ForgettingTracker tracker,
      TrackerWatch trackers,
      Setup setup,
      RunOptions options,
      DrawStream draws,
      InFlight inFlight,
      Recording record) {
    this.rule = rule;
    this.doubts = new SignalDoubts(rule.isBuiltIn());
    this.scheduler = scheduler;
    this.tracker = tracker;
    this.trackers = trackers;
    this.ownTracker = !ForgettingTrackers.isBuiltIn(tracker);
    this.setup = setup;
    this.options = options;
    this.draws = draws;
    this.inFlight = inFlight;
    this.record = record;
    this.notices = new RunNotices(rule.rule().describe());
    this.scale = new LossScale(setup, inFlight.reportedStep());
    this.watch = new ReportWatch(options.updateEvery(), rule.rule(), inFlight.reportedStep());
  }

  Setup setup() {
    return setup;
  }

  WeightScheduler scheduler() {
    return scheduler;
  }

  ForgettingTracker tracker() {
    return tracker;
  }

  Optional<WeightUpdate> lastUpdate() {
    return Optional.ofNullable(lastUpdate);
  }

  /** What the record says of the run before the next report. */
  RunHeader header(RuleDescription sampler) {
    ImmutableMap.Builder<String, Object> more =
        ImmutableMap.<String, Object>builder()
            .put("forgettingAgainst", RunTracker.name(tracker))
            .put("onInvalidLoss", options.onInvalidLoss());
    if (!options.worker().isOnly()) {
      more.put("shard", options.worker().toString());
    }
    DomainDistribution fixed = draws.fixedSampling();
    if (fixed != null) {
      more.put("fixedSampling", fixed.asMap());
    }
    if (options.weightsBy() != WeightUnit.EXAMPLES) {
      more.put("weightsBy", options.weightsBy());
      more.put("meanTokens", options.meanTokens());
    }
    return RunHeader.of(
        setup, draws.weights(), scheduler.describe(), sampler, options.seed(), more.buildOrThrow());
  }

  /** Notes that a batch is planned. */
  void planned() {
    if (!inFlight.composes()) {
      watch.planned();
    }
  }

  /** Takes in a report, as {@link VersaTune#report} describes. */
  WeightUpdate take(Feedback given) {
    Feedback feedback = given;
    record.requireOpen(feedback);
    long step = feedback.step();
    long reported = inFlight.reportedStep();
    checkArgument(
        step > reported,
        "a report for step %s came after one for step %s; steps count training steps done and must"
            + " increase: report %s",
        step,
        reported,
        reported == Long.MAX_VALUE
            ? "the steps that were done, which are fewer; this run can take no report any more"
            : "step " + (reported + 1) + " or a later one");
    DomainDistribution before = draws.weights();
    Setup known = setup;
    WeightScheduler asked = scheduler;
    WeightUpdate update;
    try {
      check(feedback, DenseDistribution.index(before));
      feedback = feedback.inOrderOf(before.domains());
      update = step == 0 ? takeBase(feedback) : takeLosses(feedback);
      scale.reported(feedback, setup);
      doubts.reported(feedback, known, asked, draws::counts);
    } catch (InvalidFeedbackException e) {
      update = skip(feedback, e);
    }
    watch.reported(feedback, !update.weights().equals(before), draws.total());
    lastUpdate = update;
    inFlight.reported(step);
    record.announceUpdate();
    return update;
  }

  /**
   * Refuses domains that the run does not have, and numbers that are not finite or below 0, in
   * every signal: the record keeps all of them, whatever the rule reads.
   */
  private static void check(Feedback feedback, DomainIndex known) {
    for (Signal signal : Signal.values()) {
      if (!feedback.has(signal)) {
        continue;
      }
      if (signal == Signal.GRADIENT_PRODUCTS) {
        requireKnown(signal, feedback, feedback.gradientProducts().rowKeySet(), known);
        requireKnown(signal, feedback, feedback.gradientProducts().columnKeySet(), known);
      } else {
        ImmutableList<String> domains = known.names();
        if (!feedback.isFor(signal, domains)) {
          domains = feedback.values(signal).keySet().asList();
          requireKnown(signal, feedback, domains, known);
        }
        double[] numbers = feedback.nonNegative(signal, domains);
        if (signal == Signal.LOSS_AGE) {
          requireAges(feedback, domains, numbers);
        }
      }
    }
  }

  /** Refuses ages that no loss can have: they count steps, and none is from before step 0. */
  private static void requireAges(
      Feedback feedback, ImmutableList<String> domains, double[] steps) {
    for (int j = 0; j < steps.length; j++) {
      if (steps[j] > feedback.step() || steps[j] != Math.rint(steps[j])) {
        throw new InvalidFeedbackException(
            Signal.LOSS_AGE
                + " of domain '"
                + domains.get(j)
                + "' at step "
                + feedback.step()
                + " is "
                + steps[j]
                + "; it is the number of steps between the measurement and this report, so a whole"
                + " number up to "
                + feedback.step()
                + ". Nothing was changed");
      }
    }
  }

  private static void requireKnown(
      Signal signal, Feedback feedback, Collection<String> given, DomainIndex known) {
    for (String domain : given) {
      if (!known.has(domain)) {
        throw new InvalidFeedbackException(
            signal
                + " at step "
                + feedback.step()
                + " names unknown domain '"
                + Listed.one(domain)
                + "'; the domains of this run are "
                + Listed.of(known.names())
                + ". Nothing was changed: report these domains only");
      }
    }
  }

  /**
   * The base model's losses: they are known from here on, unless the run was given others, and no
   * weight changes.
   */
  private WeightUpdate takeBase(Feedback feedback) {
    Feedback losses = Feedback.at(0).losses(feedback.losses());
    double[] base = losses.positive(Signal.VALIDATION_LOSS, setup.domains());
    boolean isOther = setup.has(Signal.BASE_LOSS) && areOther(base, setup.values(Signal.BASE_LOSS));
    DomainDistribution weights = draws.weights();
    WeightUpdate update =
        WeightUpdate.builder(weights)
            .note(isOther ? OTHER_BASE : "losses of the base model; no weight changes")
            .build();
    Setup known = setup;
    ForgettingTracker next = tracker;
    if (!setup.has(Signal.BASE_LOSS)) {
      known = setup.with(Signal.BASE_LOSS, setup.initial().byDomain(base));
      next = RunTracker.withBase(tracker, known.byDomain(Signal.BASE_LOSS), 0);
    }
    record.update(feedback, weights, update, asked(tracker, 0), setup, draws);
    if (isOther) {
      LOG.log(
          System.Logger.Level.WARNING,
          OTHER_BASE + ". If the reported ones are right, begin the run without baseLosses");
    }
    if (!known.equals(setup)) {
      SetupDoubts.checkLosses(known);
    }
    setup = known;
    tracker = next;
    return update;
  }

  /** Whether losses differ by more than another run of the same evaluation could (our choice). */
  private static boolean areOther(double[] losses, double[] known) {
    return IntStream.range(0, losses.length)
        .anyMatch(j -> Math.abs(losses[j] / known[j] - 1) > 1e-3);
  }

  private WeightUpdate takeLosses(Feedback feedback) {
    long step = feedback.step();
    Feedback full = setup.addTo(feedback);
    if (scheduler.signals().contains(Signal.DRAW_COUNTS)) {
      full = full.with(Signal.DRAW_COUNTS, draws.counts());
    }
    ForgettingTracker now = trackerBefore(full);
    ForgettingTracker measured = asked(now, step);
    DomainDistribution before = draws.weights();
    WeightUpdate update = rule.update(scheduler, before, full.measuredBy(measured));
    update = withErrors(draws.rates().explained(update), full);
    String fallen = RunNotices.fallen(before, update, draws::mayBeDrawn);
    update = withStandIn(RunNotices.noted(update, fallen), full);
    Runnable follow = draws.prepared(update.weights());
    ForgettingTracker next =
        feedback.has(Signal.VALIDATION_LOSS) ? measured.observe(feedback.losses()) : now;
    record.update(full, before, update, measured, setup, draws);
    notices.log(feedback, update, fallen);
    notices.logUnsaved(step, rule, scheduler, update);
    notices.logUncounted(step, draws.total() > 0 && draws.rates().areMissing());
    notices.logBlind(step, options.protection() != null && !feedback.has(Signal.VALIDATION_LOSS));
    if (feedback.has(Signal.VALIDATION_LOSS)) {
      trackers.observed(now, feedback.losses(), next);
    }
    scheduler = update.nextAfter(scheduler);
    tracker = next;
    follow.run();
    return update;
  }

  /** The tracker to ask during a report: one of the user's own with every answer checked. */
  private ForgettingTracker asked(ForgettingTracker asked, long step) {
    return ownTracker ? new CheckedTracker(asked, step) : asked;
  }

  /** The tracker, with the base losses of a report where it has nothing to compare with yet. */
  private ForgettingTracker trackerBefore(Feedback full) {
    if (!tracker.baseline().isEmpty() || !full.has(Signal.BASE_LOSS)) {
      return tracker;
    }
    ImmutableMap<String, Double> base = full.values(Signal.BASE_LOSS);
    var unused = full.positive(Signal.BASE_LOSS, base.keySet().asList());
    return RunTracker.withBase(tracker, base, full.step());
  }

  /** Says in the update how sure the losses of a report are. */
  private static WeightUpdate withErrors(WeightUpdate update, Feedback full) {
    return full.has(Signal.LOSS_ERROR)
        ? update.toBuilder(update.weights())
            .factor("standard error", full.values(Signal.LOSS_ERROR))
            .build()
        : update;
  }

  /** Notes in the update where the first losses replace those of the base model. */
  private WeightUpdate withStandIn(WeightUpdate update, Feedback full) {
    boolean standsIn =
        tracker.kind() == Baseline.BASE
            && tracker.baseline().isEmpty()
            && full.has(Signal.VALIDATION_LOSS)
            && !full.has(Signal.BASE_LOSS);
    return standsIn
        ? update.toBuilder(update.weights())
            .standIn(
                Signal.BASE_LOSS,
                "no base losses are known: forgetting is measured against the losses of step "
                    + full.step())
            .build()
        : update;
  }

  /** Skips a report that cannot be used, or throws why it cannot, by the run's policy. */
  private WeightUpdate skip(Feedback feedback, InvalidFeedbackException reason) {
    if (options.onInvalidLoss() == InvalidLossPolicy.FAIL) {
      record.rejected(feedback, reason);
      throw reason;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "report at step {0} skipped: {1}",
        Long.toString(feedback.step()),
        reason.getMessage());
    record.skipped(feedback, reason);
    return WeightUpdate.builder(draws.weights()).note("skipped: " + reason.getMessage()).build();
  }
}
