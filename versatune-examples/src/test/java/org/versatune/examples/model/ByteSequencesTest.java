// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class ByteSequencesTest {

  @Test
  void documentsAreCutAndShortRestsLeftOut() {
    ByteSequences sequences = ByteSequences.cut(List.of("abcdefghij", "x", "abcdefghi"), 8);

    // "ij" is a quarter of 8 and stays, "i" is less and goes, "x" is all there is and stays.
    assertThat(texts(sequences)).containsExactly("abcdefgh", "ij", "x", "abcdefgh");
    assertThat(sequences.tokens()).isEqualTo(8 + 2 + 1 + 8);
  }

  @Test
  void aBatchShowsEachByteTheSymbolBeforeItAndMasksWhatIsNotThere() {
    ByteSequences sequences = ByteSequences.cut(List.of("ab\u00e9", "xyzw"), 4);

    DataSet batch = sequences.batch(1, 0);

    assertThat(batch.getFeatures().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{256, 'x', 'y', 'z'}, {256, 'a', 'b', 0xC3}});
    assertThat(batch.getLabels().shape()).containsExactly(2, 1, 4);
    assertThat(batch.getLabels().reshape(2, 4).toFloatMatrix())
        .isDeepEqualTo(new float[][] {{'x', 'y', 'z', 'w'}, {'a', 'b', 0xC3, 0xA9}});
    DataSet padded = ByteSequences.cut(List.of("ab"), 4).batch(0);
    assertThat(padded.getLabelsMaskArray().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{1, 1, 0, 0}});
    assertThat(padded.getFeaturesMaskArray()).isNull();
  }

  @Test
  void aSampleHasNoRepeatsAndIsTheSameForTheSameSeed() {
    List<String> documents = IntStream.range(0, 100).mapToObj(i -> "document " + i).toList();
    ByteSequences all = ByteSequences.cut(documents, 64);

    List<String> sample = texts(all.sample(30, 5));

    assertThat(sample).hasSize(30).doesNotHaveDuplicates().isSubsetOf(documents);
    assertThat(texts(all.sample(30, 5))).isEqualTo(sample);
    assertThat(texts(all.sample(30, 6))).isNotEqualTo(sample);
    assertThat(texts(all.sample(100, 5))).isEqualTo(documents);
  }

  @Test
  void anIteratorInOrderReadsEverythingOnceAndAgainAfterReset() {
    ByteSequences sequences = ByteSequences.cut(List.of("aa", "bb", "cc", "dd", "ee"), 2);
    ByteSequenceIterator iterator = ByteSequenceIterator.inOrder(sequences, 2);

    assertThat(firstBytes(iterator)).containsExactly('a', 'b', 'c', 'd', 'e');
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    iterator.reset();
    assertThat(firstBytes(iterator)).containsExactly('a', 'b', 'c', 'd', 'e');
  }

  @Test
  void aShuffledIteratorReadsEverythingOnceInAnotherOrderEachTime() {
    List<String> documents =
        IntStream.range(0, 26).mapToObj(i -> Character.toString('a' + i).repeat(2)).toList();
    ByteSequences sequences = ByteSequences.cut(documents, 2);
    ByteSequenceIterator one = ByteSequenceIterator.shuffled(sequences, 4, 3);
    ByteSequenceIterator same = ByteSequenceIterator.shuffled(sequences, 5, 3);

    List<Character> first = firstBytes(one);
    one.reset();
    List<Character> second = firstBytes(one);

    assertThat(first).doesNotHaveDuplicates().hasSize(26);
    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    assertThat(firstBytes(same)).isEqualTo(first);
  }

  private static List<String> texts(ByteSequences sequences) {
    return IntStream.range(0, sequences.size()).mapToObj(sequences::text).toList();
  }

  private static List<Character> firstBytes(ByteSequenceIterator iterator) {
    List<Character> first = new ArrayList<>();
    while (iterator.hasNext()) {
      DataSet batch = iterator.next();
      for (int i = 0; i < batch.numExamples(); i++) {
        first.add((char) batch.getLabels().getInt(i, 0, 0));
      }
    }
    return first;
  }
}
