// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.Replay;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;
import org.versatune.tracking.ForgettingDegree;
import org.versatune.tracking.ForgettingTrackers;

/** A run has one forgetting tracker: the rule reads it, the record holds it, the user sees it. */
class OneTrackerTest {
  /** A tracker of the user's own: against the mean of the losses before, new ones half. */
  private record Halfway(ImmutableMap<String, Double> baseline) implements ForgettingTracker {
    @Override
    public ImmutableMap<String, Double> forgetting(Map<String, Double> losses) {
      return ForgettingDegree.of(losses, baseline);
    }

    @Override
    public ForgettingTracker observe(Map<String, Double> losses) {
      Map<String, Double> moved = new LinkedHashMap<>(baseline);
      losses.forEach((domain, loss) -> moved.merge(domain, loss, (old, now) -> (old + now) / 2));
      return new Halfway(ImmutableMap.copyOf(moved));
    }

    @Override
    public Baseline kind() {
      return Baseline.PREVIOUS;
    }

    @Override
    public ForgettingTracker restore(Map<String, Double> saved) {
      return new Halfway(ImmutableMap.copyOf(saved));
    }
  }

  private static final Halfway OWN = new Halfway(ImmutableMap.of());

  @TempDir Path folder;

  private RunBuilder builder(WeightScheduler rule) {
    return VersaTune.builder()
        .domains("law", "medicine", "code")
        .referenceLosses(Map.of("law", 1.0, "medicine", 0.9, "code", 0.4))
        .scheduler(rule)
        .floor(.05)
        .record(folder.resolve("run.jsonl"));
  }

  private static Feedback report(long step) {
    return Feedback.at(step)
        .losses(
            ImmutableMap.of(
                "law",
                2 + .3 * Math.sin((double) step),
                "medicine",
                1.5 + .01 * step,
                "code",
                1.0));
  }

  private static void train(VersaTune run, int from, int to) {
    for (int step = from; step <= to; step++) {
      run.report(report(step));
    }
  }

  private RunRecord read() {
    return RunRecord.read(folder.resolve("run.jsonl"));
  }

  private static void agree(RunRecord record) {
    for (RecordedUpdate update : record.updates()) {
      if (update.step() > 0) {
        assertThat(update.forgetting()).isEqualTo(update.update().factor("forgetting"));
      }
    }
    assertThat(record.updates().stream().flatMap(u -> u.forgetting().values().stream()))
        .anyMatch(phi -> phi > 0);
  }

  @ParameterizedTest
  @EnumSource(Baseline.class)
  void theRulesBaselineIsTheRuns(Baseline kind) {
    for (boolean atTheRule : new boolean[] {true, false}) {
      RunBuilder builder =
          atTheRule
              ? builder(Schedulers.expansion("code").against(kind))
              : builder(Schedulers.interval(Schedulers.expansion("code"), 1))
                  .forgettingAgainst(kind);
      try (VersaTune run = builder.build()) {
        run.report(report(0));
        train(run, 1, 8);
        assertThat(run.forgettingTracker().kind()).isEqualTo(kind);
      }
      agree(read());
      assertThat(read().header().options()).containsEntry("forgettingAgainst", kind.name());
      Replay.Result replayed =
          Replay.of(read()).under(Schedulers.named(read().header().scheduler()));
      assertThat(replayed.largestDifference()).isZero();
    }
  }

  /** A rule is bound to the run's tracker when the run goes on, too. */
  @ParameterizedTest
  @EnumSource(Baseline.class)
  void aRuleGivenAgainMeasuresAsTheSavedOneDid(Baseline kind) {
    WeightScheduler rule = Schedulers.expansion("code");
    try (VersaTune run = builder(rule).forgettingAgainst(kind).build()) {
      run.report(report(0));
      train(run, 1, 8);
      try (VersaTune again = VersaTune.resuming(run.snapshot()).scheduler(rule).build()) {
        assertThat(again.rule()).isEqualTo(run.rule());
        train(run, 9, 12);
        train(again, 9, 12);
        assertThat(again.snapshot()).isEqualTo(run.snapshot());
      }
    }
  }

