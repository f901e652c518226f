// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CharacterNgramsTest {

  private static int count(int length, String text) {
    int[] count = {0};
    int[] folded = CharacterNgrams.fold(text);
    new CharacterNgrams(length).forEach(folded, 0, folded.length, key -> count[0]++);
    return count[0];
  }

  private static long key(String ngram) {
    long[] key = {0};
    int[] folded = ngram.codePoints().toArray();
    new CharacterNgrams(folded.length).forEach(folded, 0, folded.length, k -> key[0] = k);
    return key[0];
  }

  @Test
  void foldsWhiteSpaceOfEveryKind() {
    assertThat(CharacterNgrams.fold(" \t a \r\n\u00a0\u2003 b😀 "))
        .containsExactly('a', ' ', 'b', 0x1F600);
    assertThat(CharacterNgrams.fold(" \n ")).isEmpty();
  }

  @Property(tries = 200)
  void cutsATextOfLengthLIntoLMinusNPlusOne(
      @ForAll String text, @ForAll @IntRange(min = 1, max = 12) int length) {
    assertThat(count(length, text))
        .isEqualTo(Math.max(0, CharacterNgrams.fold(text).length - length + 1));
  }

  @Test
  void tellsAllFourGramsOfAnAlphabetApart() {
    Set<Long> keys = new HashSet<>();
    for (int i = 0; i < 26 * 26 * 26 * 26; i++) {
      keys.add(
          key(
              ""
                  + (char) ('a' + i % 26)
                  + (char) ('a' + i / 26 % 26)
                  + (char) ('a' + i / 676 % 26)
                  + (char) ('a' + i / 17_576)));
    }

    assertThat(keys).hasSize(26 * 26 * 26 * 26);
  }

  @Property(tries = 500)
  void tellsTrigramsApartExactly(
      @ForAll @IntRange(max = 0x10FFFF) int a,
      @ForAll @IntRange(max = 0x10FFFF) int b,
      @ForAll @IntRange(max = 0x10FFFF) int c) {
    int[] folded = {a, b, c};
    long[] key = {0};
    new CharacterNgrams(3).forEach(folded, 0, 3, k -> key[0] = k);

    assertThat(key[0] & 0x1FFFFF).isEqualTo(c);
    assertThat(key[0] >> 21 & 0x1FFFFF).isEqualTo(b);
    assertThat(key[0] >> 42).isEqualTo(a);
  }
}
