// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.versatune.DomainDistribution;
import org.versatune.Feedback;
import org.versatune.InvalidFeedbackException;
import org.versatune.Setup;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.Warnings;
import org.versatune.WeightScheduler;
import org.versatune.WeightUpdate;
import org.versatune.simulation.LossCurve;
import org.versatune.simulation.LossCurves;
import org.versatune.simulation.Simulation;

/** A user's own rule on a record or on loss curves, and files in each other's place. */
class OwnRuleOnARecordTest {
  private static final LossCurve CURVE = new LossCurve(0, 1, 0.5, 10, 0);

  /** What a rule may not answer. */
  private enum Wrong implements WeightScheduler {
    NULL("null; WeightUpdate.of(current)") {
      @Override
      @SuppressWarnings("NullAway") // What a user's rule may do all the same.
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return null;
      }
    },
    OTHERS("weights over [a, b]; the domains are [law, code]") {
      @Override
      public WeightUpdate update(DomainDistribution current, Feedback feedback) {
        return WeightUpdate.of(DomainDistribution.uniform("a", "b"));
      }
    };

    private final String said;

    Wrong(String said) {
      this.said = said;
    }
  }

  private static Path recorded(Path file) {
    try (VersaTune run = VersaTune.builder().domains("law", "code").record(file).build()) {
      assertThat(run.plan(4).size()).isEqualTo(4);
      run.report(Feedback.at(3).losses(Map.of("law", 2.0, "code", 1.0)));
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource
  void whatARuleMayNotAnswerIsNamedInAReplay(Wrong rule, @TempDir Path folder) {
    RunRecord record = RunRecord.read(recorded(folder.resolve("run.jsonl")));
    assertThatIllegalStateException()
        .isThrownBy(() -> Replay.of(record).under(rule))
        .withMessageContaining("rule '" + rule.describe().name() + "'")
        .withMessageContaining("at step 3")
        .withMessageContaining(rule.said);
  }

  @ParameterizedTest
  @EnumSource
  void andInASimulation(Wrong rule) {
    LossCurves curves = LossCurves.of(ImmutableMap.of("law", CURVE, "code", CURVE));
    assertThatIllegalStateException()
        .isThrownBy(() -> Simulation.of(curves).scheduler(rule).run())
        .withMessageContaining("at step 100")
        .withMessageContaining(rule.said);
  }

  /** A rule that fails. */
  private record Failing(RuntimeException thrown) implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      throw thrown;
    }
  }

  static Stream<RuntimeException> faults() {
    return Stream.of(
        new NullPointerException(),
        new IllegalStateException("boom"),
        new IllegalArgumentException("boom"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aRuleThatThrowsIsNamed(RuntimeException fault, @TempDir Path folder) {
    RunRecord record = RunRecord.read(recorded(folder.resolve("run.jsonl")));
    LossCurves curves = LossCurves.of(ImmutableMap.of("law", CURVE, "code", CURVE));
    Failing rule = new Failing(fault);
    Class<?> kind =
        fault instanceof IllegalArgumentException
            ? IllegalArgumentException.class
            : IllegalStateException.class;
    String said = fault instanceof NullPointerException ? "NullPointerException" : "boom";
    String name = "rule 'Failing' (" + Failing.class.getName() + ") failed on the report for ";
    assertThatThrownBy(() -> Replay.of(record).under(rule))
        .isExactlyInstanceOf(kind)
        .hasMessageContaining(name + "step 3: ")
        .hasMessageContaining(said)
        .hasCause(fault);
    assertThatThrownBy(() -> Simulation.of(curves).scheduler(rule).run())
        .isExactlyInstanceOf(kind)
        .hasMessageContaining(name + "step 100: ")
        .hasMessageContaining(said);
  }

  @Test
  void aReportThatARuleRefusesKeepsItsOwnError(@TempDir Path folder) {
    RunRecord record = RunRecord.read(recorded(folder.resolve("run.jsonl")));
    InvalidFeedbackException refusal = new InvalidFeedbackException("mine");
    assertThatThrownBy(
            () ->
                Replay.of(record)
                    .under(
                        (current, feedback) -> {
                          throw refusal;
                        }))
        .isSameAs(refusal);
  }

  @Test
  void aRuleThatCannotStartIsNamed(@TempDir Path folder) {
    RunRecord record = RunRecord.read(recorded(folder.resolve("run.jsonl")));
    WeightScheduler lazy =
        new WeightScheduler() {
          @Override
          public WeightUpdate start(Setup setup) {
            throw new UnsupportedOperationException("no start without a table");
          }

          @Override
          public WeightUpdate update(DomainDistribution current, Feedback feedback) {
            return WeightUpdate.of(current);
          }
        };
    assertThatIllegalStateException()
        .isThrownBy(() -> Replay.of(record).under(lazy))
        .withMessageContaining("rule 'custom' (" + lazy.getClass().getName() + ") could not start")
        .withMessageContaining("no start without a table");
  }

  @Test
  void aRecordThatIsNotThereOnResumptionIsSaid(@TempDir Path folder) {
    VersaTune run = VersaTune.builder().domains("law", "code").build();
    assertThat(run.plan(4).size()).isEqualTo(4);
    run.report(Feedback.at(3).losses(Map.of("law", 2.0, "code", 1.0)));
    Snapshot saved = run.snapshot();
    Path elsewhere = folder.resolve("elsewhere.jsonl");

    try (Warnings warnings = new Warnings(RunRecordWriter.class)) {
      VersaTune.resuming(saved).record(elsewhere).build().close();
      VersaTune.resuming(saved).record(elsewhere).build().close();
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("elsewhere.jsonl", "up to step 3");
    }
  }

  @Test
  void aSnapshotInPlaceOfARecordIsRefusedInWordsOfTheFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("run.json");
    VersaTune.builder().domains("law", "code").build().snapshot().write(file);
    assertThat(Files.size(file)).isPositive();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunRecord.read(file))
        .withMessageContaining("run.json, line 1")
        .satisfies(
            refused -> assertThat(refused.getMessage()).doesNotContain("REDACTED", "UNKNOWN"));
  }
}
