// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.record.RunRecord;
import org.versatune.scheduling.Schedulers;

class VersaTuneTest {
  private static final ImmutableMap<String, Double> REFERENCE =
      ImmutableMap.of("law", 1.8, "medicine", 1.6, "code", 2.2);
  private static final ImmutableMap<String, Double> BASE =
      ImmutableMap.of("law", 2.1, "medicine", 1.9, "code", 3.2);
  private static final Map<String, Double> LOSSES =
      Map.of("law", 2.0, "medicine", 1.5, "code", 3.0);

  private static RunBuilder three() {
    return VersaTune.builder()
        .initial(DomainDistribution.of(REFERENCE.keySet().asList(), 0.5, 0.3, 0.2));
  }

  @Test
  void needsNothingButDomains() {
    VersaTune run = VersaTune.builder().domains("law", "medicine").build();

    assertThat(run.weights().toArray()).containsExactly(0.5, 0.5);
    assertThat(run.plan(10).counts()).isEqualTo(Map.of("law", 5, "medicine", 5));
    assertThat(run.rule().name()).isEqualTo("constant");
  }

  @Test
  void closesTheOpenGapByDefaultWhereReferenceLossesAreKnown() {
    VersaTune run = three().referenceLosses(REFERENCE).baseLosses(BASE).build();

    run.report(Feedback.at(1).losses(LOSSES));

    assertThat(run.rule().name()).isEqualTo("open-gap");
    assertThat(run.weights().toArray())
        .containsExactly(new double[] {.6968641115, .0522648084, .2508710801}, within(1e-9));
  }

  @Test
  void drawsByTheIntegralOfTheWeightsInForce() {
    VersaTune run =
        three().referenceLosses(REFERENCE).scheduler(Schedulers.fostering().magnitude(5)).build();
    double[] target = new double[3];
    for (int step = 1; step <= 50; step++) {
      double[] weights = run.weights().toArray();
      run.plan(32);
      for (int j = 0; j < 3; j++) {
        target[j] += 32 * weights[j];
      }
      run.report(Feedback.at(step).losses(LOSSES));
    }
    long[] drawn = run.draws().values().stream().mapToLong(Long::longValue).toArray();
    for (int j = 0; j < 3; j++) {
      assertThat((double) drawn[j]).isCloseTo(target[j], within(1.25));
    }
  }

  @Test
  void aBadLossIsNamedAndMovesNothing() {
    VersaTune run = three().referenceLosses(REFERENCE).build();
    run.report(Feedback.at(1).losses(LOSSES));
    String before = run.snapshot().toJson();

    for (double bad : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY}) {
      assertThatExceptionOfType(InvalidFeedbackException.class)
          .isThrownBy(
              () ->
                  run.report(
                      Feedback.at(2).losses(Map.of("law", 2.0, "medicine", bad, "code", 3.0))))
          .withMessageContaining("domain 'medicine'")
          .withMessageContaining("step 2")
          .withMessageContaining(String.valueOf(bad));
    }

