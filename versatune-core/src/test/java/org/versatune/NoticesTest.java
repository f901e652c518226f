// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.record.RunEvent;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;

/**
 * What a run says in the note of an update and once in the log, and the guard on leaping losses.
 */
class NoticesTest {
  private static final Map<String, Double> REFERENCES = Map.of("law", 1.0, "code", 0.5);

  private final Logger logger = Logger.getLogger(VersaTune.class.getName());
  private final List<String> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          logged.add(MessageFormat.format(entry.getMessage(), entry.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
  }

  private static RunBuilder builder() {
    return VersaTune.builder().domains("law", "code");
  }

  private static Feedback report(long step, double law, double code) {
    return Feedback.at(step).losses(Map.of("law", law, "code", code));
  }

  private List<String> loggedAbout(String text) {
    return logged.stream().filter(line -> line.contains(text)).toList();
  }

  @Test
  void withoutBaseLossesTheDefaultRuleSaysWhatStandsForThem() {
    VersaTune run = builder().referenceLosses(REFERENCES).build();
    for (int step = 1; step <= 3; step++) {
      assertThat(run.report(report(step, 2, 1)).note())
          .contains(
              "no base losses are known: the first losses that were reported are used instead");
    }
    assertThat(loggedAbout("are used instead"))
        .singleElement()
        .asString()
        .contains("'open-gap'", "step 1", "BASE_LOSS", "at step 0 before training");
  }

  @Test
  void withBaseLossesThereIsNothingToSay() {
    VersaTune run = builder().referenceLosses(REFERENCES).build();
    run.report(report(0, 3, 2));
    run.plan(4);
    WeightUpdate update = run.report(report(1, 2, 1));

    assertThat(update.standIns()).isEmpty();
    assertThat(update.note()).doesNotContain("base losses");
    assertThat(logged).isEmpty();
  }

  @Test
  void everyRuleSaysWhatStandsForASignalThatWouldHelp() {
    VersaTune authors = builder().scheduler(Schedulers.authorsCode()).build();
    assertThat(authors.report(report(1, 2, 1)).standIns()).containsKey(Signal.REFERENCE_LOSS);

    VersaTune expansion =
        builder().scheduler(Schedulers.expansion("law")).referenceLosses(REFERENCES).build();
    assertThat(expansion.report(report(1, 2, 1)).standIns()).containsKey(Signal.BASE_LOSS);
    assertThat(expansion.report(report(2, 2, 1)).standIns()).isEmpty();

    VersaTune doReMi = builder().scheduler(Schedulers.doReMi()).referenceLosses(REFERENCES).build();
    assertThat(doReMi.report(report(1, 2, 1)).standIns()).containsKey(Signal.TOKEN_EXCESS);

    VersaTune unchosen = builder().floor(.1).build();
    WeightUpdate update = unchosen.report(report(1, 2, 1));
    assertThat(update.note()).contains("no rule was named", "the weights stay constant");
    assertThat(unchosen.usableSignals()).containsExactly(Signal.REFERENCE_LOSS);
    assertThat(VersaTune.resume(unchosen.snapshot()).rule()).isEqualTo(unchosen.rule());

    assertThat(loggedAbout("To give it"))
        .hasSize(4)
        .allMatch(
            line -> line.contains("VersaTune.builder()") || line.contains("Feedback.at(step)"));
  }

  @Test
  void aDomainThatIsTakenOutDidNotFall() {
    VersaTune run = builder().scheduler(Schedulers.stopping(Schedulers.constant(), 1)).build();
    run.plan(4);
    run.report(report(1, 2, 1));
    WeightUpdate update = run.report(report(2, 2.5, .9));

    assertThat(update.weights().weight("law")).isZero();
    assertThat(update.note()).contains("'law' is taken out").doesNotContain("1e-6");
    assertThat(logged).isEmpty();
  }

  @Test
  void aDomainThatIsTakenOutAndGetsWeightBackIsSaid() {
    for (RunBuilder around :
        List.of(
            builder().floor(.1), builder().smoothing(.5), builder().warmup(9), builder().cap(.6))) {
      logged.clear();
      VersaTune run = around.scheduler(Schedulers.stopping(Schedulers.constant(), 1)).build();
      run.plan(4);
      run.report(report(1, 2, 1));
      assertThat(run.report(report(2, 2.5, .9)).note())
          .contains("taken out, and drawn all the same: [law]");
      run.plan(4);
      run.report(report(3, 2.5, .8));

      assertThat(loggedAbout("taken out"))
          .singleElement()
          .asString()
          .contains("step 2", "[law]", "SchedulerStack");
    }
  }

  @Test
  void forgettingAgainstABaseThatIsNotKnownIsSaid() {
    VersaTune run =
        builder()
            .scheduler(Schedulers.fostering())
            .referenceLosses(REFERENCES)
            .forgettingAgainst(Baseline.BASE)
            .build();

    assertThat(run.report(report(1, 2, 1)).standIns()).containsKey(Signal.BASE_LOSS);
    assertThat(run.report(report(2, 2, 1)).standIns()).isEmpty();
    assertThat(loggedAbout("forgetting is measured against")).hasSize(1);
  }

  @Test
  void aWeightThatFallsBelowAMillionthIsSaidInTheNoteAndOnceInTheLog() {
    VersaTune run = builder().scheduler(Schedulers.authorsCode()).build();

    WeightUpdate first = run.report(report(1, 1000, 1));
    assertThat(first.note()).contains("below 1e-6: the weight of 'code' fell from 0.5 to 1.0E-12");
    assertThat(first.weights().weight("code")).isEqualTo(1e-12);
    assertThat(run.report(report(2, 1, 60)).note()).contains("the weight of 'law' fell");

    assertThat(loggedAbout("fell from"))
        .singleElement()
        .asString()
        .contains("'code'", "step 1", "floor", "onLossJump");
  }

  @Test
  void aRuleOfTheUsersOwnIsWatchedToo() {
    WeightScheduler own = (current, feedback) -> WeightUpdate.of(current.withWeights(1, 0));
    VersaTune run = builder().scheduler(own).build();

    assertThat(run.report(report(1, 2, 1)).note()).contains("the weight of 'code' fell");
  }

  @Test
  void aDomainThatRanIntoItsEpochCapIsNoFallenWeight() {
    VersaTune run =
        builder()
            .scheduler(Schedulers.constant())
            .domainSizes(Map.of("law", 4, "code", 1000))
            .epochCap(1)
            .build();
    run.plan(32);

    assertThat(run.report(report(1, 2, 1)).note()).doesNotContain("fell");
    assertThat(logged).isEmpty();
  }

  @Test
  void aReportWhoseLossLeapsIsRefusedAndMovesNothing() {
    VersaTune run =
        builder()
            .scheduler(Schedulers.authorsCode())
            .onLossJump(3)
            .baseLosses(Map.of("law", 3.0, "code", 2.0))
            .build();

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> run.report(report(1, 9.5, 1)))
        .withMessageContaining("'law'")
        .withMessageContaining("step 1")
        .withMessageContaining("9.5")
        .withMessageContaining("3.0");
    run.report(report(2, 9, 1));
    String before = run.snapshot().toJson();
    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> run.report(report(3, 9, 3.5)))
        .withMessageContaining("'code'");
    assertThat(run.snapshot().toJson()).isEqualTo(before);
    run.report(report(4, 26, 2.9));
  }

  @Test
  void theGuardIsSavedAndSkipsWhereThePolicySaysSo() {
    Path file = folder.resolve("run.jsonl");
    Snapshot snapshot;
    try (VersaTune run =
        builder()
            .scheduler(Schedulers.authorsCode())
            .referenceLosses(REFERENCES)
            .onLossJump(2)
            .onInvalidLoss(InvalidLossPolicy.SKIP)
            .record(file)
            .build()) {
      run.report(report(1, 2, 1));
      DomainDistribution before = run.weights();
      run.report(report(2, 2, 500));
      assertThat(run.weights()).isEqualTo(before);
      snapshot = Snapshot.fromJson(run.snapshot().toJson());
    }
    assertThat(RunRecord.read(file).events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.kind()).isEqualTo(RunEvent.Kind.REPORT_SKIPPED);
              assertThat(event.text()).contains("'code'", "500");
            });
    try (VersaTune resumed = VersaTune.resume(snapshot)) {
      assertThat(resumed.report(report(3, 2, 2.1)).note()).contains("skipped");
      assertThat(resumed.report(report(4, 2, 1.9)).note()).doesNotContain("skipped");
    }
  }

  @Test
  void aFactorThatIsNoneIsRefused() {
    for (double bad : new double[] {1, 0, -2, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder().onLossJump(bad))
          .withMessageContaining("onLossJump");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Schedulers.lossJump(Schedulers.constant(), bad));
    }
  }
}
