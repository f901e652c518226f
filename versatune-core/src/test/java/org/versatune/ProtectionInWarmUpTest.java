// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.versatune.scheduling.Schedulers;

/** When protection presses and when it cannot, as its documentation says. */
class ProtectionInWarmUpTest {
  private static RunBuilder run() {
    return VersaTune.builder()
        .domains("law", "code")
        .baseLosses(Map.of("law", 2.0, "code", 1.0))
        .protect("law")
        .within(0.01);
  }

  private static WeightUpdate report(VersaTune run, long step) {
    run.plan(1);
    Map<String, Double> losses = Map.of("law", 2.5, "code", 1.0);
    return run.report(Feedback.at(step).losses(losses).with(Signal.BATCH_LOSS, losses));
  }

  @Test
  void inTheWarmUpOfOdmItselfProtectionPresses() {
    WeightUpdate update =
        report(run().scheduler(Schedulers.onlineDataMixing().warmup(2000)).build(), 1);
    assertThat(update.note()).contains("no rewards until step 2000");
    assertThat(update.weights().weight("law")).isGreaterThan(0.8);
  }

  @Test
  void inAWarmUpOfTheRunNothingPressesAndNothingAddsUp() {
    VersaTune held = run().scheduler(Schedulers.uniform()).warmup(3).build();
    assertThat(report(held, 1).weights().weight("law")).isEqualTo(0.5);
    assertThat(report(held, 2).weights().weight("law")).isEqualTo(0.5);
    VersaTune free = run().scheduler(Schedulers.uniform()).build();
    assertThat(report(held, 3).weights()).isEqualTo(report(free, 3).weights());
  }

  @Test
  void betweenTheUpdatesOfAnIntervalItAddsUp() {
    VersaTune held = run().scheduler(Schedulers.uniform()).updateEvery(2).build();
    assertThat(report(held, 1).weights().weight("law")).isEqualTo(0.5);
    VersaTune free = run().scheduler(Schedulers.uniform()).build();
    assertThat(report(held, 2).weights().weight("law"))
        .isGreaterThan(report(free, 2).weights().weight("law"));
  }
}
