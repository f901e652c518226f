// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.versatune.scheduling.Schedulers;
import org.versatune.tracking.ForgettingDegree;

/** What a forgetting tracker of the user's own keeps beside its baseline. */
class TrackerStateTest {
  private static final Map<String, Double> LOSSES = Map.of("law", 2.0, "code", 1.0);

  /** A running mean of losses, which needs the number of evaluations as well. */
  private static class Mean implements ForgettingTracker {
    final int count;
    final ImmutableMap<String, Double> means;
    final double margin;

    Mean(int count, ImmutableMap<String, Double> means, double margin) {
      this.count = count;
      this.means = means;
      this.margin = margin;
    }

    Mean with(int counted, Map<String, Double> now) {
      return new Mean(counted, ImmutableMap.copyOf(now), margin);
    }

    @Override
    public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
      return ForgettingDegree.of(losses, means);
    }

    @Override
    public ForgettingTracker observe(Map<String, Double> losses) {
      Map<String, Double> moved = new LinkedHashMap<>(means);
      losses.forEach(
          (domain, loss) ->
              moved.merge(domain, loss, (old, now) -> old + (now - old) / (count + 1)));
      return with(count + 1, moved);
    }

    @Override
    public ImmutableMap<String, Double> baseline() {
      return means;
    }

    @Override
    public Baseline kind() {
      return Baseline.PREVIOUS;
    }

    @Override
    public RuleDescription describe() {
      return RuleDescription.of("mean", ImmutableMap.of("margin", margin));
    }

