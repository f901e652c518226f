// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Longs;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NgramCountsTest {

  private static void assertSame(NgramCounts counts, SortedMap<Long, Long> expected) {
    assertThat(counts.keys()).containsExactly(Longs.toArray(expected.keySet()));
    assertThat(counts.counts()).containsExactly(Longs.toArray(expected.values()));
  }

  @Property(tries = 300)
  void countsAsAMapDoes(
      @ForAll List<@IntRange(min = -6, max = 6) Integer> one,
      @ForAll List<@IntRange(min = -6, max = 6) Integer> other) {
    TreeMap<Long, Long> expected = new TreeMap<>();
    NgramCounts a = new NgramCounts();
    NgramCounts b = new NgramCounts();
    one.forEach(key -> a.add(key));
    other.forEach(key -> b.add(key));
    one.forEach(key -> expected.merge((long) key, 1L, Long::sum));
    other.forEach(key -> expected.merge((long) key, 1L, Long::sum));

    a.addAll(b);

    assertSame(a, expected);
  }

  @Test
  void countsPastItsBuffer() {
    SplittableRandom random = new SplittableRandom(1);
    TreeMap<Long, Long> expected = new TreeMap<>();
    NgramCounts counts = new NgramCounts();
    for (int i = 0; i < 500_000; i++) {
      long key = random.nextLong(-20_000, 20_000);
      counts.add(key);
      expected.merge(key, 1L, Long::sum);
    }

    assertSame(counts, expected);
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(new NgramCounts().keys()).isEmpty();
    assertThat(new NgramCounts().counts()).isEmpty();
  }
}
