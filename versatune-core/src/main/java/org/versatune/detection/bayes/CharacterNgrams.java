// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import java.util.function.LongConsumer;

/**
 * Cuts a text into overlapping character n-grams, each as one {@code long}.
 *
 * <p>A character is a Unicode code point. White space is folded first: runs become one blank, and
 * none is left at either end, so that line breaks and indentation of a file's layout do not count
 * as knowledge of its domain. Case and punctuation stay, because they tell code from prose (our
 * choice; Cavnar and Trenkle, 1994, keep letters and apostrophes only).
 *
 * <p>Up to length 3 the code points are packed, 21 bits each, so the key is exact. Longer n-grams
 * are mixed to 64 bits (Stafford's variant 13 of the MurmurHash3 finaliser after each character);
 * two of a million different n-grams share a key with a probability below 3·10⁻⁸, and would then be
 * counted as one.
 */
final class CharacterNgrams {
  private static final int EXACT_LENGTH = 3;
  private static final int BITS = 21;
  private static final int DELETE = 0x7F;

  private final int length;

  CharacterNgrams(int length) {
    this.length = length;
  }

  /** The text as it is counted: white space folded to single blanks, none at the ends. */
  static int[] fold(String text) {
    int[] folded = new int[text.length()];
    int size = 0;
    boolean blank = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      // The printable characters of ASCII, which most text is, need no look into Unicode's tables.
      boolean printable = c > ' ' && c < DELETE;
      if (!printable && (Character.isWhitespace(c) || Character.isSpaceChar(c))) {
        blank = size > 0;
      } else {
        if (blank) {
          folded[size++] = ' ';
          blank = false;
        }
        folded[size++] = c;
      }
    }
    return java.util.Arrays.copyOf(folded, size);
  }

  /** Hands over the key of every n-gram between two positions, in the order of the text. */
  void forEach(int[] folded, int from, int to, LongConsumer action) {
    for (int at = from; at + length <= to; at++) {
      action.accept(key(folded, at));
    }
  }

  /** The keys of a text's n-grams, in the order of the text. */
  long[] keys(String text) {
    return keys(fold(text));
  }

  /** The keys of the n-grams of a folded text, in its order. */
  long[] keys(int[] folded) {
    long[] keys = new long[Math.max(0, folded.length + 1 - length)];
    for (int at = 0; at < keys.length; at++) {
      keys[at] = key(folded, at);
    }
    return keys;
  }

  private long key(int[] folded, int from) {
    long key = 0;
    for (int i = from; i < from + length; i++) {
      key = length <= EXACT_LENGTH ? key << BITS | folded[i] : mix(key + folded[i] + 1);
    }
    return key;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
