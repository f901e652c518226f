// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.Feedback;
import org.versatune.RunBuilder;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.Worker;
import org.versatune.sampling.Samplers;
import org.versatune.scheduling.Schedulers;

/** The examples of several workers against those of the one process they stand for. */
class WorkersIteratorTest {
  private static final List<String> NAMES = List.of("law", "medicine", "code");

  private static RunBuilder run(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RunBuilder builder =
        VersaTune.builder()
            .domains(NAMES)
            .scheduler(Schedulers.fostering())
            .referenceLosses(Map.of("law", 1.0, "medicine", .5, "code", 2.0))
            .seed(seed);
    return switch (random.nextInt(3)) {
      case 0 -> builder;
      case 1 -> builder.sampler(Samplers.exact().shuffled(5));
      default -> builder.sampler(Samplers.independent());
    };
  }

  /** Sources and policies that a number decides. */
  private static MultiDomainDataSetIterator.Builder iterator(VersaTune run, long shape) {
    return iterator(run, shape, true);
  }

  private static MultiDomainDataSetIterator.Builder iterator(
      VersaTune run, long shape, boolean endEpochs) {
    SplittableRandom random = new SplittableRandom(shape);
    MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
    for (int j = 0; j < NAMES.size(); j++) {
      DataSet data = SmallData.rows(j, 0, 1 + random.nextInt(25));
      ExhaustionPolicy policy =
          random.nextInt(3) == 0 && endEpochs
              ? ExhaustionPolicy.END_EPOCH
              : ExhaustionPolicy.RESTART;
      int batch = 1 + random.nextInt(5);
      builder.source(
          NAMES.get(j),
          random.nextBoolean()
              ? ShuffledDataSetIterator.of(data, random.nextLong(), batch)
              : SmallData.iterator(data, batch),
          policy);
    }
    return builder;
  }

  private static List<VersaTune> workers(int n, long seed) {
    return IntStream.range(0, n)
        .mapToObj(rank -> run(seed).worker(Worker.of(rank, n)).build())
        .toList();
  }

  /** Rows in rounds of n, each round sorted: which worker has which of them is not looked at. */
  private static List<String> inRounds(List<String> rows, int n) {
    List<String> sorted = new ArrayList<>(rows);
    for (int from = 0; from + n <= sorted.size(); from += n) {
      Collections.sort(sorted.subList(from, from + n));
    }
    return sorted;
  }

  /** The rows of the next batch of each, one of each in turn; or that an epoch ended for all. */
  private static List<String> step(List<? extends DataSetIterator> iterators) {
    boolean more = iterators.get(0).hasNext();
    List<List<String>> batches = new ArrayList<>();
    for (DataSetIterator iterator : iterators) {
      assertThat(iterator.hasNext()).isEqualTo(more);
      if (more) {
        batches.add(Runs.content(iterator.next()));
      } else {
        iterator.reset();
      }
    }
    List<String> rows = new ArrayList<>();
    for (int i = 0; more && i < batches.get(0).size(); i++) {
      for (List<String> batch : batches) {
        rows.add(batch.get(i));
      }
    }
    return more ? rows : List.of("end of epoch");
  }

  private static void report(VersaTune run, int step) {
    SplittableRandom random = new SplittableRandom(step);
    run.report(
        Feedback.at(step)
            .losses(
                Map.of(
                    "law", random.nextDouble(.1, 4),
                    "medicine", random.nextDouble(.1, 4),
                    "code", random.nextDouble(.1, 4))));
  }

  @Property(tries = 60)
  void togetherTheWorkersTakeTheExamplesOfOneProcess(
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll @IntRange(min = 1, max = 5) int batch,
      @ForAll @IntRange(min = 2, max = 9) int epochBatches,
      @ForAll long shape) {
    VersaTune single = run(shape).build();
    MultiDomainDataSetIterator whole =
        iterator(single, shape).batchSize(n * batch).epochBatches(epochBatches).build();
    List<VersaTune> mixes = workers(n, shape);
    List<MultiDomainDataSetIterator> iterators =
        mixes.stream()
            .map(run -> iterator(run, shape).batchSize(batch).epochBatches(epochBatches).build())
            .toList();
    for (int step = 1; step <= 15; step++) {
      assertThat(inRounds(step(iterators), n)).isEqualTo(inRounds(step(List.of(whole)), n));
      report(single, step);
      int now = step;
      mixes.forEach(run -> report(run, now));
    }
  }

