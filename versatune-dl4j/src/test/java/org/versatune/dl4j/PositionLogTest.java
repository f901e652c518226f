// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.versatune.BatchPlan;
import org.versatune.SavedState;
import org.versatune.VersaTune;

class PositionLogTest {
  private static final List<String> NAMES = List.of("law", "medicine", "code");

  /** Seekable and plain sources, of which some end the epoch, and some run out within a batch. */
  private static MultiDomainDataSetIterator iterator(VersaTune run, long shape) {
    SplittableRandom random = new SplittableRandom(shape);
    MultiDomainDataSetIterator.Builder builder =
        MultiDomainDataSetIterator.builder(run)
            .batchSize(1 + random.nextInt(5))
            .epochBatches(3 + random.nextInt(20));
    for (int j = 0; j < NAMES.size(); j++) {
      ExhaustionPolicy policy =
          random.nextInt(4) == 0 ? ExhaustionPolicy.END_EPOCH : ExhaustionPolicy.RESTART;
      var rows = SmallData.rows(j, 0, 1 + random.nextInt(12));
      builder.source(
          NAMES.get(j),
          random.nextBoolean()
              ? ShuffledDataSetIterator.of(rows, random.nextLong(), 2)
              : SmallData.iterator(rows, 3),
          policy);
    }
    return builder.build();
  }

  @Property(tries = 60)
  void aSnapshotGoesBackToTheOldestBatchThatIsNotConfirmed(
      @ForAll long shape, @ForAll @IntRange(min = 1, max = 40) int steps) {
    VersaTune run = VersaTune.builder().domains(NAMES).seed(shape).build();
    MultiDomainDataSetIterator iterator = iterator(run, shape);
    run.inFlight().expectReports(1_000);
    SplittableRandom random = new SplittableRandom(~shape);
    List<List<String>> inFlight = new ArrayList<>();
    long confirmed = 0;
    for (int i = 0; i < steps; i++) {
      if (iterator.hasNext()) {
        inFlight.add(Runs.content(iterator.next()));
      } else {
        confirmed += inFlight.size();
        run.inFlight().confirm(confirmed - 1);
        inFlight.clear();
        iterator.reset();
      }
      if (!inFlight.isEmpty() && random.nextInt(3) == 0) {
        int trained = 1 + random.nextInt(inFlight.size());
        confirmed += trained;
        run.inFlight().confirm(confirmed - 1);
        inFlight.subList(0, trained).clear();
      }
    }

    MultiDomainDataSetIterator resumed = iterator(VersaTune.resume(run.snapshot()), shape);

    for (List<String> batch : inFlight) {
      assertThat(Runs.content(resumed.next())).isEqualTo(batch);
    }
    assertThat(resumed.hasNext()).isEqualTo(iterator.hasNext());
    if (resumed.hasNext()) {
      assertThat(Runs.content(resumed.next())).isEqualTo(Runs.content(iterator.next()));
    }
  }

  @Test
  void knowsThePositionsBeforeEachBatchFromTheOldestOn() {
    VersaTune run = VersaTune.builder().domains("law", "code").build();
    DomainSource law = source("law");
    DomainSource code = source("code");
    PositionLog log =
        new PositionLog(ImmutableMap.of("law", law, "code", code), EpochPosition.START);
    List<SavedState> before = new ArrayList<>();
    for (int b = 0; b < 6; b++) {
      before.add(log.before(b));
      BatchPlan plan = run.plan(1);
      DomainSource drawn = plan.domains().get(0).equals("law") ? law : code;
      drawn.pass();
      log.drew(plan, new EpochPosition(b + 1, b + 1, false), 2);
    }
    before.add(log.before(6));

    assertThat(before).doesNotHaveDuplicates();
    for (int b = 2; b <= 6; b++) {
      assertThat(log.before(b)).isEqualTo(before.get(b));
    }
    assertThat(log.before(0)).as("forgotten").isEqualTo(before.get(2));
  }

  @Test
  void aSnapshotGoesBackBeforeABatchThatFailedAndWasBegunBeforeItsSourceStartedAgain() {
    VersaTune run = VersaTune.builder().domains("law", "code").seed(1).build();
    VersaTune same = VersaTune.resume(run.snapshot());
    same.plan(4);
    assertThat(same.plan(4).sequence()).as("law is at its end when code fails").endsWith("code");
    DataSetIterator code = SmallData.iterator(SmallData.rows(1, 0, 9), 1);
    MultiDomainDataSetIterator iterator =
        lawEndsTheEpoch(run, WatchedIterator.failingOnce(code, 3));
    run.inFlight().expectReports(1_000);
    iterator.next();
    run.inFlight().confirm(0);
    assertThatThrownBy(iterator::next).hasMessageContaining("source of domain 'code' failed");

    iterator.reset();

    VersaTune begun = VersaTune.resume(run.snapshot());
    List<String> content = Runs.content(iterator.next());
    VersaTune inTraining = VersaTune.resume(run.snapshot());
    for (VersaTune resumed : List.of(begun, inTraining)) {
      DataSetIterator again = SmallData.iterator(SmallData.rows(1, 0, 9), 1);
      assertThat(Runs.content(lawEndsTheEpoch(resumed, again).next())).isEqualTo(content);
    }
  }

  private static MultiDomainDataSetIterator lawEndsTheEpoch(VersaTune run, DataSetIterator code) {
    return MultiDomainDataSetIterator.builder(run)
        .batchSize(4)
        .source("law", SmallData.iterator(SmallData.rows(0, 0, 4), 1), ExhaustionPolicy.END_EPOCH)
        .source("code", code)
        .build();
  }

  private static DomainSource source(String domain) {
    return new DomainSource(
        domain, SmallData.iterator(SmallData.rows(0, 0, 9), 2), ExhaustionPolicy.RESTART);
  }
}
