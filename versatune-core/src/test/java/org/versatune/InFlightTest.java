// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.versatune.sampling.Samplers;

/** What a snapshot counts as done, where batches are planned ahead of those confirmed. */
class InFlightTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");

  private static VersaTune run(int variant, long seed) {
    RunBuilder builder =
        VersaTune.builder()
            .initial(DomainDistribution.of(DOMAINS, .5, .3, .2))
            .referenceLosses(ImmutableMap.of("law", 1.8, "medicine", 1.6, "code", 2.2))
            .seed(seed);
    ImmutableMap<String, Integer> sizes = ImmutableMap.of("law", 900, "medicine", 40, "code", 90);
    return (switch (variant) {
          case 0 -> builder;
          case 1 -> builder.sampler(Samplers.exact().shuffled(7));
          case 2 -> builder.sampler(Samplers.independent());
          case 3 -> builder.domainSizes(sizes).epochCap(2);
          case 4 -> builder.worker(Worker.of(1, 3));
          case 5 -> builder.fixedSampling(DomainDistribution.uniform(DOMAINS));
          default -> throw new AssertionError(variant);
        })
        .build();
  }

  private static Feedback report(long step, long seed) {
    SplittableRandom random = new SplittableRandom(seed + step);
    ImmutableMap.Builder<String, Double> losses = ImmutableMap.builder();
    DOMAINS.forEach(domain -> losses.put(domain, random.nextDouble(.1, 4)));
    return Feedback.at(step).losses(losses.buildOrThrow());
  }

  @Property(tries = 150)
  void aSnapshotStandsBeforeTheOldestBatchThatIsNotConfirmed(
      @ForAll @IntRange(max = 5) int variant,
      @ForAll @IntRange(min = 1, max = 60) int largest,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    VersaTune run = run(variant, seed);
    run.inFlight().expectReports(4);
    // What the run was before each batch, written down in full.
    Deque<String> before = new ArrayDeque<>();
    VersaTune twin = run(variant, seed);
    long confirmed = 0;
    for (int batch = 0; batch < 60 && run.hasNext(); batch++) {
      before.addLast(draws(twin));
      int size = 1 + random.nextInt(largest);
      assertThat(run.plan(size).sequence()).isEqualTo(twin.plan(size).sequence());
      if (random.nextInt(3) == 0) {
        confirmed++;
        run.inFlight().confirm(confirmed - 1);
        before.removeFirst();
      }
      String expected = before.isEmpty() ? draws(twin) : before.getFirst();
      assertThat(draws(run)).isEqualTo(expected);
      if (random.nextInt(8) == 0) {
        Feedback report = report(batch + 1, seed);
        run.report(report);
        twin.report(report);
      }
    }
  }

  /** Everything about drawing in a snapshot. */
  private static String draws(VersaTune run) {
    RunState.DrawState draws = run.snapshot().state().draws();
    return draws.batches() + " " + draws.drawn() + " " + draws.weights() + draws.samplerState();
  }

  @Test
  void manyDrawsAfterTheLastChangeOfWeightsAreMadeAgain() {
    VersaTune run = run(1, 9);
    VersaTune twin = run(1, 9);
    run.inFlight().expectReports(100);
    String before = "";
    for (int batch = 0; batch < 300; batch++) {
      before = draws(twin);
      run.plan(97);
      twin.plan(97);
      run.inFlight().confirm(batch - 1);
    }
    assertThat(draws(run)).isEqualTo(before);
  }

  @Test
  void positionsAreAskedForByTheBatchThatIsNotConfirmed() {
    VersaTune run = run(0, 1);
    run.inFlight()
        .attach("source", (long batch) -> SavedState.builder().longs("before", batch).build());
    run.inFlight().expectReports(10);
    for (int batch = 0; batch < 5; batch++) {
      run.plan(3);
    }
    run.inFlight().confirm(1);
    SavedState saved = VersaTune.resume(run.snapshot()).inFlight().restored("source").orElseThrow();
    assertThat(saved.number("before")).isEqualTo(2);
    run.inFlight().confirm(4);
    saved = VersaTune.resume(run.snapshot()).inFlight().restored("source").orElseThrow();
    assertThat(saved.number("before")).isEqualTo(5);
  }

  @Test
  void aBatchIsKeptFromPlanningToItsOneConfirmation() {
    VersaTune run = run(0, 1);
    InFlight inFlight = run.inFlight();
    long early = run.plan(3).number();
    inFlight.handOut(early, "not kept");
    assertThat(inFlight.handedOut(String.class)).isEmpty();

    inFlight.expectReports(10);
    inFlight.handOut(early, "0");
    for (int batch = 1; batch < 4; batch++) {
      inFlight.handOut(run.plan(3).number(), String.valueOf(batch));
    }
    // Batch 0 was planned before anybody promised to confirm, so no snapshot goes back to it.
    assertThat(run.snapshot().batches()).isEqualTo(1);
    assertThat(inFlight.inTraining(String.class, "2"::equals)).contains("2");
    assertThat(inFlight.inTraining(String.class, "9"::equals)).contains("0");

    inFlight.confirm(1);
    assertThat(inFlight.handedOut(String.class)).containsExactly("2", "3");
    assertThat(run.snapshot().batches()).isEqualTo(2);
    assertThat(inFlight.takeBack(String.class)).containsExactly("2", "3");
    assertThat(inFlight.handedOut(String.class)).isEmpty();
    assertThat(run.snapshot().batches()).isEqualTo(2);

    inFlight.handOut(2, "2 again");
    assertThat(inFlight.inTraining(String.class, "9"::equals)).contains("2 again");
    inFlight.confirm(3);
    assertThat(inFlight.inTraining(String.class, "9"::equals)).isEmpty();
    assertThat(run.snapshot().batches()).isEqualTo(4);
  }

  @Test
  void oneThreadTrains() throws Exception {
    InFlight inFlight = run(0, 1).inFlight();
    assertThat(inFlight.trainsHere()).isTrue();
    assertThat(CompletableFuture.supplyAsync(inFlight::trainsHere).get(1, TimeUnit.MINUTES))
        .isFalse();
    assertThat(CompletableFuture.supplyAsync(inFlight::trainsElsewhere).get(1, TimeUnit.MINUTES))
        .isFalse();

    inFlight.trainHere();
    assertThat(inFlight.trainsElsewhere()).isFalse();
    assertThat(CompletableFuture.supplyAsync(inFlight::trainsElsewhere).get(1, TimeUnit.MINUTES))
        .isTrue();

    CompletableFuture.runAsync(() -> inFlight.confirm(0)).get(1, TimeUnit.MINUTES);
    assertThat(inFlight.trainsHere()).isFalse();
    assertThat(inFlight.trainsElsewhere()).isTrue();
  }

  @Test
  void partsOfAnAdapterShareOneObjectAboutARun() {
    VersaTune run = run(0, 1);
    StringBuilder shared = run.inFlight().shared(StringBuilder.class, StringBuilder::new);
    assertThat(run.inFlight().shared(StringBuilder.class, StringBuilder::new)).isSameAs(shared);
    assertThat(run(0, 1).inFlight().shared(StringBuilder.class, StringBuilder::new))
        .isNotSameAs(shared);
  }
}
