// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunHeader;
import org.versatune.record.RunListener;

/** Parts of a run that call the run while it asks them. */
class CallsFromWithinTest {
  private static Feedback losses(long step) {
    return Feedback.at(step).losses(Map.of("law", 2.0, "code", 1.0));
  }

  private static void call(VersaTune run, String what) {
    switch (what) {
      case "report" -> run.report(losses(7));
      case "plan" -> run.plan(3);
      default -> run.nextDomain();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "plan", "nextDomain"})
  void aRuleThatCallsTheRunIsRefusedAndNothingMoves(String what) {
    AtomicReference<VersaTune> itself = new AtomicReference<>();
    VersaTune run =
        VersaTune.builder()
            .domains("law", "code")
            .scheduler(
                (weights, feedback) -> {
                  call(requireNonNull(itself.get()), what);
                  return WeightUpdate.builder(weights).build();
                })
            .build();
    itself.set(run);
    assertThatThrownBy(() -> run.report(losses(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasStackTraceContaining(
            "run." + what + " was called while the same thread is in run.report")
        .hasStackTraceContaining("the training loop calls the run");
    assertThat(run.reportedStep()).isEqualTo(-1);
    assertThat(run.draws().values()).containsOnly(0L);
    assertThat(run.plan(2).domains()).as("it works as before").hasSize(2);
  }

  @Test
  void aListenerMayReadTheRunAndMayNotReport() {
    AtomicReference<VersaTune> itself = new AtomicReference<>();
    AtomicReference<DomainDistribution> seen = new AtomicReference<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void opened(RunHeader header, long step) {}

          @Override
          public void updated(RecordedUpdate update) {
            VersaTune run = requireNonNull(itself.get());
            seen.set(run.weights());
            run.report(losses(update.step() + 1));
          }
        };
    VersaTune run = VersaTune.builder().domains("law", "code").watch(listener).build();
    itself.set(run);
    run.plan(5);
    try (Warnings warnings = new Warnings()) {
      run.report(losses(1));
      assertThat(warnings.heard())
          .anySatisfy(text -> assertThat(text).contains("listener", "run.report was called"));
    }
    assertThat(run.reportedStep()).isEqualTo(1);
    assertThat(seen.get()).isEqualTo(run.weights());
    assertThat(List.of(run.report(losses(2)))).hasSize(1);
  }
}
