// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.versatune.examples.model.TokenSequences.Excerpt;

class TokenSequencesTest {
  /** Bytes alone, so that a token is a character: V is 256, the ids of beginning 256 and 257. */
  private static final BytePairTokenizer BYTES = BytePairTokenizer.train(List.of(), 256);

  private static final int START = 256;
  private static final int CONTINUATION = 257;

  @Test
  void documentsAreCutInOrderAndShortRestsLeftOut() {
    TokenSequences sequences =
        new TokenSequences(BYTES, List.of("abcdefghij", "", "x", "abcdefghi"), 8);

    // "ij" is a quarter of 8 and stays, "i" is less and goes, "x" is all there is and stays.
    assertThat(sequences.sample(9, 1))
        .containsExactly(
            new Excerpt(0, 0, 8, START),
            new Excerpt(0, 8, 10, CONTINUATION),
            new Excerpt(1, 0, 1, START),
            new Excerpt(2, 0, 8, START));
    assertThat(sequences.bytes(sequences.sample(9, 1))).isEqualTo(8 + 2 + 1 + 8);
  }

  @Test
  void aBatchShowsEachTokenTheIdBeforeItAndMasksWhatIsNotThere() {
    TokenSequences sequences = new TokenSequences(BYTES, List.of("abcdef"), 4);

    DataSet batch = sequences.batch(sequences.sample(2, 1));

    assertThat(batch.getFeatures().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{START, 'a', 'b', 'c'}, {CONTINUATION, 'e', 'f', 0}});
    assertThat(batch.getLabels().shape()).containsExactly(2, 1, 4);
    assertThat(batch.getLabels().reshape(2, 4).toFloatMatrix())
        .isDeepEqualTo(new float[][] {{'a', 'b', 'c', 'd'}, {'e', 'f', 0, 0}});
    assertThat(batch.getLabelsMaskArray().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{1, 1, 1, 1}, {1, 1, 0, 0}});
  }

  @Test
  void aCoinDecidesBetweenStartsOfDocumentsAndFullWindowsAnywhere() {
    String longText = "0123456789".repeat(40);
    TokenSequences sequences = new TokenSequences(BYTES, List.of(longText, "short", longText), 8);
    List<Excerpt> excerpts =
        LongStream.range(0, 20).boxed().flatMap(seed -> sequences.pass(seed).stream()).toList();

    assertThat(excerpts).hasSize(20 * sequences.size());
    List<Excerpt> starts = excerpts.stream().filter(e -> e.begin() == START).toList();
    // 2 020 coins: 4 standard deviations are 90.
    assertThat(starts).hasSizeBetween(1010 - 90, 1010 + 90);
    assertThat(starts).allMatch(e -> e.from() == 0);
    // Each of three documents is as likely: a third of the starts, to 4 standard deviations.
    for (int document = 0; document < 3; document++) {
      int of = document;
      assertThat(starts.stream().filter(e -> e.document() == of).count())
          .isBetween(336L - 65, 336L + 65);
    }
    List<Excerpt> windows = excerpts.stream().filter(e -> e.begin() != START).toList();
    assertThat(windows).allMatch(e -> e.begin() == CONTINUATION);
    assertThat(windows)
        .allMatch(e -> e.tokens() == (e.document() == 1 ? 5 : 8) && e.from() >= 0 && e.to() <= 400);
    // Off the grid of eights, and up to both ends of a document.
    assertThat(windows.stream().map(e -> e.from() % 8).distinct()).hasSize(8);
    assertThat(windows).anyMatch(e -> e.from() == 0 && e.document() == 0);
    assertThat(windows).anyMatch(e -> e.to() == 400);
  }

  @Test
  void aPassDependsOnTheSeedAlone() {
    TokenSequences sequences = new TokenSequences(BYTES, List.of("a text".repeat(50)), 8);

    assertThat(sequences.pass(3)).isEqualTo(sequences.pass(3)).isNotEqualTo(sequences.pass(4));
  }

  @Test
  void seekingLeadsWhereReadingDoes() {
    TokenSequences sequences = new TokenSequences(BYTES, List.of("a text".repeat(50)), 8);
    TokenSequenceIterator read = TokenSequenceIterator.training(sequences, 5, 9);
    read.next();
    DataSet firstPass = read.next();
    read.reset();
    read.next();
    DataSet secondPass = read.next();

    TokenSequenceIterator sought = TokenSequenceIterator.training(sequences, 5, 9);
    sought.seek(1, 5);
    assertThat(sought.next().getFeatures()).isEqualTo(secondPass.getFeatures());
    sought.seek(0, 5);
    assertThat(sought.next().getFeatures()).isEqualTo(firstPass.getFeatures());
    assertThat(firstPass.getFeatures()).isNotEqualTo(secondPass.getFeatures());
    assertThatThrownBy(() -> sought.seek(-1, 0)).hasMessageContaining("pass -1 does not exist");
    assertThatThrownBy(() -> sought.seek(0, 99)).hasMessageContaining("position 99");
  }

  @Test
  void theLastBatchIsSmallerAndNothingFollows() {
    TokenSequences sequences = new TokenSequences(BYTES, List.of("0123456789abcdef"), 4);
    ImmutableList<Excerpt> all = sequences.sample(9, 1);
    TokenSequenceIterator batches = TokenSequenceIterator.evaluation(sequences, 3, all);

    assertThat(batches.next().numExamples()).isEqualTo(3);
    assertThat(batches.next().numExamples()).isEqualTo(1);
    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("all 4 sequences were read");
    batches.reset();
    assertThat(batches.next().getFeatures())
        .isEqualTo(sequences.batch(all.subList(0, 3)).getFeatures());
  }

  @Test
  void noTextAndNoLengthAreRefused() {
    assertThatThrownBy(() -> new TokenSequences(BYTES, List.of(""), 8))
        .hasMessageContaining("no text in 1 documents");
    assertThatThrownBy(() -> new TokenSequences(BYTES, List.of("text"), 1))
        .hasMessageContaining("length is 1 tokens");
  }
}
