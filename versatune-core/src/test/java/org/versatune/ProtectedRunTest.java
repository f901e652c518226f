// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.Replay;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Protection;
import org.versatune.scheduling.Schedulers;

/** Protection as an option of a run. */
class ProtectedRunTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("general", "law", "code");
  private static final ImmutableMap<String, Double> BASE =
      ImmutableMap.of("general", 2.0, "law", 3.0, "code", 1.0);

  private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

  @TempDir Path folder;

  private static RunBuilder builder() {
    return VersaTune.builder()
        .domains(DOMAINS)
        .referenceLosses(ImmutableMap.of("general", 1.8, "law", 2.0, "code", 0.7))
        .baseLosses(BASE);
  }

  private static Map<String, Double> losses(long seed, int step) {
    SplittableRandom random = new SplittableRandom(seed * 31 + step);
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    BASE.forEach((domain, base) -> losses.put(domain, base * random.nextDouble(0.9, 1.05)));
    return losses.buildOrThrow();
  }

  private static List<Object> train(VersaTune run, int from, int to, long seed) {
    List<Object> seen = new ArrayList<>();
    for (int step = from; step <= to; step++) {
      seen.add(run.plan(5).domains());
      seen.add(run.report(Feedback.at(step).losses(losses(seed, step))).factors());
      seen.add(run.weights());
    }
    return seen;
  }

  @Property(tries = 60)
  void aResumedRunGoesOnBitForBit(
      @ForAll @IntRange(min = 1, max = 20) int stop, @ForAll long seed) {
    RunBuilder builder =
        builder().protectAll().within(0.005).smoothing(.3).floor(.01).updateEvery(2).seed(seed);
    List<Object> whole = train(builder.build(), 1, 30, seed);

    VersaTune first = builder.build();
    List<Object> seen = train(first, 1, stop, seed);
    VersaTune second = VersaTune.resume(Snapshot.fromJson(first.snapshot().toJson()));
    seen.addAll(train(second, stop + 1, 30, seed));

    assertThat(seen).isEqualTo(whole);
    assertThat(second.rule()).isEqualTo(Schedulers.openGap().describe());
  }

  @Test
  void eachDomainHasTheToleranceOfTheLastCallThatNamesIt() {
    VersaTune run =
        builder()
            .protectAll()
            .within(0.05)
            .protect("law", "code")
            .within(0.02)
            .protect("code")
            .within(0)
            .build();

    WeightUpdate update = run.report(Feedback.at(1).losses(BASE));

    assertThat(update.factor("limit"))
        .isEqualTo(ImmutableMap.of("general", 2.1, "law", 3.06, "code", 1.0));
  }

  @Test
  void withoutACallOfWithinTheToleranceIsOnePerCent() {
    RunBuilder builder = builder();
    builder.protect("general");

    assertThat(builder.build().report(Feedback.at(1).losses(BASE)).factor("limit"))
        .isEqualTo(ImmutableMap.of("general", 2.02));
  }

  @Test
  void theConstantsOfAProtectionAreThoseOfAll() {
    VersaTune run =
        builder()
            .protect(Protection.of("law").within(0).proportional(0).integral(1).retention(1))
            .protect("code")
            .within(0)
            .build();
    Map<String, Double> worse = ImmutableMap.of("general", 2.0, "law", 3.5, "code", 1.15);

    // The widths are 1 and 0.3: one half of each.
    assertThat(run.report(Feedback.at(1).losses(worse)).factor("pressure"))
        .hasEntrySatisfying("law", m -> assertThat(m).isEqualTo(1.5, ROUNDING))
        .hasEntrySatisfying("code", m -> assertThat(m).isEqualTo(1.5, ROUNDING));
  }

  @Test
  void aReportAtStepZeroBringsTheBaseLosses() {
    VersaTune run = VersaTune.builder().domains(DOMAINS).protect("general").within(0.01).build();

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(() -> run.report(Feedback.at(100).losses(BASE)))
        .withMessageContainingAll("baseLosses", "step 0");
    run.report(Feedback.at(0).losses(BASE));

    assertThat(run.report(Feedback.at(100).losses(BASE)).factor("limit"))
        .isEqualTo(ImmutableMap.of("general", 2.02));
  }

  @Test
  void anUnknownDomainIsNamedBeforeTheRunStarts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().protect("medicine").within(0.01).build())
        .withMessageContainingAll("protection", "'medicine'", "[general, law, code]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().protectAll().within(.1).protect("medicine").within(0).build())
        .withMessageContaining("'medicine'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().protect("law").within(-1))
        .withMessageContainingAll("'law'", "-1");
  }

  @Test
  void theRecordSaysWhatTheUpdateSaidAndReplaysBitForBit() throws Exception {
    Path file = folder.resolve("run.jsonl");
    List<WeightUpdate> updates = new ArrayList<>();
    try (VersaTune run = builder().protect("general", "law").within(0.001).record(file).build()) {
      for (int step = 1; step <= 12; step++) {
        run.plan(4);
        updates.add(run.report(Feedback.at(step).losses(losses(5, step))));
      }
    }
    RunRecord record = RunRecord.read(file);

    assertThat(record.updates().stream().map(RecordedUpdate::update).map(WeightUpdate::factors))
        .containsExactlyElementsOf(updates.stream().map(WeightUpdate::factors).toList());
    assertThat(record.updates().get(3).update().factor("limit")).containsOnlyKeys("general", "law");
    assertThat(record.updates().get(3).update().explain("code")).doesNotContain("pressure");
    Replay.Result replay = Replay.of(record).under(Schedulers.named(record.header().scheduler()));
    assertThat(replay.largestDifference()).isZero();
    // The limits of the first line hold for the second: the writer says so and keeps no numbers.
    assertThat(Files.readAllLines(file).get(2)).contains("\"limit\":true");
  }

  @Test
  void aDomainThatHasNoWeightIsWarnedOfOnce() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run =
          builder()
              .initial(DomainDistribution.of(DOMAINS, 0, .5, .5))
              .scheduler(Schedulers.constant())
              .protect("general")
              .within(0.01)
              .build();
      for (int step = 1; step <= 3; step++) {
        run.plan(4);
        run.report(
            Feedback.at(step).losses(ImmutableMap.of("general", 2.5, "law", 2.9, "code", 0.9)));
      }

      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("[general]", "weight 0", "floor");
    }
  }

  @Test
  void whatPressureCannotHelpIsSaidEachTimeAndLoggedOnce() {
    Map<String, RunBuilder> cases =
        ImmutableMap.of(
            "every domain that has weight is past its limit",
            builder().scheduler(Schedulers.uniform()).protectAll().within(0),
            "a cap takes weight from the protected domains [general]",
            builder()
                .scheduler(Schedulers.uniform())
                .cap(Map.of("general", 0.2))
                .protect("general")
                .within(0));
    cases.forEach(
        (sentence, builder) -> {
          try (Warnings warnings = new Warnings()) {
            VersaTune run = builder.build();
            for (int step = 1; step <= 3; step++) {
              run.plan(4);
              assertThat(
                      run.report(
                              Feedback.at(step)
                                  .losses(ImmutableMap.of("general", 3, "law", 4, "code", 2)))
                          .note())
                  .contains(sentence);
            }
            assertThat(warnings.heard()).filteredOn(line -> line.contains(sentence)).hasSize(1);
          }
        });
  }

  @Test
  void aRuleOfTheUsersOwnIsProtectedAndResumed() {
    WeightScheduler own = (current, feedback) -> WeightUpdate.of(current);
    VersaTune run = builder().scheduler(own).protect("law").within(0).build();
    train(run, 1, 5, 3);
    Snapshot saved = run.snapshot();

    VersaTune resumed = VersaTune.resuming(saved).scheduler(own).build();

    assertThat(train(resumed, 6, 12, 3)).isEqualTo(train(run, 6, 12, 3));
  }

  @Test
  void aProtectedDomainWithoutALossIsWarnedOfOnce() {
    try (Warnings warnings = new Warnings()) {
      VersaTune run =
          builder().scheduler(Schedulers.constant()).protect("general", "law").within(0).build();
      for (int step = 1; step <= 3; step++) {
        run.plan(4);
        WeightUpdate update = run.report(Feedback.at(step).losses(ImmutableMap.of("law", 3.1)));

        assertThat(update.factor("pressure")).containsEntry("general", 1.0);
        assertThat(update.note()).contains("no validation loss", "[general]");
      }
      WeightUpdate seen = run.report(Feedback.at(4).losses(ImmutableMap.of("general", 2.5)));

      assertThat(seen.note()).doesNotContain("no validation loss");
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("step 1", "[general]", "Report their losses");
    }
  }
}