  /** Also inside decorators, and with a tracker of the user's own. */
  @Test
  void aRuleInsideDecoratorsThatIsGivenAgainIsNoOther() {
    WeightScheduler inside = Schedulers.interval(Schedulers.expansion("code"), 2);
    for (Baseline kind : Baseline.values()) {
      Snapshot saved = unrecorded(inside).forgettingAgainst(kind).build().snapshot();
      isNoOther(VersaTune.resuming(saved), inside, saved);
    }
    Snapshot saved = unrecorded(inside).forgettingTracker(OWN).build().snapshot();
    isNoOther(VersaTune.resuming(saved).forgettingTracker(OWN), inside, saved);
    assertThat(VersaTune.resuming(saved).forgettingTracker(OWN).build().snapshot())
        .isEqualTo(saved);

    try (Warnings warnings = new Warnings()) {
      var unused =
          VersaTune.resuming(saved)
              .scheduler(Schedulers.interval(Schedulers.expansion("code").step(0.1), 2));
      assertThat(warnings.heard()).singleElement().asString().contains("as given");
    }
  }

  private static RunBuilder unrecorded(WeightScheduler rule) {
    return VersaTune.builder()
        .domains("law", "medicine", "code")
        .referenceLosses(Map.of("law", 1.0, "medicine", 1.1, "code", 1.2))
        .scheduler(rule);
  }

  private static void isNoOther(Resumption resumption, WeightScheduler rule, Snapshot saved) {
    try (Warnings warnings = new Warnings()) {
      assertThat(resumption.scheduler(rule).build().snapshot()).isEqualTo(saved);
      assertThat(warnings.heard()).isEmpty();
    }
  }

  /** Measures nothing, and says so by null where it must return itself. */
  private static final class Unbound implements WeightScheduler {
    private boolean forgets;

    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      return WeightUpdate.of(current);
    }

