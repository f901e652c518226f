// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.Splitter;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes a text that mostly repeats texts kept before, by its runs of eight words.
 *
 * <p>Resemblance by shingles: A. Broder, "On the resemblance and containment of documents" (1997);
 * here it is containment that counts, since a short licence is often a part of a long one. A
 * shingle is kept as a 64-bit hash: with a million of them, two differ and hash alike with
 * probability below 10⁻⁷.
 *
 * <p>One for each domain. Not thread-safe.
 */
final class WordShingles {
  private static final int WORDS = 8;
  private static final Splitter WORD =
      Splitter.on(Pattern.compile("[^\\p{L}\\p{N}]+")).omitEmptyStrings();

  private static final HashFunction HASH = Hashing.murmur3_128();

  /** 2⁶⁴ divided by the golden ratio, made odd. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final Set<Long> kept = new HashSet<>();

  /**
   * Keeps a text unless too much of it was kept before.
   *
   * @param mostKnown greatest share of the text's shingles that may be known, from 0 to 1
   * @return whether the text was kept
   */
  boolean keepIfNovel(String text, double mostKnown) {
    Set<Long> shingles = shingles(text);
    long known = shingles.stream().filter(kept::contains).count();
    if (known > mostKnown * shingles.size()) {
      return false;
    }
    kept.addAll(shingles);
    return true;
  }

  /** The shingles of a text; a text of fewer words than a shingle is one shingle. */
  private static Set<Long> shingles(String text) {
    long[] words =
        WORD.splitToStream(text.toLowerCase(Locale.ROOT))
            .mapToLong(word -> HASH.hashUnencodedChars(word).asLong())
            .toArray();
    Set<Long> shingles = new HashSet<>();
    for (int start = 0; start == 0 || start + WORDS <= words.length; start++) {
      long shingle = 0;
      for (int i = start; i < Math.min(start + WORDS, words.length); i++) {
        // An odd factor loses no bits; the rotation keeps it from being undone by the next.
        shingle = Long.rotateLeft(shingle * FACTOR, 29) + words[i];
      }
      shingles.add(shingle);
    }
    return shingles;
  }
}
