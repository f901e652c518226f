// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.versatune.DomainDistribution;
import org.versatune.RunBuilder;
import org.versatune.VersaTune;
import org.versatune.internal.RowOrder;
import org.versatune.sampling.Samplers;

/** Rounds that are made in slices by several threads are those that one process draws. */
class RoundDrawsTest {
  private static final ImmutableList<String> NAMES = ImmutableList.of("law", "medicine", "code");

  private static VersaTune run(SplittableRandom random, long[] sizes, int sampler, boolean caps) {
    double[] weights = random.doubles(NAMES.size()).toArray();
    weights[random.nextInt(NAMES.size())] *= random.nextInt(2); // Now and then one without weight.
    double sum = Arrays.stream(weights).sum();
    RunBuilder builder =
        VersaTune.builder()
            .domains(NAMES)
            .domainSizes(byName(sizes))
            .initial(
                DomainDistribution.of(
                    ImmutableMap.of(
                        "law", weights[0] / sum,
                        "medicine", weights[1] / sum,
                        "code", weights[2] / sum)))
            .sampler(
                List.of(Samplers.exact(), Samplers.exact().shuffled(16), Samplers.independent())
                    .get(sampler))
            .seed(random.nextLong());
    return caps ? builder.epochCap(1 + 2 * random.nextDouble()).build() : builder.build();
  }

  private static ImmutableMap<String, Long> byName(long[] sizes) {
    return ImmutableMap.of("law", sizes[0], "medicine", sizes[1], "code", sizes[2]);
  }

  private static long[] counts(VersaTune run) {
    return NAMES.stream().mapToLong(name -> run.draws().getOrDefault(name, 0L)).toArray();
  }

  private static RoundDraws round(VersaTune run, long[] sizes, long[] before, RoundSlices slices) {
    return new RoundDraws(slices, NAMES.toArray(new String[0]), run.seed(), sizes, before);
  }

  private static long[] byEpoch(RoundDraws round, int domain, long row) {
    return IntStream.range(0, (int) round.epochs(domain))
        .mapToLong(
            epoch -> {
              long[] draw = new long[1];
              round.inEpoch(domain, epoch, row, draw, 1);
              return draw[0];
            })
        .filter(draw -> draw >= 0)
        .toArray();
  }

  @Property(tries = 150)
  void slicesByThreeThreadsAreTheDrawsOfOneProcess(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 500) int earlier,
      @ForAll @IntRange(min = 1, max = 700) int count,
      @ForAll @IntRange(min = 1, max = 300) int length,
      @ForAll @IntRange(min = 0, max = 2) int sampler,
      @ForAll boolean caps) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] sizes = {1 + random.nextInt(300), 1 + random.nextInt(100), 1 + random.nextInt(20)};
    VersaTune run = run(random, sizes, sampler, caps);
    for (int i = 0; i < earlier && run.hasNext(); i++) {
      run.nextDomain();
    }
    if (!run.hasNext()) {
      return;
    }
    VersaTune one = VersaTune.resume(run.snapshot());
    long[] taken = counts(run);
    long number = Arrays.stream(taken).sum();
    RoundDraws round = round(run, sizes, taken.clone(), RoundSlices.draw(run, count, length));

    // Each of the threads needs all draws; they make them together.
    IntStream.range(0, 3).parallel().forEach(thread -> round.of(thread, 0));
    for (String name : one.plan(count).domains()) {
      int j = NAMES.indexOf(name);
      long epoch = taken[j] / sizes[j];
      long place = taken[j]++ % sizes[j];
      long row = RowOrder.of(run.seed(), name, sizes[j], epoch).row(place);
      assertThat(round.of(j, row)).contains(number);
      if (round.epochs(j) <= RoundDraws.KEPT) {
        assertThat(byEpoch(round, j, row)).contains(number).isEqualTo(round.of(j, row));
      }
      number++;
    }
    assertThat(taken).isEqualTo(counts(run));
    assertThat(run.snapshot().weights()).isEqualTo(one.snapshot().weights());
  }

  /** Counts, numbers and epochs that no integer of 32 bits holds. */
  @Test
  void aRunThatHasDrawnTrillions() {
    long[] sizes = {3_000_000_019L, 97, 5_000_000_000_000L};
    VersaTune run = run(new SplittableRandom(2), sizes, 0, false);
    ImmutableList<String> drawn = VersaTune.resume(run.snapshot()).plan(5000).domains();
    long[] far = {4_000_000_000_000L, 4_000_000_000_001L, 1L << 60};
    RoundDraws round = round(run, sizes, far.clone(), RoundSlices.draw(run, 5000, 700));
    long number = Arrays.stream(far).sum();
    for (String name : drawn) {
      int j = NAMES.indexOf(name);
      RowOrder order = RowOrder.of(run.seed(), name, sizes[j], far[j] / sizes[j]);
      assertThat(round.of(j, order.row(far[j]++ % sizes[j]))).contains(number++);
    }
    assertThat(number).isGreaterThan(1L << 60);
  }

  /** At most 64 states of the run, and none where draws are few beside what a state has. */
  @Test
  void lengthsOfSlices() {
    assertThat(RoundSlices.length(1, 3)).isEqualTo(1 << 20);
    assertThat(RoundSlices.length(1L << 26, 3)).isEqualTo(1 << 20);
    assertThat(RoundSlices.length((1L << 26) + 1, 3)).isEqualTo((1 << 20) + (1 << 16));
    assertThat(RoundSlices.length(1L << 32, 3)).isEqualTo(1 << 26);
    assertThat(RoundSlices.length((1L << 32) - 1, 3)).isEqualTo(1 << 26);
    assertThat(RoundSlices.length(1L << 32, 100_000)).isEqualTo(6250L << 16);
  }

  @Test
  void workThatFailsIsLeftForOthers() throws Exception {
    SharedWork work = new SharedWork(50);
    AtomicInteger tries = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    AtomicInteger returned = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.complete(
                      piece -> {
                        tries.incrementAndGet();
                        if (piece % 25 == 7 && failed.incrementAndGet() <= 2) {
                          throw new IllegalStateException("this task is killed");
                        }
                      });
                  returned.incrementAndGet();
                } catch (IllegalStateException e) {
                  assertThat(e).hasMessage("this task is killed");
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failed.get()).isEqualTo(4); // Two pieces, each at its first and at its second try.
    assertThat(tries.get()).isEqualTo(52);
    assertThat(returned.get()).isEqualTo(2);
    work.complete(piece -> tries.incrementAndGet());
    assertThat(tries.get()).isEqualTo(52);
  }

  @Test
  void otherDrawsThanThoseOfTheDriverAreNoticed() {
    RoundSlices slices =
        RoundSlices.draw(run(new SplittableRandom(5), new long[] {9, 9, 9}, 0, false), 90, 40);
    slices.all()[0]--; // As if the driver had made another draw at the end.
    slices.all()[1]++;
    AscendingNumbers[] numbers = new AscendingNumbers[3];
    Arrays.setAll(numbers, j -> new AscendingNumbers(90, slices.all()[j]));
    slices.make(0, numbers);
    assertThatThrownBy(() -> slices.make(slices.size() - 1, numbers))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("other draws than the driver")
        .hasMessageContaining("same version");
  }
}
