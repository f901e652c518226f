// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Losses that look like another quantity. */
class LossScaleTest {
  private static RunBuilder run() {
    return VersaTune.builder().domains("law", "code");
  }

  private static Feedback losses(long step, double law, double code) {
    return Feedback.at(step).losses(Map.of("law", law, "code", code));
  }

  private static List<String> heard(RunBuilder builder, Feedback... reports) {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = builder.build();
      for (Feedback report : reports) {
        run.plan((int) Math.max(1, report.step()));
        run.report(report);
      }
      return warnings.heard().stream().filter(text -> !text.contains("rule '")).toList();
    }
  }

  @Test
  void aLossThatNoTrainingBeginsWithIsWarnedOfOnce() {
    assertThat(heard(run(), losses(1, 35.2, 4.1), losses(2, 34, 4)))
        .singleElement()
        .asString()
        .contains(
            "VALIDATION_LOSS of domain 'law' at step 1 is 35.2",
            "nats per token",
            "natural logarithm (3.561 here)",
            "may be ignored");
    assertThat(heard(run(), losses(1, 35.2, 41)))
        .singleElement()
        .asString()
        .contains("(and above 20 of 2 domains)");
  }

  @Test
  void whatIsKnownBeforeTrainingIsLookedAtToo() {
    assertThat(heard(run().referenceLosses(Map.of("law", 30.0, "code", 3.0)), losses(1, 31, 4)))
        .singleElement()
        .asString()
        .contains("REFERENCE_LOSS of domain 'law' is 30.0");
    assertThat(heard(run(), losses(0, 30, 5), losses(1, 29, 4)))
        .singleElement()
        .asString()
        .contains("at step 0 is 30.0");
  }

  @Test
  void perplexitiesBesideBaseLossesInNatsAreNoticedBelowTwenty() {
    RunBuilder known = run().baseLosses(Map.of("law", 2.5, "code", 1.4));
    assertThat(heard(known, losses(1, 12.1, 4.05)))
        .singleElement()
        .asString()
        .contains("are e to the power of the base losses", "as perplexities are");
    assertThat(heard(run(), losses(0, 2.5, 1.4), losses(1, 12.1, 4.05))).hasSize(1);
  }

  @Test
  void lossesAsTheyAreAndThoseOfATrainingThatDivergesLaterAreNot() {
    RunBuilder known = run().baseLosses(Map.of("law", 2.5, "code", 1.4));
    assertThat(heard(known, losses(1, 2.4, 1.3), losses(2, 500, 900))).isEmpty();
    assertThat(heard(known, losses(1, 12.1, 1.5))).as("one domain that diverged").isEmpty();
    assertThat(heard(run(), losses(1, 12.6, 11.9))).as("an untrained model").isEmpty();
    VersaTune before = run().build();
    before.plan(1);
    before.report(losses(1, 2, 1));
    try (Warnings warnings = new Warnings()) {
      VersaTune.resume(before.snapshot()).report(losses(2, 500, 900));
      assertThat(warnings.heard()).noneMatch(text -> text.contains("nats"));
    }
  }
}
