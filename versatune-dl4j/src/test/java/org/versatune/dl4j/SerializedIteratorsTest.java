// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.VersaTune;

/** Deeplearning4j's iterators are serializable by their types; ours say what saves them instead. */
class SerializedIteratorsTest {
  private static final DataSet ROWS = SmallData.rows(0, 0, 6);

  private static VersaTune run() {
    return VersaTune.builder().domains("a", "b").build();
  }

  static Stream<Iterator<?>> iterators() {
    ShuffledDataSetIterator one = ShuffledDataSetIterator.of(ROWS, 1, 2);
    ShuffledMultiDataSetIterator several =
        ShuffledMultiDataSetIterator.of(ROWS.toMultiDataSet(), 1, 2);
    return Stream.of(
        one,
        several,
        MultiDomainDataSetIterator.builder(run())
            .source("a", one)
            .source("b", ShuffledDataSetIterator.of(ROWS, 2, 2))
            .build(),
        MultiDomainMultiDataSetIterator.builder(run())
            .source("a", several)
            .source("b", ShuffledMultiDataSetIterator.of(ROWS.toMultiDataSet(), 2, 2))
            .build());
  }

  @ParameterizedTest
  @MethodSource("iterators")
  void anIteratorIsNotSavedByItself(Iterator<?> iterator) throws IOException {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(iterator))
          .isInstanceOf(NotSerializableException.class)
          .hasMessageStartingWith("a " + iterator.getClass().getSimpleName() + " ")
          .hasMessageContaining("snapshot");
    }
    assertThat(iterator.hasNext()).isTrue();
  }
}
