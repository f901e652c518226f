// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes a text that mostly repeats texts kept before, by its runs of eight words.
 *
 * <p>Resemblance by shingles: A. Broder, "On the resemblance and containment of documents" (1997).
 * Here containment counts, since a short licence is often a part of a long one. A shingle is kept
 * as a 64-bit hash: among a million of them, two differ and hash alike with probability below 10⁻⁷.
 *
 * <p>One for each domain. Not thread-safe.
 */
final class WordShingles {
  private static final int WORDS = 8;
  private static final Splitter WORD =
      Splitter.on(Pattern.compile("[^\\p{L}\\p{N}]+")).omitEmptyStrings();

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

  /** Returns the shingles of a text; a text of fewer words than a shingle is one shingle. */
  private static Set<Long> shingles(String text) {
    List<String> words = WORD.splitToList(text.toLowerCase(Locale.ROOT));
    Set<Long> shingles = new HashSet<>();
    for (int start = 0; start == 0 || start + WORDS <= words.size(); start++) {
      List<String> run = words.subList(start, Math.min(start + WORDS, words.size()));
      shingles.add(Hashing.murmur3_128().hashUnencodedChars(String.join(" ", run)).asLong());
    }
    return shingles;
  }
}
