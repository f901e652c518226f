// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class ShuffledDataSetIteratorTest {

  private static List<Integer> pass(ShuffledDataSetIterator iterator) {
    List<Integer> numbers = new ArrayList<>();
    while (iterator.hasNext()) {
      DataSet batch = iterator.next();
      for (int i = 0; i < batch.numExamples(); i++) {
        numbers.add(batch.getFeatures().getInt(i, 0));
        assertThat(batch.getLabels().getRow(i).argMax().getInt(0))
            .isEqualTo(batch.getFeatures().getInt(i, 0) % 3);
      }
    }
    return numbers;
  }

  @Property(tries = 30)
  void everyPassHasEveryExampleOnceAndSeekingIsReading(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int size,
      @ForAll @IntRange(min = 1, max = 7) int batch,
      @ForAll @IntRange(min = 0, max = 3) int passes,
      @ForAll @IntRange(min = 0, max = 20) int position) {
    DataSet data = SmallData.rows(0, 0, size);
    ShuffledDataSetIterator read = ShuffledDataSetIterator.of(data, seed, batch);
    for (int i = 0; i < passes; i++) {
      assertThat(pass(read)).doesNotHaveDuplicates().hasSize(size);
      read.reset();
    }
    List<Integer> last = pass(read);
    int at = Math.min(position, size);
    ShuffledDataSetIterator sought = ShuffledDataSetIterator.of(data, seed, batch);
    sought.seek(passes, at);

    assertThat(pass(sought)).isEqualTo(last.subList(at, size));
    sought.reset();
    read.reset();
    assertThat(pass(sought)).isEqualTo(pass(read));
  }

  @Test
  void seedsAndPassesHaveOrdersOfTheirOwn() {
    DataSet data = SmallData.rows(0, 0, 50);
    ShuffledDataSetIterator iterator = ShuffledDataSetIterator.of(data, 1);
    List<Integer> first = pass(iterator);
    iterator.reset();

    assertThat(pass(iterator)).isNotEqualTo(first);
    assertThat(pass(ShuffledDataSetIterator.of(data, 2))).isNotEqualTo(first);
    assertThat(pass(ShuffledDataSetIterator.of(data, 1))).isEqualTo(first);
    assertThat(iterator.batch()).isEqualTo(32);
    assertThat(iterator.inputColumns()).isEqualTo(4);
    assertThat(iterator.totalOutcomes()).isEqualTo(3);
    assertThat(iterator.numExamples()).isEqualTo(50);
  }

  @Test
  void anyOrderFollowsAnyOtherEquallyOften() {
    ShuffledDataSetIterator iterator = ShuffledDataSetIterator.of(SmallData.rows(0, 0, 3), 11);
    Map<List<Integer>, Integer> pairs = new HashMap<>();
    List<Integer> before = pass(iterator);
    for (int i = 0; i < 3600; i++) {
      iterator.reset();
      List<Integer> after = pass(iterator);
      List<Integer> pair = new ArrayList<>(before);
      pair.addAll(after);
      pairs.merge(pair, 1, Integer::sum);
      before = after;
    }

    // 100 each, give or take four standard deviations.
    assertThat(pairs).hasSize(36);
    assertThat(pairs.values()).allSatisfy(count -> assertThat(count).isBetween(60, 140));
  }

  @Test
  void refusesPositionsThatDoNotExist() {
    ShuffledDataSetIterator iterator = ShuffledDataSetIterator.of(SmallData.rows(0, 0, 5), 1);
    pass(iterator);

    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> iterator.seek(0, 6))
        .hasMessageContaining("position 6 does not exist among 5 examples");
    assertThatThrownBy(() -> ShuffledDataSetIterator.of(new DataSet(null, Nd4j.ones(1, 1)), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no example");
  }
}