    @Override
    public ForgettingTracker restore(Map<String, Double> baseline) {
      return with(1, baseline);
    }
  }

  /** Saves it. */
  private static class SavingMean extends Mean {
    SavingMean(int count, ImmutableMap<String, Double> means, double margin) {
      super(count, means, margin);
    }

    @Override
    Mean with(int counted, Map<String, Double> now) {
      return new SavingMean(counted, ImmutableMap.copyOf(now), margin);
    }

    @Override
    public SavedState state() {
      return SavedState.builder().longs("count", count).build();
    }

    @Override
    public ForgettingTracker restore(Map<String, Double> baseline, SavedState state) {
      return with(state.isEmpty() ? 1 : (int) state.number("count"), baseline);
    }
  }

  /** Moves half-way to each loss, whatever the count. */
  private static final class Last extends Mean {
    Last(ImmutableMap<String, Double> means) {
      super(1, means, 0);
    }

    @Override
    Mean with(int counted, Map<String, Double> now) {
      return new Last(ImmutableMap.copyOf(now));
    }
  }

  /** Counts in itself. */
  private static final class Changing extends Mean {
    private int evaluations;

    Changing() {
      super(1, ImmutableMap.of("law", 1.0, "code", 1.0), 0);
    }

    @Override
    public ForgettingTracker observe(Map<String, Double> losses) {
      evaluations++;
      return this;
    }

    @Override
    public ForgettingTracker restore(Map<String, Double> baseline) {
      return this;
    }
  }

  private static final Mean FORGETFUL = new Mean(0, ImmutableMap.of(), 0);
  private static final Mean SAVING = new SavingMean(0, ImmutableMap.of(), 0);

  private static VersaTune run(ForgettingTracker tracker) {
    return VersaTune.builder()
        .domains("law", "code")
        .referenceLosses(Map.of("law", 0.1, "code", 0.1))
        .scheduler(Schedulers.expansion("law"))
        .forgettingTracker(tracker)
        .build();
  }

  private static void train(VersaTune run, int from, int to) {
    for (int step = from; step <= to; step++) {
      run.plan(8);
      run.report(Feedback.at(step).losses(Map.of("law", 3.0 / step, "code", 1 + 0.2 * step)));
    }
  }

  private static VersaTune resumed(Snapshot snapshot, ForgettingTracker tracker) {
    return VersaTune.resuming(Snapshot.fromJson(snapshot.toJson()))
        .forgettingTracker(tracker)
        .build();
  }

  @Test
  void aStateThatIsSavedGoesOnAsIfNothingHadHappened() {
    VersaTune whole = run(SAVING);
    train(whole, 1, 8);
    VersaTune first = run(SAVING);
    train(first, 1, 5);
    try (Warnings warnings = new Warnings()) {
      VersaTune second = resumed(first.snapshot(), SAVING);
      train(second, 6, 8);
      assertThat(second.weights()).isEqualTo(whole.weights());
      assertThat(second.forgettingTracker().baseline())
          .isEqualTo(whole.forgettingTracker().baseline());
      assertThat(second.snapshot().toJson()).isEqualTo(whole.snapshot().toJson());
      assertThat(warnings.heard()).noneMatch(text -> text.contains("forgetting tracker"));
    }
  }

  @Test
  void aStateThatNoSnapshotHoldsIsWarnedOfOnce() {
    try (Warnings warnings = new Warnings()) {
      train(run(FORGETFUL), 1, 6);
      assertThat(warnings.heard().stream().filter(text -> text.contains("forgetting tracker")))
          .singleElement()
          .asString()
          .contains(
              "forgetting tracker 'mean' (" + Mean.class.getName() + ")",
              "Override state() and restore(baseline, state)");
    }
  }

  @Test
  void aTrackerWhoseBaselineIsAllIsNot() {
    try (Warnings warnings = new Warnings()) {
      train(run(new Last(ImmutableMap.of())), 1, 6);
      assertThat(warnings.heard()).noneMatch(text -> text.contains("forgetting tracker"));
    }
  }

  @Test
  void otherOptionsOnResumptionAreSaidAndTheSameAreNot() {
    VersaTune saved = run(SAVING);
    train(saved, 1, 2);
    try (Warnings warnings = new Warnings()) {
      assertThat(resumed(saved.snapshot(), SAVING).reportedStep()).isEqualTo(2);
      assertThat(warnings.heard()).isEmpty();
      assertThat(
              resumed(saved.snapshot(), new SavingMean(0, ImmutableMap.of(), 0.5)).reportedStep())
          .isEqualTo(2);
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("mean{margin=0.0}", "mean{margin=0.5}", "as given");
    }
  }

  @Test
  void aSnapshotWithTheNameAloneIsNoOther() {
    Mean older =
        new SavingMean(0, ImmutableMap.of(), 0.5) {
          @Override
          public RuleDescription describe() {
            return RuleDescription.of("mean");
          }
        };
    VersaTune saved = run(older);
    train(saved, 1, 2);
    try (Warnings warnings = new Warnings()) {
      assertThat(resumed(saved.snapshot(), SAVING).reportedStep()).isEqualTo(2);
      assertThat(warnings.heard()).isEmpty();
    }
  }

  /** A tracker that changes itself, which it should not, is still asked only what the run asks. */
  @Test
  void aTrackerThatAnswersItselfIsNotChanged() {
    Changing tracker = new Changing();
    train(run(tracker), 1, 6);
    assertThat(tracker.evaluations).isEqualTo(6);
  }

  @Test
  void aStateThatATrackerCannotTakeIsRefused() {
    VersaTune saved = run(SAVING);
    train(saved, 1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resumed(saved.snapshot(), FORGETFUL))
        .withMessageContaining("'mean' has saved state")
        .withMessageContaining("override restore(Map, SavedState)");
  }

  @Test
  void aStateThatIsNullMovesNothing() {
    Mean broken =
        new Mean(0, ImmutableMap.of(), 0) {
          @Override
          public ForgettingTracker observe(Map<String, Double> losses) {
            return this;
          }

          @Override
          @SuppressWarnings("NullAway") // What a user's tracker may do all the same.
          public SavedState state() {
            return null;
          }
        };
    VersaTune run = run(broken);
    run.plan(8);
    assertThatIllegalStateException()
        .isThrownBy(() -> run.report(Feedback.at(1).losses(LOSSES)))
        .withMessageContaining("returned null from state")
        .withMessageContaining("step 1");
    assertThat(run.reportedStep()).isEqualTo(-1);
    assertThat(run.weights().weight("law")).isEqualTo(0.5);
  }
}