    assertThat(run.snapshot().toJson()).isEqualTo(before);
  }

  @Test
  void aBadLossIsSkippedWhereThePolicySaysSo(@TempDir Path folder) {
    Path file = folder.resolve("run.jsonl");
    VersaTune run =
        three()
            .referenceLosses(REFERENCE)
            .onInvalidLoss(InvalidLossPolicy.SKIP)
            .record(file)
            .build();
    run.report(Feedback.at(1).losses(LOSSES));
    DomainDistribution before = run.weights();

    WeightUpdate update =
        run.report(Feedback.at(2).losses(Map.of("law", Double.NaN, "medicine", 1.0, "code", 3.0)));

    assertThat(update.note()).contains("skipped").contains("domain 'law'");
    assertThat(run.weights()).isEqualTo(before);
    assertThat(run.reportedStep()).isEqualTo(2);
    assertThat(RunRecord.read(file).updates()).hasSize(1);
  }

  @Test
  void theRecordSaysThatAReportWasRejected(@TempDir Path folder) {
    Path file = folder.resolve("run.jsonl");
    VersaTune run = three().referenceLosses(REFERENCE).record(file).build();

    assertThatExceptionOfType(InvalidFeedbackException.class)
        .isThrownBy(
            () ->
                run.report(
                    Feedback.at(7).losses(Map.of("law", Double.NaN, "medicine", 1, "code", 3))));

    assertThat(RunRecord.read(file).updates()).isEmpty();
    assertThat(RunRecord.read(file).events())
        .singleElement()
        .satisfies(event -> assertThat(event.step()).isEqualTo(7))
        .satisfies(event -> assertThat(event.text()).contains("domain 'law'"));
  }

  @Test
  void unknownDomainsAreRefusedEverywhere() {
    VersaTune run = three().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.report(Feedback.at(1).losses(Map.of("physics", 1.0))))
        .withMessageContaining("unknown domain 'physics'")
        .withMessageContaining("[law, medicine, code]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three().referenceLosses(Map.of("law", 1.0, "physics", 1.0)).build())
        .withMessageContaining("unknown domain 'physics'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three().floor(Map.of("physics", 0.1)).build())
        .withMessageContaining("floor names unknown domain 'physics'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three().domains("law", "code").build())
        .withMessageContaining("the run over [law, code]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                three()
                    .referenceLosses(REFERENCE)
                    .scheduler(Schedulers.expansion("physics"))
                    .build())
        .withMessageContaining("physics");
  }

  @Test
  void missingReferenceLossesAreReportedAtBuild() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three().scheduler(Schedulers.fostering()).build())
        .withMessageContaining("scheduler 'fostering' needs what was not given")
        .withMessageContaining("REFERENCE_LOSS")
        .withMessageContaining("give referenceLosses, the loss");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three().referenceLosses(Map.of("law", 1.8, "code", 2.2)).build())
        .withMessageContaining("REFERENCE_LOSS lacks domain 'medicine'");
  }

  @Test
  void boundsThatCannotHoldAreReportedAtBuild() {
    assertThatIllegalArgumentException().isThrownBy(() -> three().floor(0.4).build());
    assertThatIllegalArgumentException().isThrownBy(() -> three().cap(0.3).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three().floor(1.5))
        .withMessageContaining("floor is 1.5");
  }

  @Test
  void stepsMustIncrease() {
    VersaTune run = three().referenceLosses(REFERENCE).build();
    run.report(Feedback.at(10).losses(LOSSES));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.report(Feedback.at(10).losses(LOSSES)))
        .withMessageContaining("step 10 came after one for step 10");
  }

  @Test
  void aReportAtStepZeroBringsTheBaseLosses() {
    VersaTune run = three().referenceLosses(REFERENCE).build();
    DomainDistribution before = run.weights();

    run.report(Feedback.at(0).losses(Map.of("law", 2.1, "medicine", 1.9, "code", 3.2)));

    assertThat(run.weights()).isEqualTo(before);
    assertThat(run.setup().byDomain(Signal.BASE_LOSS)).containsEntry("medicine", 1.9);
  }

  @Test
  void expansionAgainstTheBaseTakesItFromTheReportAtStepZero() {
    RunBuilder builder =
        VersaTune.builder()
            .initial(DomainDistribution.of(REFERENCE.keySet().asList(), 0.2, 0.6, 0.2))
            .referenceLosses(ImmutableMap.of("law", 1.8, "medicine", 1.2, "code", 2.2))
            .scheduler(
                Schedulers.expansion("medicine")
                    .magnitude(5)
                    .threshold(0.5)
                    .against(Baseline.BASE));
    Map<String, Double> base = ImmutableMap.of("law", 2.1, "medicine", 1.9, "code", 3.2);
    VersaTune reported = builder.build();
    reported.report(Feedback.at(0).losses(base));
    VersaTune given = builder.baseLosses(base).build();

    for (VersaTune run : List.of(reported, given)) {
      run.report(Feedback.at(1).losses(Map.of("law", 2.0, "medicine", 1.8, "code", 3.1)));
      run.report(Feedback.at(2).losses(Map.of("law", 2.2, "medicine", 1.75, "code", 3.5)));
      run.report(Feedback.at(3).losses(Map.of("law", 2.25, "medicine", 1.5, "code", 3.6)));
      assertThat(run.weights().toArray())
          .containsExactly(new double[] {.1032871825, .75, .1467128175}, within(1e-9));
    }
  }

  @Test
  void weightsChangeOnlyAtTheIntervalAndAfterTheWarmUp() {
    VersaTune run = three().referenceLosses(REFERENCE).updateEvery(10).warmup(20).build();
    DomainDistribution start = run.weights();

    run.report(Feedback.at(10).losses(LOSSES));
    run.report(Feedback.at(25).losses(LOSSES));
    assertThat(run.weights()).isEqualTo(start);
    run.report(Feedback.at(30).losses(LOSSES));
    assertThat(run.weights()).isNotEqualTo(start);
  }

  @Test
  void anEpochCapIsNeverPassedAndEndsTheRun() {
    VersaTune run =
        three()
            .domainSizes(Map.of("law", 10, "medicine", 3, "code", 8))
            .epochCap(2)
            .floor(0.1)
            .build();
    int drawn = 0;
    while (run.hasNext()) {
      drawn += run.plan(4).size();
      run.draws()
          .forEach(
              (domain, count) ->
                  assertThat(count)
                      .isLessThanOrEqualTo(
                          switch (domain) {
                            case "law" -> 20L;
                            case "medicine" -> 6L;
                            default -> 16L;
                          }));
    }

    assertThat(drawn).isEqualTo(42);
    assertThat(run.draws()).isEqualTo(Map.of("law", 20L, "medicine", 6L, "code", 16L));
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(run::nextDomain)
        .withMessageContaining("epoch cap");
  }

  @Test
  void anEpochCapNeedsSizes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three().epochCap(1).build())
        .withMessageContaining("give domainSizes, the number");
  }

  @Test
  void theRecordReadsBackWhatHappened(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("runs/one.jsonl");
    VersaTune run = three().referenceLosses(REFERENCE).seed(7).record(file).build();
    List<DomainDistribution> weights = new ArrayList<>();
    for (int step = 1; step <= 5; step++) {
      run.plan(8);
      weights.add(run.report(Feedback.at(step).losses(LOSSES)).weights());
    }

    RunRecord record = RunRecord.read(file);

    assertThat(record.updates()).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(record.updates().get(i).step()).isEqualTo(i + 1);
      assertThat(record.updates().get(i).weights()).isEqualTo(weights.get(i));
    }
    assertThat(Files.readAllLines(file)).hasSize(6);
  }

  @Test
  void aRecordThatCannotBeWrittenStopsTheUpdate(@TempDir Path folder) throws Exception {
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");

    assertThatExceptionOfType(java.io.UncheckedIOException.class)
        .isThrownBy(() -> three().record(notAFolder.resolve("run.jsonl")).build());
  }

  @Test
  void drawingAheadWaitsForTheReportThatIsDue() throws Exception {
    VersaTune run = three().referenceLosses(REFERENCE).build();
    run.inFlight().expectReports(2);
    CompletableFuture<List<DomainDistribution>> ahead =
        CompletableFuture.supplyAsync(
            () -> {
              List<DomainDistribution> seen = new ArrayList<>();
              for (int b = 0; b < 6; b++) {
                run.inFlight().awaitReports(Duration.ofSeconds(20));
                seen.add(run.weights());
                run.plan(4);
              }
              return seen;
            });
    DomainDistribution start = run.weights();
    List<DomainDistribution> after = new ArrayList<>();
    for (int step = 1; step <= 4; step++) {
      while (run.draws().values().stream().mapToLong(Long::longValue).sum() < 4L * step) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      run.inFlight().confirm(step - 1);
      if (step % 2 == 0) {
        after.add(run.report(Feedback.at(step).losses(LOSSES)).weights());
      }
    }

    assertThat(ahead.get(20, TimeUnit.SECONDS))
        .containsExactly(start, start, after.get(0), after.get(0), after.get(1), after.get(1));
  }

  @Test
  void aReportThatNeverComesEndsTheWait() {
    VersaTune run = three().referenceLosses(REFERENCE).build();
    run.inFlight().expectReports(1);
    run.plan(1);

    CompletableFuture<Void> ahead =
        CompletableFuture.runAsync(() -> run.inFlight().awaitReports(Duration.ofMillis(20)));

    assertThat(ahead)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withMessageContaining("report for step 1");
  }

  @Test
  void oneNameIsAttachedOnce() {
    VersaTune run = three().build();
    run.inFlight().attach("sources", SavedState::empty);

    assertThatIllegalStateException()
        .isThrownBy(() -> run.inFlight().attach("sources", SavedState::empty))
        .withMessageContaining("'sources' is attached");
  }

  @Test
  void usersOwnRuleIsALambda() {
    WeightScheduler worstFirst =
        (current, feedback) -> WeightUpdate.of(current.reweighted(domain -> feedback.loss(domain)));
    VersaTune run = three().scheduler(worstFirst).build();

    run.report(Feedback.at(1).losses(Map.of("law", 1.0, "medicine", 1.0, "code", 4.0)));

    assertThat(run.weights().toArray())
        .containsExactly(new double[] {0.3125, 0.1875, 0.5}, within(1e-15));
    assertThat(Arrays.stream(run.weights().toArray()).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void oneDomainAlwaysHasAllTheWeight() {
    VersaTune run = VersaTune.builder().domains("law").referenceLosses(Map.of("law", 1.0)).build();

    run.report(Feedback.at(1).losses(Map.of("law", 2.0)));

    assertThat(run.weights().weight("law")).isEqualTo(1);
    assertThat(run.nextDomain()).isEqualTo("law");
  }

  @Test
  void aBuilderStaysAsItWas() {
    RunBuilder builder =
        three()
            .referenceLosses(REFERENCE)
            .scheduler(Schedulers.expansion("code"))
            .forgettingAgainst(Baseline.BEST)
            .floor(.05)
            .cap(Map.of("code", .9))
            .domainSizes(Map.of("law", 300, "medicine", 300, "code", 300))
            .epochCap(3)
            .smoothing(.2)
            .seed(3);
    VersaTune first = builder.build();
    String start = first.snapshot().toJson();
    for (int step = 1; step <= 4; step++) {
      first.plan(16);
      first.report(Feedback.at(step).losses(LOSSES));
    }

    VersaTune second = builder.build();
    assertThat(second.snapshot().toJson()).isEqualTo(start);
    for (int step = 1; step <= 4; step++) {
      second.plan(16);
      second.report(Feedback.at(step).losses(LOSSES));
    }
    assertThat(second.snapshot().toJson()).isEqualTo(first.snapshot().toJson()).isNotEqualTo(start);
    assertThat(builder.seed(4).build().snapshot().toJson()).isNotEqualTo(start);
  }
}
