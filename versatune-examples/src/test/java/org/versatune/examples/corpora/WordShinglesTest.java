// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordShinglesTest {
  private static String words(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
  }

  @Test
  void keepsATextOnce() {
    WordShingles shingles = new WordShingles();
    assertThat(shingles.keepIfNovel(words(0, 100), 0.5)).isTrue();
    assertThat(shingles.keepIfNovel(words(0, 100), 0.5)).isFalse();
  }

  @Test
  void lettersAndPunctuationDoNotMakeATextNew() {
    WordShingles shingles = new WordShingles();
    shingles.keepIfNovel(words(0, 100), 0.5);
    assertThat(shingles.keepIfNovel(words(0, 100).replace(" ", ", ").toUpperCase(Locale.ROOT), 0.5))
        .isFalse();
  }

  @Test
  void dropsATextOnlyIfMoreThanTheShareIsKnown() {
    // 27 words are 20 runs of eight; those of the first 17 words, ten, are known.
    WordShingles half = new WordShingles();
    half.keepIfNovel(words(0, 17), 0.5);
    assertThat(half.keepIfNovel(words(0, 27), 0.5)).isTrue();
    WordShingles more = new WordShingles();
    more.keepIfNovel(words(0, 18), 0.5);
    assertThat(more.keepIfNovel(words(0, 27), 0.5)).isFalse();
  }

  @Test
  void theOrderOfWordsCounts() {
    WordShingles shingles = new WordShingles();
    shingles.keepIfNovel("a b c d e f g h", 0.5);
    assertThat(shingles.keepIfNovel("b a c d e f g h", 0.5)).isTrue();
  }

  @Test
  void aTextShorterThanARunIsOneRun() {
    WordShingles shingles = new WordShingles();
    assertThat(shingles.keepIfNovel("three words only", 0.5)).isTrue();
    assertThat(shingles.keepIfNovel("Three words, only!", 0.5)).isFalse();
    assertThat(shingles.keepIfNovel("three words more", 0.5)).isTrue();
  }

  @Test
  void aDroppedTextIsNotRemembered() {
    WordShingles shingles = new WordShingles();
    shingles.keepIfNovel(words(0, 18), 0.5);
    shingles.keepIfNovel(words(0, 27), 0.5);
    assertThat(shingles.keepIfNovel(words(19, 27), 0.5)).isTrue();
  }
}
