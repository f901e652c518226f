// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AscendingNumbersTest {

  private static void assertKept(long bound, long[] numbers) {
    AscendingNumbers kept = new AscendingNumbers(bound, numbers.length);
    int middle = numbers.length / 3;
    fill(kept, numbers, middle, numbers.length);
    fill(kept, numbers, 0, middle);
    fill(kept, numbers, middle, numbers.length); // As after a task that was killed.
    for (int i = 0; i < numbers.length; i++) {
      assertThat(kept.get(i)).as("index %s of %s", i, numbers.length).isEqualTo(numbers[i]);
    }
    long[] backwards = new long[numbers.length + 1];
    for (int i = 0; i < numbers.length; i++) {
      backwards[i] = numbers.length - 1L - i;
    }
    kept.get(backwards, numbers.length);
    assertThat(backwards[numbers.length]).isZero();
    for (int i = 0; i < numbers.length; i++) {
      assertThat(backwards[numbers.length - 1 - i]).isEqualTo(numbers[i]);
    }
  }

  private static void fill(AscendingNumbers kept, long[] numbers, int from, int end) {
    AscendingNumbers.Stretch stretch = kept.stretch(from, end);
    for (int i = from; i < end; i++) {
      stretch.add(numbers[i]);
    }
    stretch.end();
  }

  @Property
  void givesBackWhatItWasFilledWith(
      @ForAll @IntRange(max = 500) int count,
      @ForAll @LongRange(min = 1, max = 1L << 40) long room,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long bound = count + room;
    long[] numbers = random.longs(2L * count, 0, bound).distinct().limit(count).sorted().toArray();
    assertKept(bound, numbers);
  }

  @Property
  void givesBackTheDrawsOfADomainInAMix(
      @ForAll @IntRange(min = 1, max = 5000) int draws,
      @ForAll @IntRange(min = 1, max = 64) int oneIn,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    assertKept(draws, LongStream.range(0, draws).filter(i -> random.nextInt(oneIn) == 0).toArray());
  }

  @Test
  void gapsAndAllAndNothing() {
    assertKept(1, new long[] {});
    assertKept(1, new long[] {0});
    assertKept(1000, LongStream.range(0, 1000).toArray());
    assertKept(1L << 40, new long[] {0, (1L << 40) - 1});
    long far = 1L << 20; // Ones at both ends, and a long way between them.
    assertKept(
        far,
        LongStream.concat(LongStream.range(0, 200), LongStream.range(far - 200, far)).toArray());
  }

  @Test
  void refusesWhatDoesNotAscend() {
    AscendingNumbers numbers = new AscendingNumbers(10, 3);
    AscendingNumbers.Stretch stretch = numbers.stretch(0, 2);
    stretch.add(4);
    assertThatThrownBy(() -> stretch.add(4)).hasMessageContaining("4 after 4");
    assertThatThrownBy(() -> stretch.add(10)).hasMessageContaining("below 10");
    assertThatThrownBy(stretch::end).hasMessageContaining("1 numbers are missing");
    stretch.add(5);
    assertThatThrownBy(() -> stretch.add(6)).hasMessageContaining("index 2 below 2");
    assertThatThrownBy(() -> numbers.stretch(2, 4)).hasMessageContaining("to 4 of 3");
    assertThatThrownBy(() -> new AscendingNumbers(2, 3)).hasMessageContaining("3 numbers below 2");
  }
}