  @Property(tries = 40)
  void otherWorkersGoOnWhereTheseStopped(
      @ForAll @IntRange(min = 1, max = 6) int before,
      @ForAll @IntRange(min = 1, max = 6) int after,
      @ForAll @IntRange(max = 8) int stop,
      @ForAll long shape) {
    long epoch = 8L * before * after;
    VersaTune single = run(shape).build();
    MultiDomainDataSetIterator whole =
        iterator(single, shape, false).batchSize(2).epochExamples(epoch).build();
    List<MultiDomainDataSetIterator> first =
        workers(before, shape).stream()
            .map(run -> iterator(run, shape, false).batchSize(2).epochExamples(epoch).build())
            .toList();
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    VersaTune saved = run(shape).worker(Worker.of(before - 1, before)).build();
    MultiDomainDataSetIterator savedIterator =
        iterator(saved, shape, false).batchSize(2).epochExamples(epoch).build();
    for (int i = 0; i < stop; i++) {
      found.addAll(step(first));
      step(List.of(savedIterator));
    }
    found.removeIf(row -> row.equals("end of epoch"));
    int split = found.size();
    Snapshot snapshot = Snapshot.fromJson(saved.snapshot().toJson());
    List<MultiDomainDataSetIterator> second =
        IntStream.range(0, after)
            .mapToObj(
                rank ->
                    iterator(
                            VersaTune.resuming(snapshot).worker(Worker.of(rank, after)).build(),
                            shape,
                            false)
                        .batchSize(2)
                        .epochExamples(epoch)
                        .build())
            .toList();
    for (int i = 0; i < 10; i++) {
      found.addAll(step(second));
    }
    found.removeIf(row -> row.equals("end of epoch"));
    while (expected.size() < found.size()) {
      expected.addAll(step(List.of(whole)));
      expected.removeIf(row -> row.equals("end of epoch"));
    }
    // Without the numbers of the batches, which are of other sizes.
    found.replaceAll(row -> row.substring(row.indexOf(' ')));
    expected.replaceAll(row -> row.substring(row.indexOf(' ')));
    // The rows of the first workers, then those of the others.
    assertThat(inRounds(found.subList(0, split), before))
        .isEqualTo(inRounds(expected.subList(0, split), before));
    assertThat(inRounds(found.subList(split, found.size()), after))
        .isEqualTo(inRounds(expected.subList(split, found.size()), after));
  }

  @Test
  void anEpochIsThatOfAllWorkersInEvenBatches() {
    List<MultiDomainDataSetIterator> iterators =
        workers(3, 4).stream()
            .map(run -> iterator(run, 4).batchSize(4).epochExamples(40).build())
            .toList();
    List<Integer> sizes = new ArrayList<>();
    for (MultiDomainDataSetIterator iterator : iterators) {
      while (iterator.hasNext()) {
        sizes.add(iterator.next().numExamples());
      }
    }
    // 40 examples are 3 whole batches on each worker and a last one of 2 on each: 42 in all.
    assertThat(sizes).containsExactly(4, 4, 4, 2, 4, 4, 4, 2, 4, 4, 4, 2);
  }

  @Test
  void fetchingAheadGivesTheSameExamples() {
    List<List<String>> ahead = new ArrayList<>();
    List<List<String>> plain = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      DataSetIterator prefetched =
          new AsyncDataSetIterator(
              iterator(run(9).worker(Worker.of(rank, 2)).build(), 9).epochBatches(20).build(), 4);
      DataSetIterator drawn =
          iterator(run(9).worker(Worker.of(rank, 2)).build(), 9).epochBatches(20).build();
      while (drawn.hasNext()) {
        plain.add(Runs.content(drawn.next()));
        assertThat(prefetched.hasNext()).isTrue();
        ahead.add(Runs.content(prefetched.next()));
      }
    }
    assertThat(plain).isNotEmpty().isEqualTo(ahead);
  }

  @Test
  void aSeekableSourceReadsNextToNothingOfOtherWorkers() {
    CountingSource source = new CountingSource(SmallData.rows(0, 0, 1000));
    VersaTune run = VersaTune.builder().domains("law").worker(Worker.of(2, 50)).build();
    MultiDomainDataSetIterator iterator =
        MultiDomainDataSetIterator.builder(run)
            .source("law", source)
            .batchSize(20)
            .epochBatches(1)
            .build();
    DataSet batch = iterator.next();
    // One of every 50, at another place each time.
    assertThat(batch.getFeatures().getColumn(0).div(50).toIntVector())
        .isEqualTo(IntStream.range(0, 20).toArray());
    // Two more for the fingerprint of the source.
    assertThat(source.read()).isLessThanOrEqualTo(22);
  }

  @Test
  void aSourceThatRunsOutFailsOnEveryWorkerInTheSameBatch() {
    for (int rank = 0; rank < 3; rank++) {
      VersaTune run = VersaTune.builder().domains("law").worker(Worker.of(rank, 3)).build();
      MultiDomainDataSetIterator iterator =
          MultiDomainDataSetIterator.builder(run)
              .source("law", SmallData.iterator(SmallData.rows(0, 0, 13), 4), ExhaustionPolicy.FAIL)
              .batchSize(2)
              .epochBatches(10)
              .build();
      assertThat(Runs.content(iterator.next())).hasSize(2);
      assertThat(Runs.content(iterator.next())).hasSize(2);
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(iterator::next)
            .isInstanceOf(SourceExhaustedException.class)
            .hasMessageContaining("'law' has run out after 13 examples");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6, 8})
  void everyWorkerSeesEveryDomain(int n) {
    List<String> domains = List.of("law", "medicine", "code", "news");
    for (int rank = 0; rank < n; rank++) {
      VersaTune run =
          VersaTune.builder().domains(domains).seed(3).worker(Worker.of(rank, n)).build();
      MultiDomainDataSetIterator.Builder builder = MultiDomainDataSetIterator.builder(run);
      for (int j = 0; j < 4; j++) {
        builder.source(domains.get(j), SmallData.iterator(SmallData.rows(j, 0, 20), 4));
      }
      DataSet batch = builder.batchSize(32).epochBatches(1).build().next();
      assertThat(MultiDomainDataSetIterator.domainsOf(batch)).containsAll(domains);
    }
  }
}
