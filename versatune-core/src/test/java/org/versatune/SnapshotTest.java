// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.record.RunRecord;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.Schedulers;

class SnapshotTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");
  private static final ImmutableMap<String, Double> REFERENCE =
      ImmutableMap.of("law", 1.8, "medicine", 1.6, "code", 2.2);

  /** Trains on made-up losses that depend on the seed and the step only. */
  private static List<Object> train(VersaTune run, int from, int to, long seed) {
    List<Object> seen = new ArrayList<>();
    for (int step = from; step <= to; step++) {
      seen.add(run.plan(5).domains());
      SplittableRandom random = new SplittableRandom(seed * 31 + step);
      run.report(
          Feedback.at(step)
              .losses(
                  ImmutableMap.of(
                      "law", random.nextDouble(0.1, 4),
                      "medicine", random.nextDouble(0.1, 4),
                      "code", random.nextDouble(0.1, 4))));
      seen.add(run.weights());
    }
    return seen;
  }

  private static RunBuilder run(int variant, long seed) {
    RunBuilder builder =
        VersaTune.builder()
            .domains(DOMAINS)
            .initial(DomainDistribution.of(DOMAINS, 0.2, 0.3, 0.5))
            .referenceLosses(REFERENCE)
            .baseLosses(ImmutableMap.of("law", 3.0, "medicine", 2.9, "code", 2.8))
            .seed(seed);
    return switch (variant) {
      case 0 -> builder;
      case 1 ->
          builder.scheduler(Schedulers.expansion("medicine").against(Baseline.BEST)).floor(0.02);
      case 2 -> builder.smoothing(0.7).floor(0.05).cap(0.6).warmup(3).updateEvery(2);
      case 3 -> builder.sampler(Samplers.independent());
      case 4 ->
          builder
              .sampler(Samplers.exact().shuffled(7))
              .domainSizes(ImmutableMap.of("law", 40, "medicine", 10, "code", 60))
              .epochCap(2);
      default -> throw new AssertionError(variant);
    };
  }

  @Property(tries = 100)
  void aResumedRunGoesOnBitForBit(
      @ForAll @IntRange(max = 4) int variant,
      @ForAll @IntRange(min = 1, max = 20) int stop,
      @ForAll long seed) {
    List<Object> whole = train(run(variant, seed).build(), 1, 30, seed);

    VersaTune first = run(variant, seed).build();
    List<Object> seen = train(first, 1, stop, seed);
    VersaTune second = VersaTune.resume(Snapshot.fromJson(first.snapshot().toJson()));
    seen.addAll(train(second, stop + 1, 30, seed));

    assertThat(seen).isEqualTo(whole);
    assertThat(second.draws().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(150);
  }

  @Property(tries = 50)
  void batchesDrawnAheadAreDrawnAgainAfterResuming(
      @ForAll @IntRange(max = 3) int ahead, @ForAll long seed) {
    VersaTune whole = run(0, seed).build();
    List<BatchPlan> plans = new ArrayList<>();
    for (int b = 0; b < 20; b++) {
      plans.add(whole.plan(3));
    }
    VersaTune first = run(0, seed).build();
    long[] fetched = {0};
    first
        .inFlight()
        .attach("source", () -> SavedState.builder().longs("fetched", fetched[0]).build());
    first.inFlight().expectReports(50);
    for (int b = 0; b < 10; b++) {
      fetched[0] += first.plan(3).size();
    }
    first.inFlight().confirm(9 - ahead);

    VersaTune second = VersaTune.resume(first.snapshot());

    assertThat(second.inFlight().restored("source").orElseThrow().number("fetched"))
        .isEqualTo(3L * (10 - ahead));
    for (int b = 10 - ahead; b < 20; b++) {
      BatchPlan again = second.plan(3);
      assertThat(again.number()).isEqualTo(b);
      assertThat(again.domains()).isEqualTo(plans.get(b).domains());
    }
  }

  @Test
  void isAValue() {
    VersaTune run = run(4, 5).build();
    train(run, 1, 4, 5);
    Snapshot snapshot = run.snapshot();

    assertThat(Snapshot.fromJson(snapshot.toJson()))
        .isEqualTo(snapshot)
        .hasSameHashCodeAs(snapshot);
    train(run, 5, 5, 5);
    assertThat(run.snapshot()).isNotEqualTo(snapshot);
  }

  @Test
  void aFileThatWasCutShortIsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("deep/er/run.json");
    run(0, 1).build().snapshot().write(file);
    String json = Files.readString(file);
    Files.writeString(file, json.substring(0, json.length() / 2));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Snapshot.read(file))
        .withMessageContaining("run.json")
        .withMessageContaining("cut short");
  }

  @Test
  void aFileThatWasAlteredIsRefused() {
    VersaTune run = run(0, 1).build();
    train(run, 1, 3, 1);
    String json = run.snapshot().toJson();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Snapshot.fromJson(json.replace("\"batches\" : 3", "\"batches\" : 4")))
        .withMessageContaining("altered");
  }

  @Test
  void anUnknownVersionIsRefused() {
    String json = run(0, 1).build().snapshot().toJson();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Snapshot.fromJson(json.replace("\"version\" : 1", "\"version\" : 9")))
        .withMessageContaining("format version 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Snapshot.fromJson("{}"))
        .withMessageContaining("not a VersaTune snapshot");
  }

  @Test
  void otherDomainsAreRefused() {
    Snapshot snapshot = run(0, 1).build().snapshot();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resuming(snapshot).domains(List.of("law", "code")))
        .withMessageContaining("[law, medicine, code], not [law, code]");
  }

  @Test
  void usersOwnRuleMustBeGivenBack() {
    WeightScheduler own = new Own();
    VersaTune first = run(0, 5).scheduler(own).build();
    train(first, 1, 4, 5);
    Snapshot snapshot = Snapshot.fromJson(first.snapshot().toJson());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> VersaTune.resume(snapshot))
        .withMessageContaining("rule 'Own'")
        .withMessageContaining("resuming(snapshot).scheduler(rule)");
    VersaTune second = VersaTune.resuming(snapshot).scheduler(own).build();
    assertThat(second.weights()).isEqualTo(first.weights());
  }

  private static final class Own implements WeightScheduler {
    @Override
    public WeightUpdate update(DomainDistribution current, Feedback feedback) {
      return WeightUpdate.of(current.reweighted(domain -> 1 + feedback.loss(domain)));
    }
  }

  @Test
  void theRecordOfARunThatDiedAfterItsSnapshotGoesOnWithoutAGap(@TempDir Path folder) {
    Path file = folder.resolve("run.jsonl");
    VersaTune first = run(0, 3).record(file).build();
    train(first, 1, 4, 3);
    Snapshot snapshot = first.snapshot();
    train(first, 5, 7, 3);
    first.close();

    VersaTune second = VersaTune.resuming(snapshot).record(file).build();
    train(second, 5, 9, 3);

    assertThat(RunRecord.read(file).updates())
        .extracting(update -> update.step())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void stepOfTheLastReportComesBack() {
    VersaTune first = run(0, 3).build();
    train(first, 1, 4, 3);

    VersaTune second = VersaTune.resume(first.snapshot());

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                second.report(
                    Feedback.at(4).losses(Map.of("law", 1.0, "medicine", 1.0, "code", 1.0))))
        .withMessageContaining("step 4 came after one for step 4");
  }
}
