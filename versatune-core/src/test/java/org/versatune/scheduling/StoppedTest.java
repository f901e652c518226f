// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.WeightUpdate;

class StoppedTest {
  private static final DomainDistribution MIX =
      DomainDistribution.of(Map.of("a", 0.5, "b", 0.3, "c", 0.2));

  private VersaTune run =
      VersaTune.builder()
          .initial(MIX)
          .scheduler(Schedulers.stopping(Schedulers.constant(), 2))
          .build();

  private WeightUpdate report(long step, double a, double b, double c) {
    return run.report(Feedback.at(step).losses(Map.of("a", a, "b", b, "c", c)));
  }

  @Test
  void theDomainThatTurnedFirstIsTakenOut() {
    report(10, 5, 5, 5);
    report(20, 4, 4, 4); // a's best
    report(30, 4.5, 3, 4.5); // b's best; c's is of step 20, as a's
    WeightUpdate update = report(40, 4.2, 3.5, 3.9);

    assertThat(update.conditions()).containsEntry("back to step", 20.0);
    assertThat(update.conditions()).containsEntry("domains taken out", 1.0);
    assertThat(update.weights().weight("a")).isZero();
    assertThat(update.weights().weight("b")).isCloseTo(0.6, within(1e-12));
    assertThat(update.weights().weight("c")).isCloseTo(0.4, within(1e-12));
    assertThat(update.note()).contains("'a' is taken out", "step 20", "2 evaluations");
  }

  @Test
  void whatCameAfterThatStepIsForgotten() {
    report(10, 4, 5, 5);
    report(20, 5, 4, 4);
    report(30, 5, 3, 3); // a is out, back to step 10
    assertThat(run.weights().weight("a")).isZero();

    // Their bests of steps 20 and 30 are gone, those of step 10 too: step 10 was not their best.
    WeightUpdate next = report(40, 9, 4.5, 4.5);
    assertThat(next.factor("step of the best"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("b", 40.0, "c", 40.0));
    assertThat(next.conditions()).doesNotContainKey("back to step");
    report(50, 9, 4.6, 4.4);
    WeightUpdate out = report(60, 9, 4.7, 4.3);
    assertThat(out.conditions()).containsEntry("back to step", 40.0);
    assertThat(out.weights().weight("c")).isEqualTo(1);
  }

  @Test
  void aBestFromBeforeThatStepStays() {
    report(10, 5, 4, 5);
    report(20, 4, 4.5, 4);
    report(30, 4.5, 4.6, 3); // b is out, its best being of step 10: all others begin anew
    assertThat(run.weights().weight("b")).isZero();
    report(40, 5, 9, 5);
    report(50, 4, 9, 6);
    WeightUpdate update = report(60, 3, 9, 6); // c's best is of step 40, a's of step 60

    assertThat(update.conditions()).containsEntry("back to step", 40.0);
    assertThat(update.weights().weight("a")).isEqualTo(1);
  }

  @Test
  void withEveryDomainOutTheWeightsStay() {
    run =
        VersaTune.builder()
            .domains("a")
            .scheduler(Schedulers.stopping(Schedulers.constant(), 1))
            .build();
    run.report(Feedback.at(1).losses(Map.of("a", 1.0)));
    WeightUpdate update = run.report(Feedback.at(2).losses(Map.of("a", 2.0)));

    assertThat(update.weights().weight("a")).isEqualTo(1);
    assertThat(update.note()).contains("every domain is taken out");
    assertThat(update.conditions()).containsEntry("back to step", 1.0);
    assertThat(run.report(Feedback.at(3).losses(Map.of("a", 2.0))).conditions())
        .doesNotContainKey("back to step");
  }

  @Test
  void aRuleThatLeavesNothingToTheOthersIsReplacedByEqualWeights() {
    run =
        VersaTune.builder()
            .initial(DomainDistribution.of(Map.of("a", 1.0, "b", 0.0, "c", 0.0)))
            .scheduler(Schedulers.stopping(Schedulers.constant(), 1))
            .build();
    report(1, 1, 1, 1);
    WeightUpdate update = report(2, 2, 0.5, 0.5);

    assertThat(update.weights().weight("b")).isEqualTo(0.5);
    assertThat(update.weights().weight("c")).isEqualTo(0.5);
  }

  /** Its loss rises because others are trained, which is no turn, and going back would not help. */
  @Test
  void aDomainWithoutWeightDoesNotTurn() {
    run =
        VersaTune.builder()
            .initial(DomainDistribution.of(Map.of("a", 0.0, "b", 0.5, "c", 0.5)))
            .scheduler(Schedulers.stopping(Schedulers.constant(), 2))
            .build();
    for (int step = 1; step <= 6; step++) {
      WeightUpdate update = report(step, step, 5.0 / step, 5.0 / step);

      assertThat(update.conditions())
          .doesNotContainKey("back to step")
          .containsEntry("domains taken out", 0.0);
      assertThat(update.factor("evaluations since the best")).containsEntry("a", 0.0);
    }
  }

  @Test
  void aResumedRunStopsWhereTheUnbrokenOneDoes() {
    double[][] losses = {{5, 4, 5}, {4, 4.5, 4}, {4.5, 4.6, 3}, {5, 9, 5}, {4, 9, 6}, {3, 9, 6}};
    for (int cut = 0; cut < losses.length; cut++) {
      VersaTune whole =
          VersaTune.builder()
              .initial(MIX)
              .scheduler(Schedulers.stopping(Schedulers.fostering(), 2))
              .referenceLosses(Map.of("a", 1.0, "b", 1.0, "c", 1.0))
              .build();
      run = whole;
      for (int i = 0; i < cut; i++) {
        report(10 * i + 10, losses[i][0], losses[i][1], losses[i][2]);
      }
      VersaTune resumed = VersaTune.resume(Snapshot.fromJson(whole.snapshot().toJson()));
      for (int i = cut; i < losses.length; i++) {
        run = whole;
        WeightUpdate expected = report(10 * i + 10, losses[i][0], losses[i][1], losses[i][2]);
        run = resumed;
        WeightUpdate found = report(10 * i + 10, losses[i][0], losses[i][1], losses[i][2]);
        assertThat(found.weights()).isEqualTo(expected.weights());
        assertThat(found.conditions()).isEqualTo(expected.conditions());
      }
    }
  }

  @Test
  void reportsWithoutLossesCountForNothing() {
    report(10, 4, 4, 4);
    WeightUpdate update = run.report(Feedback.at(20));

    assertThat(update.factor("evaluations since the best")).containsEntry("a", 0.0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedulers.stopping(Schedulers.constant(), 0))
        .withMessageContaining("evaluations");
  }

  @Test
  void reportsThatLackADomainDoNotCountAgainstIt() {
    report(10, 4, 4, 4);
    for (long step = 20; step <= 60; step += 10) {
      WeightUpdate update = run.report(Feedback.at(step).losses(Map.of("b", 40.0 / step)));
      assertThat(update.conditions()).containsEntry("domains taken out", 0.0);
    }
    assertThat(report(70, 5, 0.1, 3).conditions()).containsEntry("domains taken out", 0.0);
    VersaTune resumed = VersaTune.resume(Snapshot.fromJson(run.snapshot().toJson()));

    WeightUpdate update = report(80, 6, 0.05, 2);

    assertThat(update.note()).contains("'a' is taken out", "step 10", "2 evaluations");
    run = resumed;
    assertThat(report(80, 6, 0.05, 2).weights()).isEqualTo(update.weights());
  }
}
