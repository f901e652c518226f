// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.scheduling.Schedulers;

/** What can be right and hardly is gets one warning when a run starts, and the run starts. */
class SetupDoubtsTest {
  private static final ImmutableMap<String, Double> BASE = ImmutableMap.of("law", 2.5, "code", 1.4);
  private static final ImmutableMap<String, Double> REFERENCE =
      ImmutableMap.of("law", 1.5, "code", 0.8);

  private static RunBuilder two() {
    return VersaTune.builder().domains("law", "code");
  }

  private static List<String> heard(Consumer<RunBuilder> options) {
    try (Warnings warnings = new Warnings()) {
      RunBuilder builder = two();
      options.accept(builder);
      assertThat(builder.build().plan(2).size()).isEqualTo(2);
      return List.copyOf(warnings.heard());
    }
  }

  @Test
  void baseAndReferenceLossesThatWereExchangedAreNamed() {
    assertThat(heard(run -> run.baseLosses(REFERENCE).referenceLosses(BASE)))
        .singleElement()
        .asString()
        .contains("no reference loss is below", "'law'", "2.5", "1.5", "exchange them");
  }

  @Test
  void aSpecialistWorseThanTheBaseModelIsNamed() {
    assertThat(
            heard(
                run ->
                    run.baseLosses(BASE).referenceLosses(ImmutableMap.of("law", 1.5, "code", 1.4))))
        .singleElement()
        .asString()
        .contains("[code]", "not below their base losses", "train it longer")
        .doesNotContain("law");
  }

  @Test
  void itIsSaidWhereBaseLossesComeAtStepZero() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().referenceLosses(BASE).build();
      assertThat(warnings.heard()).isEmpty();
      run.report(Feedback.at(0).losses(REFERENCE));
      assertThat(warnings.heard()).singleElement().asString().contains("exchange them");
    }
  }

  @Test
  void theSameBaseLossesMeasuredAgainAreNothingToSay() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().baseLosses(BASE).referenceLosses(REFERENCE).build();
      assertThat(run.report(Feedback.at(0).losses(Map.of("law", 2.5001, "code", 1.4))).note())
          .isEqualTo("losses of the base model; no weight changes");
      assertThat(warnings.heard()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"floor, floors, lower", "cap, caps, raise"})
  void boundsThatLeaveNoRoomAreNamed(String bound, String what, String remedy) {
    assertThat(heard(run -> bounded(run, bound, 0.5)))
        .singleElement()
        .asString()
        .contains(what + " sum to 1", remedy);
    assertThat(heard(run -> bounded(run, bound, bound.equals("floor") ? 0.49 : 0.51))).isEmpty();
  }

  private static void bounded(RunBuilder run, String bound, double value) {
    if (bound.equals("floor")) {
      run.floor(value);
    } else {
      run.cap(value);
    }
  }

  @Test
  void aToleranceGivenInPerCentIsNamed() {
    assertThat(
            heard(
                run ->
                    run.baseLosses(BASE)
                        .referenceLosses(REFERENCE)
                        .protect("law")
                        .within(5)
                        .protect("code")
                        .within(0.05)))
        .singleElement()
        .asString()
        .contains("[law]", "6.0 times", "within(0.05)");
  }

  @Test
  void anEpochCapOfLessThanAnExampleIsNamed() {
    assertThat(heard(run -> run.domainSizes(Map.of("law", 1, "code", 1000)).epochCap(0.5)))
        .singleElement()
        .asString()
        .contains("no example of [law]", "0.5", "raise epochCap");
  }

  @Test
  void aDeadBandWithoutStandardErrorsIsSaidOnceInTheLog() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().baseLosses(BASE).referenceLosses(REFERENCE).ignoreNoise(2).build();
      for (int step = 1; step <= 3; step++) {
        assertThat(run.plan(2).size()).isEqualTo(2);
        run.report(Feedback.at(step).losses(Map.of("law", 2.0, "code", 1.0)));
      }
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("no standard error is known of [law, code]", "Signal.LOSS_ERROR");
    }
  }

  @Test
  void weightsByTokensThatNobodyCountsAreSaidOnce() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run =
          two().baseLosses(BASE).referenceLosses(REFERENCE).weightsBy(WeightUnit.TOKENS).build();
      report(run, 1, Signal.VALIDATION_LOSS);
      report(run, 2, Signal.VALIDATION_LOSS);
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("shares of tokens", "Give meanTokens (", "run.tokens().count");
    }
    try (Warnings warnings = new Warnings()) {
      VersaTune run =
          two()
              .baseLosses(BASE)
              .referenceLosses(REFERENCE)
              .weightsBy(WeightUnit.TOKENS)
              .meanTokens(Map.of("law", 100, "code", 400))
              .build();
      report(run, 1, Signal.VALIDATION_LOSS);
      assertThat(warnings.heard()).isEmpty();
    }
  }

  /** A domain of little weight may not have been drawn yet. */
  @Test
  void tokensThatAreCountedOfOneDomainAreNotMissed() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run =
          two().baseLosses(BASE).referenceLosses(REFERENCE).weightsBy(WeightUnit.TOKENS).build();
      run.tokens().count(Map.of("law", 1), Map.of("law", 100));
      report(run, 1, Signal.VALIDATION_LOSS);
      assertThat(warnings.heard()).isEmpty();
    }
  }

  @Test
  void aProtectionThatNeverSeesALossIsSaidOnce() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run =
          two()
              .baseLosses(BASE)
              .referenceLosses(REFERENCE)
              .scheduler(Schedulers.onlineDataMixing())
              .protectAll()
              .within(0)
              .build();
      int step = 1;
      for (; step <= 999; step++) {
        report(run, step, Signal.BATCH_LOSS);
      }
      report(run, step++, Signal.VALIDATION_LOSS, Signal.BATCH_LOSS);
      for (; step <= 1999; step++) {
        report(run, step, Signal.BATCH_LOSS);
      }
      assertThat(warnings.heard()).isEmpty();
      for (; step <= 4001; step++) {
        report(run, step, Signal.BATCH_LOSS);
      }
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("step 2000", "no validation losses", "nothing keeps the promise");
    }
  }

  private static void report(VersaTune run, int step, Signal... signals) {
    assertThat(run.plan(2).size()).isEqualTo(2);
    Feedback feedback = Feedback.at(step);
    for (Signal signal : signals) {
      feedback = feedback.with(signal, Map.of("law", 2.0, "code", 1.0));
    }
    run.report(feedback);
  }

  @Test
  void aRunAsItShouldBeHasNoWarning() {
    assertThat(
            heard(
                run ->
                    run.baseLosses(BASE)
                        .referenceLosses(REFERENCE)
                        .floor(0.02)
                        .cap(0.9)
                        .domainSizes(Map.of("law", 10, "code", 1000))
                        .epochCap(2)
                        .protectAll()
                        .within(0.01)))
        .isEmpty();
  }
}
