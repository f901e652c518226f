// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.scheduling.Schedulers;

/**
 * What a rule of the user's own keeps for the next report, and what it answers before the first.
 */
class OwnRuleStateTest {
  private static final Map<String, Double> LOSSES = Map.of("law", 2.0, "code", 1.0);

  private static RunBuilder under(WeightScheduler rule) {
    return VersaTune.builder().domains("law", "code").scheduler(rule);
  }

  private static void report(VersaTune run, int times) {
    for (int step = 1; step <= times; step++) {
      assertThat(run.plan(2).size()).isEqualTo(2);
      run.report(Feedback.at(step).losses(LOSSES));
    }
  }

  /** Counts its reports, and forgets to save the count. */
  private static class Counter implements WeightScheduler {
    final int count;

    Counter(int count) {
      this.count = count;
    }

    Counter next() {
      return new Counter(count + 1);
    }

    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      return WeightUpdate.builder(
              current.reweighted(domain -> domain.equals("law") ? 1 + 0.1 * count : 1))
          .next(next())
          .build();
    }
  }

  /** Saves it. */
  private static final class SavingCounter extends Counter {
    SavingCounter(int count) {
      super(count);
    }

    @Override
    Counter next() {
      return new SavingCounter(count + 1);
    }

    @Override
    public SavedState state() {
      return SavedState.builder().longs("count", count).build();
    }

    @Override
    public WeightScheduler restore(Setup setup, SavedState state) {
      return new SavingCounter((int) state.number("count"));
    }
  }

  @Test
  void aStateThatNoSnapshotHoldsIsWarnedOfOnce() {
    try (Warnings warnings = new Warnings()) {
      report(under(new Counter(0)).build(), 4);
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("'Counter'", "state() of that one is empty", "Override state()");
    }
  }

  @Test
  void itIsWarnedOfInsideDecoratorsToo() {
    try (Warnings warnings = new Warnings()) {
      report(under(new Counter(0)).floor(0.1).smoothing(0.5).updateEvery(1).build(), 3);
      assertThat(warnings.heard()).singleElement().asString().contains("'Counter'");
    }
  }

  @Test
  void aRuleThatSavesItsStateAndOneWithoutAnyAreNot() {
    try (Warnings warnings = new Warnings()) {
      report(under(new SavingCounter(0)).build(), 3);
      report(under((current, feedback) -> WeightUpdate.of(current)).build(), 3);
      assertThat(warnings.heard()).isEmpty();
    }
  }

  @Test
  void anOptionThatIsOtherThanTheSavedOneIsSaidOnResumption() {
    Snapshot saved =
        under(Schedulers.fostering().magnitude(1)).referenceLosses(LOSSES).build().snapshot();
    try (Warnings warnings = new Warnings()) {
      VersaTune same =
          VersaTune.resuming(saved).scheduler(Schedulers.fostering().magnitude(1)).build();
      assertThat(same.rule()).isEqualTo(Schedulers.fostering().describe());
      assertThat(warnings.heard()).isEmpty();
      VersaTune other =
          VersaTune.resuming(saved).scheduler(Schedulers.fostering().magnitude(50)).build();
      assertThat(other.rule().options()).containsEntry("magnitude", 50.0);
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("magnitude=1.0", "magnitude=50.0");
    }
  }

  @Test
  void theTrackerOfARuleIsNoOtherOption() {
    Snapshot saved =
        under(Schedulers.expansion("law").against(Baseline.BASE))
            .referenceLosses(LOSSES)
            .baseLosses(Map.of("law", 3.0, "code", 2.0))
            .build()
            .snapshot();
    try (Warnings warnings = new Warnings()) {
      VersaTune run =
          VersaTune.resuming(saved)
              .scheduler(Schedulers.expansion("law").against(Baseline.BASE))
              .build();
      assertThat(run.forgettingTracker().kind()).isEqualTo(Baseline.BASE);
      assertThat(warnings.heard()).isEmpty();
    }
  }

  /** Answers null to one question. */
  @NullUnmarked
  private record Silent(String call) implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      return WeightUpdate.of(current);
    }

    @Override
    public ImmutableSet<Signal> usableSignals() {
      return call.equals("usableSignals()") ? null : ImmutableSet.of();
    }

    @Override
    @SuppressWarnings("NullOptional") // What a user's rule may do all the same.
    public Optional<ForgettingTracker> forgettingTracker() {
      return call.equals("forgettingTracker()") ? null : Optional.empty();
    }

    @Override
    public WeightScheduler measuring(ForgettingTracker tracker) {
      return call.equals("measuring(tracker)") ? null : this;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"usableSignals()", "forgettingTracker()", "measuring(tracker)"})
  void aRuleThatAnswersNullBeforeTheStartIsNamed(String call) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> under(new Silent(call)).build())
        .withMessageContaining("rule 'Silent'")
        .withMessageContaining("null from " + call)
        .withMessageContaining("return ");
  }
}
