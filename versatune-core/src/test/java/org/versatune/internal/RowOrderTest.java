// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RowOrderTest {
  @Property(tries = 200)
  void eachRowHasOnePlace(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3000) int rows,
      @ForAll @LongRange(min = 0, max = 1L << 40) long epoch) {
    RowOrder order = RowOrder.of(seed, "law", rows, epoch);
    BitSet seen = new BitSet();
    for (int place = 0; place < rows; place++) {
      seen.set((int) order.row(place));
      assertThat(order.place(order.row(place))).isEqualTo(place);
    }

    assertThat(seen.cardinality()).isEqualTo(rows);
    assertThat(seen.length()).isEqualTo(rows);
  }

  @Property(tries = 200)
  void placesOfRowsTogetherAreThoseOfEach(
      @ForAll long seed,
      @ForAll @LongRange(min = 1, max = 1L << 45) long rows,
      @ForAll @IntRange(min = 0, max = 300) int count) {
    RowOrder order = RowOrder.of(seed, "law", rows, 3);
    long first = rows - Math.min(rows, count);
    long[] places = new long[count + 1];
    order.places(first, places, (int) (rows - first));

    for (int i = 0; first + i < rows; i++) {
      assertThat(places[i]).isEqualTo(order.place(first + i));
    }
    assertThat(places[count]).isZero();
  }

  @Test
  void everyPermutationOfFourRowsComesUpEquallyOften() {
    Map<ImmutableList<Long>, Integer> counts = new HashMap<>();
    for (long epoch = 0; epoch < 24_000; epoch++) {
      RowOrder order = RowOrder.of(7, "law", 4, epoch);
      counts.merge(
          LongStream.range(0, 4).map(order::row).boxed().collect(ImmutableList.toImmutableList()),
          1,
          Integer::sum);
    }

    // 23 degrees of freedom: a fair order stays below 58 in 99.99 % of cases.
    double chiSquare =
        counts.values().stream().mapToDouble(n -> (n - 1000.0) * (n - 1000.0) / 1000).sum();
    assertThat(counts).hasSize(24);
    assertThat(chiSquare).isLessThan(58);
  }

  @Test
  void eachPlaceHoldsEachOfElevenRowsEquallyOften() {
    int[][] counts = new int[11][11];
    for (long epoch = 0; epoch < 11_000; epoch++) {
      RowOrder order = RowOrder.of(3, "code", 11, epoch);
      for (int place = 0; place < 11; place++) {
        counts[place][(int) order.row(place)]++;
      }
    }

    // 100 degrees of freedom: below 161 in 99.99 % of cases.
    double chiSquare =
        Arrays.stream(counts)
            .flatMapToInt(Arrays::stream)
            .mapToDouble(n -> (n - 1000.0) * (n - 1000.0) / 1000)
            .sum();
    assertThat(chiSquare).isLessThan(161);
  }

  @Test
  void aBillionRowsNeedNoList() {
    long rows = 1_000_000_007;
    RowOrder order = RowOrder.of(42, "web", rows, 5);
    long[] drawn = LongStream.range(0, 1_000_000).map(i -> order.row(i * 1000)).sorted().toArray();

    assertThat(order.place(order.row(999_999_999))).isEqualTo(999_999_999);
    assertThat(drawn[0]).isGreaterThanOrEqualTo(0);
    assertThat(drawn[drawn.length - 1]).isLessThan(rows);
    assertThat(Arrays.stream(drawn).distinct().count()).isEqualTo(drawn.length);
    // The gaps between random numbers have a mean near 1 000 and a largest near 1 000 · ln 10⁶.
    long largestGap = 0;
    for (int i = 1; i < drawn.length; i++) {
      largestGap = Math.max(largestGap, drawn[i] - drawn[i - 1]);
    }
    assertThat(largestGap).isBetween(8_000L, 30_000L);
  }

  @Test
  void seedDomainAndEpochEachChangeTheOrder() {
    assertThat(first(RowOrder.of(1, "law", 1000, 0)))
        .isNotEqualTo(first(RowOrder.of(2, "law", 1000, 0)))
        .isNotEqualTo(first(RowOrder.of(1, "code", 1000, 0)))
        .isNotEqualTo(first(RowOrder.of(1, "law", 1000, 1)));
  }

  private static ImmutableList<Long> first(RowOrder order) {
    return LongStream.range(0, 20).map(order::row).boxed().collect(ImmutableList.toImmutableList());
  }
}
