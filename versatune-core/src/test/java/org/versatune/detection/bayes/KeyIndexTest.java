// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyIndexTest {

  private static void findsWhatABinarySearchFinds(long[] keys, LongStream asked) {
    KeyIndex index = new KeyIndex(keys);
    // The lowest numbers are what an empty slot may hold.
    long[] all =
        LongStream.concat(asked, LongStream.of(Long.MIN_VALUE, Long.MIN_VALUE + 1)).toArray();
    int[] together = new int[all.length];

    index.of(all, 0, all.length, together);

    for (int i = 0; i < all.length; i++) {
      assertThat(index.of(all[i]))
          .as("position of %s", all[i])
          .isEqualTo(Math.max(-1, Arrays.binarySearch(keys, all[i])))
          .isEqualTo(together[i]);
    }
  }

  @Property(tries = 300)
  void findsAnyKeysAndNoOthers(@ForAll @Size(max = 200) long[] some, @ForAll long[] others) {
    long[] keys = LongStream.of(some).sorted().distinct().toArray();

    findsWhatABinarySearchFinds(
        keys, LongStream.concat(LongStream.of(keys), LongStream.of(others)));
  }

  @Property(tries = 100)
  void findsKeysThatLieCloseTogether(
      @ForAll @Size(max = 100) @LongRange(min = -50, max = 50) long[] some) {
    long[] keys = LongStream.of(some).sorted().distinct().toArray();

    findsWhatABinarySearchFinds(keys, LongStream.rangeClosed(-60, 60));
  }

  @Test
  void findsTheSmallestAndTheLargest() {
    long[] keys = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE};

    findsWhatABinarySearchFinds(
        keys, LongStream.concat(LongStream.of(keys), LongStream.of(Long.MIN_VALUE + 2, 2, -2)));
  }

  @Test
  void knowsNothingWithoutKeys() {
    findsWhatABinarySearchFinds(new long[0], LongStream.of(0, 1, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  @Test
  void findsHundredThousandTrigrams() {
    SplittableRandom random = new SplittableRandom(1);
    long[] keys =
        LongStream.generate(
                () -> {
                  long key = 0;
                  for (int i = 0; i < 3; i++) {
                    key = key << 21 | (32 + random.nextInt(60));
                  }
                  return key;
                })
            .limit(100_000)
            .sorted()
            .distinct()
            .toArray();

    findsWhatABinarySearchFinds(
        keys, LongStream.of(keys).flatMap(key -> LongStream.of(key, key + 1, key ^ (1L << 42))));
  }
}
