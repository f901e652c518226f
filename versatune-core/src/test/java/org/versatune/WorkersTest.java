// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.record.RunRecord;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.Schedulers;

/** Workers that share one sequence of draws, against the single process that draws it alone. */
class WorkersTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "medicine", "code");
  private static final ImmutableMap<String, Integer> SIZES =
      ImmutableMap.of("law", 40, "medicine", 11, "code", 63);

  private static RunBuilder run(int variant, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RunBuilder builder =
        VersaTune.builder()
            .initial(
                DomainDistribution.relative(
                    DOMAINS, random.nextDouble(), random.nextDouble(), random.nextDouble() + .01))
            .referenceLosses(ImmutableMap.of("law", 1.8, "medicine", 1.6, "code", 2.2))
            .seed(seed);
    return switch (variant) {
      case 0 -> builder;
      case 1 -> builder.sampler(Samplers.exact().shuffled(7));
      case 2 -> builder.sampler(Samplers.independent());
      case 3 -> builder.scheduler(Schedulers.adaptiveDataOptimization()).floor(0.05);
      case 4 -> builder.domainSizes(SIZES).epochCap(2).floor(.1).cap(.7);
      case 5 -> builder.domainSizes(SIZES).epochCap(2).sampler(Samplers.exact().shuffled(9));
      case 6 -> builder.domainSizes(SIZES).epochCap(2).sampler(Samplers.independent());
      default -> throw new AssertionError(variant);
    };
  }

  private static List<VersaTune> workers(int variant, long seed, int n) {
    return IntStream.range(0, n)
        .mapToObj(rank -> run(variant, seed).worker(Worker.of(rank, n)).build())
        .toList();
  }

  private static Feedback report(int step, long seed) {
    SplittableRandom random = new SplittableRandom(seed * 31 + step);
    return Feedback.at(step)
        .losses(
            ImmutableMap.of(
                "law", random.nextDouble(0.1, 4),
                "medicine", random.nextDouble(0.1, 4),
                "code", random.nextDouble(0.1, 4)));
  }

  /** The batches of all workers put together: each draw by the one worker that takes it. */
  private static List<String> together(List<BatchPlan> batches) {
    List<String> all = new ArrayList<>();
    int[] used = new int[batches.size()];
    int draws = batches.isEmpty() ? 0 : batches.get(0).sequence().size();
    for (int i = 0; i < draws; i++) {
      int draw = i;
      List<Integer> takers =
          IntStream.range(0, used.length).filter(w -> batches.get(w).takes(draw)).boxed().toList();
      assertThat(takers).as("workers that take draw %s", i).hasSize(1);
      int worker = takers.get(0);
      all.add(batches.get(worker).domains().get(used[worker]++));
    }
    for (int w = 0; w < used.length; w++) {
      assertThat(batches.get(w).size()).isEqualTo(used[w]);
    }
    return all;
  }

  /** One step of all workers that have a batch left. */
  private static List<String> step(List<VersaTune> workers, int batch) {
    List<BatchPlan> batches = new ArrayList<>();
    for (VersaTune worker : workers) {
      if (worker.hasNext()) {
        batches.add(worker.plan(batch));
      }
    }
    List<String> all = together(batches);
    batches.forEach(b -> assertThat(b.sequence()).isEqualTo(all));
    return all;
  }

  private static List<String> step(VersaTune single, int batch) {
    return single.hasNext() ? single.plan(batch).domains() : ImmutableList.of();
  }

  @Property(tries = 300)
  void togetherTheWorkersDrawWhatOneProcessDraws(
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll @IntRange(max = 6) int variant,
      @ForAll @IntRange(min = 1, max = 8) int batch,
      @ForAll long seed) {
    VersaTune single = run(variant, seed).build();
    List<VersaTune> workers = workers(variant, seed, n);
    for (int step = 1; step <= 12; step++) {
      assertThat(step(workers, batch)).isEqualTo(step(single, n * batch));
      Feedback report = report(step, seed);
      single.report(report);
      for (VersaTune worker : workers) {
        worker.report(report);
        assertThat(worker.weights()).isEqualTo(single.weights());
        assertThat(worker.draws()).isEqualTo(single.draws());
        assertThat(worker.composition().counts()).isEqualTo(single.draws());
      }
    }
  }

  @Property(tries = 200)
  void aRunGoesOnWithOtherWorkers(
      @ForAll @IntRange(min = 1, max = 9) int before,
      @ForAll @IntRange(min = 1, max = 9) int after,
      @ForAll @IntRange(max = 6) int variant,
      @ForAll @IntRange(min = 1, max = 6) int stop,
      @ForAll long seed) {
    VersaTune single = run(variant, seed).build();
    List<VersaTune> workers = workers(variant, seed, before);
    for (int step = 1; step <= stop; step++) {
      assertThat(step(workers, 3)).isEqualTo(step(single, 3 * before));
      Feedback report = report(step, seed);
      single.report(report);
      workers.forEach(worker -> worker.report(report));
    }
    int writer = (int) Math.floorMod(seed, (long) before);
    Snapshot saved = Snapshot.fromJson(workers.get(writer).snapshot().toJson());
    assertThat(saved.worker()).isEqualTo(Worker.of(writer, before));
    assertThat(VersaTune.resume(saved).worker()).isEqualTo(saved.worker());
    List<VersaTune> others =
        IntStream.range(0, after)
            .mapToObj(rank -> VersaTune.resuming(saved).worker(Worker.of(rank, after)).build())
            .toList();
    for (int step = stop + 1; step <= stop + 5; step++) {
      assertThat(step(others, 2)).isEqualTo(step(single, 2 * after));
      Feedback report = report(step, seed);
      single.report(report);
      others.forEach(worker -> worker.report(report));
      others.forEach(worker -> assertThat(worker.weights()).isEqualTo(single.weights()));
    }
  }

  @Property(tries = 200)
  void singleDrawsEndWhereTheSequenceEnds(
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll @IntRange(min = 4, max = 6) int variant,
      @ForAll long seed) {
    VersaTune single = run(variant, seed).build();
    List<VersaTune> workers = workers(variant, seed, n);
    while (single.hasNext()) {
      List<String> round = new ArrayList<>();
      while (round.size() < n && single.hasNext()) {
        round.add(single.nextDomain());
      }
      List<String> shared = new ArrayList<>();
      for (VersaTune worker : workers) {
        if (worker.hasNext()) {
          shared.add(worker.nextDomain());
        }
      }
      assertThat(shared).containsExactlyInAnyOrderElementsOf(round);
    }
    for (VersaTune worker : workers) {
      assertThat(worker.hasNext()).isFalse();
      assertThat(worker.draws()).isEqualTo(single.draws());
      assertThatThrownBy(worker::nextDomain).isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> worker.plan(3)).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void batchesDrawnAheadAreDrawnAgainByOtherWorkers() {
    VersaTune single = run(0, 5).build();
    List<String> whole = single.plan(60).domains();
    List<VersaTune> workers = workers(0, 5, 3);
    for (VersaTune worker : workers) {
      worker.inFlight().expectReports(100);
      for (int b = 0; b < 5; b++) {
        var unused = worker.plan(2);
      }
      worker.inFlight().confirm(1); // 2 batches of 2 on each of 3 workers are trained
    }
    Snapshot saved = workers.get(2).snapshot();
    List<VersaTune> two =
        IntStream.range(0, 2)
            .mapToObj(rank -> VersaTune.resuming(saved).worker(Worker.of(rank, 2)).build())
            .toList();
    assertThat(step(two, 24)).isEqualTo(whole.subList(12, 60));
  }

  @Test
  void threadsOfOneProcessShareASequenceInADefinedOrder() throws Exception {
    int n = 4;
    VersaTune single = run(0, 8).build();
    List<VersaTune> workers = workers(0, 8, n);
    CyclicBarrier step = new CyclicBarrier(n);
    ExecutorService threads = Executors.newFixedThreadPool(n);
    try {
      List<Callable<List<BatchPlan>>> jobs = new ArrayList<>();
      for (VersaTune worker : workers) {
        jobs.add(
            () -> {
              List<BatchPlan> own = new ArrayList<>();
              for (int s = 1; s <= 50; s++) {
                own.add(worker.plan(3));
                step.await(1, TimeUnit.MINUTES);
                worker.report(report(s, 8));
              }
              return own;
            });
      }
      List<Future<List<BatchPlan>>> done = threads.invokeAll(jobs, 2, TimeUnit.MINUTES);
      for (int s = 1; s <= 50; s++) {
        List<BatchPlan> batches = new ArrayList<>();
        for (Future<List<BatchPlan>> each : done) {
          batches.add(each.get().get(s - 1));
        }
        assertThat(together(batches)).isEqualTo(single.plan(3 * n).domains());
        single.report(report(s, 8));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theRecordOfOneWorkerIsThatOfTheRun(@TempDir Path folder) throws Exception {
    Path alone = folder.resolve("alone.jsonl");
    Path shared = folder.resolve("shared.jsonl");
    try (VersaTune single = run(4, 3).record(alone).build();
        VersaTune worker = run(4, 3).worker(Worker.of(1, 2)).record(shared).build()) {
      for (int s = 1; s <= 5; s++) {
        var unused = single.plan(10);
        var unusedToo = worker.plan(5);
        single.report(report(s, 3));
        worker.report(report(s, 3));
      }
    }
    List<String> lines = Files.readAllLines(alone);
    assertThat(lines).filteredOn(line -> line.contains("\"losses\":")).hasSize(5);
    List<String> sharedLines = Files.readAllLines(shared);
    assertThat(sharedLines.subList(1, sharedLines.size()))
        .isEqualTo(lines.subList(1, lines.size()));
    assertThat(RunRecord.read(shared).header().options()).containsEntry("shard", "worker 1 of 2");
    assertThat(RunRecord.read(alone).header().options()).doesNotContainKey("shard");
  }

  @Property(tries = 200)
  void everyWorkerSeesEveryDomain(
      @ForAll @IntRange(min = 2, max = 8) int n,
      @ForAll @IntRange(min = 2, max = 8) int k,
      @ForAll long seed) {
    List<String> domains = IntStream.range(0, k).mapToObj(j -> "domain " + j).toList();
    int own = 40 * n * k;
    for (int rank = 0; rank < n; rank++) {
      VersaTune worker =
          VersaTune.builder().domains(domains).seed(seed).worker(Worker.of(rank, n)).build();
      // Equal weights repeat every k draws, so in n rounds a worker has each place of the round.
      assertThat(worker.plan(own).counts().values())
          .hasSize(k)
          .allSatisfy(
              count ->
                  assertThat((double) count).isBetween(own / (double) k / 2, own / (double) k * 2));
    }
  }

  @Test
  void turnsFollowFromTheSeed() {
    List<String> order = turns(1);
    assertThat(turns(1)).isEqualTo(order);
    assertThat(turns(2)).isNotEqualTo(order);
  }

  private static List<String> turns(long seed) {
    return VersaTune.builder()
        .domains("law", "medicine", "code", "news")
        .seed(seed)
        .worker(Worker.of(0, 4))
        .build()
        .plan(64)
        .domains();
  }

  @Test
  void workersThatDoNotExistAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Worker.of(3, 3))
        .withMessage("worker 3 of 3 does not exist; ranks go from 0 to 2");
    assertThatIllegalArgumentException().isThrownBy(() -> Worker.of(-1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> Worker.of(0, 0));
    assertThat(Worker.only()).isEqualTo(Worker.of(0, 1));
  }
}
