// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.versatune.scheduling.Schedulers;

/** Reports and draws that do not fit together are warned of once, with what to do. */
class ReportWatchTest {
  private static final Map<String, Double> LOSSES = Map.of("law", 2.0, "code", 1.0);

  private static RunBuilder two() {
    return VersaTune.builder()
        .domains("law", "code")
        .baseLosses(ImmutableMap.of("law", 2.5, "code", 1.2))
        .referenceLosses(ImmutableMap.of("law", 1.5, "code", 0.8));
  }

  /** Reports at first, first + spacing, … after as many batches as steps. */
  private static void report(VersaTune run, long first, long spacing, int count) {
    long done = run.draws().values().stream().mapToLong(Long::longValue).sum();
    for (int i = 0; i < count; i++) {
      long step = first + i * spacing;
      for (; done < step; done++) {
        var unused = run.plan(1);
      }
      run.report(Feedback.at(step).losses(Map.of("law", 2.0 - 0.001 * i, "code", 1.0)));
    }
  }

  @ParameterizedTest
  @CsvSource({"99, 100, 6", "1, 100, 4", "50, 100, 3", "3, 6, 8", "101, 200, 3"})
  void reportsThatNeverMoveAWeightAreToldOnceWithTheRemedy(long first, long spacing, int count) {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().updateEvery(spacing % 100 == 0 ? 100 : 4).build();
      DomainDistribution start = run.weights();
      report(run, first, spacing, count);

      assertThat(run.weights()).isEqualTo(start);
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("no weight has moved", "none will", "Report at multiples of", "updateEvery");
    }
  }

  /** A fixed mix needs no losses, so nothing fails. */
  @Test
  void reportsThatHoldNothingAreToldOnce() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().scheduler(Schedulers.uniform()).build();
      for (int step = 1; step <= 3; step++) {
        var unused = run.plan(1);
        run.report(Feedback.at(step));
      }

      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("step 1", "no losses and no other signal", "report losses by domain (");
    }
  }

  @Test
  void anIntervalInsideTheUsersOwnRuleIsSeenToo() {
    try (Warnings warnings = new Warnings()) {
      report(two().scheduler(Schedulers.interval(Schedulers.openGap(), 10)).build(), 5, 10, 3);

      assertThat(warnings.heard()).singleElement().asString().contains("divisible by 10");
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 100, 5", "7, 7, 40", "10, 10, 30", "50, 50, 6"})
  void reportsThatMoveWeightsAreNotComplainedOf(long first, long spacing, int count) {
    try (Warnings warnings = new Warnings()) {
      report(two().updateEvery(spacing > 9 ? 100 : 7).build(), first, spacing, count);

      assertThat(warnings.heard()).isEmpty();
    }
  }

  @Test
  void aReportFarAheadOfWhatWasDrawnIsToldOnce() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().build();
      run.report(Feedback.at(1_000_000).losses(LOSSES));
      run.report(Feedback.at(2_000_000).losses(LOSSES));

      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("step 1000000", "nothing has been drawn", "plan, nextDomain");
    }
  }

  @Test
  void aReportAheadOfSomeDrawsIsToldToo() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().build();
      run.plan(8);
      run.report(Feedback.at(9).losses(LOSSES));

      assertThat(warnings.heard()).singleElement().asString().contains("only 8 examples have");
    }
  }

  @ParameterizedTest
  @CsvSource({"2.5, 0", "2.4, 1"})
  void baseLossesOfAReportThatAreNotThoseGivenAreToldOnce(double law, int expected) {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().build();
      WeightUpdate update = run.report(Feedback.at(0).losses(Map.of("law", law, "code", 1.2)));

      assertThat(run.setup().byDomain(Signal.BASE_LOSS)).containsEntry("law", 2.5);
      assertThat(warnings.heard())
          .hasSize(expected)
          .allMatch(line -> line.contains("which stay as they are") && line.contains("baseLosses"));
      assertThat(update.note())
          .contains(expected == 0 ? "losses of the base model" : "not the base");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "100, 1000", "300, 3000"})
  void reportsThatStayAwayAreToldOnce(long every, int patience) {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = (every == 0 ? two() : two().updateEvery(every)).build();
      for (int batch = 0; batch < patience; batch++) {
        var unused = run.plan(1);
      }
      assertThat(warnings.heard()).isEmpty();
      for (int batch = 0; batch < 2 * patience; batch++) {
        var unused = run.plan(1);
      }

      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains(
              "since the last report (step 0)",
              "open-gap",
              "Report losses by domain (run.report(",
              "such as constant (");
    }
  }

  @Test
  void aRuleThatNeedsNoReportsIsNotAskedForThem() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().scheduler(Schedulers.constant()).build();
      for (int batch = 0; batch < 1500; batch++) {
        var unused = run.plan(1);
      }

      assertThat(warnings.heard()).isEmpty();
    }
  }

  /** A segment is planned in many parts, which are no steps. */
  @Test
  void aSegmentIsComposedWithoutReports() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().build();
      run.inFlight().compose();
      for (int part = 0; part < 1500; part++) {
        var unused = run.plan(1);
      }

      assertThat(warnings.heard()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"law, Law", "law, 'law '", "a b, a  b", "caf\u00e9, cafe\u0301", "\uff4caw, law"})
  void namesThatReadAlikeAreToldOnce(String one, String other) {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = VersaTune.builder().domains(one, "code", other, other + " ").build();

      assertThat(run.domains()).hasSize(4);
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("'" + one + "' and '" + other + "'", "one name");
    }
  }

  @Test
  void weightsThatNobodyDrawsByAreToldOnce() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run = two().build();
      run.plan(1000);
      for (int step = 1; step <= 9; step++) {
        run.report(Feedback.at(step).losses(Map.of("law", 2.0 - 0.01 * step, "code", 1.0)));
      }

      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("3 reports", "nothing was drawn in between");
    }
  }
}