    @Override
    @SuppressWarnings("NullAway") // the mistake that is tried
    public WeightScheduler measuring(ForgettingTracker tracker) {
      return forgets ? null : this;
    }
  }

  @Test
  void aRuleThatIsBoundToNothingIsNamedWhereTheRunGoesOn() {
    Unbound rule = new Unbound();
    try (VersaTune run = builder(rule).build()) {
      rule.forgets = true;
      Resumption resumption = VersaTune.resuming(run.snapshot()).scheduler(rule);
      assertThatIllegalArgumentException()
          .isThrownBy(resumption::build)
          .withMessageContaining("Unbound")
          .withMessageContaining("returned null from measuring(tracker)");
    }
  }

  @Test
  void twoTrackersForOneRunAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                builder(Schedulers.expansion("code").against(Baseline.BASE))
                    .forgettingAgainst(Baseline.BEST)
                    .build())
        .withMessageContaining("BASE")
        .withMessageContaining("BEST")
        .withMessageContaining("one tracker");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                builder(Schedulers.expansion("code").against(Baseline.PREVIOUS))
                    .forgettingTracker(OWN)
                    .build())
        .withMessageContaining("'Halfway'");
  }

  @Test
  void theUsersOwnTrackerIsReadByTheRuleAndGoesOnAfterASnapshot() {
    Snapshot snapshot;
    DomainDistribution straight;
    try (VersaTune run = builder(Schedulers.expansion("code")).forgettingTracker(OWN).build()) {
      train(run, 1, 5);
      snapshot = Snapshot.fromJson(run.snapshot().toJson());
      train(run, 6, 10);
      straight = run.weights();
      assertThat(run.forgettingTracker()).isInstanceOf(Halfway.class);
    }
    agree(read());
    RunRecord whole = read();
    assertThat(whole.updates().get(1).forgetting())
        .isEqualTo(ForgettingDegree.of(report(2).losses(), report(1).losses()));
    assertThat(whole.updates().get(2).forgetting())
        .isNotEqualTo(ForgettingDegree.of(report(3).losses(), report(2).losses()));
    assertThat(
            Replay.of(whole)
                .under(
                    org.versatune.scheduling.SchedulerStack.builder(
                            Schedulers.expansion("code").measuring(OWN))
                        .floor(.05)
                        .build())
                .largestDifference())
        .isZero();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resume(snapshot))
        .withMessageContaining("'Halfway'")
        .withMessageContaining("forgettingTracker(tracker)");
    VersaTune resumed = VersaTune.resuming(snapshot).forgettingTracker(OWN).build();
    train(resumed, 6, 10);
    assertThat(resumed.weights()).isEqualTo(straight);
  }

  /** The baseline that a tracker brings along is the start of the run, and not of what goes on. */
  @Test
  void aTrackerWithABaselineOfBeforeTheRunGoesOnFromTheSnapshot() {
    Halfway informed = new Halfway(ImmutableMap.of("law", 1.8, "medicine", 1.6, "code", 1.1));
    Supplier<RunBuilder> own =
        () -> VersaTune.builder().domains("law", "medicine", "code").forgettingTracker(informed);
    Supplier<RunBuilder> builtIn = () -> VersaTune.builder().domains("law", "medicine", "code");
    WeightScheduler expansion = Schedulers.expansion("code");
    WeightScheduler measuring =
        Schedulers.expansion("code").measuring(ForgettingTrackers.best(informed.baseline()));
    goesOnFromTheSnapshot(own, expansion, r -> r.forgettingTracker(informed));
    goesOnFromTheSnapshot(own, new Asking(informed), r -> r.forgettingTracker(informed));
    goesOnFromTheSnapshot(builtIn, measuring, r -> r);
    goesOnFromTheSnapshot(
        builtIn, new Asking(ForgettingTrackers.previous(informed.baseline())), r -> r);
  }

  private static void goesOnFromTheSnapshot(
      Supplier<RunBuilder> builder, WeightScheduler rule, UnaryOperator<Resumption> given) {
    VersaTune run =
        builder
            .get()
            .scheduler(rule)
            .referenceLosses(Map.of("law", 1.0, "medicine", 0.9, "code", 0.4))
            .build();
    train(run, 1, 5);
    Snapshot snapshot = Snapshot.fromJson(run.snapshot().toJson());
    VersaTune resumed = given.apply(VersaTune.resuming(snapshot).scheduler(rule)).build();
    assertThat(resumed.forgettingTracker()).isEqualTo(run.forgettingTracker());

    train(run, 6, 10);
    train(resumed, 6, 10);

    assertThat(run.weights().toArray()).doesNotHaveDuplicates();
    assertThat(resumed.weights()).isEqualTo(run.weights());
  }

  /** A rule of the user's own without state, which asks for a tracker. */
  private record Asking(ForgettingTracker tracker) implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      ImmutableMap<String, Double> phi =
          feedback.forgettingTracker().orElseThrow().forgetting(feedback.losses());
      return WeightUpdate.of(current.reweighted(domain -> 1 + phi.getOrDefault(domain, 0.0)));
    }

    @Override
    public Optional<ForgettingTracker> forgettingTracker() {
      return Optional.of(tracker);
    }

    @Override
    public RuleDescription describe() {
      return RuleDescription.of("asking");
    }
  }

  /** The rule's weights are the shares of φ, as the run's tracker measures it. */
  @Test
  void aRuleOfTheUsersOwnReadsTheRunsTracker() {
    WeightScheduler mostForgotten =
        (current, feedback) -> {
          ImmutableMap<String, Double> phi =
              feedback.forgettingTracker().orElseThrow().forgetting(feedback.losses());
          return WeightUpdate.builder(
                  current.reweighted(domain -> 1 + phi.getOrDefault(domain, 0.0)))
              .factor("forgetting", phi.values().stream().mapToDouble(p -> p).toArray())
              .build();
        };
    for (ForgettingTracker tracker : new ForgettingTracker[] {OWN, best()}) {
      try (VersaTune run = builder(mostForgotten).forgettingTracker(tracker).build()) {
        run.report(report(0));
        train(run, 1, 8);
        assertThat(run.weights().toArray()).doesNotHaveDuplicates();
      }
      agree(read());
    }
    assertThat(report(1).forgettingTracker()).isEmpty();
  }

  private static ForgettingTracker best() {
    return org.versatune.tracking.ForgettingTrackers.best(ImmutableMap.of());
  }

  @Test
  void theRunAloneKeepsTheBaseline() {
    for (RunBuilder builder :
        new RunBuilder[] {
          builder(Schedulers.expansion("code")),
          builder(Schedulers.expansion("code")).forgettingTracker(OWN)
        }) {
      try (VersaTune run = builder.build()) {
        train(run, 1, 4);
        RunState saved = run.snapshot().state();
        assertThat(saved.schedulerState().allDoubles()).isEmpty();
        assertThat(saved.trackerBaseline()).isEqualTo(run.forgettingTracker().baseline());
        assertThat(saved.trackerBaseline()).hasSize(3);
      }
    }
  }

  @Test
  void underARuleThatMeasuresNoneTheRecordHoldsTheUsersOwn() {
    try (VersaTune run = builder(Schedulers.openGap()).forgettingTracker(OWN).build()) {
      run.report(report(0));
      train(run, 1, 3);
    }
    assertThat(read().updates().get(1).forgetting())
        .isEqualTo(ForgettingDegree.of(report(1).losses(), report(0).losses()));
  }
}
