// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.versatune.Baseline;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.RuleDescription;
import org.versatune.Setup;
import org.versatune.Signal;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.tracking.MeasuredRule;

/**
 * Gives the reports of a recorded run to another rule, and shows the weights that this rule would
 * have chosen. The recorded rule, with the same decorators around it, gives the recorded weights
 * again, bit for bit.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class Replay {
  private final RunRecord record;

  private Replay(RunRecord record) {
    this.record = record;
  }

  /**
   * Returns a replay of a record.
   *
   * @param record a run
   * @return the replay
   */
  public static Replay of(RunRecord record) {
    notNull(record, "record");
    return new Replay(record);
  }

  /**
   * Gives every recorded report to a rule, in order.
   *
   * @param scheduler any rule, with whatever decorators are to be around it
   * @return what it chose at every recorded report
   * @throws IllegalArgumentException if the rule needs a signal that no report of the record holds
   *     (the message lists them), or cannot use a report (the message names domain, value and step)
   * @throws IllegalStateException if a rule or a tracker of your own fails; the message names it
   */
  public Result under(WeightScheduler scheduler) {
    notNull(scheduler, "scheduler");
    RunHeader from = record.header();
    checkSignals(scheduler);
    Setup setup = from.setup();
    MeasuredRule rule = measured(scheduler);
    RuleDescription description = rule.rule().describe();
    WeightUpdate start = rule.start(setup);
    rule = rule.after(start);
    DomainDistribution weights = start.weights();
    DomainDistribution recordedWeights = from.weights();
    ImmutableList.Builder<RecordedUpdate> updates = ImmutableList.builder();
    for (RecordedUpdate recorded : record.updates()) {
      weights = withoutExhausted(weights, recordedWeights, recorded.before());
      recordedWeights = recorded.weights();
      WeightUpdate update;
      Feedback feedback = seen(setup, recorded);
      if (recorded.step() == 0) {
        // A report on the base model: its losses become base losses, and no rule sees it.
        if (!setup.has(Signal.BASE_LOSS)) {
          setup = setup.with(Signal.BASE_LOSS, recorded.feedback().losses());
        }
        update = WeightUpdate.of(weights);
      } else {
        update = rule.update(weights, feedback);
        rule = rule.after(update, feedback);
      }
      updates.add(
          new RecordedUpdate(
              feedback,
              recorded.batches(),
              recorded.draws(),
              recorded.potential(),
              recorded.forgetting(),
              weights,
              update));
      weights = update.weights();
    }
    RunHeader header =
        new RunHeader(
            from.setup(),
            start.weights(),
            description,
            from.sampler(),
            from.seed(),
            from.options(),
            from.libraryVersion());
    return new Result(record, RunRecord.of(header, updates.build(), ImmutableList.of()));
  }

  /**
   * The rule with the tracker of the recorded run. A tracker of the user's own is in no record, so
   * a rule that leaves the choice to the run gets none then.
   */
  private MeasuredRule measured(WeightScheduler scheduler) {
    Object kind = record.header().options().get("forgettingAgainst");
    Optional<Baseline> builtIn =
        Arrays.stream(Baseline.values()).filter(b -> b.name().equals(kind)).findFirst();
    return kind != null && builtIn.isEmpty() && scheduler.forgettingTracker().isEmpty()
        ? MeasuredRule.withoutTracker(scheduler)
        : MeasuredRule.of(scheduler, builtIn.orElse(Baseline.PREVIOUS));
  }

  /**
   * Weights change between two reports where a domain has reached its epoch cap. What the recorded
   * run did then is done to the replayed weights: as it was where they are the same, and otherwise
   * by giving the weight of the exhausted domains to the others in proportion.
   */
  private static DomainDistribution withoutExhausted(
      DomainDistribution weights, DomainDistribution after, DomainDistribution before) {
    if (before.equals(after)) {
      return weights;
    }
    if (weights.equals(after)) {
      return before;
    }
    double[] left = weights.toArray();
    double sum = 0;
    for (int j = 0; j < left.length; j++) {
      if (before.weight(j) == 0 && after.weight(j) > 0) {
        left[j] = 0;
      }
      sum += left[j];
    }
    return sum > 0 ? weights.withRelativeWeights(left) : before;
  }

  private void checkSignals(WeightScheduler scheduler) {
    ImmutableSet<Signal> recorded =
        Arrays.stream(Signal.values()).filter(this::isRecorded).collect(toImmutableSet());
    ImmutableList<Signal> missing =
        scheduler.signals().stream()
            .filter(signal -> !recorded.contains(signal))
            .collect(ImmutableList.toImmutableList());
    checkArgument(
        record.updates().isEmpty() || missing.isEmpty() || scheduler.worksWith(recorded),
        "rule '%s' cannot be replayed on this record, which lacks %s. Record a run that has them:"
            + " %s",
        scheduler.describe().name(),
        missing,
        missing.stream()
            .map(signal -> signal + ": " + signal.howToSupply())
            .collect(Collectors.joining("; ")));
  }

  private boolean isRecorded(Signal signal) {
    return record.header().setup().has(signal)
        || record.updates().stream()
            .anyMatch(update -> seen(record.header().setup(), update).has(signal));
  }

  private static Feedback seen(Setup setup, RecordedUpdate recorded) {
    Feedback feedback = setup.addTo(recorded.feedback());
    return feedback.has(Signal.DRAW_COUNTS) || recorded.draws().isEmpty()
        ? feedback
        : feedback.with(Signal.DRAW_COUNTS, recorded.draws());
  }

  /** Holds what a rule chose on a recorded run. Immutable. */
  public static final class Result {
    private final RunRecord original;
    private final RunRecord replayed;

    private Result(RunRecord original, RunRecord replayed) {
      this.original = original;
      this.replayed = replayed;
    }

    /**
     * The run as it would be recorded: it has the recorded reports and the weights of this rule.
     * Losses, potential, forgetting and draws are those of the recorded run.
     *
     * @return a record that can be plotted like any other
     */
    public RunRecord record() {
      return replayed;
    }

    /**
     * Returns the updates of this rule.
     *
     * @return one a recorded update, in order
     */
    public ImmutableList<WeightUpdate> updates() {
      return replayed.updates().stream()
          .map(RecordedUpdate::update)
          .collect(ImmutableList.toImmutableList());
    }

    /**
     * Returns the weights before the first report, then after each.
     *
     * @return one more than there are updates
     */
    public ImmutableList<DomainDistribution> weights() {
      return weights(replayed);
    }

    private static ImmutableList<DomainDistribution> weights(RunRecord record) {
      return ImmutableList.copyOf(
          Iterables.concat(
              ImmutableList.of(record.header().weights()),
              Iterables.transform(record.updates(), RecordedUpdate::weights)));
    }

    /**
     * Returns how far the two rules were apart.
     *
     * @return the largest difference |w − w_recorded| over all domains and updates, in [0, 1]; 0
     *     where the weights are the same, bit for bit
     */
    public double largestDifference() {
      ImmutableList<DomainDistribution> mine = weights(replayed);
      ImmutableList<DomainDistribution> theirs = weights(original);
      double largest = 0;
      for (int t = 0; t < mine.size(); t++) {
        for (int j = 0; j < mine.get(t).size(); j++) {
          largest = Math.max(largest, Math.abs(mine.get(t).weight(j) - theirs.get(t).weight(j)));
        }
      }
      return largest;
    }

    /**
     * Returns what a replay cannot show.
     *
     * @return plain sentences, to be shown beside the result
     */
    public String caveat() {
      return "These are the weights that '"
          + replayed.header().scheduler().name()
          + "' would have chosen on the losses of a run under '"
          + original.header().scheduler().name()
          + "'. Under other weights the model would have seen other examples and its losses would"
          + " have differed, so later updates are less trustworthy the further the weights are"
          + " apart (here by up to "
          + String.format(java.util.Locale.ROOT, "%.4f", largestDifference())
          + "). A replay shows how a rule reacts; it does not show what the rule would have"
          + " achieved. Draw counts, too, are those of the recorded run.";
    }
  }
}
