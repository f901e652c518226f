// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LawTextsTest {
  private static String words(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
  }

  @Test
  void keepsATextOnce() {
    Set<Long> shingles = new HashSet<>();
    assertThat(LawTexts.keepIfNovel(shingles, words(0, 100))).isTrue();
    assertThat(LawTexts.keepIfNovel(shingles, words(0, 100))).isFalse();
  }

  @Test
  void lettersAndPunctuationDoNotMakeATextNew() {
    Set<Long> shingles = new HashSet<>();
    LawTexts.keepIfNovel(shingles, words(0, 100));
    assertThat(
            LawTexts.keepIfNovel(
                shingles, words(0, 100).replace(" ", ", ").toUpperCase(Locale.ROOT)))
        .isFalse();
  }

  @Test
  void dropsATextOnlyIfMoreThanTheShareIsKnown() {
    // 27 words are 20 runs of eight; those of the first 17 words, ten, are known.
    Set<Long> half = new HashSet<>();
    LawTexts.keepIfNovel(half, words(0, 17));
    assertThat(LawTexts.keepIfNovel(half, words(0, 27))).isTrue();
    Set<Long> more = new HashSet<>();
    LawTexts.keepIfNovel(more, words(0, 18));
    assertThat(LawTexts.keepIfNovel(more, words(0, 27))).isFalse();
  }

  @Test
  void theOrderOfWordsCounts() {
    Set<Long> shingles = new HashSet<>();
    LawTexts.keepIfNovel(shingles, "a b c d e f g h");
    assertThat(LawTexts.keepIfNovel(shingles, "b a c d e f g h")).isTrue();
  }

  @Test
  void aTextShorterThanARunIsOneRun() {
    Set<Long> shingles = new HashSet<>();
    assertThat(LawTexts.keepIfNovel(shingles, "three words only")).isTrue();
    assertThat(LawTexts.keepIfNovel(shingles, "Three words, only!")).isFalse();
    assertThat(LawTexts.keepIfNovel(shingles, "three words more")).isTrue();
  }

  @Test
  void aDroppedTextIsNotRemembered() {
    Set<Long> shingles = new HashSet<>();
    LawTexts.keepIfNovel(shingles, words(0, 18));
    LawTexts.keepIfNovel(shingles, words(0, 27));
    assertThat(LawTexts.keepIfNovel(shingles, words(19, 27))).isTrue();
  }
}
